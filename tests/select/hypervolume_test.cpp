// tests/select/hypervolume_test.cpp -- areas by counting the cells of a grid, fronts by their definition, and by hand.
#include "lowp/select/hypervolume.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/near.hpp"
#include "support/thrown.hpp"

using namespace lowp;
using cost_points = std::vector<cost_and_error>;
using places = std::vector<std::size_t>;

namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("the area is that of the cells that a point dominates", "[select]")
{
    made_up::numbers next{4};
    for (int trial = 0; trial < 60; ++trial) {
        cost_points some(static_cast<std::size_t>(trial % 9));
        for (auto& p : some)
            p = {std::floor(22 * next()) / 20, std::floor(22 * next()) / 20};  // some beyond the corner
        int cells = 0;
        for (int i = 0; i < 20; ++i)
            for (int j = 0; j < 20; ++j) {
                bool is_dominated = false;
                for (const auto& p : some)
                    is_dominated = is_dominated || (p.cost <= i / 20.0 + 1e-9 && p.error <= j / 20.0 + 1e-9);
                cells += is_dominated;
            }
        CHECK(is_near(hypervolume(some), cells / 400.0, 1e-12, 1e-14));
    }
    CHECK(hypervolume(cost_points{}) == 0);
    CHECK(hypervolume(cost_points{{0.25, 0.5}}) == 0.375);
    CHECK(hypervolume(cost_points{{-1, 0.5}, {no_number, 0}, {0.5, no_number}, {1, 0}, {0, 1}}) == 0.5);
}

TEST_CASE("the front in order: the lowest error of equal costs, the first of equal points", "[select]")
{
    CHECK(front_of(cost_points{
              {2, 0.3}, {1, 0.5}, {2, 0.2}, {1, 0.5}, {3, 0.2}, {4, 0.1}, {no_number, 0}, {0, no_number}}) ==
          places{1, 2, 5});
    CHECK(front_of(cost_points{}).empty());
    made_up::numbers next{8};
    for (int trial = 0; trial < 50; ++trial) {  // it is the front of pareto.hpp, each point once
        cost_points some(20);
        for (auto& p : some) p = {std::floor(6 * next()), std::floor(6 * next())};
        const auto on_front = pareto_front(some);
        places expected;
        for (std::size_t i = 0; i < some.size(); ++i) {
            bool is_first = on_front[i];
            for (std::size_t j = 0; j < i; ++j)
                is_first = is_first && !(some[i].cost == some[j].cost && some[i].error == some[j].error);
            if (is_first) expected.push_back(i);
        }
        auto found = front_of(some);
        for (std::size_t i = 1; i < found.size(); ++i)
            CHECK((some[found[i - 1]].cost < some[found[i]].cost && some[found[i - 1]].error > some[found[i]].error));
        std::ranges::sort(found);
        CHECK(found == expected);
    }
}

TEST_CASE("distance to a front, and costs from 0 to 1", "[select]")
{
    CHECK(convergence(cost_points{{0, 0}, {1, 1}}, cost_points{{0, 0}, {0.7, 0.6}}) == 0.25);
    CHECK(convergence(cost_points{{3, 4}}, cost_points{{0, 0}}) == 5);
    CHECK(unit_costs(std::vector<double>{30, 10, 20}) == std::vector<double>{1, 0, 0.5});
    CHECK(unit_costs(std::vector<double>{7, 7}) == std::vector<double>{0, 0});
    CHECK(unit_costs(std::vector<double>{}).empty());
}

TEST_CASE("an estimated front is scored at its true points", "[select]")
{
    // Costs become 0, 0.5, 1. Truly all three are on the front; area 0.4 + 0.5 * 0.3.
    const std::vector<double> costs{10, 20, 30}, truth{0.6, 0.3, 0.1};
    const auto score = [&](std::vector<double> predicted) { return score_front(costs, truth, predicted); };
    CHECK((score({0.6, 0.3, 0.1}).hypervolume_difference == 0 && score({0.6, 0.3, 0.1}).convergence == 0));
    // Wrong values that make the same choice are as good.
    CHECK(score({0.9, 0.8, 0.2}).hypervolume_difference == 0);
    // The second is thought useless: half of 0.3 is lost, what is left is on the front.
    CHECK(is_near(score({0.6, 0.7, 0.1}).hypervolume_difference, 0.15, 1e-12));
    CHECK(score({0.6, 0.7, 0.1}).convergence == 0);
    CHECK(is_near(score({no_number, 0.7, no_number}).hypervolume_difference, 0.2, 1e-12));  // 0.55 - 0.5 * 0.7

    // A point that is chosen and not on the true front: (0.5, 0.7) is 0.5099 from (0, 0.6).
    const std::vector<double> other{0.6, 0.7, 0.1};
    const auto wrong = score_front(costs, other, truth);
    CHECK(wrong.hypervolume_difference == 0);
    CHECK(is_near(wrong.convergence, std::hypot(0.5, 0.1) / 3, 1e-12));
    // What is not known is nowhere; a failed run has error 1.
    CHECK(score_front(costs, std::vector<double>{0.6, no_number, 0.1}, truth).convergence == 0);
    const auto failed =
        score_front(costs, std::vector<double>{0.6, std::numeric_limits<double>::infinity(), 0.1}, truth);
    CHECK(is_near(failed.convergence, std::hypot(0.5, 0.4) / 3, 1e-12));
}

TEST_CASE("what cannot be scored is refused", "[select]")
{
    const std::vector<double> two{1, 2}, three{1, 2, 3}, unknown{no_number, no_number};
    CHECK(refused_by([&] { score_front(two, three, two); }) ==
          "score_front: the number of true errors is 3, expected 2, one for each cost");
    CHECK(refused_by([&] { score_front(two, two, three); }) ==
          "score_front: the number of predicted errors is 3, expected 2, one for each cost");
    CHECK(refused_by([&] { score_front(unknown, two, two); }) ==
          "unit_costs: costs[0] is nan, expected a finite number");
    CHECK(refused_by([&] { score_front(two, unknown, two); }) ==
          "score_front: the number of configurations both known and predicted is 0, expected at least 1");
}
