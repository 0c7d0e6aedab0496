// lowp/precision/cyclic_recipe.hpp -- the recipe of cyclic precision training, and what it costs.
//
//     const cyclic bits{.low = 3, .high = 8, .cycles = 8, .steps = 1500};
//     train(net, data, cyclic_recipe(tensors_of(net, 32), bits, {.backward = 8, .draw = stream{1}}), method, options);
//
// After Fu et al. (2021) and their code: weights and activations are rounded to affine integers of the step's bits, to
// nearest even, weights with a scale for each output, activations with one for the tensor; errors of outputs of
// products with one for the tensor, stochastically, with a number of bits that stays the same. Biases, gradients of
// weights and the optimizer's tensors are binary32. Unlike in the authors' networks, activations are all of them: the
// last layer is no exception, nor are outputs that only an activation function reads. `bits` is a `cyclic`, a
// `constant_bits` (static precision), or the user's own function of the step.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowp/format/block.hpp"
#include "lowp/precision/cyclic.hpp"
#include "lowp/precision/maybe.hpp"
#include "lowp/precision/recipe.hpp"
#include "lowp/quantize/affine.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/round/modes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct backward_bits {
    int backward = 8;     // of errors, 1 to 16
    lowp::stream draw{};  // rounds them
};

// Layers that have a weight matrix.
inline std::vector<std::size_t> layers_with_weights(std::span<const tensor> tensors)
{
    std::vector<std::size_t> layers;
    for (const tensor& t : tensors)
        if (t.role == role::weights && t.name == "weight") layers.push_back(t.layer);
    return layers;
}

namespace inner {

inline int affine_bits(int bits)
{
    if (bits < 1 || bits > 16)
        throw std::invalid_argument("cyclic precision training: " + std::to_string(bits) + " bits, expected 1 to 16");
    return bits;
}

template <class Bits>
struct affine_weights {
    Bits bits;

    maybe<affine_quantizer<>> operator()(std::uint64_t step, const tensor& t) const
    {
        if (t.name != "weight") return {};
        return {affine_quantizer<>{affine_bits(bits(step + 1)),
                                   each_column}};  // rounded at the end of a step, for the next
    }
};
template <class Bits>
struct affine_activations {
    Bits bits;

    affine_quantizer<> operator()(std::uint64_t step, const tensor&) const
    {
        return affine_quantizer<>{affine_bits(bits(step)), whole_tensor};
    }
};
struct affine_errors {
    int bits;
    lowp::stream draw;
    std::vector<std::size_t> layers;

    maybe<affine_quantizer<stochastic>> operator()(std::uint64_t step, const tensor& t) const
    {
        if (!std::ranges::binary_search(layers, t.layer)) return {};
        return {forked_for(affine_quantizer<stochastic>{bits, whole_tensor, stochastic{draw}}, step, t)};
    }
};

}  // namespace inner

// Throws std::invalid_argument for bits beyond 1 to 16; of a function of the user's, at the step that has them.
template <class Bits>
auto cyclic_recipe(std::span<const tensor> tensors, const Bits& bits, const backward_bits& how = {})
{
    if constexpr (std::same_as<Bits, cyclic>) {
        expect_valid(bits);
        inner::affine_bits(bits.high);
    }
    inner::affine_bits(bits(1));
    inner::affine_bits(how.backward);
    const auto layers = layers_with_weights(tensors);
    return recipe{weights{inner::affine_weights<Bits>{bits}}, activations{inner::affine_activations<Bits>{bits}},
                  errors{inner::affine_errors{how.backward, how.draw, layers}}};
}

// Bit operations of a step relative to binary32's, as the paper counts them: the mean of the forward pass, b^2 / 32^2,
// and of two backward ones, b b_backward / 32^2.
constexpr double relative_operations(int bits, int backward) noexcept
{
    return (bits * bits + 2.0 * bits * backward) / (3 * 32.0 * 32.0);
}
// The mean over steps 1 to `steps`.
template <class Bits>
double relative_operations(const Bits& bits, std::uint64_t steps, int backward)
{
    double sum = 0;
    for (std::uint64_t step = 1; step <= steps; ++step) sum += relative_operations(bits(step), backward);
    return sum / static_cast<double>(steps);
}

}  // namespace LOWP_ISA
}  // namespace lowp
