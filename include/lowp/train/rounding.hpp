// lowp/train/rounding.hpp -- a training's tensors rounded by rules, which are told what the pass has counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "lowp/core/matrix_view.hpp"
#include "lowp/nn/network.hpp"
#include "lowp/precision/rule.hpp"

namespace lowp {
inline namespace LOWP_ISA {

inline std::span<float> elements(const matrix_view<float>& m) { return {m.data, m.rows * m.columns}; }

// One pass, and the quantizer that made it. A rule that has observe() is called right behind it, with the same step and
// tensor.
template <class Rule>
auto round_by(const Rule& rule, std::uint64_t step, const tensor& t, std::span<const float> in, std::span<float> out)
{
    const auto q = rule(step, t);
    if constexpr (observing_rule<Rule>) {
        tally seen;
        round_tensor(q, t, in, out, seen);
        rule.observe(step, t, seen);
    } else {
        round_tensor(q, t, in, out);
    }
    return q;
}

// Each parameter tensor of a network, lying in one vector, by the rule of a role.
template <class Network, class Rule>
void round_parameters(const Network& net, role r, const Rule& rule, std::uint64_t step, std::span<const float> in,
                      std::span<float> out)
{
    for (const parameter_place& place : net.places()) {
        const auto& [name, rows, columns] = place.shape;
        const std::size_t n = place.shape.size();
        round_by(rule, step, {r, place.layer, name, rows, columns}, in.subspan(place.first, n),
                 out.subspan(place.first, n));
    }
}

// What a network calls for each matrix that it has made; returns the quantizer. It holds a reference to the rule.
template <class Rule>
auto rounder(role r, const Rule& rule, std::uint64_t step)
{
    return [r, &rule, step](std::size_t l, matrix_view<float> m, std::string_view name = "output") {
        return round_by(rule, step, {r, l, name, m.rows, m.columns}, elements(m), elements(m));
    };
}

// The same without a word to the rule.
template <class Rule>
auto silent_rounder(role r, const Rule& rule, std::uint64_t step)
{
    return [r, &rule, step](std::size_t l, matrix_view<float> m, std::string_view name = "output") {
        const tensor t{r, l, name, m.rows, m.columns};
        round_tensor(rule(step, t), t, elements(m), elements(m));
    };
}

}  // namespace LOWP_ISA
}  // namespace lowp
