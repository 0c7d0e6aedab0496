// lowp/select/hypervolume.hpp -- how good a front of (cost, error) points is, and how much an estimated one loses.
//
// The hypervolume of a set of points is the area of what they are at most equal to in both cost and error, up to the
// corner (1, 1). Costs are scaled so that the cheapest of all configurations has 0 and the dearest 1; errors are shares
// of 1 already. (The measures are those of Yang et al. 2022 as far as they could be reconstructed; the corner and the
// scale are ours.)
//
// An estimated front is chosen by predicted errors, but scored by what its configurations truly are.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/pareto.hpp"

namespace lowp {

// The front by rising cost and falling error: of points that cost the same that of the lowest error, of equal points
// the first. A NaN is never on it.
inline std::vector<std::size_t> front_of(std::span<const cost_and_error> points)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (!std::isnan(points[i].cost) && !std::isnan(points[i].error)) order.push_back(i);
    std::ranges::stable_sort(order, [&](std::size_t i, std::size_t j) {
        return points[i].cost < points[j].cost ||
               (points[i].cost == points[j].cost && points[i].error < points[j].error);
    });
    std::vector<std::size_t> front;
    for (const std::size_t i : order)
        if (front.empty() || points[i].error < points[front.back()].error) front.push_back(i);
    return front;
}

inline namespace LOWP_ISA {

// The area within the unit square that the points dominate; points outside of it or with NaN add nothing. Costs below 0
// and errors below 0 count as 0.
inline double hypervolume(std::span<const cost_and_error> points)
{
    double area = 0, error = 1;
    for (const std::size_t i : front_of(points)) {
        const double cost = std::max(points[i].cost, 0.0), low = std::max(points[i].error, 0.0);
        if (!(cost < 1 && low < error)) continue;
        area += (1 - cost) * (error - low);
        error = low;
    }
    return area;
}

// The mean distance of a point of `estimated` to the nearest of `front`.
inline double convergence(std::span<const cost_and_error> estimated, std::span<const cost_and_error> front)
{
    double sum = 0;
    for (const auto& a : estimated) {
        double nearest = std::numeric_limits<double>::infinity();
        for (const auto& b : front) nearest = std::min(nearest, std::hypot(a.cost - b.cost, a.error - b.error));
        sum += nearest;
    }
    return sum / static_cast<double>(estimated.size());
}

// (cost - least) / (most - least); all 0 where they are equal. Throws std::invalid_argument for what is not finite.
inline std::vector<double> unit_costs(std::span<const double> costs)
{
    std::vector<double> scaled(costs.begin(), costs.end());
    for (std::size_t j = 0; j < costs.size(); ++j)
        if (!std::isfinite(costs[j]))
            detail::bad_argument("unit_costs", detail::element("costs", j), costs[j], "a finite number");
    if (scaled.empty()) return scaled;
    const auto [low, high] = std::ranges::minmax(costs);
    for (double& c : scaled) c = high > low ? (c - low) / (high - low) : 0;
    return scaled;
}

struct front_score {
    double hypervolume_difference = 0;  // of the true front and the estimated one: 0 is perfect
    double convergence = 0;             // mean distance to the true front: 0 is perfect
};

// `costs`, `truth` and `predicted` have an element for each configuration. A NaN in `truth` is not known and a NaN in
// `predicted` was not predicted: these configurations are not on the estimated front, and the former not on the true
// one. A true error above 1 (a failed run) counts as 1. Throws std::invalid_argument for counts that differ, costs that
// are not finite, and where nothing is left.
inline front_score score_front(std::span<const double> costs, std::span<const double> truth,
                               std::span<const double> predicted)
{
    detail::expect_count("score_front", "true errors", truth.size(), costs.size(), "cost");
    detail::expect_count("score_front", "predicted errors", predicted.size(), costs.size(), "cost");
    const std::vector<double> cost = unit_costs(costs);
    std::vector<cost_and_error> all, believed;
    for (std::size_t j = 0; j < cost.size(); ++j) {
        if (std::isnan(truth[j])) continue;
        all.push_back({cost[j], std::min(truth[j], 1.0)});
        believed.push_back({cost[j], predicted[j]});
    }
    std::vector<cost_and_error> front, estimated;
    for (const std::size_t i : front_of(all)) front.push_back(all[i]);
    for (const std::size_t i : front_of(believed)) estimated.push_back(all[i]);
    if (estimated.empty())
        detail::bad_argument("score_front", "the number of configurations both known and predicted", std::size_t{0},
                             "at least 1");
    return {hypervolume(front) - hypervolume(estimated), convergence(estimated, front)};
}

}  // namespace LOWP_ISA
}  // namespace lowp
