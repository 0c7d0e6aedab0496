// lowp/format/fixed.hpp -- fixed-point formats: integers times one power of two.
//
// q3.4 is the field's name for a sign, 3 integer bits and 4 fraction bits: the numbers k / 16 for k in [-128, 127].
// Either count may be negative (q10.-2 holds multiples of 4), so that int8 is q7.0. There is no -0, no infinity, no
// NaN.
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"

namespace lowp {

enum class fixed_range : unsigned char {
    twos_complement,  // one more negative value than positive ones
    symmetric,        // the lowest code is unused, so that -x exists for every x
    without_sign,
};

struct fixed_format {
    int integer_bits = 0;
    int fraction_bits = 7;
    fixed_range range = fixed_range::twos_complement;

    constexpr bool has_sign() const noexcept { return range != fixed_range::without_sign; }
    constexpr int width() const noexcept { return (has_sign() ? 1 : 0) + integer_bits + fraction_bits; }

    constexpr bool has_infinity() const noexcept { return false; }
    constexpr bool has_nan() const noexcept { return false; }
    constexpr bool has_minus_zero() const noexcept { return false; }

    constexpr bool has_zero() const noexcept { return true; }

    // The numbers of steps of the largest and, without its sign, of the lowest number.
    constexpr std::uint64_t largest_steps() const noexcept
    {
        return (std::uint64_t{1} << (integer_bits + fraction_bits)) - 1;
    }
    constexpr std::uint64_t lowest_steps() const noexcept
    {
        return range == fixed_range::without_sign ? 0 : largest_steps() + (range == fixed_range::symmetric ? 0u : 1u);
    }

    // The distance between neighbours, everywhere.
    constexpr double smallest() const noexcept { return exp2i(-fraction_bits); }
    constexpr double largest() const noexcept { return exp2i(integer_bits) - smallest(); }
    constexpr double lowest() const noexcept
    {
        return range == fixed_range::without_sign ? 0.0
               : range == fixed_range::symmetric  ? -largest()
                                                  : -exp2i(integer_bits);
    }

    friend constexpr bool operator==(const fixed_format&, const fixed_format&) = default;
};

// 2 to 32 bits, at a position that leaves the values in binary64's normal range.
constexpr bool is_valid(const fixed_format& f) noexcept
{
    return f.range <= fixed_range::without_sign && f.integer_bits > -1000 && f.integer_bits < 1000 &&
           f.fraction_bits > -1000 && f.fraction_bits < 1000 && f.width() >= 2 && f.width() <= 32;
}

// True when every value of the format is a value of the carrier: up to 25 bits in binary32, and a range that ends among
// its normal numbers.
template <carrier_type T>
constexpr bool carries(const fixed_format& f) noexcept
{
    using c = carrier<T>;
    return is_valid(f) && f.integer_bits + f.fraction_bits <= c::fraction_bits + 1 && f.integer_bits <= c::bias &&
           f.integer_bits >= 1 - c::bias && f.fraction_bits <= c::bias + c::fraction_bits - 1;
}

// The format whose every value is 2^e times as large.
constexpr fixed_format scaled_by_power(fixed_format f, int e) noexcept
{
    f.integer_bits += e;
    f.fraction_bits -= e;
    return f;
}

}  // namespace lowp
