// lowp/linalg/converted.hpp -- sums of another kind made numbers: integers, and binary64 where the result is binary32.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/aligned.hpp"
#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/blocked.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Rounded once: a product with `unit`, a power of two, is exact. Integers are below 2^31 in magnitude.
inline void convert(const std::int32_t* from, std::size_t n, float unit, float* to) noexcept
{
    using words = lanes<std::uint32_t>;
    const std::size_t whole = n / words::size * words::size;
    for (std::size_t k = 0; k < whole; k += words::size) {
        const words x = words::load(reinterpret_cast<const std::uint32_t*>(from + k));
        const words sign = x & words(0x80000000u), mask = words(0u) - (x >> 31);
        const lanes<float> magnitude = to_carrier((x ^ mask) - mask) * lanes<float>(unit);
        from_bits(to_bits(magnitude) | sign).store(to + k);
    }
    for (std::size_t k = whole; k < n; ++k) to[k] = static_cast<float>(from[k]) * unit;
}
inline void convert(const std::int32_t* from, std::size_t n, double unit, double* to) noexcept
{
    for (std::size_t k = 0; k < n; ++k) to[k] = from[k] * unit;
}
inline void convert(const double* from, std::size_t n, float, float* to) noexcept
{
    using numbers = lanes<double>;
    const std::size_t whole = n / numbers::size * numbers::size;
    for (std::size_t k = 0; k < whole; k += numbers::size) numbers::load(from + k).store(to + k);
    for (std::size_t k = whole; k < n; ++k) to[k] = static_cast<float>(from[k]);
}

// Finishes such sums as `to` finishes numbers.
template <class Sum, carrier_type T>
struct converted {
    const result<T>& to;
    T unit;

    void operator()(std::size_t i, std::size_t j, std::size_t count, const Sum* sums) const
    {
        if (to.is_direct()) {
            convert(sums, count, unit, to.at(i, j));
            return to.finish_direct(i, 1, j, count);
        }
        alignas(cache_line) T numbers[column_block];
        convert(sums, count, unit, numbers);
        to.finish(i, 1, j, count, numbers, count);
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
