// lowp/random/uniform_index.hpp -- one of n things, drawn from a stream.
#pragma once

#include <cstdint>

#include "lowp/random/stream.hpp"

namespace lowp {

// The draw at `place` as an index below n, 1 <= n < 2^32: floor(word n / 2^64) of a 64-bit word, so each index is
// uniform to within n / 2^64.
constexpr std::uint64_t uniform_index(const stream& draw, std::uint64_t place, std::uint64_t n) noexcept
{
    const std::uint64_t high = std::uint64_t{draw.bits(2 * place)} * n,
                        low = std::uint64_t{draw.bits(2 * place + 1)} * n;
    return (high + (low >> 32)) >> 32;
}

}  // namespace lowp
