// tests/optim/integer_halp_test.cpp -- integer HALP is the method that the emulation is, and the same on every machine.
#include "lowp/optim/integer_halp.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/optim/constants.hpp"
#include "lowp/optim/halp.hpp"
#include "lowp/optim/synthetic.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/random/uniform_index.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

constexpr fixed_format q0_7{0, 7};

struct problem {
    synthetic_problem p;
    packed_matrix<known_t<q0_7>> codes;

    problem(std::size_t samples, std::size_t dimension, double spread)
        : p(synthetic_regression({.samples = samples, .dimension = dimension, .spread = spread, .label_noise = 0.5})),
          codes(known<q0_7>, samples, dimension)
    {
        encode(p.features.view(), codes);
    }
    std::vector<float> classes() const
    {
        std::vector<float> y(p.targets);
        for (float& one : y) one = one > 0 ? 1.0f : -1.0f;
        return y;
    }
};
template <class Method, class F>
trace run(const Method& method, const F& f, std::size_t rounds = 60)
{
    std::vector<double> w(f.dimension());
    return minimize(method, f, w, {.rounds = rounds});
}
double share(const trace& t, std::size_t round) { return t.steps[round].gradient_norm / t.steps[0].gradient_norm; }

}  // namespace

TEST_CASE("integer HALP converges as the emulation does", "[optim]")
{
    const problem p(1000, 100, 1);
    const least_squares f{p.codes, p.p.targets};
    const double mu = constants_of(f).strong_convexity;
    const trace integers = run(integer_halp{.rate = 0.25, .strong_convexity = mu}, f);
    const trace emulated = run(halp{.rate = 0.25, .strong_convexity = mu, .bits = 8}, f);
    CHECK(share(integers, 60) <= 1e-9);
    for (std::size_t round = 5; round <= 20; ++round) {
        const double ratio = share(integers, round) / share(emulated, round);
        CHECK((ratio > 0.1 && ratio < 10));
    }
    CHECK(integers.last().pitch > 0);
    CHECK(integers.last().clipped < 0.1);
}

TEST_CASE("integer HALP on badly conditioned data, with a penalty, and for classes", "[optim]")
{
    const problem p(1000, 100, 10);
    const least_squares bad{p.codes, p.p.targets};
    CHECK(share(run(integer_halp{.rate = 0.25, .strong_convexity = constants_of(bad).strong_convexity}, bad), 60) <
          1e-9);
    const least_squares ridge{p.codes, p.p.targets, 0.01};
    CHECK(share(run(integer_halp{.rate = 0.25, .strong_convexity = 0.01}, ridge), 40) < 1e-9);
    const auto classes = p.classes();
    const logistic_regression logistic{p.codes, classes, 1e-3};
    const trace integers = run(integer_halp{.rate = 1, .strong_convexity = 1e-3}, logistic),
                emulated = run(halp{.rate = 1, .strong_convexity = 1e-3, .bits = 8}, logistic);
    CHECK(share(integers, 40) < 1e-9);
    CHECK(share(integers, 10) / share(emulated, 10) < 10);
}

TEST_CASE("integer HALP moves where the full gradient's share of a step is far below the grid's fraction", "[optim]")
{
    const problem p(400, 30, 1);
    const least_squares f{p.codes, p.p.targets};
    const trace t = run(integer_halp{.rate = 0.02, .strong_convexity = 2e-4, .backs_off = false}, f);
    CHECK(t.steps[1].value != t.steps[0].value);
    CHECK(t.steps[1].gradient_norm != t.steps[0].gradient_norm);
    std::vector<double> w(30);
    CHECK_THROWS_WITH(minimize(integer_halp{.rate = 1e300, .strong_convexity = 1}, f, w),
                      "integer_halp: rate is 1e+300, expected one whose coefficients binary32 holds");
}

TEST_CASE("integer HALP: the same bits with the machine's instructions, without, and with threads", "[optim]")
{
    const problem p(300, 77, 3);
    const auto classes = p.classes();
    const auto compare = [](const auto& f) {
        std::vector<double> w(77), same(77), again(77);
        const integer_halp method{.rate = 0.25, .strong_convexity = 0.01};
        integer_halp plain = method;
        plain.use = dot_products::none;
        const minimize_options how{.rounds = 5, .steps = 2500};
        minimize(method, f, w, how);
        minimize(plain, f, same, how);
        minimize(method, f, again, {.rounds = 5, .steps = 2500, .threads = 2});
        CHECK(w == same);
        CHECK(w == again);
        CHECK(std::any_of(w.begin(), w.end(), [](double x) { return x != 0; }));
    };
    compare(least_squares{p.codes, p.p.targets});
    compare(least_squares{p.codes, p.p.targets, 0.01});
    compare(logistic_regression{p.codes, classes, 0.01});
}

TEST_CASE("a round in integers is the formula, on average", "[optim]")
{
    // One step of SVRG from z = 0 is -rate g / s, and of the second the sample's correction is known exactly.
    const problem p(50, 40, 1);
    const least_squares f{p.codes, p.p.targets};
    std::vector<double> w(40, 0.25), g(40), first(40), second(40), squares(40);
    gradient(f, w, g);
    constexpr std::size_t repeats = 3000;
    const integer_halp method{.rate = 0.5, .strong_convexity = 0.05, .scale_multiplier = 1};
    const double pitch = nrm2(g) / (0.05 * 127);
    for (std::size_t t = 0; t < repeats; ++t) {
        const stream draw{t};
        const auto after = [&](std::size_t steps) {
            std::vector<double> at = w;
            minimize(method, f, at, {.rounds = 1, .steps = steps, .draw = draw});
            for (std::size_t j = 0; j < 40; ++j) at[j] = (at[j] - w[j]) / pitch;
            return at;
        };
        const std::vector<double> z = after(1), next = after(2);
        const std::size_t i = uniform_index(draw.fork(1).fork("samples"), 2, 50);
        double margin = 0;
        for (std::size_t j = 0; j < 40; ++j) margin += p.codes(i, j) * z[j];
        for (std::size_t j = 0; j < 40; ++j) {
            first[j] += z[j] + 0.5 * g[j] / pitch;
            const double off = next[j] - (z[j] - 0.5 * (p.codes(i, j) * margin + g[j] / pitch));
            second[j] += off;
            squares[j] += off * off;
        }
    }
    // Beside chance there is what 9 fraction bits leave out.
    for (std::size_t j = 0; j < 40; ++j) {
        const double error = 4.5 * std::sqrt(squares[j]) / repeats;
        CHECK(std::fabs(first[j] / repeats) < 4.5 * 0.5 / std::sqrt(double{repeats}) + 0x1p-10);
        CHECK(std::fabs(second[j] / repeats) < error + 3 * 0x1p-10);
    }
}

TEST_CASE("integer HALP refuses what makes no sense", "[optim]")
{
    const problem p(30, 10, 1);
    std::vector<double> w(10);
    const least_squares f{p.codes, p.p.targets};
    CHECK_THROWS_WITH(minimize(integer_halp{.rate = -1}, f, w), "integer_halp: rate is -1, expected a positive number");
    CHECK_THROWS_WITH(minimize(integer_halp{.strong_convexity = 0}, f, w),
                      "integer_halp: strong_convexity is 0, expected a positive number");
    CHECK_THROWS_WITH(minimize(integer_halp{.scale_multiplier = -1}, f, w),
                      "integer_halp: scale_multiplier is -1, expected a positive number, or 0 for the default");
    const least_squares stiff{p.codes, p.p.targets, 2};
    CHECK_THROWS_WITH(minimize(integer_halp{.rate = 0.1}, stiff, w),
                      "integer_halp: rate times the problem's penalty is 0.2, expected at most 1/16");
    packed_matrix wide(fixed_format{1, 14}, 30, 10);
    CHECK_THROWS_WITH(minimize(integer_halp{}, least_squares{wide, p.p.targets}, w),
                      "integer_halp: the data are codes of 16 bits, expected fixed-point codes of 8 bits with a sign");
    packed_matrix floating(e4m3fn, 30, 10);
    CHECK_THROWS_WITH(
        minimize(integer_halp{}, least_squares{floating, p.p.targets}, w),
        "integer_halp: the data are no fixed-point codes, expected fixed-point codes of 8 bits with a sign");
}

TEST_CASE("numbers to integers within bounds", "[optim]")
{
    CHECK(inner::integer_within(2.5, 10) == 2);
    CHECK(inner::integer_within(-3.5, 10) == -4);
    CHECK(inner::integer_within(1e300, 10) == 10);
    CHECK(inner::integer_within(-1e300, 10) == -10);
    CHECK(inner::integer_within(std::nan(""), 10) == 0);
}
