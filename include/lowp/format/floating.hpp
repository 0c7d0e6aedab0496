// lowp/format/floating.hpp -- floating-point formats, described by a handful of integers.
//
// A format is a plain value. Used as a template argument it costs nothing at run time; used as a function argument it
// can be read from a file or picked by a search. Its codes are the sign above a *magnitude code*: the exponent field
// above the fraction. Exponent field 0 holds zero and the subnormals, (-1)^s 2^(1-bias) m / 2^f; field E > 0 holds
// (-1)^s 2^(E-bias) (1 + m / 2^f). Magnitude codes are ordered as their values are, and the last few are special.
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"

namespace lowp {

// What codes are spent on infinities and NaNs.
enum class specials : unsigned char {
    ieee,      // the whole last exponent field: infinity with fraction 0, NaN with any other
    one_nan,   // the last magnitude code is NaN, no infinity: OCP E4M3, "FN"
    fnuz,      // the code of -0 is the only NaN, no infinity: "FNUZ", and P3109 finite
    extended,  // the code of -0 is the only NaN, the last magnitude code is infinity: P3109 extended
    none,      // every code is a finite number: OCP FP6 and FP4
};
// Unsigned formats have no -0: there NaN is the last code (fnuz, extended), and infinity the one below it (extended).

enum class signedness : unsigned char { with_sign, without_sign };

// What exponent field 0 means.
enum class subnormals : unsigned char {
    gradual,  // zero and the subnormal numbers
    flushed,  // zero, whatever the fraction; what rounds, with an unbounded exponent, to less than the smallest normal
              // number becomes zero
    none,     // normal numbers like any other: there is no zero (OCP E8M0)
};

// IEEE 754's bias: as many exponents below 1 as above it.
constexpr int standard_bias(int exponent_bits) noexcept
{
    return exponent_bits < 1 || exponent_bits > 30 ? 0 : (1 << (exponent_bits - 1)) - 1;
}

struct floating_format {
    int exponent_bits = 8;
    int fraction_bits = 23;  // stored bits; the precision p of P3109 is one more
    int bias = standard_bias(exponent_bits);
    specials special = specials::ieee;
    signedness sign = signedness::with_sign;
    subnormals subnormal = subnormals::gradual;

    constexpr bool has_sign() const noexcept { return sign == signedness::with_sign; }
    constexpr int magnitude_bits() const noexcept { return exponent_bits + fraction_bits; }
    constexpr int width() const noexcept { return (has_sign() ? 1 : 0) + magnitude_bits(); }

    constexpr bool has_infinity() const noexcept { return special == specials::ieee || special == specials::extended; }
    constexpr bool has_nan() const noexcept
    {
        return special != specials::none && (special != specials::ieee || fraction_bits > 0);
    }
    constexpr bool has_zero() const noexcept { return subnormal != subnormals::none; }
    constexpr bool has_minus_zero() const noexcept
    {
        return has_sign() && has_zero() && special != specials::fnuz && special != specials::extended;
    }

    // The magnitude code of the largest finite value.
    constexpr std::uint64_t largest_code() const noexcept
    {
        const std::uint64_t codes = std::uint64_t{1} << magnitude_bits();
        const std::uint64_t nan_at_top = has_sign() ? 0 : 1;
        switch (special) {
            case specials::ieee:
                return codes - (std::uint64_t{1} << fraction_bits) - 1;
            case specials::one_nan:
                return codes - 2;
            case specials::fnuz:
                return codes - 1 - nan_at_top;
            case specials::extended:
                return codes - 2 - nan_at_top;
            case specials::none:
                break;
        }
        return codes - 1;
    }
    // The magnitude code of the smallest normal number.
    constexpr std::uint64_t smallest_normal_code() const noexcept
    {
        return has_zero() ? std::uint64_t{1} << fraction_bits : 0;
    }
    constexpr int min_exponent() const noexcept
    {
        return (has_zero() ? 1 : 0) - bias;
    }  // of the smallest normal number
    constexpr int max_exponent() const noexcept  // of the largest finite number
    {
        return larger(static_cast<int>(largest_code() >> fraction_bits), has_zero() ? 1 : 0) - bias;
    }

    // The value of a finite magnitude code: exact where binary64 holds it, else 0 or infinity.
    constexpr double magnitude(std::uint64_t code) const noexcept
    {
        const std::uint64_t field = code >> fraction_bits, one = std::uint64_t{1} << fraction_bits;
        if (field == 0 && has_zero())
            return subnormal == subnormals::flushed ? 0.0
                                                    : static_cast<double>(code) * exp2i(min_exponent() - fraction_bits);
        const int exponent = static_cast<int>(field) - bias;
        if (exponent >= -1022 && exponent <= 1023)  // the fields of binary64
            return from_bits(static_cast<std::uint64_t>(exponent + 1023) << 52 | (code & (one - 1))
                                                                                     << (52 - fraction_bits));
        return static_cast<double>((code & (one - 1)) | one) * exp2i(-fraction_bits) * exp2i(exponent);
    }
    constexpr double largest() const noexcept { return magnitude(largest_code()); }
    constexpr double lowest() const noexcept { return has_sign() ? -largest() : has_zero() ? 0.0 : smallest(); }
    // The smallest positive value; where there are subnormals, also the distance between neighbours around zero.
    constexpr double smallest() const noexcept
    {
        return exp2i(min_exponent() - (subnormal == subnormals::gradual ? fraction_bits : 0));
    }

    friend constexpr bool operator==(const floating_format&, const floating_format&) = default;
};

// A format that can exist: codes of at most 64 bits, and at least one value beside zero.
constexpr bool is_valid(const floating_format& f) noexcept
{
    const bool fields = f.exponent_bits >= 0 && f.exponent_bits <= 16 && f.fraction_bits >= 0 &&
                        f.fraction_bits <= 52 && f.magnitude_bits() >= 2 && f.magnitude_bits() <= 63 &&
                        f.bias > -70000 && f.bias < 70000;
    const bool policies = f.special <= specials::none && f.sign <= signedness::without_sign &&
                          f.subnormal <= subnormals::none &&
                          (f.exponent_bits > 0 || f.subnormal == subnormals::gradual);
    // Without -0, its code cannot be the NaN.
    const bool zero_code =
        f.has_zero() || !f.has_sign() || (f.special != specials::fnuz && f.special != specials::extended);
    return fields && policies && zero_code && f.largest_code() >> 63 == 0 && f.largest_code() > 0 &&
           f.largest_code() >= f.smallest_normal_code() * (f.subnormal == subnormals::flushed ? 1 : 0);
}

// True when every value of the format is a value of the carrier, subnormals counted.
template <carrier_type T>
constexpr bool carries(const floating_format& f) noexcept
{
    using c = carrier<T>;
    const int last_bit = f.min_exponent() - (f.fraction_bits);
    return is_valid(f) && f.fraction_bits <= c::fraction_bits && f.max_exponent() <= c::bias &&
           last_bit >= 1 - c::bias - c::fraction_bits;
}

// The format whose every value is 2^e times as large: a scale of a power of two is a change of bias.
constexpr floating_format scaled_by_power(floating_format f, int e) noexcept
{
    f.bias -= e;
    return f;
}

}  // namespace lowp
