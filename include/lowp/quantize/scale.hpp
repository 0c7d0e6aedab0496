// lowp/quantize/scale.hpp -- from the largest magnitude of a block to its scale.
//
// Elements are x / scale, and the largest of them should lie near the end of the element format's range. Where scales
// are powers of two, four rules are in use; they differ in whether the largest magnitude may saturate and how much of
// the range may stay empty. Exponents are read from patterns: floor(log2f(x)) is wrong just below powers of two.
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/block.hpp"
#include "lowp/round/round_to.hpp"

namespace lowp {

// With E the exponent of the element format's largest number, L that number, and amax the block's largest magnitude:
//
//   floor   floor(log2 amax) - E                                  OCP MX 1.0, 6.3. Above L 2^E' saturates.
//   ceil    ceil(log2 amax) - E                                   never saturates where L is the last of its binade
//   even    floor(log2 of amax, rounded to the element's bits) - E   ties away: as floor, but for what rounds up to a
//                                                                    power of two
//   cover   the smallest e with amax <= L 2^e                     NVIDIA's rounding up ("RCEIL"): never saturates
enum class scale_rule : unsigned char { floor, ceil, even, cover };

// The smallest e with magnitude <= largest * 2^e, exactly; both are positive, finite and normal.
constexpr int power_above(double magnitude, double largest) noexcept
{
    const std::uint64_t m = to_bits(magnitude), l = to_bits(largest), fraction = (std::uint64_t{1} << 52) - 1;
    return static_cast<int>(m >> 52) - static_cast<int>(l >> 52) + ((m & fraction) > (l & fraction) ? 1 : 0);
}

// The exponent of a normal double, floor(log2 x).
constexpr int exponent_of(double x) noexcept { return static_cast<int>(to_bits(x) >> 52) - 1023; }

// What the rules ask of an element format.
struct element_range {
    double largest;
    int exponent;     // of the largest
    int significand;  // bits below the leading one in the largest number's binade
};
constexpr element_range range_of(const floating_format& f) noexcept
{
    return {f.largest(), exponent_of(f.largest()), f.fraction_bits};
}
constexpr element_range range_of(const fixed_format& f) noexcept
{
    return {f.largest(), exponent_of(f.largest()), exponent_of(f.largest()) + f.fraction_bits};
}

// The exponent of the scale, before it is held in the range of the scale's format. amax is positive and finite.
constexpr int scale_exponent(scale_rule rule, double amax, const element_range& element) noexcept
{
    const int floor = exponent_of(amax);
    switch (rule) {
        case scale_rule::floor:
            return floor - element.exponent;
        case scale_rule::ceil:
            return power_above(amax, 1) - element.exponent;
        case scale_rule::even: {
            const std::uint64_t half = (std::uint64_t{1} << 51) >> element.significand;
            return static_cast<int>((to_bits(amax) + half) >> 52) - 1023 - element.exponent;
        }
        case scale_rule::cover:
            break;
    }
    return power_above(amax, element.largest);
}

inline namespace LOWP_ISA {

// A scale as a number. amax is the largest finite magnitude of its block; for a block of zeros it is the smallest
// scale. `tensor_scale` is the scale of the tensor where there are two levels, else 1.
template <block_element E>
constexpr double scale_for(const block_format<E>& f, scale_rule rule, double amax, double tensor_scale)
{
    const double smallest = f.scale.smallest(), largest = f.scale.largest();
    if (amax == 0) return smallest;
    if (f.has_power_scales()) {
        const int e = scale_exponent(rule, amax, range_of(f.element));
        return exp2i(larger(exponent_of(smallest), smaller(exponent_of(largest), e)));
    }
    // A scale that is a number: with two levels the nearest, as NVIDIA has it, else the next that covers amax.
    const double wanted = amax / (f.element.largest() * tensor_scale);  // the product is exact
    const auto grid = grid_of<double>(f.scale, on_overflow::saturate);
    const double rounded =
        f.two_levels ? round_to(grid, wanted, 0, nearest_even{}) : round_to(grid, wanted, 0, toward_positive{});
    return larger(smallest, rounded);
}

// The binary32 scale of a tensor with two levels: it lets the largest block have the largest scale.
template <block_element E>
constexpr float tensor_scale_for(const block_format<E>& f, double amax)
{
    if (!f.two_levels || amax == 0) return 1;
    const double wanted = amax / (f.element.largest() * f.scale.largest());
    return larger(static_cast<float>(wanted), 0x1p-149f);
}

}  // namespace LOWP_ISA

}  // namespace lowp
