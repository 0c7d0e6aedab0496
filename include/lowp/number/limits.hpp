// lowp/number/limits.hpp -- std::numeric_limits of every number type, filled with what the format has.
//
// max_exponent and min_exponent are C++'s, one larger than the format's own. Fixed point is exact arithmetic on a grid:
// no exponents, min() the lowest number, and epsilon() its step. Where there is no infinity or no NaN, has_... says so
// and the function returns 0, as the standard has it for types without.
#pragma once

#include <cstdint>
#include <limits>

#include "lowp/number/number.hpp"

namespace lowp::detail {

// floor(e log10(2)), |e| up to 70000.
constexpr int decimal_exponent(int e) noexcept
{
    const std::int64_t parts = 10'0000'0000'0000, scaled = std::int64_t{e} * 3'0102'9995'6639;  // log10(2) from below
    const std::int64_t down = scaled / parts - (scaled % parts < 0 ? 1 : 0);
    return static_cast<int>(down);
}

// floor(log10(x)) of a finite x > 0 with at most 53 digits, not so near to a power of ten that 40 bits do not tell.
constexpr int floor_log10(const dyadic& x) noexcept
{
    const int leading = x.leading_exponent(), e = decimal_exponent(leading);
    const double significand = static_cast<double>(x.significand) * exp2i(1 - bit_length(x.significand));
    // 10^(e + 1) = power 2^exponent: may x reach it?
    double power = 1;
    int exponent = 0;
    for (int left = e + 1; left != 0; left += left > 0 ? -1 : 1) {
        power *= left > 0 ? 1.25 : 1.6;
        exponent += left > 0 ? 3 : -4;
        if (power >= 2) {
            power /= 2;
            ++exponent;
        }
    }
    return exponent < leading || (exponent == leading && power <= significand) ? e + 1 : e;
}
// The least integer that is not below log10(x).
constexpr int ceil_log10(const dyadic& x) noexcept
{
    const dyadic just_below{x.significand * 256 - 1, x.exponent - 8};
    return floor_log10(just_below) + 1;
}

template <auto F>
struct limits_of_any {
    using number_of = number<F>;
    using storage = typename number_of::storage;

    static constexpr bool is_specialized = true;
    static constexpr bool is_signed = F.has_sign();
    static constexpr bool is_bounded = true;
    static constexpr bool is_modulo = false;
    static constexpr bool traps = false;
    static constexpr bool tinyness_before = false;
    static constexpr bool has_signaling_NaN = false;
    static constexpr bool has_infinity = F.has_infinity();
    static constexpr bool has_quiet_NaN = F.has_nan();
    static constexpr std::float_round_style round_style = std::round_to_nearest;
    static constexpr int radix = 2;

    static constexpr number_of max() noexcept { return of_code(largest_number(F)); }
    static constexpr number_of lowest() noexcept { return of_code(lowest_number(F)); }
    static constexpr number_of infinity() noexcept
    {
        if constexpr (F.has_infinity())
            return of_code(infinity_code(F));
        else
            return number_of{};
    }
    static constexpr number_of quiet_NaN() noexcept
    {
        if constexpr (F.has_nan())
            return of_code(nan_code(F));
        else
            return number_of{};
    }
    static constexpr number_of signaling_NaN() noexcept { return quiet_NaN(); }

protected:
    static constexpr number_of of_code(std::uint64_t code) noexcept
    {
        return number_of::from_bits(static_cast<storage>(code));
    }
};

template <auto F>
struct limits_of;

template <floating_format F>
struct limits_of<F> : limits_of_any<F> {
    using any = limits_of_any<F>;
    using typename any::number_of;

    static constexpr bool is_integer = false;
    static constexpr bool is_exact = false;
    // IEEE 754's interchange formats; bfloat16 and float8 follow its rules, too, but are not among them.
    static constexpr bool is_iec559 = F == binary16 || F == binary32 || F == binary64;
    static constexpr bool has_subnormals = F.subnormal == subnormals::gradual && F.fraction_bits > 0;
    static constexpr std::float_denorm_style has_denorm = has_subnormals ? std::denorm_present : std::denorm_absent;
    static constexpr bool has_denorm_loss = false;

    static constexpr int digits = F.fraction_bits + 1;
    static constexpr int digits10 = decimal_exponent(digits - 1);
    static constexpr int max_digits10 = decimal_exponent(digits) + 2;
    static constexpr int max_exponent = decode_exactly(F, F.largest_code()).leading_exponent() + 1;
    static constexpr int min_exponent = F.min_exponent() + 1;
    static constexpr int min_exponent10 = -decimal_exponent(-F.min_exponent());
    static constexpr int max_exponent10 = floor_log10(decode_exactly(F, F.largest_code()));

    // The smallest normal number, or the smallest of all where none is normal.
    static constexpr number_of min() noexcept
    {
        return any::of_code(F.smallest_normal_code() <= F.largest_code() ? F.smallest_normal_code() : 1);
    }
    static constexpr number_of denorm_min() noexcept
    {
        return any::of_code(has_subnormals ? 1 : F.smallest_normal_code());
    }
    // Where 1 is a subnormal number (e1m2fn), the spacing of those.
    static constexpr number_of epsilon() noexcept
    {
        return convert<number_of>(dyadic{1, larger(F.min_exponent(), 0) - F.fraction_bits});
    }
    static constexpr number_of round_error() noexcept { return number_of(0.5); }
};

// Logarithmic numbers: as floating point with as many digits as neighbours near 1 can be told apart by.
template <auto F>
    requires(!std::same_as<std::remove_const_t<decltype(F)>, floating_format> &&
             sign_magnitude_format<std::remove_const_t<decltype(F)>>)
struct limits_of<F> : limits_of_any<F> {
    using any = limits_of_any<F>;
    using typename any::number_of;

    static constexpr bool is_integer = false;
    static constexpr bool is_exact = false;
    static constexpr bool is_iec559 = false;
    static constexpr std::float_denorm_style has_denorm = std::denorm_absent;
    static constexpr bool has_denorm_loss = false;

    static constexpr number_of min() noexcept { return any::of_code(1); }
    static constexpr number_of denorm_min() noexcept { return min(); }
    static constexpr number_of epsilon() noexcept
    {
        const number_of one(1);
        return convert<number_of>(exactly(ulp(F, one.bits())));
    }
    static constexpr number_of round_error() noexcept { return number_of(0.5); }

    static constexpr int digits = [] {  // the spacing is at most 2^(1 - digits)
        const double spacing = ulp(F, number_of(1).bits());
        const int exponent = exactly(spacing).leading_exponent();
        return spacing == exp2i(exponent) ? 1 - exponent : -exponent;
    }();
    static constexpr int digits10 = decimal_exponent(digits - 1);
    static constexpr int max_digits10 = decimal_exponent(digits) + 2;
    static constexpr int max_exponent = exactly(F.largest()).leading_exponent() + 1;
    static constexpr int min_exponent = exactly(F.smallest()).leading_exponent() + 1;
    static constexpr int max_exponent10 = floor_log10(exactly(F.largest()));
    static constexpr int min_exponent10 = ceil_log10(exactly(F.smallest()));
};

template <fixed_format F>
struct limits_of<F> : limits_of_any<F> {
    using any = limits_of_any<F>;
    using typename any::number_of;

    static constexpr bool is_integer = F.fraction_bits <= 0;
    static constexpr bool is_exact = true;
    static constexpr bool is_iec559 = false;
    static constexpr std::float_denorm_style has_denorm = std::denorm_absent;
    static constexpr bool has_denorm_loss = false;
    static constexpr int digits = F.integer_bits + F.fraction_bits;
    static constexpr int digits10 = decimal_exponent(digits);
    static constexpr int max_digits10 = 0;
    static constexpr int max_exponent = 0, min_exponent = 0, max_exponent10 = 0, min_exponent10 = 0;

    static constexpr number_of min() noexcept { return any::lowest(); }
    static constexpr number_of denorm_min() noexcept { return number_of{}; }
    static constexpr number_of epsilon() noexcept { return any::of_code(is_integer ? 0 : 1); }
    static constexpr number_of round_error() noexcept { return number_of(0.5); }
};

}  // namespace lowp::detail

template <auto F>
class std::numeric_limits<lowp::number<F>> : public lowp::detail::limits_of<F> {};
template <auto F>
class std::numeric_limits<const lowp::number<F>> : public lowp::detail::limits_of<F> {};
