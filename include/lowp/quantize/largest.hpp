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
#include "lowp/simd/lanes.hpp"
#include "lowp/simd/prefetch.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// The largest patterns of magnitudes in the whole registers of x, NaN and infinity included: `keep` may leave some out.
// Ahead: for what is read from memory.
template <bool Ahead, class Keep>
lanes<std::uint32_t> largest_lanes(std::span<const float> x, const Keep& keep) noexcept
{
    using words = lanes<std::uint32_t>;
    words largest(0u);
    for (std::size_t i = 0; x.size() - i >= words::size; i += words::size) {
        if constexpr (Ahead) prefetch_after(x.data() + i);
        largest = larger(largest, keep(to_bits(lanes<float>::load(x.data() + i)) & words(~sign_pattern<float>)));
    }
    return largest;
}
// The largest pattern of all of x.
template <bool Ahead, class Keep>
std::uint32_t largest_pattern(std::span<const float> x, const Keep& keep) noexcept
{
    std::uint32_t largest = largest_lane(largest_lanes<Ahead>(x, keep));
    for (const float v : x.last(x.size() % lanes<float>::size))
        largest = larger(largest, keep(to_bits(v) & ~sign_pattern<float>));
    return largest;
}

// The same for each run of so many elements, of which the last may be shorter, as numbers; and the largest of all.
inline std::uint32_t largest_patterns_of_runs(std::span<const float> x, std::size_t length,
                                              std::span<float> found) noexcept
{
    using words = lanes<std::uint32_t>;
    constexpr std::size_t size = words::size;
    const auto keep = [](const auto& m) { return m; };
    words all(0u);
    std::size_t r = 0;
    if (length % size == 0)  // as many runs at once as a register has lanes, each in a register
        for (; (r + size) * length <= x.size(); r += size) {
            words runs[size];
            for (std::size_t k = 0; k < size; ++k)
                runs[k] = largest_lanes<false>(x.subspan((r + k) * length, length), keep);
            const words largest = words::largest_of_each(runs);
            from_bits(largest).store(&found[r]);
            all = larger(all, largest);
        }
    std::uint32_t highest = largest_lane(all);
    for (; r < found.size(); ++r) {
        const std::size_t k = r * length;
        const std::uint32_t pattern = largest_pattern<false>(x.subspan(k, smaller(length, x.size() - k)), keep);
        found[r] = from_bits(pattern);
        highest = larger(highest, pattern);
    }
    return highest;
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
