// lowp/round/odd.hpp -- sums, products, quotients and roots rounded to odd: as good as exact to what rounds them again.
//
// Rounded to odd, a number between two of binary64 becomes the one whose last bit is 1. It then lies where it did among
// all numbers that have a bit less: on the same side of each, and on none. Whatever decides by comparing with those
// decides as the exact number would have it (Boldo, Melquiond 2008). The hardware rounds to nearest; what it left out
// is a number too, of which only the sign matters: by Knuth's sum of six operations, or by a fused multiply-add. So one
// text serves a value and a register.
#pragma once

#include "lowp/core/bits.hpp"
#include "lowp/core/dyadic.hpp"
#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/format/floating.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/round_by_sum.hpp"
#include "lowp/round/to_code.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

template <class V>
constexpr V negated(const V& x) noexcept
{
    return from_bits(to_bits(x) ^ word_of<V>(sign_pattern<carrier_of<V>>));
}

// A number that is `nearest` + `rest`, of which the nearest was rounded to nearest even: its pattern, cut off toward
// zero, with the last bit set. NaN for a rest leaves infinities and NaN as they are.
template <class V>
constexpr V made_odd(const V& nearest, const V& rest)
{
    using U = word_of<V>;
    using T = carrier_of<V>;
    constexpr word_of<T> one = 1;
    const U pattern = to_bits(nearest), of_rest = to_bits(rest);
    const U cut_off = pattern - ((pattern ^ of_rest) >> (carrier<T>::width - 1));
    const V left_out = from_bits(of_rest & U(~sign_pattern<T>));
    return from_bits(select(left_out > V(T(0)), cut_off | U(one), pattern));
}

// a + b, exactly.
template <class V>
struct two_sum {
    V nearest, rest;

    constexpr two_sum(const V& a, const V& b) : nearest(a + b)
    {
        const V from_b = nearest - a;
        rest = (a - (nearest - from_b)) + (b - from_b);
    }
};

}  // namespace inner

// What follows goes through results rounded to nearest even: none may overflow, and what they leave out must not be too
// small to be a number. Operands that were binary32 have room for that, infinities and NaN included, and so have these.
template <class V>
constexpr bool has_room(const V& x)
{
    const V magnitude = from_bits(to_bits(x) & word_of<V>(~sign_pattern<double>));
    const V zero_apart = select(magnitude == V(0.0), V(1.0), magnitude);
    return !any(zero_apart < V(0x1p-300)) && !any(zero_apart > V(0x1p300));
}

// Signs of zeros are those of IEEE 754 under rounding to nearest.
template <class V>
V sum_to_odd(const V& a, const V& b)
{
    const inner::two_sum<V> sum(a, b);
    return inner::made_odd(sum.nearest, sum.rest);
}
// The same of numbers that were binary32. Few of their sums are inexact, so that is asked first: a sum is exact if it
// leaves one operand when the other is taken away, for either, since the larger one is taken away without rounding.
template <class V>
V narrow_sum_to_odd(const V& a, const V& b)
{
    const V nearest = a + b;
    if (!any(nearest - a != b) && !any(nearest - b != a)) return nearest;
    return sum_to_odd(a, b);
}
template <class V>
V product_to_odd(const V& a, const V& b)
{
    const V nearest = unfused_product(a, b);
    return inner::made_odd(nearest, fused_multiply_add(a, b, inner::negated(nearest)));
}
template <class V>
V quotient_to_odd(const V& a, const V& b)
{
    // a - q b has the sign of what q lacks, times that of b.
    const V nearest = a / b, rest = fused_multiply_add(inner::negated(nearest), b, a);
    return inner::made_odd(nearest, from_bits(to_bits(rest) ^ (to_bits(b) & word_of<V>(sign_pattern<carrier_of<V>>))));
}
template <class V>
V root_to_odd(const V& x)
{
    const V nearest = square_root(x);
    return inner::made_odd(nearest, fused_multiply_add(inner::negated(nearest), nearest, x));
}
// a b + c where the product is exact, as of two numbers that were binary32.
template <class V>
V exact_product_and_sum_to_odd(const V& a, const V& b, const V& c)
{
    return sum_to_odd(unfused_product(a, b), c);
}
// In general three numbers are added. Where the sum of the larger parts is inexact, its rest is at least twice that of
// the smaller parts, and both together are less than its last place; so they may be rounded to nearest before they join
// it. Where it is exact, there is nothing to be rounded.
template <class V>
V product_and_sum_to_odd(const V& a, const V& b, const V& c)
{
    const V product = unfused_product(a, b);
    const V rest = fused_multiply_add(a, b, inner::negated(product));
    const inner::two_sum<V> low(c, rest), high(product, low.nearest);
    const V sum = sum_to_odd(high.nearest, high.rest + low.rest);
    // A product that is -0 has lost its sign.
    return select(sum == V(0.0), product + c, sum);
}

// The exact number of any source, in binary64.
constexpr double to_odd_number(const dyadic& x)
{
    constexpr floating_format double_format{11, 52};
    return from_bits(to_code(double_format, x, to_odd{}, on_overflow::infinity));
}

// How many bits of a share of a step a mode compares with what it draws: at most a word. A mode that does not draw is
// taken to compare with numbers and the middles between them only.
template <rounding_mode R>
constexpr int bits_compared(const R& mode) noexcept
{
    if constexpr (!draws<R> || sees_sticky<R>)
        return 0;
    else if constexpr (requires { mode.bits; })
        return mode.bits;
    else
        return 32;
}
// Whether a mode rounds what was rounded to odd as it would have rounded the exact number. What it compares with are
// multiples of 2^-bits of a step, and the middles between them: numbers that have to have a bit less than binary64, and
// that are not to be subnormal there.
template <rounding_mode R>
constexpr bool rounds_from_odd(const grid<double>& g, const R& mode) noexcept
{
    return has_sum(g) && static_cast<int>(g.dropped) >= bits_compared(mode) + 2;
}

}  // namespace LOWP_ISA
}  // namespace lowp
