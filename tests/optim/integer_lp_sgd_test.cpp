// tests/optim/integer_lp_sgd_test.cpp -- integer LP-SGD is the method that the emulation is; dense and sparse data give
// the same bits, and so does every machine.
#include "lowp/optim/integer_lp_sgd.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/optim/lp_sgd.hpp"
#include "lowp/optim/synthetic.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/random/uniform_index.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

constexpr fixed_format q0_7{0, 7}, q0_15{0, 15};

// Data of 8 or 16 bits, dense, and the same sparse.
template <class T>
struct problem {
    static constexpr int bits = 8 * sizeof(T);
    synthetic_problem p;
    packed_matrix<fixed_format> codes;
    sparse_matrix<T> sparse;
    double unit = sizeof(T) == 1 ? 0x1p-7 : 0x1p-15;
    std::vector<float> classes;

    explicit problem(std::size_t nonzeros = 0)
        : p(synthetic_regression({.samples = 500, .dimension = 90, .label_noise = 0.3})),
          codes(sizeof(T) == 1 ? q0_7 : q0_15, 500, 90),
          sparse(90),
          classes(p.targets)
    {
        for (float& one : classes) one = one > 0 ? 1.0f : -1.0f;
        if (nonzeros > 0)
            for (std::size_t i = 0; i < 500; ++i)
                for (std::size_t j = 0; j < 90; ++j)
                    if ((i + j) % (90 / nonzeros) != 0) p.features.span()[i * 90 + j] = 0;
        encode(p.features.view(), codes);
        for (std::size_t i = 0; i < 500; ++i) {
            std::vector<std::uint32_t> columns;
            std::vector<T> values;
            for (std::size_t j = 0; j < 90; ++j)
                if (const auto code = static_cast<T>(codes.code(i, j)); code != 0) {
                    columns.push_back(static_cast<std::uint32_t>(j));
                    values.push_back(code);
                }
            sparse.add_row(columns, values);
        }
    }
    auto sparse_samples() const { return samples_of(sparse, unit); }
};
template <class F>
std::vector<double> weights_after(const F& f, integer_lp_sgd method, dot_products use = dot_products::of_machine)
{
    method.use = use;
    std::vector<double> w(90, 0.11);
    minimize(method, f, w, {.rounds = 2, .steps = 1500, .draw = stream{5}});
    return w;
}
template <class T>
void check_same()
{
    const problem<T> p(9);
    const integer_lp_sgd method{.rate = 0.2, .bits = problem<T>::bits};
    const auto compare = [&](const auto& dense, const auto& sparse) {
        const std::vector<double> w = weights_after(dense, method);
        CHECK(w == weights_after(dense, method, dot_products::none));
        CHECK(w == weights_after(sparse, method));
        const double pitch = std::ldexp(1.0, 2 - problem<T>::bits);
        CHECK(std::all_of(w.begin(), w.end(),
                          [&](double x) { return std::fabs(x) <= 2 && std::remainder(x, pitch) == 0; }));
    };
    compare(least_squares{p.codes, p.p.targets}, least_squares{p.sparse_samples(), p.p.targets});
    compare(logistic_regression{p.codes, p.classes}, logistic_regression{p.sparse_samples(), p.classes});
}
template <class T>
void check_floor()
{
    const problem<T> p;
    const least_squares f{p.codes, p.p.targets};
    const int bits = problem<T>::bits;
    const double pitch = std::ldexp(1.0, 2 - bits);
    const auto floor_of = [&](const auto& method) {
        std::vector<double> w(90);
        const trace t = minimize(method, f, w, {.rounds = 25});
        double sum = 0;
        for (std::size_t r = 6; r <= 25; ++r) sum += t.steps[r].value;
        return sum / 20;
    };
    const double integers = floor_of(integer_lp_sgd{.rate = 0.2, .bits = bits, .pitch = pitch});
    const double emulated =
        floor_of(lp_sgd{.rate = 0.2, .weights = quantizer{fixed_format{1, bits - 2}, stochastic{stream{8}}}});
    std::vector<double> zero(90);
    CHECK(integers < value(f, zero));
    CHECK(std::fabs(integers / emulated - 1) < 0.03);
}
template <class T>
void check_mean()
{
    const problem<T> p;
    const least_squares f{p.codes, p.p.targets};
    const double pitch = 0x1p-6;
    std::vector<double> sum(90), squares(90);
    constexpr std::size_t repeats = 1000;
    for (std::size_t t = 0; t < repeats; ++t) {
        std::vector<double> w(90, 0.25), g(90);
        const std::size_t i = uniform_index(stream{t}, 0, 500);
        f.add_gradient(i, w, 1, g);
        minimize(integer_lp_sgd{.rate = 0.3, .bits = problem<T>::bits, .pitch = pitch}, f, w,
                 {.rounds = 1, .steps = 1, .draw = stream{t}});
        for (std::size_t j = 0; j < 90; ++j) {
            const double off = (w[j] - (0.25 - 0.3 * g[j])) / pitch;
            sum[j] += off;
            squares[j] += off * off;
        }
    }
    for (std::size_t j = 0; j < 90; ++j) CHECK(std::fabs(sum[j]) < 4.5 * std::sqrt(squares[j]) + repeats * 0x1p-11);
}

}  // namespace

TEST_CASE("integer LP-SGD: the same bits dense and sparse, with the machine's instructions and without", "[optim]")
{
    check_same<std::int8_t>();
    check_same<std::int16_t>();
}

TEST_CASE("integer LP-SGD comes as far as the emulation", "[optim]")
{
    check_floor<std::int8_t>();
    check_floor<std::int16_t>();
}

TEST_CASE("a step of integer LP-SGD is right on average", "[optim]")
{
    check_mean<std::int8_t>();
    check_mean<std::int16_t>();
}

TEST_CASE("integer LP-SGD with a penalty shrinks the weights", "[optim]")
{
    const problem<std::int8_t> p;
    const auto norm = [&](double penalty) {
        return nrm2(weights_after(least_squares{p.codes, p.p.targets, penalty}, {.rate = 0.2}));
    };
    CHECK(norm(0.05) < 0.7 * norm(0));
}

TEST_CASE("a penalty shrinks weights by its own rate, however small it is", "[optim]")
{
    // Without features nothing else moves them: (1 - rate penalty)^steps = e^-3 of what they were, on average.
    const std::vector<float> targets(200);
    const auto share_left = [&](const auto& x, int bits, double penalty) {
        std::vector<double> w(400, 0.75);
        minimize(integer_lp_sgd{.rate = 0.05, .bits = bits}, least_squares{x, targets, penalty}, w,
                 {.rounds = 1, .steps = static_cast<std::size_t>(3 / (0.05 * penalty))});
        double sum = 0;
        for (const double one : w) sum += one / 0.75 / 400;
        return sum;
    };
    const packed_matrix narrow(q0_7, 200, 400), wide(q0_15, 200, 400);
    sparse_matrix<std::int8_t> sparse(400);
    for (std::size_t i = 0; i < 200; ++i) sparse.add_row(std::vector<std::uint32_t>{}, std::vector<std::int8_t>{});
    for (const double penalty : {0.5, 1e-2, 1e-3}) {
        CHECK(std::fabs(share_left(narrow, 8, penalty) - std::exp(-3)) < 0.02);
        CHECK(std::fabs(share_left(wide, 16, penalty) - std::exp(-3)) < 0.002);
    }
    CHECK(std::fabs(share_left(samples_of(sparse, 0x1p-7), 8, 1e-2) - std::exp(-3)) < 0.02);
}

TEST_CASE("a run of LP-SGD goes on where the last round ended", "[optim]")
{
    const problem<std::int8_t> p;
    const least_squares f{p.codes, p.p.targets};
    std::vector<double> once(90), twice(90);
    minimize(integer_lp_sgd{}, f, once, {.rounds = 1, .steps = 2400});
    minimize(integer_lp_sgd{}, f, twice, {.rounds = 3, .steps = 800});
    CHECK(once == twice);
}

TEST_CASE("integer LP-SGD refuses what makes no sense", "[optim]")
{
    const problem<std::int8_t> p;
    const problem<std::int16_t> wide;
    std::vector<double> w(90);
    const least_squares f{p.codes, p.p.targets};
    const auto refuses = [&w](const integer_lp_sgd& method, const auto& g, const char* why) {
        CHECK_THROWS_WITH(minimize(method, g, w), why);
    };
    refuses({.rate = 0}, f, "integer_lp_sgd: rate is 0, expected a positive number");
    refuses({.bits = 9}, f, "integer_lp_sgd: bits is 9, expected 8 or 16");
    refuses({.pitch = -1}, f, "integer_lp_sgd: pitch is -1, expected a positive number, or 0 for the default");
    refuses({.bits = 16}, f,
            "integer_lp_sgd: the data are codes of 8 bits, expected fixed-point codes of 16 bits with a sign");
    refuses({.bits = 8}, least_squares{wide.codes, wide.p.targets},
            "integer_lp_sgd: the data are codes of 16 bits, expected fixed-point codes of 8 bits with a sign");
    refuses({.bits = 16}, least_squares{p.sparse_samples(), p.p.targets},
            "integer_lp_sgd: bits is 16, expected 8, as the data have");
    refuses({.rate = 1e36}, f, "integer_lp_sgd: rate is 1e+36, expected one whose coefficients binary32 holds");
    refuses({.rate = 1}, least_squares{p.codes, p.p.targets, 0.5},
            "integer_lp_sgd: rate times the problem's penalty is 0.5, expected at most 1/16");
}
