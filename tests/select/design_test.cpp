// tests/select/design_test.cpp -- against all designs there are, determinants by elimination, and QR's own pivots.
#include "lowp/select/design.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/near.hpp"
#include "support/thrown.hpp"

using namespace lowp;
using made_up::gaussian_points;
using made_up::point_set;
using places = std::vector<std::size_t>;

namespace {

// log det of ridge + the sum of y y^T over `chosen`, by Gaussian elimination.
double eliminated(const point_set& p, const places& chosen, double ridge = 0)
{
    const std::size_t k = p.k;
    std::vector<double> x(k * k);
    for (std::size_t a = 0; a < k; ++a) {
        x[a * k + a] = ridge;
        for (std::size_t b = 0; b < k; ++b)
            for (const std::size_t j : chosen) x[a * k + b] += p.y[j * k + a] * p.y[j * k + b];
    }
    double log_det = 0;
    for (std::size_t a = 0; a < k; ++a) {
        if (!(x[a * k + a] > 0)) return -std::numeric_limits<double>::infinity();
        log_det += std::log(x[a * k + a]);
        for (std::size_t r = a + 1; r < k; ++r) {
            const double f = x[r * k + a] / x[a * k + a];
            for (std::size_t c = a; c < k; ++c) x[r * k + c] -= f * x[a * k + c];
        }
    }
    return log_det;
}

double cost_of(const places& chosen, const std::vector<double>& costs)
{
    double sum = 0;
    for (const std::size_t j : chosen) sum += costs[j];
    return sum;
}

std::string refused(const point_set& p, const design_options& how)
{
    return refused_by([&] { d_optimal_design(p, how); });
}

}  // namespace

TEST_CASE("a greedy design is nearly the best of all", "[select]")
{
    double sum = 0, worst = 0;
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
        const point_set p = gaussian_points(12, 3, 100 + trial);
        double best = -std::numeric_limits<double>::infinity();
        for (unsigned set = 0; set < 4096; ++set) {
            places chosen;
            for (std::size_t j = 0; j < 12; ++j)
                if (set >> j & 1) chosen.push_back(j);
            if (chosen.size() == 5) best = std::max(best, eliminated(p, chosen));
        }
        const places greedy = d_optimal_design(p, {.probes = 5});
        REQUIRE(greedy.size() == 5);
        const double gap = best - eliminated(p, greedy);
        CHECK(gap > -1e-9);
        sum += gap, worst = std::max(worst, gap);

        for (std::size_t l = 3; l <= 5; ++l) {  // nothing is lost by one more, and prefixes are designs
            const places shorter(greedy.begin(), greedy.begin() + static_cast<std::ptrdiff_t>(l));
            CHECK(d_optimal_design(p, {.probes = l}) == shorter);
            CHECK(is_near(log_determinant(p, shorter), eliminated(p, shorter), 1e-9, 1e-9));
            if (l > 3) CHECK(eliminated(p, shorter) > eliminated(p, {shorter.begin(), shorter.end() - 1}));
        }
    }
    CAPTURE(sum / 200, worst);
    CHECK(sum / 200 <= 0.01);
    CHECK(worst <= 0.3);
}

TEST_CASE("the first choices are QR's pivots, each later one raises the determinant most", "[select]")
{
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
        const point_set p = gaussian_points(30, 5, seed);
        const places chosen = d_optimal_design(p, {.probes = 12});
        Eigen::MatrixXd columns(5, 30);
        for (Eigen::Index j = 0; j < 30; ++j)
            for (Eigen::Index c = 0; c < 5; ++c) columns(c, j) = p.y[static_cast<std::size_t>(j * 5 + c)];
        const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(columns);
        for (std::size_t i = 0; i < 5; ++i)
            CHECK(static_cast<Eigen::Index>(chosen[i]) == qr.colsPermutation().indices()[static_cast<Eigen::Index>(i)]);
        for (std::size_t i = 5; i < 12; ++i) {
            places so_far(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(i)), with = so_far;
            with.push_back(0);
            double best = -1e300, taken = 0;
            for (std::size_t j = 0; j < 30; ++j) {
                if (std::ranges::find(so_far, j) != so_far.end()) continue;
                with.back() = j;
                best = std::max(best, eliminated(p, with));
                if (j == chosen[i]) taken = eliminated(p, with);
            }
            CHECK(is_near(taken, best, 1e-9));
        }
    }
}

TEST_CASE("only what is allowed, once each, and all of it when budgets are large", "[select]")
{
    const point_set p = gaussian_points(10, 3, 5);
    std::vector<bool> allowed(10, true);
    allowed[0] = allowed[3] = allowed[7] = false;
    places all = d_optimal_design(p, {.allowed = allowed});
    std::ranges::sort(all);
    CHECK(all == places{1, 2, 4, 5, 6, 8, 9});
    for (std::size_t j = 0; j < 10; ++j) allowed[j] = j == 4 || j == 6;  // fewer than k
    places two = d_optimal_design(p, {.probes = 5, .allowed = allowed});
    std::ranges::sort(two);
    CHECK(two == places{4, 6});
    CHECK(d_optimal_design(p, {.probes = 1, .allowed = allowed}).size() == 1);
    CHECK(log_determinant(p, two) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("points of too few dimensions: first a basis of what there is, then a ridge", "[select]")
{
    // All in the plane of the first two coordinates but the last, which is not allowed.
    point_set p{3, {}};
    made_up::numbers next{6};
    for (int j = 0; j < 8; ++j)
        for (int c = 0; c < 3; ++c) p.y.push_back(c == 2 ? 0 : next.gaussian());
    p.y.insert(p.y.end(), {0, 0, 1});
    std::vector<bool> allowed(9, true);
    allowed[8] = false;
    const places chosen = d_optimal_design(p, {.probes = 5, .allowed = allowed});
    REQUIRE(chosen.size() == 5);
    point_set flat{2, {}};
    for (std::size_t j = 0; j < 9; ++j) flat.y.insert(flat.y.end(), {p.y[3 * j], p.y[3 * j + 1]});
    CHECK(chosen == d_optimal_design(flat, {.probes = 5, .allowed = allowed}));
    // Where it is allowed, it comes among the first three.
    const places better = d_optimal_design(p, {.probes = 3});
    CHECK(std::ranges::find(better, 8u) != better.end());

    const point_set zeros{2, std::vector<double>(8)};  // nothing can be learnt; still a design
    CHECK(d_optimal_design(zeros, {.probes = 3}) == places{0, 1, 2});
}

TEST_CASE("a budget of cost", "[select]")
{
    made_up::numbers next{12};
    for (std::uint64_t seed = 1; seed < 40; ++seed) {
        const point_set p = gaussian_points(20, 3, seed);
        std::vector<double> costs(20);
        for (double& c : costs) c = 1 + 9 * next();
        const double budget = 36;
        const places chosen = d_optimal_design(p, {.budget = budget, .costs = costs});
        const double spent = cost_of(chosen, costs);
        CHECK(spent <= budget);
        for (std::size_t j = 0; j < 20; ++j)  // nothing else fits
            CHECK((std::ranges::find(chosen, j) != chosen.end() || spent + costs[j] > budget));
        for (std::size_t i = 0; i < 3; ++i) CHECK(costs[chosen[i]] <= budget / 6);
        for (std::size_t i = 3; i < chosen.size(); ++i) {  // the gain of each for its cost
            const places so_far(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(i));
            const double before = eliminated(p, so_far), left = budget - cost_of(so_far, costs);
            const auto worth = [&](std::size_t j) {
                places with = so_far;
                with.push_back(j);
                return std::expm1(eliminated(p, with) - before) / costs[j];
            };
            double best = 0;
            for (std::size_t j = 0; j < 20; ++j)
                if (std::ranges::find(so_far, j) == so_far.end() && costs[j] <= left) best = std::max(best, worth(j));
            CHECK(is_near(worth(chosen[i]), best, 1e-6));
        }
        CHECK(d_optimal_design(p, {.probes = 4, .budget = budget, .costs = costs}) ==
              places(chosen.begin(), chosen.begin() + 4));
    }
}

TEST_CASE("when too few are cheap, the cheapest one after the other while they fit", "[select]")
{
    const point_set p = gaussian_points(6, 3, 3);
    // 12 / (2 3) = 2: two are cheap enough, three would be needed.
    CHECK(d_optimal_design(p, {.budget = 12, .costs = {5, 2, 4, 1, 9, 3}}) == places{3, 1, 5, 2});
    CHECK(d_optimal_design(p, {.probes = 2, .budget = 12, .costs = {5, 2, 4, 1, 9, 3}}) == places{3, 1});
    CHECK(d_optimal_design(p, {.budget = 0.5, .costs = {5, 2, 4, 1, 9, 3}}).empty());
}

TEST_CASE("a design that grows while one measures", "[select]")
{
    const point_set p = gaussian_points(15, 3, 21);
    const places planned = d_optimal_design(p, {.probes = 6});
    growing_design design(p, {.probes = 6});
    CHECK(design.next() == planned[0]);
    CHECK(design.next() == planned[0]);  // asking changes nothing
    for (const std::size_t j : planned) {
        CHECK(design.next() == j);
        design.accept(j);
    }
    CHECK((!design.next() && design.chosen() == planned && design.spent() == 6));

    // One that failed is as good as not allowed, and costs.
    std::vector<bool> allowed(15, true);
    allowed[planned[1]] = allowed[planned[4]] = false;
    const places without = d_optimal_design(p, {.probes = 6, .allowed = allowed});
    growing_design failing(p, {.probes = 6});
    while (const auto j = failing.next()) {
        CHECK(failing.can_take(*j));
        if (allowed[*j])
            failing.accept(*j);
        else
            failing.reject(*j);
        CHECK_FALSE(failing.can_take(*j));
    }
    CHECK(failing.chosen() == without);
    CHECK(failing.spent() > 6);

    // What was measured elsewhere counts: after it, the same as if it had been chosen.
    growing_design given(p, {.probes = 4, .allowed = allowed});
    given.accept(planned[1]);
    given.accept(planned[4]);
    while (const auto j = given.next()) given.accept(*j);
    CHECK(given.chosen().size() == 4);
    CHECK(std::isfinite(eliminated(p, given.chosen())));
}

TEST_CASE("designs that make no sense are refused", "[select]")
{
    point_set p = gaussian_points(3, 2, 1);
    CHECK(refused(p, {.probes = 0}) == "design: probes is 0, expected at least 1");
    CHECK(refused(p, {.budget = 0}) == "design: budget is 0, expected a positive number");
    CHECK(refused(p, {.budget = std::nan("")}) == "design: budget is nan, expected a positive number");
    CHECK(refused(p, {.costs = {1, 2}}) == "design: the number of costs is 2, expected 3, one for each configuration");
    CHECK(refused(p, {.costs = {1, 0, 2}}) == "design: costs[1] is 0, expected a positive number");
    CHECK(refused(p, {.allowed = {true}}) ==
          "design: the number of truths in allowed is 1, expected 3, one for each configuration");
    CHECK(refused(p, {.allowed = {false, false, false}}) ==
          "design: the number of allowed configurations is 0, expected at least 1");
    CHECK(refused(point_set{2, {}}, {}) ==
          "design: the number of coordinates is 0, expected configurations with a point each");
    growing_design design(p);
    CHECK(refused_by([&] { design.accept(3); }) == "design: configuration is 3, expected less than their number");
    CHECK(refused_by([&] { design.can_take(3); }) == "design: configuration is 3, expected less than their number");
    design.accept(1);
    CHECK(refused_by([&] { design.reject(1); }) ==
          "design: configuration is 1, expected one that was not tried before");
    CHECK(refused_by([&] { log_determinant(p, places{0, 5}); }) ==
          "log_determinant: configuration is 5, expected less than 3");
    p.y[3] = std::numeric_limits<double>::infinity();
    CHECK(refused(p, {}) == "design: embeddings(1, 1) is inf, expected a finite number");
}
