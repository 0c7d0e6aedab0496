// lowp/format/logarithmic.hpp -- logarithmic formats (LNS): a sign, and a fixed-point exponent.
//
// The magnitude code m > 0 stands for 2^(m / 2^f - bias), m = 0 for zero; the code of -0 is NaN. With i integer bits
// and the standard bias 2^(i-1) the exponents reach from -(2^(i-1) - 2^-f) to 2^(i-1) - 2^-f, so that every number but
// zero has its reciprocal. l4.3 has the fields of e4m3, and the same number of bits.
//
// Most powers of two are irrational. The values of the format are the binary32 numbers nearest to them, so that a
// number once rounded is a value of the format, in every carrier and every mode.
#pragma once

#include <array>
#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/dyadic.hpp"

namespace lowp {

// The binary32 number nearest to 2^(j / 2^bits), for 0 <= j < 2^bits and bits <= 16.
constexpr float fractional_power(std::uint32_t j, int bits) noexcept
{
    // 2^(2^-k) - 1 for k = 1 to 16, in units of 2^-64, rounded.
    constexpr std::array<std::uint64_t, 16> roots{
        0x6a09e667f3bcc909, 0x306fe0a31b7152df, 0x172b83c7d517adce, 0x0b5586cf9890f62a,
        0x059b0d31585743ae, 0x02c9a3e778060ee7, 0x0163da9fb33356d8, 0x00b1afa5abcbed61,
        0x0058c86da1c09ea2, 0x002c605e2e8cec50, 0x00162f3904051fa1, 0x000b175effdc76ba,
        0x00058ba01fb9f96d, 0x0002c5cc37da9492, 0x000162e525ee0547, 0x0000b17255775c04};
    // In [2^62, 2^63) for [1, 2): each factor leaves an error below 2^-62, and no power is as near to a tie as 2^-56.
    std::uint64_t power = std::uint64_t{1} << 62;
    for (int k = 0; k < bits; ++k)
        if ((j >> (bits - 1 - k) & 1) != 0)
            power += static_cast<std::uint64_t>(uint128{power} * roots[static_cast<std::size_t>(k)] >> 64);
    return static_cast<float>(power) * 0x1p-62f;
}

struct logarithmic_format {
    int integer_bits = 4;  // of the exponent, with its sign
    int fraction_bits = 3;
    int bias = integer_bits < 1 || integer_bits > 30 ? 0 : 1 << (integer_bits - 1);

    constexpr bool has_sign() const noexcept { return true; }
    constexpr int magnitude_bits() const noexcept { return integer_bits + fraction_bits; }
    constexpr int width() const noexcept { return 1 + magnitude_bits(); }

    constexpr bool has_infinity() const noexcept { return false; }
    constexpr bool has_nan() const noexcept { return true; }
    constexpr bool has_zero() const noexcept { return true; }
    constexpr bool has_minus_zero() const noexcept { return false; }

    constexpr std::uint64_t largest_code() const noexcept { return (std::uint64_t{1} << magnitude_bits()) - 1; }
    constexpr std::uint64_t smallest_normal_code() const noexcept { return 1; }
    // The exponents of the octaves that values lie in.
    constexpr int min_exponent() const noexcept { return (fraction_bits > 0 ? 0 : 1) - bias; }
    constexpr int max_exponent() const noexcept { return static_cast<int>(largest_code() >> fraction_bits) - bias; }

    constexpr double magnitude(std::uint64_t code) const noexcept
    {
        if (code == 0) return 0;
        const auto fraction = static_cast<std::uint32_t>(code & ((std::uint64_t{1} << fraction_bits) - 1));
        return static_cast<double>(fractional_power(fraction, fraction_bits)) *
               exp2i(static_cast<int>(code >> fraction_bits) - bias);
    }
    constexpr double largest() const noexcept { return magnitude(largest_code()); }
    constexpr double lowest() const noexcept { return -largest(); }
    constexpr double smallest() const noexcept { return magnitude(1); }

    friend constexpr bool operator==(const logarithmic_format&, const logarithmic_format&) = default;
};

// 3 to 16 bits, all values normal numbers of binary32.
constexpr bool is_valid(const logarithmic_format& f) noexcept
{
    return f.integer_bits >= 1 && f.integer_bits <= 7 && f.fraction_bits >= 0 && f.width() >= 3 && f.width() <= 16 &&
           f.bias > -200 && f.bias < 200 && f.min_exponent() >= -126 && f.max_exponent() <= 127;
}

template <carrier_type T>
constexpr bool carries(const logarithmic_format& f) noexcept
{
    return is_valid(f);
}

// The format whose every value is 2^e times as large.
constexpr logarithmic_format scaled_by_power(logarithmic_format f, int e) noexcept
{
    f.bias -= e;
    return f;
}

}  // namespace lowp
