// tests/optim/bounds_test.cpp -- bounds by hand, and against measurements: they hold, and what they say is seen.
#include "lowp/optim/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "lowp/format/format.hpp"
#include "lowp/format/named.hpp"
#include "lowp/format/nlq.hpp"
#include "lowp/optim/constants.hpp"
#include "lowp/optim/lp_sgd.hpp"
#include "lowp/optim/svrg.hpp"
#include "lowp/optim/synthetic.hpp"
#include "lowp/quantize/scale.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"
#include "support/near.hpp"

using namespace lowp;

namespace {

constexpr bound_terms some{.smoothness = 2,
                           .smoothness_1 = 3,
                           .strong_convexity = 0.5,
                           .sigma = 0.1,
                           .sigma_1 = 0.4,
                           .distance = 5,
                           .radius = 4,
                           .dimension = 100};

// f(w) - f* as LP-SGD on `grid` leaves it: the mean over the last half of the rounds.
template <class F, class Grid>
double floor_of(const F& f, double lowest, const Grid& grid, double rate, std::size_t rounds, std::size_t steps,
                std::vector<double> w)
{
    double sum = 0;
    const quantizer q{grid, stochastic{stream{5}}};
    minimize(lp_sgd{.rate = rate, .weights = q}, f, w, {.rounds = rounds, .steps = steps},
             [&](const outer_step& s, std::span<const double>) {
                 if (s.round > rounds / 2) sum += s.value;
             });
    return sum / static_cast<double>(rounds - rounds / 2) - lowest;
}
template <class F>
std::vector<double> optimum(const F& f)
{
    std::vector<double> w(f.dimension());
    minimize(svrg{.rate = 0.3}, f, w, {.rounds = 150, .tolerance = 1e-6});
    return w;
}

}  // namespace

TEST_CASE("bounds by hand", "[optim]")
{
    // 25 / (0.1 1000) + 2 0.1 0.01 + 0.01 0.4 + (0.01 3)^2 / (4 0.5)
    CHECK(is_near(bounds::lp_sgd(some, {.delta = 0.01}, 0.1, 1000), 0.25 + 0.002 + 0.004 + 0.00045, 1e-14));
    CHECK(is_near(bounds::lp_sgd_floor(some, {.delta = 0.01}, 0.1), 0.002 + 0.004 + 0.00045, 1e-14));
    // zeta = 0.1: 2 1.1 0.1 0.01 + 0.004 + 0.1 0.1 4 + (0.03 + 0.1 (0.1 + 8))^2 / (4 0.3)
    CHECK(is_near(bounds::lp_sgd_floor(some, {0.01, 0.1}, 0.1), 0.0022 + 0.004 + 0.04 + 0.84 * 0.84 / 1.2, 1e-14));
    CHECK(std::isinf(bounds::lp_sgd_floor(some, {0.01, 0.25}, 0.1)));  // zeta = mu / L
    CHECK(std::isinf(bounds::lp_sgd_floor(some, {0.01, 0}, 0.13)));    // above 1 / (4 L)
    CHECK(std::isfinite(bounds::lp_sgd_floor(some, {0.01, 0}, 0.125)));
    CHECK(is_near(bounds::lp_sgd_floor_by_dimension(some, 0.01, 0.1), 100 * 1e-4 / 0.8 + 0.001, 1e-14));

    const bounds::round_plan p = bounds::svrg_plan(some, 0.5);
    CHECK((is_near(p.rate, 0.5 / 12, 1e-14) && is_near(p.steps, 8 * 4 * 1.5 / 0.25, 1e-14)));
    CHECK((bounds::halp_plan(some, 0.5).rate == p.rate && bounds::halp_plan(some, 0.5).steps == 2 * p.steps));
    // 1 + log2(1 + 8 sqrt(150) / 0.5) = 8.62
    CHECK(bounds::halp_bits(some, 0.5) == 9);
    CHECK(is_near(bounds::halp_grid_factor(some, 0.5, 9), 2 * 100 * 16 * 2.25 / (0.5 * 2.5 * 255 * 255), 1e-14));
    // With the bits it asks for, the grid adds no more than SVRG leaves room for.
    for (const double gamma : {0.1, 0.5, 0.9}) {
        CHECK(bounds::halp_grid_factor(some, gamma, bounds::halp_bits(some, gamma)) <= gamma);
        CHECK(bounds::halp_grid_factor(some, gamma, bounds::halp_bits(some, gamma) - 3) > gamma / 2);
    }
    CHECK(is_near(bounds::lp_svrg_floor(some, 0.01, 0.5), 100 * 1e-4 * 2 * 2.25 / (0.5 * 2.5 * 0.5), 1e-14));

    CHECK(bounds::fixed_bits(some, 4, 0.1) == 6);  // 2 4 0.4 / 0.1 + 1 = 33 points
    CHECK(bounds::nlq_bits(some, 4, 0.01) == 8);   // 80 log 5 + 1 = 130
    const bounds::grid_law fixed = bounds::floating_law(8, 0, 2), e3 = bounds::floating_law(8, 3, 2);
    CHECK((fixed.delta == 0x1p-6 && fixed.zeta == 0));
    CHECK((e3.zeta == 0x1p-4 && e3.delta == 0x1p-10));
    CHECK(is_near(bounds::asymptotic_exponent_bits(some), 2, 1e-14));
}

TEST_CASE("more exponent bits pay only up to a few", "[optim]")
{
    const bound_terms t{
        .smoothness = 1, .smoothness_1 = 8, .strong_convexity = 0.5, .sigma = 0.05, .sigma_1 = 2, .radius = 1};
    int last = 0;
    for (int bits = 6; bits <= 16; ++bits) {
        const int e = bounds::best_exponent_bits(t, bits, 1, 0.1);
        CHECK((e >= last && e <= 4));
        last = e;
    }
    CHECK(last >= 2);
    // Where zeta would have to be below what any of these formats has, fixed point is left.
    CHECK(bounds::best_exponent_bits({.smoothness = 1, .smoothness_1 = 1, .strong_convexity = 1e-6}, 8, 1, 0.1) == 0);
}

TEST_CASE("the floor does not depend on the dimension where gradients are sparse", "[optim]")
{
    const auto floor_at = [](std::size_t dimension, std::size_t nonzeros) {
        const auto p = synthetic_regression({.samples = nonzeros == 0 ? 8192u : 16384u,
                                             .dimension = dimension,
                                             .nonzeros = nonzeros,
                                             .label_noise = 0.3});
        const fixed_format grid{9, 6};
        const auto measured = [&](const auto& f) {
            const auto best = optimum(f);
            return floor_of(f, value(f, best), grid, 0.1, 20, 8192, best);
        };
        if (nonzeros == 0) return measured(least_squares{p.features, p.targets});
        const auto kept = sparse_of(p.features);
        return measured(least_squares{kept, p.targets});
    };
    const double sparse = floor_at(1024, 8) / floor_at(16, 8), dense = floor_at(512, 0) / floor_at(16, 0);
    INFO("sparse " << sparse << ", dense " << dense);
    CHECK((sparse < 1.25 && sparse > 1 / 1.25));
    CHECK(dense > 6);
}

TEST_CASE("the bound of LP-SGD holds", "[optim]")
{
    double tightest = 0;
    for (const std::size_t dimension : {4u, 8u, 16u, 32u, 64u}) {
        const auto p =
            synthetic_regression({.samples = 512, .dimension = dimension, .nonzeros = 4, .label_noise = 0.2});
        const least_squares f{p.features, p.targets};
        const auto best = optimum(f);
        const double lowest = value(f, best), radius = nrm2(best);
        const auto c = constants_of(f);
        const auto noise = noise_at(f, best);
        const bound_terms terms{.smoothness = c.smoothness,
                                .smoothness_1 = c.smoothness_1,
                                .strong_convexity = c.strong_convexity,
                                .sigma = noise.sigma,
                                .sigma_1 = noise.sigma_1,
                                .distance = radius,
                                .radius = radius};
        for (const double delta : {0x1p-3, 0x1p-5, 0x1p-7, 0x1p-9})
            for (const int finer : {0, 4, 1}) {  // binary digits that zeta is below mu / L; 0: fixed point
                const int digits = finer + static_cast<int>(std::ceil(std::log2(c.condition())));
                const double zeta = finer == 0 ? 0 : std::ldexp(1.0, -digits), rate = 0.2 / (1 + zeta);
                const std::size_t steps = 20000;
                const double bound = bounds::lp_sgd(terms, {delta, zeta}, rate, static_cast<double>(steps));
                std::vector<double> w(dimension);
                const auto run = [&](const auto& format) {
                    const quantizer q{format, stochastic{stream{6}}};
                    minimize(lp_sgd{.rate = rate, .weights = q, .answer = iterate::averaged}, f, w,
                             {.rounds = 1, .steps = steps});
                };
                if (zeta == 0)
                    run(scaled_by_power(fixed_format{15, 0}, std::ilogb(delta)));
                else  // of which delta is the smallest subnormal number
                    run(floating_format{6, digits, 1 - digits - std::ilogb(delta)});
                const double measured = value(f, w) - lowest;
                INFO("d " << dimension << ", delta " << delta << ", zeta " << zeta);
                CHECK(measured <= bound);
                tightest = std::max(tightest, measured / bound);
            }
    }
    CHECK(tightest > 1e-3);  // the bound says something
}

TEST_CASE("8 bits are best spent with 2 or 3 for the exponent, or on an NLQ grid", "[exhaustive]")
{
    const auto p = synthetic_regression({.samples = 1000, .dimension = 64, .weight_decades = 4});
    const least_squares f{p.features, p.targets};
    const auto best = optimum(f);
    double reach = 0;
    for (const double w : best) reach = std::max(reach, 1.1 * std::fabs(w));
    const auto measured = [&](const auto& format) {
        return floor_of(f, value(f, best), format, 0.25, 20, 2000, std::vector<double>(64));
    };
    const double fixed = measured(scaled_by_power(fixed_format{0, 7}, power_above(reach, 1)));
    std::map<double, int> by_floor;
    for (int e = 1; e <= 6; ++e) {
        const floating_format g{e, 7 - e, standard_bias(e), specials::none};
        by_floor[measured(scaled_by_power(g, power_above(reach, g.largest())))] = e;
    }
    double grid = 1;
    for (const double zeta : {0.02, 0.03, 0.05})
        grid = std::min(grid, measured(nlq(8, reach * zeta / (std::pow(1 + zeta, 127) - 1), zeta)));
    const auto [lowest, exponent_bits] = *by_floor.begin();
    INFO("fixed " << fixed << ", e" << exponent_bits << " " << lowest << ", NLQ " << grid);
    CHECK((exponent_bits == 2 || exponent_bits == 3));
    CHECK(lowest <= 0.5 * fixed);
    CHECK(grid <= 0.7 * lowest);
}

// The mean of a million draws is right within four standard errors.
template <class Format>
void check_unbiased(const Format& format, double x)
{
    constexpr std::size_t draws = 1'000'000;
    const quantizer q{format, stochastic{stream{12}}};
    std::vector<double> y(draws, x);
    q(std::span<double>(y));
    double sum = 0, squares = 0;
    for (const double one : y) sum += one - x, squares += (one - x) * (one - x);
    const double n = draws, sigma = std::sqrt(squares / n);
    INFO(x << ": off by " << sum / n);
    // Of 2^24 draws, floor(2^24 p) round up: the mean may lack 2^-24 of a gap.
    CHECK(std::fabs(sum / n) <= 4 * sigma / std::sqrt(n) + 2 * sigma * 0x1p-12);
}

TEST_CASE("rounding to fixed and floating point is unbiased, below the smallest subnormal too", "[optim]")
{
    for (const double x : {0.3, -0.01, 0.7713, 1e-3, -0.49999}) {
        check_unbiased(fixed_format{0, 7}, x);
        check_unbiased(e4m3fn, x);
    }
    check_unbiased(e4m3fn, 0x1p-11);
    check_unbiased(e5m2, 0x1.8p-17);
}
TEST_CASE("rounding to an NLQ grid is unbiased", "[exhaustive]")
{
    for (const double x : {0.3, -0.01, 1e-3}) check_unbiased(nlq(8, 0.002, 0.05), x);
}
