// lowp/precision/assignment.hpp -- which tensors of a network have the high precision, and which the low.
//
//     assignment a = demoted(graph, 0.6);               // lowp/precision/demotion.hpp
//     a.promote({2, role::activations}, step);          // from the step after `step` on, for good
//     a.level(tensor, step)
//
// An assignment is a value: the level that each tensor began with, and the step at whose pass it was promoted, if it
// was. A pass at a later step rounds to the high precision, so an assignment says what was in force at every step of a
// training, not only at its end. Weights are rounded at the end of a step for the next one, and have the step of that
// rounding.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/core/contract.hpp"
#include "lowp/precision/module_graph.hpp"

namespace lowp {

enum class precision_level : unsigned char { low, high };

inline constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

struct assigned_level {
    precision_level first = precision_level::high;
    std::uint64_t promoted = never;  // the last step of the low precision

    constexpr precision_level at(std::uint64_t step) const noexcept
    {
        return step > promoted ? precision_level::high : first;
    }
    friend constexpr bool operator==(const assigned_level&, const assigned_level&) = default;
};

class assignment {
public:
    // All of one level.
    explicit assignment(std::size_t modules = 0, precision_level all = precision_level::high) : levels_(modules)
    {
        for (auto& roles : levels_) roles.fill({all});
    }

    std::size_t modules() const noexcept { return levels_.size(); }

    const assigned_level& operator[](const module_tensor& t) const { return levels_[place(t)][index(t)]; }
    precision_level level(const module_tensor& t, std::uint64_t step = 0) const { return (*this)[t].at(step); }
    void set(const module_tensor& t, const assigned_level& to) { levels_[place(t)][index(t)] = to; }
    void set(const module_tensor& t, precision_level to) { set(t, assigned_level{to}); }

    // Whether that changed something: a tensor is promoted once, or sooner than was planned.
    bool promote(const module_tensor& t, std::uint64_t step)
    {
        assigned_level& l = levels_[place(t)][index(t)];
        if (l.at(step) == precision_level::high || l.promoted <= step) return false;
        l.promoted = step;
        return true;
    }

    friend bool operator==(const assignment&, const assignment&) = default;

private:
    static std::size_t index(const module_tensor& t)
    {
        LOWP_EXPECTS(static_cast<std::size_t>(t.role) < assigned_roles.size(),
                     "weights, activations, errors or gradients: other roles have no assigned precision");
        return static_cast<std::size_t>(t.role);
    }
    std::size_t place(const module_tensor& t) const
    {
        LOWP_EXPECTS(t.module < levels_.size(), "a module of the assignment");
        return t.module;
    }

    std::vector<std::array<assigned_level, assigned_roles.size()>> levels_;
};

// Everything high. Gradients of parameters are high in every assignment made here and in demotion.hpp, as in the
// authors' experiments; set() makes them low.
inline assignment uniform_high(const module_graph& graph) { return assignment(graph.modules.size()); }

// Everything low but gradients of parameters.
inline assignment uniform_low(const module_graph& graph)
{
    assignment a(graph.modules.size());
    for (const module_tensor& t : tensors_of(graph))
        if (t.role != role::gradients) a.set(t, precision_level::low);
    return a;
}

// Low are the operands of products, as in mixed precision by operators (Sun et al. 2019): parameters and errors of
// products, and outputs that a product reads. High stay all of the first product, what it reads, and the last group.
inline assignment by_operators(const module_graph& graph)
{
    expect_valid(graph);
    const auto& modules = graph.modules;
    assignment a(modules.size());
    const auto is_product = [](const graph_module& m) { return m.kind == module_kind::product; };
    const auto first = static_cast<std::size_t>(std::ranges::find_if(modules, is_product) - modules.begin());
    std::size_t last_group = 0;  // its first module
    for (std::size_t m = 0; m < modules.size(); ++m)
        if (modules[m].kind != module_kind::other) last_group = m;
    for (std::size_t m = first + 1; m < modules.size(); ++m) {
        if (!is_product(modules[m])) continue;
        a.set({m, role::weights}, precision_level::low);
        if (m < last_group) a.set({m, role::errors}, precision_level::low);
        for (const std::size_t i : modules[m].inputs)
            if (i != first && std::ranges::count(modules[first].inputs, i) == 0 && i < last_group)
                a.set({i, role::activations}, precision_level::low);
    }
    return a;
}

}  // namespace lowp
