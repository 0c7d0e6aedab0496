// tests/optim/lp_sgd_test.cpp -- LP-SGD and SWALP equal the formulas, written one number at a time.
#include "lowp/optim/lp_sgd.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/optim/linear_problem.hpp"
#include "lowp/optim/svrg.hpp"
#include "lowp/optim/synthetic.hpp"
#include "lowp/quantize/block.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

const synthetic_problem& data()
{
    static const auto p = synthetic_regression({.samples = 40, .dimension = 6, .label_noise = 0.3});
    return p;
}

// The steps one would write. All products are rounded before they are added.
struct plain {
    double rate, momentum, penalty;
    quantizer<fixed_format, stochastic> weights;
    quantizer<floating_format, stochastic> gradients, velocity;
    std::vector<double> w = std::vector<double>(6), v = w;

    void step(std::uint64_t t, stream draw)
    {
        const std::uint64_t i = uniform_index(draw, t - 1, 40);
        double margin = 0;
        std::vector<double> x(6);
        for (std::size_t j = 0; j < 6; ++j) x[j] = static_cast<double>(data().features(i, j));
        margin = dot(x, w);
        const double slope = margin - static_cast<double>(data().targets[i]);
        for (std::size_t j = 0; j < 6; ++j) {
            const volatile double decay = penalty * w[j], part = slope * x[j];
            const double g = gradients.fork(3 * t)(0.0 + decay + part, j);
            const volatile double kept = momentum * v[j];
            v[j] = kept + g;
        }
        for (std::size_t j = 0; j < 6; ++j) {
            const volatile double moved = rate * v[j];
            w[j] = weights.fork(3 * t + 2)(w[j] - moved, j);
            v[j] = velocity.fork(3 * t + 1)(v[j], j);
        }
    }
};

}  // namespace

TEST_CASE("lp_sgd equals the formulas", "[optim]")
{
    const stream draw{3};
    plain expected{0.2,
                   0.9,
                   0.01,
                   {fixed_format{2, 5}, stochastic{stream{1}}},
                   {e5m2, stochastic{stream{2}}},
                   {bfloat16, stochastic{stream{4}}}};
    const lp_sgd method{.rate = 0.2,
                        .momentum = 0.9,
                        .gradients = expected.gradients,
                        .velocity = expected.velocity,
                        .weights = expected.weights};
    const least_squares f{data().features, data().targets, 0.01};
    std::vector<double> w(6);
    minimize(method, f, w, {.rounds = 3, .steps = 50, .draw = draw},
             [&](const outer_step& s, std::span<const double> now) {
                 if (s.round > 0)
                     for (std::uint64_t t = 50 * (s.round - 1) + 1; t <= 50 * s.round; ++t) expected.step(t, draw);
                 CHECK(std::vector<double>(now.begin(), now.end()) == expected.w);
             });
    CHECK(w != std::vector<double>(6));
}

TEST_CASE("sgd is lp_sgd without rounding", "[optim]")
{
    const least_squares f{data().features, data().targets};
    std::vector<double> a(6), b(6);
    minimize(sgd{.rate = 0.25f, .momentum = 0.5f}, f, a, {.rounds = 2});
    minimize(lp_sgd{.rate = 0.25, .momentum = 0.5}, f, b, {.rounds = 2});
    CHECK(a == b);
}

TEST_CASE("the averages are those of the iterates", "[optim]")
{
    const least_squares f{data().features, data().targets};
    const quantizer q{fixed_format{1, 6}, stochastic{stream{1}}};
    const minimize_options step_by_step{.rounds = 60, .steps = 1};
    std::vector<std::vector<double>> iterates;
    std::vector<double> w(6);
    minimize(lp_sgd{.rate = 0.3, .weights = q}, f, w, step_by_step,
             [&](const outer_step&, std::span<const double> now) { iterates.emplace_back(now.begin(), now.end()); });
    const auto mean = [&](std::size_t after, std::size_t every) {
        std::vector<double> sum(6);
        double count = 0;
        for (std::size_t t = after + 1; t <= 60; t += every, ++count)
            for (std::size_t j = 0; j < 6; ++j) sum[j] += iterates[t][j];
        for (double& one : sum) one /= count;
        return sum;
    };
    const auto check = [&](const auto& method, const std::vector<double>& expected) {
        std::vector<double> answer(6);
        minimize(method, f, answer, {.rounds = 6, .steps = 10});
        for (std::size_t j = 0; j < 6; ++j) CHECK(std::fabs(answer[j] - expected[j]) < 1e-14);
    };
    check(lp_sgd{.rate = 0.3, .weights = q, .answer = iterate::averaged}, mean(0, 1));
    check(swalp{.rate = 0.3, .weights = q, .warm_up = 20}, mean(20, 1));
    check(swalp{.rate = 0.3, .weights = q, .warm_up = 13, .every = 7}, mean(13, 7));
    check(swalp{.rate = 0.3, .weights = q, .warm_up = 60}, iterates[60]);  // nothing to average yet
}

TEST_CASE("SWALP's average ends well below LP-SGD's iterates", "[optim]")
{
    const auto p = synthetic_regression({.samples = 1000, .dimension = 50, .label_noise = 0.3});
    const least_squares f{p.features, p.targets};
    const auto end_of = [&](const auto& method) {
        std::vector<double> w(50);
        double sum = 0;
        minimize(method, f, w, {.rounds = 40}, [&](const outer_step& s, std::span<const double>) {
            if (s.round > 20) sum += s.value / 20;
        });
        return sum;
    };
    std::vector<double> best(50);
    minimize(svrg{.rate = 0.3}, f, best, {.rounds = 60});
    const double lowest = value(f, best);
    const quantizer fixed{fixed_format{2, 5}, stochastic{stream{1}}};
    const block_quantizer block{block_floating_point(8), stochastic{stream{2}}};
    const auto check = [&](const rounding_site& site) {
        const double last = end_of(lp_sgd{.rate = 0.2, .weights = site}) - lowest;
        const double averaged = end_of(swalp{.rate = 0.2, .weights = site, .warm_up = 10000}) - lowest;
        INFO("last " << last << ", averaged " << averaged);
        CHECK((averaged > 0 && 3 * averaged < last));
    };
    check(fixed);
    check(block);
}

TEST_CASE("lp_sgd and swalp refuse what makes no sense", "[optim]")
{
    const least_squares f{data().features, data().targets};
    std::vector<double> w(6);
    CHECK_THROWS_WITH(minimize(lp_sgd{.momentum = 1}, f, w),
                      "lp_sgd: momentum is 1, expected a number from 0 to below 1");
    CHECK_THROWS_WITH(minimize(swalp{.rate = 0}, f, w), "swalp: rate is 0, expected a positive number");
    CHECK_THROWS_WITH(minimize(swalp{.every = 0}, f, w), "swalp: every is 0, expected at least 1");
    CHECK_THROWS_WITH(minimize(lp_sgd{.answer = iterate::random}, f, w),
                      "lp_sgd: answer is 1, expected iterate::last or averaged");
}
