// lowp/format/codec.hpp -- codes to values and back, for one code of any format.
//
// Fixed-point codes are two's complement. All other families put a sign above a magnitude code, and magnitude codes are
// ordered as their values are. decode() reads the definition of a format; encode() is its inverse and takes values that
// the format holds: rounding comes first, and is another matter (lowp/round/to_code.hpp).
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/dyadic.hpp"
#include "lowp/format/format.hpp"
#include "lowp/format/place.hpp"

namespace lowp {

enum class number_class : unsigned char { zero, subnormal, normal, infinite, nan };

// The codes are 0 to last_code(f).
template <number_format F>
constexpr std::uint64_t last_code(const F& f) noexcept
{
    return ~std::uint64_t{0} >> (64 - f.width());
}

namespace detail {

// A code taken apart; bits above the width are ignored.
struct sign_and_magnitude {
    bool negative;
    std::uint64_t magnitude;
};
template <sign_magnitude_format F>
constexpr sign_and_magnitude taken_apart(const F& f, std::uint64_t code) noexcept
{
    const std::uint64_t magnitudes = std::uint64_t{1} << f.magnitude_bits();
    return {f.has_sign() && (code & magnitudes) != 0, code & (magnitudes - 1)};
}

constexpr std::int64_t steps_of(const fixed_format& f, std::uint64_t code) noexcept
{
    const std::uint64_t kept = code & last_code(f);
    const bool negative = f.has_sign() && kept >> (f.width() - 1) != 0;
    return static_cast<std::int64_t>(kept) - (negative ? static_cast<std::int64_t>(last_code(f)) + 1 : 0);
}

// Whether a magnitude code is a zero: 0 where there is one, and in a flushed format all below the normal numbers.
template <sign_magnitude_format F>
constexpr bool is_zero_magnitude(const F& f, std::uint64_t magnitude) noexcept
{
    if constexpr (std::same_as<F, floating_format>)
        return magnitude < (f.subnormal == subnormals::flushed ? f.smallest_normal_code() : f.has_zero() ? 1u : 0u);
    return magnitude == 0;
}

// A magnitude code as an exact number.
constexpr dyadic exact_magnitude(const floating_format& f, std::uint64_t magnitude) noexcept
{
    const std::uint64_t field = magnitude >> f.fraction_bits, one = std::uint64_t{1} << f.fraction_bits;
    if (is_zero_magnitude(f, magnitude)) return {};
    if (field == 0 && f.has_zero()) return {magnitude, f.min_exponent() - f.fraction_bits};
    return {(magnitude & (one - 1)) | one, static_cast<int>(field) - f.bias - f.fraction_bits};
}
template <sign_magnitude_format F>
constexpr dyadic exact_magnitude(const F& f, std::uint64_t magnitude) noexcept
{
    return exactly(f.magnitude(magnitude));
}

}  // namespace detail

template <sign_magnitude_format F>
constexpr number_class classify(const F& f, std::uint64_t code) noexcept
{
    const auto [negative, magnitude] = detail::taken_apart(f, code);
    if (negative && magnitude == 0 && f.has_zero() && !f.has_minus_zero()) return number_class::nan;
    if (magnitude > f.largest_code())
        return f.has_infinity() && magnitude == f.largest_code() + 1 ? number_class::infinite : number_class::nan;
    if (magnitude >= f.smallest_normal_code()) return number_class::normal;
    return detail::is_zero_magnitude(f, magnitude) ? number_class::zero : number_class::subnormal;
}
constexpr number_class classify(const fixed_format& f, std::uint64_t code) noexcept
{
    return detail::steps_of(f, code) == 0 ? number_class::zero : number_class::normal;
}

// The value of a code, exactly. Flushed codes with a sign are -0 where there is one, and else 0.
template <sign_magnitude_format F>
constexpr dyadic decode_exactly(const F& f, std::uint64_t code) noexcept
{
    const auto [negative, magnitude] = detail::taken_apart(f, code);
    switch (classify(f, code)) {
        case number_class::nan:
            return dyadic_nan();
        case number_class::infinite:
            return dyadic_infinity(negative);
        case number_class::zero:
            return {0, 0, negative && f.has_minus_zero()};
        default:
            return negative ? -detail::exact_magnitude(f, magnitude) : detail::exact_magnitude(f, magnitude);
    }
}
constexpr dyadic decode_exactly(const fixed_format& f, std::uint64_t code) noexcept
{
    dyadic x = exactly(detail::steps_of(f, code));
    x.exponent = -f.fraction_bits;
    return x;
}

// The same as a double: exact where carries<double>(f), else 0 or infinity beyond the range of double.
template <sign_magnitude_format F>
constexpr double decode(const F& f, std::uint64_t code) noexcept
{
    const auto [negative, magnitude] = detail::taken_apart(f, code);
    const number_class kind = classify(f, code);
    if (kind == number_class::nan) return from_bits(nan_pattern<double>);
    const double value = kind == number_class::infinite ? from_bits(infinity_pattern<double>) : f.magnitude(magnitude);
    return negative && (kind != number_class::zero || f.has_minus_zero()) ? -value : value;
}
constexpr double decode(const fixed_format& f, std::uint64_t code) noexcept
{
    return static_cast<double>(detail::steps_of(f, code)) * f.smallest();
}

// The codes of NaN (the quiet one with no payload) and of the infinities. Precondition: the format has them.
template <sign_magnitude_format F>
constexpr std::uint64_t nan_code(const F& f)
{
    LOWP_EXPECTS(f.has_nan(), "a format with NaN to encode NaN");
    if constexpr (std::same_as<F, floating_format>) {
        const std::uint64_t top = f.largest_code() + 1;
        if (f.special == specials::ieee) return top + (std::uint64_t{1} << (f.fraction_bits - 1));
        if (f.special == specials::one_nan) return top;
        if (!f.has_sign()) return top + (f.special == specials::extended ? 1 : 0);
    }
    return std::uint64_t{1} << f.magnitude_bits();
}
template <sign_magnitude_format F>
constexpr std::uint64_t infinity_code(const F& f, bool negative = false)
{
    LOWP_EXPECTS(f.has_infinity() && (f.has_sign() || !negative), "a format with infinity to encode infinity");
    return (negative ? std::uint64_t{1} << f.magnitude_bits() : 0) | (f.largest_code() + 1);
}

// The codes of the largest and of the lowest finite number.
template <sign_magnitude_format F>
constexpr std::uint64_t largest_number(const F& f) noexcept
{
    return f.largest_code();
}
template <sign_magnitude_format F>
constexpr std::uint64_t lowest_number(const F& f) noexcept
{
    return f.has_sign() ? (std::uint64_t{1} << f.magnitude_bits()) | f.largest_code() : 0;
}
constexpr std::uint64_t largest_number(const fixed_format& f) noexcept
{
    return last_code(f) >> (f.has_sign() ? 1 : 0);
}
constexpr std::uint64_t lowest_number(const fixed_format& f) noexcept
{
    if (!f.has_sign()) return 0;
    return (last_code(f) >> 1) + (f.range == fixed_range::symmetric ? 2 : 1);
}

// The code of a value that the format holds. NaN and infinity must be values of the format. -0 is +0 where the format
// has but one zero.
template <sign_magnitude_format F>
constexpr std::uint64_t encode(const F& f, const dyadic& x)
{
    if (x.is_nan()) return nan_code(f);
    if (x.is_infinite()) return infinity_code(f, x.negative);
    const place at = place_of(f, x);
    LOWP_EXPECTS(!x.is_zero() || f.has_zero(), "a format with zero to encode zero");
    LOWP_EXPECTS(f.has_sign() || !x.negative || x.is_zero(), "a format with a sign to encode a negative value");
    LOWP_EXPECTS(at.is_exact() && at.magnitude <= f.largest_code(), "a value of the format");
    const bool sign = x.negative && f.has_sign() && (!x.is_zero() || f.has_minus_zero());
    return (sign ? std::uint64_t{1} << f.magnitude_bits() : 0) | at.magnitude;
}
constexpr std::uint64_t encode(const fixed_format& f, const dyadic& x)
{
    const place at = place_of(f, x);
    LOWP_EXPECTS(x.is_finite() && at.is_exact(), "a multiple of the format's step");
    LOWP_EXPECTS(at.magnitude <= (x.negative ? f.lowest_steps() : f.largest_steps()),
                 "a value within the range of the format");
    return (x.negative ? 0 - at.magnitude : at.magnitude) & last_code(f);
}
template <number_format F>
constexpr std::uint64_t encode(const F& f, double value)
{
    return encode(f, exactly(value));
}

}  // namespace lowp
