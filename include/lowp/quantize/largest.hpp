// lowp/quantize/largest.hpp -- the largest finite magnitude of an array.
//
// Patterns of magnitudes are ordered as magnitudes are, so that this is a maximum of integers, and the same in any
// order and on any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/prefetch.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// The largest pattern of a magnitude, NaN and infinity included: `keep` may leave some out. Ahead: for what is read
// from memory.
template <bool Ahead, class Keep>
std::uint32_t largest_pattern(std::span<const float> x, const Keep& keep) noexcept
{
    using words = lanes<std::uint32_t>;
    constexpr std::uint32_t magnitude = ~sign_pattern<float>;
    std::size_t i = 0;
    words all(0u);
    for (; x.size() - i >= words::size; i += words::size) {
        if constexpr (Ahead) prefetch_after(x.data() + i);
        all = larger(all, keep(to_bits(lanes<float>::load(x.data() + i)) & words(magnitude)));
    }
    std::uint32_t largest = largest_lane(all);
    for (; i < x.size(); ++i) largest = larger(largest, keep(to_bits(x[i]) & magnitude));
    return largest;
}

}  // namespace inner

// 0 when there is none. `nans`, if given, becomes true where x has a NaN, and is left alone else.
inline float largest_magnitude(std::span<const float> x, bool* nans = nullptr) noexcept
{
    const std::uint32_t largest = inner::largest_pattern<true>(x, [](const auto& m) { return m; });
    if (largest < infinity_pattern<float>) return from_bits(largest);
    if (nans != nullptr && largest > infinity_pattern<float>) *nans = true;
    return from_bits(inner::largest_pattern<true>(
        x, []<class U>(const U& m) { return select(m < U(infinity_pattern<float>), m, U(0u)); }));
}

}  // namespace LOWP_ISA
}  // namespace lowp
