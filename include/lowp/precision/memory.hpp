// lowp/precision/memory.hpp -- the bytes that a training holds under a recipe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lowp/precision/element_bits.hpp"
#include "lowp/precision/recipe.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct memory_account {
    std::array<std::uint64_t, role_count> bytes{};  // by role

    constexpr std::uint64_t total() const noexcept
    {
        std::uint64_t sum = 0;
        for (const std::uint64_t b : bytes) sum += b;
        return sum;
    }
};

namespace inner {

// Calls add(place of the tensor in the list, its quantizer at the step) for each.
template <class Recipe, class Add>
void for_each_quantizer(std::span<const tensor> tensors, const Recipe& precision, std::uint64_t step, const Add& add)
{
    for_each_role([&](auto constant) {
        constexpr role r = decltype(constant)::value;
        for (std::size_t i = 0; i < tensors.size(); ++i)
            if (tensors[i].role == r) add(i, precision.template rule<r>()(step, tensors[i]));
    });
}

}  // namespace inner

// What the tensors of a training (nn's tensors_of) take when each is stored in its quantizer's format at a step: bits
// packed (above 16 bits: whole words), scales included, whole bytes a tensor. Activations and errors grow with the
// batch that the list was made for.
template <class Recipe>
std::vector<std::uint64_t> bytes_of_each(std::span<const tensor> tensors, const Recipe& precision,
                                         std::uint64_t step = 0)
{
    std::vector<std::uint64_t> bytes(tensors.size());
    inner::for_each_quantizer(tensors, precision, step,
                              [&](std::size_t i, const auto& q) { bytes[i] = stored_bytes(q, tensors[i]); });
    return bytes;
}
// Their sums by role.
template <class Recipe>
memory_account bytes_held(std::span<const tensor> tensors, const Recipe& precision, std::uint64_t step = 0)
{
    memory_account account;
    const auto bytes = bytes_of_each(tensors, precision, step);
    for (std::size_t i = 0; i < tensors.size(); ++i)
        account.bytes[static_cast<std::size_t>(tensors[i].role)] += bytes[i];
    return account;
}

// The same as papers count it (PEPPP, Yang et al. 2022): the bits of elements, packed however many they are, without
// scales, whole bytes a tensor. Sixteen bits and fewer are packed above, too.
template <class Recipe>
memory_account packed_bytes_held(std::span<const tensor> tensors, const Recipe& precision, std::uint64_t step = 0)
{
    memory_account account;
    inner::for_each_quantizer(tensors, precision, step, [&](std::size_t i, const auto& q) {
        const std::uint64_t bits = tensors[i].size() * static_cast<std::uint64_t>(element_bits(q));
        account.bytes[static_cast<std::size_t>(tensors[i].role)] += (bits + 7) / 8;
    });
    return account;
}

}  // namespace LOWP_ISA
}  // namespace lowp
