// tests/quantize/support/numbers.hpp -- numbers to quantize: of many sizes, beyond the formats' ranges on both sides.
#pragma once

#include <cstddef>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/random/stream.hpp"

namespace test {

// From 2^-12 to 2^12, zero now and then; no special values.
inline std::vector<float> some_numbers(std::size_t n)
{
    using namespace lowp;
    constexpr stream words{20};
    std::vector<float> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t word = words.bits(i);
        const float size = exp2i<float>(static_cast<int>(word % 25) - 12) * (1 + words.uniform(n + i));
        x[i] = word >> 28 == 0 ? 0.0f : (word >> 27 & 1) != 0 ? -size : size;
    }
    return x;
}

}  // namespace test
