// lowp/precision/module_graph.hpp -- a network as precision sees it: modules, what each reads, how much each holds.
//
//     const module_graph g{{{"x", module_kind::input, {}, 8},
//                           {"fc1", module_kind::product, {0}, 4, 36},
//                           {"relu", module_kind::other, {1}, 4},
//                           {"add", module_kind::other, {2, 1}, 4}}, 32};
//
// Modules stand in the order of execution, so each reads outputs of modules before it; several may read the same one,
// and one may read several (a skip connection). Four tensors of each are of interest, named by their roles: parameters
// (weights), the output (activations), and the gradients of the loss by them (gradients, errors). What a module reads
// is its producer's output, not a tensor of its own. Nothing is handed back to data: an input has no errors.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lowp/precision/tensor.hpp"

namespace lowp {

enum class module_kind : unsigned char {
    input,    // data
    product,  // of matrices: a fully connected layer, a convolution
    other,    // element by element, normalisation, pooling, sums of branches
};

struct graph_module {
    std::string name;  // one printable word
    module_kind kind = module_kind::other;
    std::vector<std::size_t> inputs{};  // the modules that it reads, the first of which is its producer
    std::uint64_t outputs = 0;          // elements of its output, for one sample
    std::uint64_t parameters = 0;       // elements

    friend bool operator==(const graph_module&, const graph_module&) = default;
};

struct module_graph {
    std::vector<graph_module> modules;
    std::uint64_t batch = 1;  // samples a step; 1 also where the sizes of outputs are those of a whole batch

    friend bool operator==(const module_graph&, const module_graph&) = default;
};

// The roles that an assignment is about, in the order in which tables and files list them.
inline constexpr std::array assigned_roles{role::weights, role::activations, role::errors, role::gradients};

// A tensor of a module.
struct module_tensor {
    std::size_t module;
    lowp::role role;

    friend constexpr bool operator==(const module_tensor&, const module_tensor&) = default;
};

// Its elements in a step; 0 where the module has no such tensor.
inline std::uint64_t elements_of(const module_graph& graph, const module_tensor& t)
{
    const graph_module& m = graph.modules[t.module];
    if (t.role == role::weights || t.role == role::gradients) return m.parameters;
    if (t.role == role::activations) return graph.batch * m.outputs;
    return t.role == role::errors && m.kind != module_kind::input ? graph.batch * m.outputs : 0;
}

// Every tensor that there is, module by module.
inline std::vector<module_tensor> tensors_of(const module_graph& graph)
{
    std::vector<module_tensor> all;
    for (std::size_t m = 0; m < graph.modules.size(); ++m)
        for (const role r : assigned_roles)
            if (elements_of(graph, {m, r}) != 0) all.push_back({m, r});
    return all;
}

// Throws std::invalid_argument for what is no graph of modules in the order of execution.
inline void expect_valid(const module_graph& graph)
{
    if (graph.batch == 0) throw std::invalid_argument("module graph: a batch of 0, expected at least 1");
    for (std::size_t m = 0; m < graph.modules.size(); ++m) {
        const graph_module& node = graph.modules[m];
        const auto fail = [&](const std::string& what) {
            throw std::invalid_argument("module graph: module " + std::to_string(m) + " '" + node.name + "' " + what);
        };
        if (node.name.empty() ||
            std::ranges::any_of(node.name, [](unsigned char c) { return c <= 32 || c == 127 || c == '#'; }))
            fail("has no name that can be written, expected one printable word without #");
        for (std::size_t k = 0; k < m; ++k)
            if (graph.modules[k].name == node.name) fail("has the name of module " + std::to_string(k));
        if (node.outputs == 0) fail("has no output, expected at least one element");
        if (node.kind == module_kind::input && (!node.inputs.empty() || node.parameters != 0))
            fail("is an input, expected one that reads nothing and has no parameters");
        if (node.kind != module_kind::input && node.inputs.empty())
            fail("reads nothing, expected an input or a module before it");
        for (const std::size_t i : node.inputs)
            if (i >= m) fail("reads module " + std::to_string(i) + ", expected one before it");
    }
}

}  // namespace lowp
