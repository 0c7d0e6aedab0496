// tests/optim/svrg_test.cpp -- SVRG and LP-SVRG equal the formula; where they end.
#include "lowp/optim/svrg.hpp"

#include <cmath>
#include <vector>

#include "lowp/optim/linear_problem.hpp"
#include "lowp/optim/synthetic.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

const synthetic_problem& data()
{
    static const auto p = synthetic_classes({.samples = 40, .dimension = 6, .label_noise = 0.1});
    return p;
}

}  // namespace

TEST_CASE("a round is the formula, on a grid or not", "[optim]")
{
    const logistic_regression f{data().features, data().targets, 0.02};
    const auto check = [&](const auto& method, const auto& rounded) {
        std::vector<double> w(6, 0.25), z = w, g(6), mean(6);
        const stream draw{5};
        minimize(method, f, w, {.rounds = 1, .steps = 30, .draw = draw});
        gradient(f, z, g);
        const std::vector<double> center = z;
        for (std::uint64_t t = 1; t <= 30; ++t) {
            const std::size_t i = uniform_index(draw.fork(1).fork("samples"), t, 40);
            std::vector<double> here(6), there(6);
            f.add_gradient(i, z, 1, here);
            f.add_gradient(i, center, 1, there);
            for (std::size_t j = 0; j < 6; ++j) here[j] += 0.02 * z[j], there[j] += 0.02 * center[j];
            for (std::size_t j = 0; j < 6; ++j) z[j] = rounded(z[j] - 0.5 * (here[j] - there[j] + g[j]), t, j);
            for (std::size_t j = 0; j < 6; ++j) mean[j] += z[j] / 30;
        }
        const auto& expected = method.next == iterate::averaged ? mean : z;
        for (std::size_t j = 0; j < 6; ++j) CHECK(std::fabs(w[j] - expected[j]) < 1e-14);
    };
    const auto exact = [](double x, std::uint64_t, std::size_t) { return x; };
    check(svrg{.rate = 0.5}, exact);
    check(svrg{.rate = 0.5, .next = iterate::averaged}, exact);
    const quantizer q{fixed_format{1, 4}, stochastic{stream{8}}};
    check(lp_svrg{.rate = 0.5, .weights = q},
          [&](double x, std::uint64_t t, std::size_t j) { return q.fork(t)(x, j); });
}

TEST_CASE("a random iterate is one of the round's, and each is drawn", "[optim]")
{
    const logistic_regression f{data().features, data().targets, 0.02};
    std::vector<bool> met(4);
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const minimize_options how{.rounds = 1, .steps = 4, .draw = stream{seed}};
        std::vector<double> w(6);
        minimize(svrg{.rate = 0.5, .next = iterate::random}, f, w, how);
        bool found = false;
        for (std::size_t steps = 1; steps <= 4; ++steps) {
            std::vector<double> last(6);
            minimize(svrg{.rate = 0.5}, f, last, {.rounds = 1, .steps = steps, .draw = stream{seed}});
            if (last == w) found = met[steps - 1] = true;
        }
        CHECK(found);
    }
    CHECK(met == std::vector<bool>(4, true));
}

TEST_CASE("SVRG converges to binary64's end, LP-SVRG to its grid's", "[optim]")
{
    const logistic_regression f{data().features, data().targets, 0.05};
    std::vector<double> w(6);
    trace t = minimize(svrg{.rate = 0.5}, f, w, {.rounds = 60});
    CHECK(t.last().gradient_norm < 1e-13 * t.steps[0].gradient_norm);
    CHECK(t.last().gradients == 60 * 2 * 80 + 61 * 40);
    w.assign(6, 0);
    t = minimize(lp_svrg{.rate = 0.5, .weights = quantizer{fixed_format{2, 5}, stochastic{stream{8}}}}, f, w);
    CHECK(t.last().gradient_norm > 1e-4 * t.steps[0].gradient_norm);
    for (const double x : w) CHECK(x * 32 == std::floor(x * 32));
}
