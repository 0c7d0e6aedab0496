// lowp/select/pareto.hpp -- which of several (cost, error) points nobody beats on both counts.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace lowp {

struct cost_and_error {
    double cost, error;
};

// on_front[i] is true when no point is at most as high in both cost and error and lower in one. Equal points are on the
// front together. A NaN error (a run that diverged) is never on it.
inline std::vector<bool> pareto_front(std::span<const cost_and_error> points)
{
    std::vector<bool> on_front(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& p = points[i];
        on_front[i] = !std::isnan(p.error) && !std::isnan(p.cost);
        for (const auto& q : points)
            if (q.cost <= p.cost && q.error <= p.error && (q.cost < p.cost || q.error < p.error)) on_front[i] = false;
    }
    return on_front;
}

}  // namespace lowp
