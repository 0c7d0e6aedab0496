// lowp/round/round_to.hpp -- the rounding of a carrier's number to a format: the one text of it.
//
// V is float, double, or lanes of them, whose first element is number `at` of its tensor. The significand is cut where
// the grid says, the mode's addend is added, and what is left is a whole number of steps; a step times that number is
// exact. Below the smallest normal number of the format more bits are cut instead of the pitch getting finer, so that
// subnormals need no case of their own. The exponent is not bounded until the very end, where the policy acts on what
// rounded past the range. Where subnormals are flushed the pitch goes on shrinking with the number, and what has not
// reached the smallest normal number after rounding becomes zero.
#pragma once

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/round/modes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// What the policy makes of a rounded magnitude, with the sign put back. All are patterns; `stays` is all ones where the
// mode keeps finite values finite.
template <class V, class U = word_of<V>>
constexpr V finished(const grid<carrier_of<V>>& g, const U& sign, const U& magnitude, const U& rounded, const U& stays)
{
    using T = carrier_of<V>;
    using word = word_of<T>;
    // Patterns of positive numbers are ordered as the numbers are: the policy acts on those.
    const auto minus = sign != U(word{0});
    const U limit = select(minus, U(g.limit[1]), U(g.limit[0]));
    const U beyond = select(minus, U(g.beyond[1]), U(g.beyond[0]));
    const U infinite = select(minus, U(g.infinite[1]), U(g.infinite[0]));
    const U outside = (limit & stays) | (beyond & ~stays);
    U reached = rounded;
    if (g.least != 0) reached = select(rounded < U(g.least), U(word{0}), rounded);
    const U finite = select(reached > limit, outside, reached);
    const U number = select(magnitude < U(infinity_pattern<T>), finite, infinite);
    const auto is_nan = magnitude > U(infinity_pattern<T>);
    const U result = select(is_nan, U(g.nan), number);

    // NaN has no sign, and zero has one only where -0 exists.
    const U zero_sign = g.minus_zero ? sign : U(word{0});
    const U number_sign = select(result == U(word{0}), zero_sign, sign);
    const U plain = select(result > U(infinity_pattern<T>), U(word{0}), number_sign);
    return from_bits(U(result | select(is_nan, U(word{0}), plain)));
}

}  // namespace inner

template <class V, rounding_mode R>
constexpr V round_to(const grid<carrier_of<V>>& g, const V& x, std::uint64_t at, const R& mode)
{
    using T = carrier_of<V>;
    using U = word_of<V>;
    using word = word_of<T>;
    constexpr int fraction = carrier<T>::fraction_bits;
    constexpr word one = word{1} << fraction, widest = carrier<T>::width - 1;

    const U pattern = to_bits(x);
    const U sign = pattern & U(sign_pattern<T>);
    const U magnitude = pattern ^ sign;

    // An integer significand, and the exponent field of its unit: x = significand * 2^(exponent - bias - fraction).
    const U field = magnitude >> fraction;
    const U exponent = larger(field, U(word{1}));
    const U significand = select(field == U(word{0}), magnitude, (magnitude & U(one - 1)) | U(one));

    // How many bits to drop. Past the width of the word, what is left of the value is "not zero": the sticky bit.
    const U pitch = larger(exponent, U(g.lowest_field));
    const U wanted = U(g.dropped) + (pitch - exponent);
    const U dropped = smaller(wanted, U(widest));
    const U excess = smaller(wanted - dropped, U(widest));
    const U word_bits = significand >> excess;
    const U more = select((word_bits << excess) == significand, U(word{0}), U(word{1}));
    U kept = word_bits;
    if constexpr (sees_sticky<R>) kept = kept | more;

    // Odd as the code is. Without fraction bits the code is the exponent field, and 0 below the first power of two.
    U odd = (kept >> dropped) & U(word{1});
    if (g.dropped == fraction) odd = odd & (pitch - U(g.first_field) + U(word{1}));

    const U negative = U(word{0}) - (sign >> int(widest));
    const U mask = (U(word{1}) << dropped) - U(word{1});
    const cut<U> c{mask, dropped, odd, negative, at, word_bits & mask, more};
    const U steps = (kept + mode(c)) >> dropped;

    // steps * 2^(pitch - bias - fraction + g.dropped), by two exact products; infinity only beyond every format's
    // range.
    const V share = to_carrier(steps) * V(exp2i<T>(static_cast<int>(g.dropped) - fraction));
    const U rounded = to_bits(times_power(share, from_bits(U(pitch << fraction))));

    return inner::finished<V>(g, sign, magnitude, rounded, keeps_finite(mode, c));
}

}  // namespace LOWP_ISA
}  // namespace lowp
