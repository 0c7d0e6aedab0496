// lowp/round/code_of.hpp -- codes of numbers in a carrier, and back, by a few operations on patterns.
//
// For numbers that the format holds: rounding comes first. A normal number's magnitude code is the upper bits of its
// pattern, less an offset. Below the smallest normal number, and everywhere in fixed point, codes count steps: a sum
// with a power of two whose last place is a step has the count in the low bits of its pattern. One text for a value and
// a register, as for rounding; what it means is said by encode() and decode() (lowp/format/codec.hpp).
#pragma once

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/codec.hpp"
#include "lowp/format/format.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Patterns and codes that belong together. Made once an array.
template <carrier_type T>
struct code_table {
    using word = word_of<T>;

    word mask;      // ones over a code
    word sign;      // the bit of the sign, or 0
    T raise;        // in a sum with it, a step is the last place
    bool counts;    // fixed point: all codes count steps; what follows is of floating formats
    int dropped;    // bits of a pattern below a code
    int sign_down;  // from the place of the carrier's sign to that of the code's
    word offset;    // of normal numbers, the upper bits of the pattern less the magnitude code
    word normal;    // the magnitude code of the smallest normal number
    word largest;   // that of the largest number
    word infinite;  // that of infinity, if there is one, else that of the largest
    word nan;       // the code of NaN, or a word that is no code
    bool flushed, minus_zero;
};

// Whether a format has such a table: not logarithmic ones, nor those without zero, nor those with normal numbers below
// the carrier's. Precondition: carries<T>(f).
template <carrier_type T, number_format F>
constexpr bool has_code_table(const F&) noexcept
{
    return false;
}
template <carrier_type T>
constexpr bool has_code_table(const floating_format& f) noexcept
{
    const int dropped = carrier<T>::fraction_bits - f.fraction_bits;
    return f.has_zero() && f.min_exponent() >= 1 - carrier<T>::bias && f.min_exponent() + dropped <= carrier<T>::bias;
}
template <carrier_type T>
constexpr bool has_code_table(const fixed_format& f) noexcept
{
    return f.integer_bits + f.fraction_bits < carrier<T>::fraction_bits &&
           carrier<T>::fraction_bits - f.fraction_bits < carrier<T>::bias && f.fraction_bits < carrier<T>::bias;
}

template <carrier_type T>
constexpr code_table<T> code_table_of(const floating_format& f)
{
    using word = word_of<T>;
    code_table<T> t{};
    t.mask = static_cast<word>(last_code(f));
    t.sign = f.has_sign() ? word{1} << (f.width() - 1) : 0;
    t.dropped = carrier<T>::fraction_bits - f.fraction_bits;
    t.sign_down = carrier<T>::width - f.width();
    t.raise = exp2i<T>(f.min_exponent() + t.dropped);
    t.normal = static_cast<word>(f.smallest_normal_code());
    t.offset = (static_cast<word>(f.min_exponent() + carrier<T>::bias) << f.fraction_bits) - t.normal;
    t.largest = static_cast<word>(f.largest_code());
    t.infinite = t.largest + (f.has_infinity() ? 1 : 0);
    t.nan = f.has_nan() ? static_cast<word>(nan_code(f)) : ~word{0};
    t.flushed = f.subnormal == subnormals::flushed;
    t.minus_zero = f.has_minus_zero();
    return t;
}
template <carrier_type T>
constexpr code_table<T> code_table_of(const fixed_format& f)
{
    code_table<T> t{};
    t.mask = static_cast<word_of<T>>(last_code(f));
    t.sign = f.has_sign() ? word_of<T>{1} << (f.width() - 1) : 0;
    t.raise = exp2i<T>(carrier<T>::fraction_bits - f.fraction_bits) * T(1.5);  // for counts of both signs
    t.counts = true;
    return t;
}

// Whether codes are patterns without their low bits: bfloat16, tf32.
template <carrier_type T>
constexpr bool is_pattern_cut(const code_table<T>& t) noexcept
{
    return !t.counts && t.offset == 0 && t.sign_down == t.dropped && t.minus_zero && !t.flushed &&
           t.infinite == infinity_pattern<T> >> t.dropped && t.nan == nan_pattern<T> >> t.dropped;
}

// The code of a number that the format holds.
template <class V>
constexpr word_of<V> code_of(const code_table<carrier_of<V>>& t, const V& x)
{
    using T = carrier_of<V>;
    using U = word_of<V>;
    if (t.counts) return (to_bits(x + V(t.raise)) - U(to_bits(t.raise))) & U(t.mask);

    const U pattern = to_bits(x);
    const U sign = pattern & U(sign_pattern<T>);
    const U magnitude = pattern ^ sign;
    const U normal = (magnitude >> t.dropped) - U(t.offset);
    const U counted = to_bits(from_bits(magnitude) + V(t.raise)) - U(to_bits(t.raise));
    U code = select(magnitude < U((t.normal + t.offset) << t.dropped), counted, normal);
    if (t.infinite != t.largest) code = select(magnitude == U(infinity_pattern<T>), U(t.infinite), code);
    if (t.nan <= t.mask) code = select(x == x, code, U(t.nan));
    return code | sign >> t.sign_down;  // NaN comes without a sign, as rounding leaves it
}

// The number of a code. Bits above the code are ignored.
template <class V>
constexpr V number_of(const code_table<carrier_of<V>>& t, const word_of<V>& any_code)
{
    using T = carrier_of<V>;
    using word = word_of<T>;
    using U = word_of<V>;
    const U code = any_code & U(t.mask);
    if (t.counts) return from_bits(((code ^ U(t.sign)) - U(t.sign)) + U(to_bits(t.raise))) - V(t.raise);

    const U sign = code & U(t.sign);
    const U magnitude = code ^ sign;
    const U normal = (magnitude + U(t.offset)) << t.dropped;
    const U counted = t.flushed ? U(word{0}) : to_bits(from_bits(magnitude + U(to_bits(t.raise))) - V(t.raise));
    U number = select(magnitude < U(t.normal), counted, normal);
    if (t.infinite != t.largest) number = select(magnitude == U(t.infinite), U(infinity_pattern<T>), number);
    if (!t.minus_zero) {
        // One NaN, which may be the code of -0; and flushed codes have a sign that zero has not.
        const U signed_number = number | select(number == U(word{0}), U(word{0}), sign << t.sign_down);
        if (t.nan > t.mask) return from_bits(signed_number);
        const auto is_nan = t.sign != 0 ? code == U(t.nan) : magnitude > U(t.infinite);
        return from_bits(select(is_nan, U(nan_pattern<T>), signed_number));
    }
    number = number | sign << t.sign_down;
    if (t.nan > t.mask) return from_bits(number);
    return from_bits(select(magnitude > U(t.infinite), U(nan_pattern<T>), number));
}

}  // namespace LOWP_ISA
}  // namespace lowp
