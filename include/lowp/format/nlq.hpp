// lowp/format/nlq.hpp -- NLQ(delta, zeta): grids whose gaps grow in proportion to the numbers (Li and De Sa 2019).
//
// q_0 = 0, q_{i+1} = q_i + delta + zeta q_i, mirrored: the gap beside q is delta + zeta |q|. delta is the finest
// spacing, at zero, and zeta the relative spacing far from it, so that zeta = 0 is fixed point and large i are
// logarithmic. The magnitude code is i; the code of -0 is NaN.
//
// q_i = delta S_i with S_i = ((1 + zeta)^i - 1) / zeta, which is irrational for no delta and zeta but soon too long.
// The values of the format are the binary32 numbers nearest to it.
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/dyadic.hpp"

namespace lowp {

struct nlq_format {
    int bits = 8;  // with the sign
    // Patterns of binary64 numbers, because not every compiler takes those as template arguments: see nlq().
    std::uint64_t delta_pattern = to_bits(0x1p-6);
    std::uint64_t zeta_pattern = to_bits(0x1p-5);

    constexpr double delta() const noexcept { return from_bits(delta_pattern); }
    constexpr double zeta() const noexcept { return from_bits(zeta_pattern); }

    constexpr bool has_sign() const noexcept { return true; }
    constexpr int magnitude_bits() const noexcept { return bits - 1; }
    constexpr int width() const noexcept { return bits; }

    constexpr bool has_infinity() const noexcept { return false; }
    constexpr bool has_nan() const noexcept { return true; }
    constexpr bool has_zero() const noexcept { return true; }
    constexpr bool has_minus_zero() const noexcept { return false; }

    constexpr std::uint64_t largest_code() const noexcept { return (std::uint64_t{1} << magnitude_bits()) - 1; }
    constexpr std::uint64_t smallest_normal_code() const noexcept { return 1; }

    constexpr double magnitude(std::uint64_t code) const noexcept;
    constexpr double largest() const noexcept { return magnitude(largest_code()); }
    constexpr double lowest() const noexcept { return -largest(); }
    constexpr double smallest() const noexcept { return magnitude(1); }

    friend constexpr bool operator==(const nlq_format&, const nlq_format&) = default;
};

// The grid of `bits` bits (2 to 16), spacing delta at zero and relative spacing zeta (0 to 1).
constexpr nlq_format nlq(int bits, double delta, double zeta) noexcept
{
    return {bits, to_bits(delta), zeta == 0 ? 0 : to_bits(zeta)};
}

namespace detail {

// A positive number to 128 bits, enough for thirty operations to keep 120 right: significand * 2^exponent, top bit set.
struct wide_number {
    uint128 significand;
    int exponent;

    static constexpr wide_number of(uint128 n, int exponent) noexcept
    {
        const int up = 128 - bit_length(n);
        return {n << up, exponent - up};
    }
    static constexpr wide_number of(double x) noexcept { return of(exactly(x).significand, exactly(x).exponent); }

    friend constexpr wide_number operator*(const wide_number& a, const wide_number& b) noexcept
    {
        const auto high = [](uint128 n) { return n >> 64; };
        const auto low = [](uint128 n) { return n & ~std::uint64_t{0}; };
        const uint128 crossed = high(a.significand) * low(b.significand),
                      other = low(a.significand) * high(b.significand);
        const uint128 middle = high(low(a.significand) * low(b.significand)) + low(crossed) + low(other);
        const uint128 top = high(a.significand) * high(b.significand) + high(crossed) + high(other) + high(middle);
        return of(top, a.exponent + b.exponent + 128);
    }
    friend constexpr wide_number operator+(const wide_number& a, const wide_number& b) noexcept
    {
        if (a.exponent < b.exponent) return b + a;
        const uint128 sum = (a.significand >> 1) + shifted(b.significand, b.exponent - a.exponent - 1);
        return of(sum, a.exponent + 1);
    }
    // To the nearest binary32 number, ties to even; infinity beyond. The number must not be below the normal ones.
    constexpr double to_binary32() const noexcept
    {
        auto kept = static_cast<std::uint32_t>(significand >> 104);
        const uint128 rest = significand << 24, half = uint128{1} << 127;
        if (rest > half || (rest == half && (kept & 1) != 0)) ++kept;
        return static_cast<double>(kept) * exp2i(exponent + 104);
    }
};

}  // namespace detail

constexpr double nlq_format::magnitude(std::uint64_t code) const noexcept
{
    using detail::wide_number;
    if (code == 0) return 0;
    const wide_number one = wide_number::of(1, 0), two = wide_number::of(1, 1);
    const bool is_linear = zeta_pattern == 0;
    const wide_number z = is_linear ? one : wide_number::of(zeta());
    // Nothing cancels: S_2i = S_i (2 + zeta S_i), S_i+1 = 1 + (1 + zeta) S_i.
    wide_number sum = one;
    for (int bit = bit_length(code) - 2; bit >= 0; --bit) {
        sum = is_linear ? two * sum : sum * (two + z * sum);
        if ((code >> bit & 1) != 0) sum = is_linear ? one + sum : one + (one + z) * sum;
    }
    return (wide_number::of(delta()) * sum).to_binary32();
}

// 2 to 16 bits, values among the normal numbers of binary32 and no two of them equal.
constexpr bool is_valid(const nlq_format& f) noexcept
{
    const double delta = f.delta(), zeta = f.zeta();
    return f.bits >= 2 && f.bits <= 16 && delta >= 0x1p-126 && delta <= 0x1p127 && zeta >= 0 && zeta <= 1 &&
           (f.zeta_pattern == 0 || zeta >= 0x1p-60) && f.largest() <= 0x1.fffffep127;
}

template <carrier_type T>
constexpr bool carries(const nlq_format& f) noexcept
{
    return is_valid(f);
}

// The format whose every value is 2^e times as large; delta must stay a normal number.
constexpr nlq_format scaled_by_power(nlq_format f, int e) noexcept
{
    f.delta_pattern = to_bits(f.delta() * exp2i(e));
    return f;
}

}  // namespace lowp
