// lowp/precision/operations.hpp -- the multiply-accumulates of a training step, and the bit operations that they are.
//
// A multiply-accumulate of a b_1-bit and a b_2-bit number counts as b_1 b_2 bit operations, as the literature on mixed
// precision has it (GBitOPs; Fu et al. 2021). A layer with a weight matrix, of m inputs and n outputs, makes B m n of
// them for each of three products, B being the batch:
//
//     forward    activations by weights
//     error      errors by weights; the first layer hands none back
//     gradient   activations by errors
//
// Biases, other layers and the optimizer are not counted: they make no products of matrices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "lowp/precision/element_bits.hpp"
#include "lowp/precision/recipe.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct product_operations {
    std::uint64_t products = 0;  // multiply-accumulates
    std::uint64_t bits = 0;      // bit operations

    friend constexpr bool operator==(const product_operations&, const product_operations&) = default;
};
struct layer_operations {
    std::size_t layer = 0;
    product_operations forward{}, error{}, gradient{};

    constexpr std::uint64_t bits() const noexcept { return forward.bits + error.bits + gradient.bits; }
    constexpr std::uint64_t products() const noexcept { return forward.products + error.products + gradient.products; }
};

// Of the layers that have a weight matrix, in their order; `tensors` are those of a training (nn's tensors_of). The
// weights of a step, from 1 on, were rounded at the end of the step before.
template <class Recipe>
std::vector<layer_operations> operations_of(std::span<const tensor> tensors, const Recipe& precision,
                                            std::uint64_t step = 1)
{
    const auto found = [&](role r, std::size_t layer, std::string_view name) -> const tensor& {
        for (const tensor& t : tensors)
            if (t.role == r && t.layer == layer && t.name == name) return t;
        throw std::invalid_argument("tensors of a training without the " + std::string(role_text(r)) + " '" +
                                    std::string(name) + "' of layer " + std::to_string(layer) +
                                    ", expected those of every layer");
    };
    const auto bits_of = [&]<role R>(std::integral_constant<role, R>, const tensor& t) {
        const std::uint64_t rounded_at = R == role::weights ? step - 1 : step;
        return static_cast<std::uint64_t>(element_bits(precision.template rule<R>()(rounded_at, t)));
    };
    std::vector<layer_operations> all;
    for (const tensor& w : tensors) {
        if (w.role != role::weights || w.name != "weight") continue;
        const tensor& x =
            w.layer == 0 ? found(role::activations, 0, "input") : found(role::activations, w.layer - 1, "output");
        const tensor& e = found(role::errors, w.layer, "output");
        const std::uint64_t products = std::uint64_t{x.rows} * w.size();
        const std::uint64_t of_w = bits_of(std::integral_constant<role, role::weights>{}, w),
                            of_x = bits_of(std::integral_constant<role, role::activations>{}, x),
                            of_e = bits_of(std::integral_constant<role, role::errors>{}, e);
        const auto counted = [&](std::uint64_t bits) { return product_operations{products, products * bits}; };
        all.push_back({w.layer, counted(of_x * of_w), w.layer == 0 ? product_operations{} : counted(of_e * of_w),
                       counted(of_x * of_e)});
    }
    return all;
}

inline std::uint64_t total_bits(std::span<const layer_operations> all) noexcept
{
    std::uint64_t sum = 0;
    for (const layer_operations& one : all) sum += one.bits();
    return sum;
}

}  // namespace LOWP_ISA
}  // namespace lowp
