// lowp/core/exact.hpp -- + - * / fma, square root and remainder of exact numbers, before any rounding.
//
// Operands are values of formats, so their significands have at most 53 bits. Results are exact, or cut off below 100
// bits with a note that there is more: enough for any format and any mode, and for counting stochastic draws. Special
// operands and signs of zero follow IEEE 754, sections 6 and 7.
#pragma once

#include <cstdint>

#include "lowp/core/dyadic.hpp"

namespace lowp::exact {

constexpr dyadic product(const dyadic& a, const dyadic& b) noexcept
{
    const bool negative = a.negative != b.negative;
    if (a.is_nan() || b.is_nan()) return dyadic_nan();
    if (a.is_infinite() || b.is_infinite())
        return a.is_zero() || b.is_zero() ? dyadic_nan() : dyadic_infinity(negative);
    return {a.significand * b.significand, a.exponent + b.exponent, negative};
}

// The sign of a sum that is exactly zero: that of the operands if they agree, else plus, but minus where rounding goes
// toward minus infinity. Significands may have 106 bits here: products are added, too.
constexpr dyadic sum(const dyadic& a, const dyadic& b, bool negative_zero = false) noexcept
{
    if (a.is_nan() || b.is_nan()) return dyadic_nan();
    if (a.is_infinite()) return b.is_infinite() && a.negative != b.negative ? dyadic_nan() : a;
    if (b.is_infinite()) return b;
    if (a.is_zero() && b.is_zero()) return {0, 0, a.negative == b.negative ? a.negative : negative_zero};
    if (a.is_zero()) return b;
    if (b.is_zero()) return a;
    if (a.leading_exponent() < b.leading_exponent()) return sum(b, a, negative_zero);

    // The larger one with its leading bit at 125; what the smaller one has below bit 0 is not zero, and no more is
    // known of it. That happens only if it lies so far below that the result keeps its length.
    const int up = 126 - bit_length(a.significand), exponent = a.exponent - up, down = exponent - b.exponent;
    const uint128 high = a.significand << up, low = shifted(b.significand, -down);
    const bool more = down > 0 && (down >= 128 || (b.significand & ~(~uint128{0} << down)) != 0);
    if (a.negative == b.negative) return {high + low, exponent, a.negative, more};
    if (high == low && !more) return {0, 0, negative_zero};
    if (high < low) return {low - high, exponent, b.negative};  // then nothing was cut off
    return {high - low - (more ? 1u : 0u), exponent, a.negative, more};
}

constexpr dyadic fused(const dyadic& a, const dyadic& b, const dyadic& c, bool negative_zero = false) noexcept
{
    return sum(product(a, b), c, negative_zero);
}

constexpr dyadic quotient(const dyadic& a, const dyadic& b) noexcept
{
    const bool negative = a.negative != b.negative;
    if (a.is_nan() || b.is_nan() || (a.is_infinite() && b.is_infinite()) || (a.is_zero() && b.is_zero()))
        return dyadic_nan();
    if (a.is_infinite() || b.is_zero()) return dyadic_infinity(negative);
    if (a.is_zero() || b.is_infinite()) return {0, 0, negative};
    // Long division with two digits, of 64 bits or one more, and of 50: 2^63 < a 2^up / b < 2^65.
    const int up = 64 + bit_length(b.significand) - bit_length(a.significand);
    const uint128 numerator = a.significand << up;
    const uint128 first = numerator / b.significand, rest = (numerator % b.significand) << 50;
    return {first << 50 | rest / b.significand, a.exponent - b.exponent - up - 50, negative, rest % b.significand != 0};
}

constexpr dyadic square_root(const dyadic& a) noexcept
{
    if (a.is_nan() || a.is_zero()) return a;
    if (a.negative) return dyadic_nan();
    if (a.is_infinite()) return a;
    // n = a 2^up has 125 or 126 bits, and an even exponent is left. Its root has 63, one a step. (Sums of squares may
    // have 127 bits; what goes then lies between two numbers that could be squares of 63 bits, and more does not
    // matter.)
    int up = 126 - bit_length(a.significand);
    if ((a.exponent - up) % 2 != 0) --up;
    const uint128 n = shifted(a.significand, up);
    const bool more = a.more || shifted(n, -up) != a.significand;
    std::uint64_t root = 0;
    uint128 rest = 0;  // of the bits of n so far, minus root^2
    for (int place = 62; place >= 0; --place) {
        rest = rest << 2 | (n >> (2 * place) & 3);
        const uint128 step = uint128{root} << 2 | 1;
        root <<= 1;
        if (rest >= step) {
            rest -= step;
            root |= 1;
        }
    }
    // Forty more at once: (root 2^40 + digit)^2 <= n 2^80, by division, which is one too large at times.
    uint128 digit = (rest << 40) / (uint128{root} << 1);
    uint128 left = ((rest << 40) % (uint128{root} << 1)) << 40;
    if (left < digit * digit) {
        --digit;
        left += uint128{root} << 41;
    }
    return {(uint128{root} << 40) + digit, (a.exponent - up) / 2 - 40, false, more || left != digit * digit};
}

struct division {
    dyadic remainder;
    int quotient;  // of the integer quotient, the last three bits, with its sign
};

// a - n b, always representable, with n = a / b rounded to an integer: to nearest with ties to even (IEEE 754's
// remainder), or toward zero (C's fmod).
constexpr division remainder(const dyadic& a, const dyadic& b, bool to_nearest) noexcept
{
    if (a.is_nan() || b.is_nan() || a.is_infinite() || b.is_zero()) return {dyadic_nan(), 0};
    if (b.is_infinite() || a.is_zero()) return {a, 0};
    // In units of the smaller exponent; n modulo 8 needs a modulo 8 b.
    const int gap = a.exponent - b.exponent;
    if (gap < -60) return {a, 0};  // |a| < |b| / 2
    const uint128 divisor = gap < 0 ? b.significand << -gap : b.significand, cycle = divisor << 3;
    uint128 rest = a.significand % cycle;
    for (int left = gap; left > 0; left -= 60) rest = (rest << (left < 60 ? left : 60)) % cycle;
    auto n = static_cast<int>(rest / divisor);
    rest %= divisor;
    const bool up = to_nearest && (rest > divisor - rest || (rest == divisor - rest && n % 2 != 0));
    if (up) {
        ++n;
        rest = divisor - rest;
    }
    const int exponent = gap < 0 ? a.exponent : b.exponent;
    const bool negative = a.negative != (up && rest != 0);
    return {{rest, exponent, negative}, (a.negative != b.negative ? -1 : 1) * (n % 8)};
}

// The nearest integers in four senses; ties of `rint` to even, of `round` away from zero.
enum class to_integer : unsigned char { floor, ceil, trunc, rint, round };

constexpr dyadic integer(const dyadic& a, to_integer sense) noexcept
{
    if (!a.is_finite() || a.exponent >= 0 || a.is_zero()) return a;
    const int down = -a.exponent;
    const uint128 whole = shifted(a.significand, -down);
    const uint128 fraction = down >= 128 ? a.significand : a.significand & ~(~uint128{0} << down);
    const uint128 half = shifted(1, down - 1);  // 0 where that is beyond 128 bits, and a below
    const bool is_far = down > 127;
    bool up = false;
    switch (sense) {
        case to_integer::floor:
            up = a.negative && fraction != 0;
            break;
        case to_integer::ceil:
            up = !a.negative && fraction != 0;
            break;
        case to_integer::trunc:
            break;
        case to_integer::rint:
            up = !is_far && (fraction > half || (fraction == half && (whole & 1) != 0));
            break;
        case to_integer::round:
            up = !is_far && fraction >= half;
            break;
    }
    return {whole + (up ? 1u : 0u), 0, a.negative};
}

}  // namespace lowp::exact
