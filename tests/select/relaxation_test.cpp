// tests/select/relaxation_test.cpp -- the bound holds for all designs there are, and the optimum is one by its own
// conditions.
#include "lowp/select/relaxation.hpp"

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

namespace {

// det of the sum of v y y^T for k = 2.
double determinant(const point_set& p, const std::vector<double>& v)
{
    double a = 0, b = 0, c = 0;
    for (std::size_t j = 0; j < v.size(); ++j) {
        a += v[j] * p.y[2 * j] * p.y[2 * j];
        b += v[j] * p.y[2 * j] * p.y[2 * j + 1];
        c += v[j] * p.y[2 * j + 1] * p.y[2 * j + 1];
    }
    return a * c - b * b;
}
double sum_of(const std::vector<double>& v, const std::vector<double>& costs)
{
    double sum = 0;
    for (std::size_t j = 0; j < v.size(); ++j) sum += v[j] * (costs.empty() ? 1 : costs[j]);
    return sum;
}

}  // namespace

TEST_CASE("shares: feasible, best, and an upper bound of all designs", "[select]")
{
    double lost = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const point_set p = gaussian_points(10, 2, seed);
        std::vector<double> costs;
        made_up::numbers next{seed};
        if (seed % 2 == 0)
            for (int j = 0; j < 10; ++j) costs.push_back(1 + 4 * next());
        design_options how{.probes = 4};
        if (!costs.empty()) how = {.budget = 8, .costs = costs};
        std::vector<bool> allowed(10, true);
        allowed[seed % 10] = false;
        how.allowed = allowed;
        const double budget = costs.empty() ? 4 : 8;
        const relaxed_design r = relax_design(p, how);
        REQUIRE(r.shares.size() == 10);
        for (std::size_t j = 0; j < 10; ++j)
            CHECK((r.shares[j] >= 0 && r.shares[j] <= 1 && (allowed[j] || r.shares[j] == 0)));
        CHECK(sum_of(r.shares, costs) <= budget + 1e-9);
        CHECK((r.gap >= 0 && r.gap <= 1e-6));
        CHECK(is_near(r.log_determinant, std::log(determinant(p, r.shares)), 1e-9, 1e-9));

        double best = -std::numeric_limits<double>::infinity();
        for (unsigned set = 0; set < 1024; ++set) {
            std::vector<double> v(10);
            for (std::size_t j = 0; j < 10; ++j) v[j] = set >> j & 1 && allowed[j] ? 1 : 0;
            if (sum_of(v, costs) <= budget && determinant(p, v) > 0) best = std::max(best, std::log(determinant(p, v)));
        }
        CHECK(r.log_determinant + r.gap >= best - 1e-9);

        // No small exchange of budget between two helps.
        for (std::size_t up = 0; up < 10; ++up)
            for (std::size_t down = 0; down < 10; ++down) {
                const double h = 1e-4, to = costs.empty() ? 1 : costs[up], from = costs.empty() ? 1 : costs[down];
                auto v = r.shares;
                if (!allowed[up] || v[up] + h / to > 1 || v[down] - h / from < 0) continue;
                v[up] += h / to, v[down] -= h / from;
                CHECK(std::log(determinant(p, v)) <= r.log_determinant + 2e-6);
            }

        std::vector<double> whole(10);
        for (const std::size_t j : r.chosen) whole[j] += 1;
        CHECK((*std::ranges::max_element(whole) == 1 && sum_of(whole, costs) <= budget));
        for (std::size_t i = 1; i < r.chosen.size(); ++i) CHECK(r.shares[r.chosen[i - 1]] >= r.shares[r.chosen[i]]);
        if (costs.empty()) {
            CHECK(r.chosen.size() == 4);
            lost += (best - std::log(determinant(p, whole))) / 30;
        }
    }
    CHECK(lost < 0.2);
}

TEST_CASE("both budgets are kept, and the bound is one of designs that keep to both", "[select]")
{
    std::size_t by_cost = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const point_set p = gaussian_points(10, 2, seed);
        made_up::numbers next{seed + 100};
        std::vector<double> costs;
        for (int j = 0; j < 10; ++j) costs.push_back(1 + 4 * next());
        const double budget = seed % 3 == 0 ? 100 : seed % 3 == 1 ? 10 : 5;
        const relaxed_design r = relax_design(p, {.probes = 3, .budget = budget, .costs = costs});
        const bool keeps_count = sum_of(r.shares, {}) <= 3 + 1e-9,
                   keeps_cost = sum_of(r.shares, costs) <= budget + 1e-9;
        CHECK(keeps_count);
        CHECK((budget != 100 || r.shares == relax_design(p, {.probes = 3}).shares));
        by_cost += keeps_cost && budget != 100;
        std::vector<double> whole(10);
        for (const std::size_t j : r.chosen) whole[j] += 1;
        CHECK((*std::ranges::max_element(whole) == 1 && r.chosen.size() <= 3 && sum_of(whole, costs) <= budget));
        double best = -std::numeric_limits<double>::infinity();
        for (unsigned set = 0; set < 1024; ++set) {
            std::vector<double> v(10);
            for (std::size_t j = 0; j < 10; ++j) v[j] = set >> j & 1;
            if (sum_of(v, costs) <= budget && sum_of(v, {}) <= 3 && determinant(p, v) > 0)
                best = std::max(best, std::log(determinant(p, v)));
        }
        CHECK(r.log_determinant + r.gap >= best - 1e-9);
    }
    CHECK((by_cost >= 10 && by_cost <= 30));  // of 40: else the cost is left to rounding
    // A budget that never binds leaves the count: not all shares 1.
    const point_set p = gaussian_points(20, 2, 5);
    CHECK(is_near(sum_of(relax_design(p, {.probes = 4, .budget = 1000}).shares, {}), 4, 1e-9));
}

TEST_CASE("budgets that all fit, and points of too few dimensions", "[select]")
{
    const point_set p = gaussian_points(5, 2, 3);
    CHECK(relax_design(p, {}).shares == std::vector<double>(5, 1.0));
    CHECK(relax_design(p, {.probes = 9}).chosen.size() == 5);
    CHECK(relax_design(p, {.probes = 2, .budget = 3.5, .costs = {1, 1, 1, 1, 1}}).chosen.size() == 2);
    CHECK(relax_design(p, {.budget = 0.5, .costs = {1, 1, 1, 1, 1}}).chosen.empty());

    point_set flat{3, {}};
    made_up::numbers next{6};
    for (int j = 0; j < 8; ++j)
        for (int c = 0; c < 3; ++c) flat.y.push_back(c == 2 ? 0 : next.gaussian());
    const relaxed_design r = relax_design(flat, {.probes = 4});
    CHECK((r.chosen.size() == 4 && std::isfinite(r.log_determinant) && r.gap <= 1e-6));
    CHECK(is_near(sum_of(r.shares, {}), 4, 1e-9));
}

TEST_CASE("an exchange moves as much as raises the determinant most", "[select]")
{
    // In one dimension the determinant is linear: all goes at once to the longest.
    CHECK(relax_design(point_set{1, {1, 1.2}}, {.probes = 1}, {.exchanges = 1}).shares == std::vector<double>{0, 1});
    // Points (1, 0), (0, 1) and (0.9, 0.5), a share of 2/3 each: the first exchange's best amount, by trying them all.
    const point_set p{2, {1, 0, 0, 1, 0.9, 0.5}};
    const auto one = relax_design(p, {.probes = 2}, {.exchanges = 1});
    std::size_t up = 0, down = 0;
    for (std::size_t j = 1; j < 3; ++j) {
        if (one.shares[j] > one.shares[up]) up = j;
        if (one.shares[j] < one.shares[down]) down = j;
    }
    double best = 0;
    for (double moved = 0; moved <= 1.0 / 3; moved += 1e-5) {
        std::vector<double> v(3, 2.0 / 3);
        v[up] += moved, v[down] -= moved;
        best = std::max(best, determinant(p, v));
    }
    CHECK(is_near(determinant(p, one.shares), best, 1e-8));
}

TEST_CASE("few exchanges leave an honest gap", "[select]")
{
    const point_set p = gaussian_points(40, 4, 9);
    const auto rough = relax_design(p, {.probes = 6}, {.exchanges = 3}), fine = relax_design(p, {.probes = 6});
    CHECK(rough.gap > fine.gap);
    CHECK(rough.log_determinant + rough.gap >= fine.log_determinant);
    CHECK(rough.log_determinant < fine.log_determinant);
}

TEST_CASE("relaxations that make no sense are refused", "[select]")
{
    const point_set p = gaussian_points(3, 2, 1);
    CHECK(refused_by([&] { relax_design(p, {.probes = 0}); }) == "relax_design: probes is 0, expected at least 1");
    CHECK(refused_by([&] { relax_design(p, {}, {.tolerance = 0}); }) ==
          "relax_design: tolerance is 0, expected a positive number");
}
