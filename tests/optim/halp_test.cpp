// tests/optim/halp_test.cpp -- HALP is its formula, converges in eight bits where fixed grids stall, and is held back
// where it would diverge.
#include "lowp/optim/halp.hpp"

#include <cmath>
#include <vector>

#include "lowp/optim/constants.hpp"
#include "lowp/optim/linear_problem.hpp"
#include "lowp/optim/lp_sgd.hpp"
#include "lowp/optim/svrg.hpp"
#include "lowp/optim/synthetic.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// Least squares of 1000 samples, 100 weights, label noise 0.5, L = 1.
struct problem {
    synthetic_problem p;
    least_squares<dense_samples> f;
    double mu;

    explicit problem(double spread)
        : p(synthetic_regression({.samples = 1000, .dimension = 100, .spread = spread, .label_noise = 0.5})),
          f(p.features, p.targets),
          mu(constants_of(f).strong_convexity)
    {}
};
const problem& good()  // kappa about 300
{
    static const problem p(1);
    return p;
}
const problem& bad()  // kappa about 800
{
    static const problem p(10);
    return p;
}

template <class Method>
trace run(const Method& method, const problem& p, std::size_t steps = 2000)
{
    std::vector<double> w(100);
    return minimize(method, p.f, w, {.rounds = 60, .steps = steps});
}
double end_of(const trace& t) { return t.last().gradient_norm / t.steps[0].gradient_norm; }

}  // namespace

TEST_CASE("a round is the formula", "[optim]")
{
    const auto data = synthetic_regression({.samples = 30, .dimension = 5, .label_noise = 0.5});
    const least_squares f{data.features, data.targets, 0.01};
    std::vector<double> center(5, 0.5), g(5);
    gradient(f, center, g);
    const stream draw{4};
    const double mu = 0.2, rate = 0.3, m = 1.5;
    for (const int bits : {2, 4, 8, 16}) {
        const double points = std::ldexp(1.0, bits - 1) - 1, s = nrm2(g) / (m * mu * points);
        std::vector<double> z(5), w = center;
        for (std::uint64_t t = 1; t <= 25; ++t) {
            const std::size_t i = uniform_index(draw.fork(1).fork("samples"), t, 30);
            std::vector<double> at(5), here(5), there(5);
            for (std::size_t j = 0; j < 5; ++j) at[j] = center[j] + s * z[j];
            f.add_gradient(i, at, 1, here);
            f.add_gradient(i, center, 1, there);
            for (std::size_t j = 0; j < 5; ++j) {
                const double step = here[j] - there[j] + g[j] + 0.01 * (at[j] - center[j]);
                // Stochastic rounding by the definition: floor(x + U) with U of 24 bits, then the ends.
                const double x = z[j] - rate / s * step;
                const double u = draw.fork(1).fork("rounding").fork(t).uniform(j);
                const double up = x >= 0 ? std::floor(x + u) : -std::floor(-x + u);
                z[j] = std::fmin(std::fmax(up, -points - 1), points);
            }
        }
        const trace t = minimize(halp{.rate = rate, .strong_convexity = mu, .bits = bits, .scale_multiplier = m}, f, w,
                                 {.rounds = 1, .steps = 25, .draw = draw});
        for (std::size_t j = 0; j < 5; ++j) CHECK(std::fabs(w[j] - (center[j] + s * z[j])) < 1e-12);
        CHECK(std::fabs(t.last().pitch - s) < 1e-15);
    }
}

TEST_CASE("HALP in 8 bits reaches binary64's end where fixed grids of 8 and 16 bits stall", "[optim]")
{
    const double mu = good().mu;
    CHECK((1 / mu > 250 && 1 / mu < 350));
    CHECK(end_of(run(halp{.rate = 0.25, .strong_convexity = mu, .bits = 8, .scale_multiplier = 3}, good())) < 1e-13);
    CHECK(end_of(run(halp{.rate = 0.25, .strong_convexity = mu, .bits = 8}, good())) < 1e-13);
    // The best of the fixed grids that cover the optimum, and finer ones that do not quite.
    double sgd_8 = 1, svrg_8 = 1, svrg_16 = 1;
    for (const int integer_bits : {-1, 0, 1, 2, 3}) {
        const quantizer q8{fixed_format{integer_bits, 7 - integer_bits}, stochastic{stream{7}}},
            q16{fixed_format{integer_bits, 15 - integer_bits}, stochastic{stream{7}}};
        sgd_8 = std::min(sgd_8, end_of(run(lp_sgd{.rate = 0.25, .weights = q8}, good())));
        svrg_8 = std::min(svrg_8, end_of(run(lp_svrg{.rate = 0.25, .weights = q8}, good())));
        svrg_16 = std::min(svrg_16, end_of(run(lp_svrg{.rate = 0.25, .weights = q16}, good())));
    }
    CHECK(sgd_8 > 3e-2);
    CHECK(svrg_8 > 3e-2);
    CHECK(svrg_16 > 1e-4);
}

TEST_CASE("HALP in 16 bits keeps to SVRG's trajectory", "[optim]")
{
    const trace low = run(halp{.rate = 0.25, .strong_convexity = good().mu, .bits = 16, .scale_multiplier = 1}, good());
    const trace full = run(svrg{.rate = 0.25}, good());
    std::size_t compared = 0;
    for (std::size_t k = 0; k < full.steps.size(); ++k) {
        if (full.steps[k].gradient_norm < 1e-12 * full.steps[0].gradient_norm) break;
        const double ratio = low.steps[k].gradient_norm / full.steps[k].gradient_norm;
        CHECK((ratio < 3 && ratio > 1.0 / 3));
        ++compared;
    }
    CHECK(compared > 15);
}

TEST_CASE("at a worse condition 8 bits diverge without the safeguard and converge with it", "[optim]")
{
    const double mu = bad().mu;
    CHECK((1 / mu > 750 && 1 / mu < 900));
    const halp with{.rate = 0.25, .strong_convexity = mu, .bits = 8, .scale_multiplier = 1};
    halp without = with;
    without.backs_off = false;
    const trace lost = run(without, bad(), 4000);
    CHECK(lost.end == ending::diverged);
    CHECK(lost.message.find("diverged after round") == 0);
    CHECK(end_of(run(with, bad(), 4000)) < 1e-9);
    CHECK(end_of(run(halp{.rate = 0.25, .strong_convexity = mu, .bits = 8}, bad(), 4000)) < 1e-13);
}

TEST_CASE("few bits converge too, and other iterates", "[optim]")
{
    const double mu = good().mu;
    CHECK(end_of(run(halp{.rate = 0.25, .strong_convexity = mu, .bits = 6}, good())) < 1e-7);
    CHECK(end_of(run(halp{.rate = 0.25, .strong_convexity = mu, .bits = 4}, good())) < 1e-2);
    CHECK(end_of(run(halp{.rate = 0.25, .strong_convexity = mu, .next = iterate::averaged}, good())) < 1e-6);
    CHECK(end_of(run(halp{.rate = 0.25, .strong_convexity = mu, .next = iterate::random}, good())) < 1e-3);
}

TEST_CASE("a zero gradient is an end, not a division by zero", "[optim]")
{
    const matrix<float> x(3, 2);
    const std::vector<float> y(3);
    std::vector<double> w(2, 1.0);
    CHECK(minimize(halp{}, least_squares{x, y}, w).end == ending::stationary);
    CHECK(w == std::vector<double>(2, 1.0));
}

TEST_CASE("halp refuses what makes no sense", "[optim]")
{
    std::vector<double> w(100);
    const auto& f = good().f;
    CHECK_THROWS_WITH(minimize(halp{.rate = 0}, f, w), "halp: rate is 0, expected a positive number");
    CHECK_THROWS_WITH(minimize(halp{.strong_convexity = -3}, f, w),
                      "halp: strong_convexity is -3, expected a positive number");
    CHECK_THROWS_WITH(minimize(halp{.bits = 1}, f, w), "halp: bits is 1, expected 2 to 24");
    CHECK_THROWS_WITH(minimize(halp{.scale_multiplier = -1}, f, w),
                      "halp: scale_multiplier is -1, expected a positive number, or 0 for the default");
}
