// lowp/format/codec.hpp -- codes to values and back, for one code of any format.
//
// decode() reads the definition of the format; encode() is its inverse and takes values that the format holds: rounding
// comes first and is another matter (lowp/quantize/quantizer.hpp).
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/format/format.hpp"

namespace lowp {

// The value of a code; its bits above the format's width are ignored.
constexpr double decode(const floating_format& f, std::uint64_t code) noexcept
{
    const std::uint64_t magnitude_codes = std::uint64_t{1} << (f.exponent_bits + f.fraction_bits);
    const std::uint64_t magnitude = code & (magnitude_codes - 1);
    const bool minus = f.has_sign() && (code & magnitude_codes) != 0;
    const double sign = minus ? -1 : 1;
    if (minus && magnitude == 0 && !f.has_minus_zero()) return from_bits(nan_pattern<double>);
    if (magnitude <= f.largest_code()) return sign * f.magnitude(magnitude);
    // Above the largest finite value, infinity comes first where there is one.
    if (f.has_infinity() && magnitude == f.largest_code() + 1) return sign * from_bits(infinity_pattern<double>);
    return from_bits(nan_pattern<double>);
}

constexpr double decode(const fixed_format& f, std::uint64_t code) noexcept
{
    const std::uint64_t codes = std::uint64_t{1} << f.width(), kept = code & (codes - 1);
    const bool minus = f.has_sign() && kept >= codes / 2;
    const auto steps = static_cast<std::int64_t>(kept) - (minus ? static_cast<std::int64_t>(codes) : 0);
    return static_cast<double>(steps) * f.smallest();
}

// The code of a value that the format holds. NaN and infinity must be values of the format.
constexpr std::uint64_t encode(const floating_format& f, double value)
{
    const std::uint64_t sign_code = f.has_sign() ? std::uint64_t{1} << (f.exponent_bits + f.fraction_bits) : 0;
    if (value != value) {
        LOWP_EXPECTS(f.has_nan(), "a format with NaN to encode NaN");
        if (f.special == specials::ieee) return f.largest_code() + 1 + (std::uint64_t{1} << (f.fraction_bits - 1));
        if (f.special == specials::one_nan) return f.largest_code() + 1;
        return f.has_sign() ? sign_code : f.largest_code() + (f.special == specials::extended ? 2 : 1);
    }
    const std::uint64_t pattern = to_bits(value) & ~sign_pattern<double>;
    const std::uint64_t sign = (to_bits(value) != pattern) ? sign_code : 0;
    LOWP_EXPECTS(f.has_sign() || pattern == to_bits(value), "a format with a sign to encode a negative value");
    if (pattern == infinity_pattern<double>) {
        LOWP_EXPECTS(f.has_infinity(), "a format with infinity to encode infinity");
        return sign | (f.largest_code() + 1);
    }
    if (pattern == 0) return f.has_minus_zero() ? sign : 0;
    // Count in steps of the format at the value's exponent.
    const int field = static_cast<int>(pattern >> 52);
    const int exponent = larger((field == 0 ? 1 : field) - 1023, f.min_exponent());
    const double steps = from_bits(pattern) * exp2i(f.fraction_bits / 2 - exponent / 2) *
                         exp2i((f.fraction_bits - f.fraction_bits / 2) - (exponent - exponent / 2));
    const auto whole = static_cast<std::uint64_t>(steps);
    const std::uint64_t above = static_cast<std::uint64_t>(exponent - f.min_exponent()) << f.fraction_bits;
    LOWP_EXPECTS(static_cast<double>(whole) == steps && above + whole <= f.largest_code(), "a value of the format");
    return sign | (above + whole);
}

constexpr std::uint64_t encode(const fixed_format& f, double value)
{
    LOWP_EXPECTS(value >= f.lowest() && value <= f.largest(), "a value within the range of the format");
    const double steps = value / f.smallest();
    const auto whole = static_cast<std::int64_t>(steps);
    LOWP_EXPECTS(static_cast<double>(whole) == steps, "a multiple of the format's step");
    return static_cast<std::uint64_t>(whole) & ((std::uint64_t{1} << f.width()) - 1);
}

}  // namespace lowp
