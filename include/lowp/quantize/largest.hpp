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

// 0 when there is none. `nans`, if given, becomes true where x has a NaN, and is left alone else.
inline float largest_magnitude(std::span<const float> x, bool* nans = nullptr) noexcept
{
    using words = lanes<std::uint32_t>;
    const auto magnitude = []<class U>(const U& pattern) { return pattern & U(~sign_pattern<float>); };
    const auto finite = []<class U>(const U& m) { return select(m < U(infinity_pattern<float>), m, U(0u)); };
    std::size_t i = 0;
    words all(0u), largest(0u);
    for (; x.size() - i >= words::size; i += words::size) {
        prefetch_after(x.data() + i);
        const words m = magnitude(to_bits(lanes<float>::load(x.data() + i)));
        all = larger(all, m);
        largest = larger(largest, finite(m));
    }
    std::uint32_t any_pattern = largest_lane(all), finite_pattern = largest_lane(largest);
    for (; i < x.size(); ++i) {
        const std::uint32_t m = magnitude(to_bits(x[i]));
        any_pattern = larger(any_pattern, m);
        finite_pattern = larger(finite_pattern, finite(m));
    }
    if (nans != nullptr && any_pattern > infinity_pattern<float>) *nans = true;
    return from_bits(finite_pattern);
}

}  // namespace LOWP_ISA
}  // namespace lowp
