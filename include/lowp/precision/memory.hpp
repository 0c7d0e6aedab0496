// lowp/precision/memory.hpp -- the bytes that a training holds under a recipe.
#pragma once

#include <array>
#include <cstdint>
#include <span>

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

// What the tensors of a training (nn's tensors_of) take when each is stored in its quantizer's format at a step: bits
// packed (above 16 bits: whole words), scales included, whole bytes a tensor.
template <class Recipe>
memory_account bytes_held(std::span<const tensor> tensors, const Recipe& precision, std::uint64_t step = 0)
{
    memory_account account;
    for_each_role([&](auto constant) {
        constexpr role r = decltype(constant)::value;
        for (const tensor& t : tensors)
            if (t.role == r)
                account.bytes[static_cast<std::size_t>(r)] += stored_bytes(precision.template rule<r>()(step, t), t);
    });
    return account;
}

// The same as papers count it (PEPPP, Yang et al. 2022): the bits of elements, packed however many they are, without
// scales, whole bytes a tensor. Sixteen bits and fewer are packed above, too.
template <class Recipe>
memory_account packed_bytes_held(std::span<const tensor> tensors, const Recipe& precision, std::uint64_t step = 0)
{
    memory_account account;
    for_each_role([&](auto constant) {
        constexpr role r = decltype(constant)::value;
        for (const tensor& t : tensors)
            if (t.role == r)
                account.bytes[static_cast<std::size_t>(r)] +=
                    (t.size() * static_cast<std::uint64_t>(element_bits(precision.template rule<r>()(step, t))) + 7) /
                    8;
    });
    return account;
}

}  // namespace LOWP_ISA
}  // namespace lowp
