// tests/quantize/support/numbers.hpp -- numbers to quantize: of many sizes, beyond the formats' ranges on both sides.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/random/stream.hpp"

namespace test {

inline constexpr float inf = std::numeric_limits<float>::infinity(), max_float = std::numeric_limits<float>::max();

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

// The same patterns.
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b)
{
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lowp::to_bits(a[i]) != lowp::to_bits(b[i])) return false;
    return a.size() == b.size();
}

}  // namespace test
