// lowp/precision/assigned.hpp -- a recipe that follows an assignment, and promotes what overflows.
//
//     assigned precision(graph, demoted(graph, 0.6), hybrid_formats(), {.threshold = 0.01});
//     const auto run = train(net, data, precision.recipe(), method, options);
//     precision.promotions();       // what happened, and when
//
// After Lee, Sharma and Aiken (2023). Where a share of at least `threshold` of an output's or of parameters' elements
// reaches the overflow threshold of the low precision (nearest, ties away), that tensor is high from its next pass on,
// for good. Of parameters, a layer's weight and its bias are looked at apart, and one that overflows promotes both.
// Gradients are never promoted: their overflow is what loss scaling is for. Without it an infinite gradient ends in
// weights that legacy formats, which have no NaN, make numbers again. Rules, recipes and copies share one state, so
// each training wants an `assigned` of its own.
//
// Module 0 of the graph is the network's input, module l + 1 its layer l (lowp/nn/graph_of.hpp makes such a graph):
// graphs whose branches join serve for groups, demotion and ratios, and for loops of one's own.
// Momentum, master weights and the accumulator are binary32.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lowp/precision/level_formats.hpp"
#include "lowp/precision/low_precision_ratio.hpp"
#include "lowp/precision/recipe.hpp"
#include "lowp/quantize/tally.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct promotion_options {
    std::optional<double> threshold = 0.01;  // a share of elements, above 0; without one nothing is promoted
};
struct promotion {
    std::uint64_t step;  // of the pass that overflowed; later ones are high
    module_tensor tensor;
    double share;  // of elements that did
};

namespace inner {

struct assigned_state {
    lowp::assignment assignment;
    level_formats formats;
    promotion_options options;
    std::vector<promotion> promotions{};
};

inline module_tensor module_tensor_of(const tensor& t) noexcept
{
    return {t.role == role::activations && t.name == "input" ? 0 : t.layer + 1, t.role};
}

struct assigned_rule {
    std::shared_ptr<assigned_state> state;

    with_infinity operator()(std::uint64_t step, const tensor& t) const
    {
        const precision_level level = state->assignment.level(module_tensor_of(t), step);
        return forked_for(state->formats(level, t.role), step, t);
    }
    void observe(std::uint64_t step, const tensor& t, const tally& seen) const
    {
        if (!state->options.threshold || (t.role != role::weights && t.role != role::activations)) return;
        const double share = static_cast<double>(seen.overflowed) / static_cast<double>(seen.elements);
        if (share >= *state->options.threshold && state->assignment.promote(module_tensor_of(t), step))
            state->promotions.push_back({step, module_tensor_of(t), share});
    }
};

}  // namespace inner

class assigned {
public:
    // Throws std::invalid_argument for what is no graph, an assignment of another one, or a threshold that is no share.
    assigned(module_graph graph, lowp::assignment a, const level_formats& formats,
             const promotion_options& options = {})
        : graph_(std::move(graph)),
          state_(std::make_shared<inner::assigned_state>(inner::assigned_state{std::move(a), formats, options}))
    {
        expect_valid(graph_);
        if (state_->assignment.modules() != graph_.modules.size())
            throw std::invalid_argument("assigned precision: an assignment of " +
                                        std::to_string(state_->assignment.modules()) + " modules, expected the " +
                                        std::to_string(graph_.modules.size()) + " of the graph");
        if (options.threshold && !(*options.threshold > 0 && *options.threshold <= 1))
            throw std::invalid_argument("assigned precision: a threshold of " + std::to_string(*options.threshold) +
                                        ", expected a share above 0 and up to 1");
    }

    auto recipe() const
    {
        using rule = inner::assigned_rule;
        return lowp::recipe{weights<rule>{{state_}}, activations<rule>{{state_}}, errors<rule>{{state_}},
                            gradients<rule>{{state_}}};
    }

    const module_graph& graph() const noexcept { return graph_; }
    const lowp::assignment& assignment() const noexcept { return state_->assignment; }
    const std::vector<promotion>& promotions() const noexcept { return state_->promotions; }
    // The bits of all tensors at a step, from 1 on, once it was made.
    std::uint64_t bits(std::uint64_t step) const
    {
        return tensor_bits(graph_, state_->assignment, state_->formats, step);
    }
    std::uint64_t bits_high() const { return tensor_bits(graph_, uniform_high(graph_), state_->formats); }

private:
    module_graph graph_;
    std::shared_ptr<inner::assigned_state> state_;
};

}  // namespace LOWP_ISA
}  // namespace lowp
