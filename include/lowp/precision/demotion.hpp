// lowp/precision/demotion.hpp -- the groups of tensors with the largest sizes first to the low precision.
//
//     const assignment a = demoted(graph, 0.6);         // at least six tenths of all elements, and no group more
//
// After Lee, Sharma and Aiken (2023): groups are taken in the order of their sizes until those taken have a share r of
// all elements. r = 0 takes none, r = 1 all. Ascending and random orders are there to be compared with. Gradients of
// parameters count in a group's size, and stay high.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowp/precision/assignment.hpp"
#include "lowp/precision/tensor_groups.hpp"
#include "lowp/random/permutation.hpp"

namespace lowp {

enum class demotion_order : unsigned char { descending, ascending, random };

// Numbers of groups, in the order of demotion; of groups of one size, the lower number comes first. `draw` is for the
// random order.
inline std::vector<std::size_t> demotion_sequence(std::span<const tensor_group> groups,
                                                  demotion_order order = demotion_order::descending, stream draw = {})
{
    std::vector<std::size_t> sequence = permutation(groups.size(), draw);
    if (order == demotion_order::random) return sequence;
    std::ranges::sort(sequence, [&](std::size_t a, std::size_t b) {
        const std::uint64_t x = groups[a].elements, y = groups[b].elements;
        return x == y ? a < b : order == demotion_order::descending ? x > y : x < y;
    });
    return sequence;
}

struct demotion {
    std::vector<std::size_t> groups;  // the numbers of those demoted, in order
    double share = 0;                 // of all elements, that theirs are
    lowp::assignment assignment;
};

// Throws std::invalid_argument for a ratio beyond 0 to 1, or what is no graph.
inline demotion demote(const module_graph& graph, double ratio, demotion_order order = demotion_order::descending,
                       stream draw = {})
{
    if (!(ratio >= 0 && ratio <= 1))
        throw std::invalid_argument("demotion: a ratio of " + std::to_string(ratio) + ", expected 0 to 1");
    const auto groups = tensor_groups(graph);
    std::uint64_t all = 0, taken = 0;
    for (const tensor_group& group : groups) all += group.elements;
    demotion d{{}, 0, assignment(graph.modules.size())};
    for (const std::size_t g : demotion_sequence(groups, order, draw)) {
        if (static_cast<double>(taken) >= ratio * static_cast<double>(all)) break;
        d.groups.push_back(g);
        taken += groups[g].elements;
        for (const module_tensor& t : groups[g].tensors)
            if (t.role != role::gradients) d.assignment.set(t, precision_level::low);
    }
    if (taken > 0) d.share = static_cast<double>(taken) / static_cast<double>(all);
    return d;
}

inline assignment demoted(const module_graph& graph, double ratio, demotion_order order = demotion_order::descending,
                          stream draw = {})
{
    return demote(graph, ratio, order, draw).assignment;
}

}  // namespace lowp
