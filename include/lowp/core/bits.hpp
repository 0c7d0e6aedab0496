// lowp/core/bits.hpp -- the words that rounding is written in, told for one value.
//
// An emulated number travels in a *carrier*, binary32 or binary64, whose pattern is taken apart as an integer. The few
// functions here have the same names and meanings lane by lane in lowp/simd/lanes.hpp, so that one text serves a value
// and a register of values.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

// What -fassociative-math alone would break cannot be seen from here; it breaks the same.
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#error "lowp rounds exactly and needs IEEE arithmetic: compile without -ffast-math and -ffinite-math-only"
#endif

namespace lowp {

// The fields of a carrier; `word` is the unsigned integer of its size.
template <class T>
struct carrier;

template <>
struct carrier<float> {
    using word = std::uint32_t;
    static constexpr int width = 32, fraction_bits = 23, bias = 127;
};
template <>
struct carrier<double> {
    using word = std::uint64_t;
    static constexpr int width = 64, fraction_bits = 52, bias = 1023;
};

template <class T>
concept carrier_type = requires { typename carrier<T>::word; };

// What a text written for values and lanes alike needs to know of V: its carrier, and the word beside it.
template <class V>
struct register_of;
template <carrier_type T>
struct register_of<T> {
    using carrier = T;
    using word = typename lowp::carrier<T>::word;
};
template <class V>
using carrier_of = typename register_of<V>::carrier;
template <class V>
using word_of = typename register_of<V>::word;

template <carrier_type T>
inline constexpr word_of<T> sign_pattern = word_of<T>{1} << (carrier<T>::width - 1);
template <carrier_type T>
inline constexpr word_of<T> infinity_pattern = word_of<T>{2 * carrier<T>::bias + 1} << carrier<T>::fraction_bits;
// The one NaN the library writes: positive and quiet, on every machine.
template <carrier_type T>
inline constexpr word_of<T> nan_pattern = infinity_pattern<T> | (word_of<T>{1} << (carrier<T>::fraction_bits - 1));

template <carrier_type T>
constexpr word_of<T> to_bits(T x) noexcept
{
    return std::bit_cast<word_of<T>>(x);
}
constexpr float from_bits(std::uint32_t pattern) noexcept { return std::bit_cast<float>(pattern); }
constexpr double from_bits(std::uint64_t pattern) noexcept { return std::bit_cast<double>(pattern); }

// An integer as a number of its carrier; exact up to the carrier's significand.
constexpr float to_carrier(std::uint32_t n) noexcept { return static_cast<float>(n); }
constexpr double to_carrier(std::uint64_t n) noexcept { return static_cast<double>(n); }

// 2^e as a number of the carrier, exact down to its smallest subnormal; 0 below.
template <carrier_type T = double>
constexpr T exp2i(int e) noexcept
{
    using word = word_of<T>;
    constexpr int bias = carrier<T>::bias, fraction = carrier<T>::fraction_bits;
    if (e > bias) return from_bits(infinity_pattern<T>);
    if (e > -bias) return from_bits(word(static_cast<word>(e + bias) << fraction));
    return e <= -bias - fraction ? T(0) : from_bits(word(word{1} << (e + bias + fraction - 1)));
}

// a * b for positive a and a power of two b >= 1; infinity where that is beyond the carrier, in constants too.
template <carrier_type T>
constexpr T times_power(T a, T b) noexcept
{
    if (std::is_constant_evaluated() && b > 1 && a / 2 * (b / 2) >= exp2i<T>(carrier<T>::bias - 1))
        return from_bits(infinity_pattern<T>);
    return a * b;
}

// a * b + c in one rounding or in two, as the machine prefers: for products that are exact.
template <carrier_type T>
constexpr T multiply_add(T a, T b, T c) noexcept
{
    return a * b + c;
}

template <class T>
constexpr T select(bool pick, T yes, T no) noexcept
{
    return pick ? yes : no;
}
constexpr bool any(bool pick) noexcept { return pick; }
template <class T>
constexpr T smaller(T a, T b) noexcept
{
    return b < a ? b : a;
}
template <class T>
constexpr T larger(T a, T b) noexcept
{
    return a < b ? b : a;
}
// The smaller one; the limit where a is NaN.
template <class T>
constexpr T smaller_or_limit(T a, T limit) noexcept
{
    return a < limit ? a : limit;
}

// |x|, or `most` where that is smaller; either of NaN.
template <carrier_type T>
constexpr T held_magnitude(T x, T most) noexcept
{
    return smaller(from_bits(to_bits(x) & ~sign_pattern<T>), most);
}
// x, or the end beyond which it lies; NaN stays.
template <class T>
constexpr T held_within(T x, T low, T high) noexcept
{
    return x > high ? high : x < low ? low : x;
}

// The whole product of two words: high * 2^32 + low.
template <class W>
struct product_halves {
    W high, low;
};
constexpr product_halves<std::uint32_t> whole_product(std::uint32_t a, std::uint32_t b) noexcept
{
    const std::uint64_t product = std::uint64_t{a} * b;
    return {static_cast<std::uint32_t>(product >> 32), static_cast<std::uint32_t>(product)};
}

static_assert(infinity_pattern<float> == 0x7f80'0000u && nan_pattern<double> == 0x7ff8'0000'0000'0000u);
static_assert(exp2i(0) == 1 && exp2i<float>(-149) == from_bits(1u) &&
              exp2i(-1022) == from_bits(std::uint64_t{1} << 52));

}  // namespace lowp
