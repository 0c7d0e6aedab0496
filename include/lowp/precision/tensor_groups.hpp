// lowp/precision/tensor_groups.hpp -- tensors that share a precision, because a product reads them together.
//
// After Lee, Sharma and Aiken (2023). In the order of execution a new group begins at every input and at every product;
// other modules join the group at hand. A module's output and its errors are in the module's group; its parameters and
// their gradients are in the group of the module that produces its first input. So a product's weights stand with the
// activations that it multiplies them by, and both operands are demoted together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lowp/precision/module_graph.hpp"

namespace lowp {

struct tensor_group {
    std::vector<module_tensor> tensors;  // in the order of modules, then of roles
    std::uint64_t elements = 0;          // of all of them

    friend bool operator==(const tensor_group&, const tensor_group&) = default;
};

// The groups, by their number. Throws std::invalid_argument for what is no graph.
inline std::vector<tensor_group> tensor_groups(const module_graph& graph)
{
    expect_valid(graph);
    std::vector<tensor_group> groups;
    std::vector<std::size_t> group_of;  // of a module
    for (const graph_module& m : graph.modules) {
        if (m.kind != module_kind::other) groups.emplace_back();  // the first module is an input: it reads nothing
        group_of.push_back(groups.size() - 1);
    }
    for (const module_tensor& t : tensors_of(graph)) {
        const bool is_of_parameters = t.role == role::weights || t.role == role::gradients;
        const std::size_t at = is_of_parameters ? graph.modules[t.module].inputs.front() : t.module;
        tensor_group& group = groups[group_of[at]];
        group.tensors.push_back(t);
        group.elements += elements_of(graph, t);
    }
    return groups;
}

}  // namespace lowp
