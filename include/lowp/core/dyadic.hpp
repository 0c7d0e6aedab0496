// lowp/core/dyadic.hpp -- exact numbers: an integer times a power of two.
//
// Every value of every binary format is one, and so are sums and products of them. What does not fit into 128 bits, or
// has no end (quotients, roots, decimal text), is cut off and the cut is remembered: `more` says that the magnitude is
// larger than written, by less than one unit of the last place. Rounding needs nothing else, and so happens once.
#pragma once

#include <bit>
#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>

#include "lowp/core/bits.hpp"

namespace lowp {

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

// Every integer type, those of 128 bits too: the standard library counts them only in GNU dialects.
template <class T>
concept built_in_integer = std::integral<T> || std::same_as<T, int128> || std::same_as<T, uint128>;

constexpr int bit_length(uint128 n) noexcept
{
    const auto high = static_cast<std::uint64_t>(n >> 64), low = static_cast<std::uint64_t>(n);
    return high != 0 ? 128 - std::countl_zero(high) : 64 - std::countl_zero(low);
}

// (-1)^negative * significand * 2^exponent, infinity, or NaN.
struct dyadic {
    enum class kinds : unsigned char { finite, infinite, nan };

    uint128 significand = 0;
    int exponent = 0;
    bool negative = false;
    bool more = false;  // part of the magnitude was cut off below the last bit; the significand then has 100 bits
    kinds kind = kinds::finite;

    constexpr bool is_finite() const noexcept { return kind == kinds::finite; }
    constexpr bool is_infinite() const noexcept { return kind == kinds::infinite; }
    constexpr bool is_nan() const noexcept { return kind == kinds::nan; }
    constexpr bool is_zero() const noexcept { return is_finite() && significand == 0 && !more; }
    // Of the leading bit. The number must be finite and not zero.
    constexpr int leading_exponent() const noexcept { return exponent + bit_length(significand) - 1; }

    constexpr dyadic operator-() const noexcept
    {
        dyadic x = *this;
        x.negative = !negative;
        return x;
    }
};

constexpr dyadic dyadic_infinity(bool negative) noexcept { return {0, 0, negative, false, dyadic::kinds::infinite}; }
constexpr dyadic dyadic_nan() noexcept { return {0, 0, false, false, dyadic::kinds::nan}; }

// floor(n * 2^by); 0 or a loss at the top if need be.
constexpr uint128 shifted(uint128 n, int by) noexcept
{
    if (by >= 128 || by <= -128) return 0;
    return by >= 0 ? n << by : n >> -by;
}

// By value; NaN is unordered, and zeros are equal.
constexpr std::partial_ordering compare(const dyadic& a, const dyadic& b) noexcept
{
    if (a.is_nan() || b.is_nan()) return std::partial_ordering::unordered;
    if (a.is_zero() && b.is_zero()) return std::partial_ordering::equivalent;
    const bool negative = a.is_zero() ? !b.negative : a.negative;  // a is below b if signs decide
    if (a.is_zero() || b.is_zero() || a.negative != b.negative)
        return negative ? std::partial_ordering::less : std::partial_ordering::greater;
    const auto larger_magnitude = negative ? std::partial_ordering::less : std::partial_ordering::greater;
    const auto smaller_magnitude = negative ? std::partial_ordering::greater : std::partial_ordering::less;
    if (a.is_infinite() || b.is_infinite())
        return !b.is_infinite()   ? larger_magnitude
               : !a.is_infinite() ? smaller_magnitude
                                  : std::partial_ordering::equivalent;
    if (a.leading_exponent() != b.leading_exponent())
        return a.leading_exponent() > b.leading_exponent() ? larger_magnitude : smaller_magnitude;
    const uint128 x = a.significand << (128 - bit_length(a.significand)),
                  y = b.significand << (128 - bit_length(b.significand));
    if (x != y) return x > y ? larger_magnitude : smaller_magnitude;
    // Two that were cut off at one place cannot be told apart; built-in numbers and codes never are.
    return a.more == b.more ? std::partial_ordering::equivalent : a.more ? larger_magnitude : smaller_magnitude;
}

// The same value of every built-in number, exactly. bool counts as 0 and 1.
template <built_in_integer T>
constexpr dyadic exactly(T x) noexcept
{
    // The magnitude of the least integer exists only without a sign.
    const auto magnitude = x < T{0} ? uint128{0} - static_cast<uint128>(x) : static_cast<uint128>(x);
    return {magnitude, 0, x < T{0}};
}
template <carrier_type T>
constexpr dyadic exactly(T x) noexcept
{
    using c = carrier<T>;
    using word = word_of<T>;
    const word magnitude = to_bits(x) & ~sign_pattern<T>, one = word{1} << c::fraction_bits;
    const bool negative = magnitude != to_bits(x);
    if (magnitude > infinity_pattern<T>) return dyadic_nan();
    if (magnitude == infinity_pattern<T>) return dyadic_infinity(negative);
    const int field = static_cast<int>(magnitude >> c::fraction_bits);
    return {field == 0 ? magnitude : (magnitude & (one - 1)) | one,
            (field == 0 ? 1 : field) - c::bias - c::fraction_bits, negative};
}
// Whatever long double is: 64, 80 or 128 bits. Its digits are taken by arithmetic, all of it exact.
constexpr dyadic exactly(long double x) noexcept
{
    using limits = std::numeric_limits<long double>;
    static_assert(limits::radix == 2 && limits::digits <= 113 && limits::digits != 106,
                  "long double of at most 113 binary digits, not a pair of doubles");
    if (x != x) return dyadic_nan();
    // The sign of -0 is not to be seen by a comparison; a conversion to double keeps it.
    const bool negative = x < 0 || (x == 0 && to_bits(static_cast<double>(x)) != 0);
    long double rest = x < 0 ? -x : x;
    if (rest > limits::max()) return dyadic_infinity(negative);
    if (rest == 0) return {0, 0, negative};
    // Bring the number into [1, 2) by powers of two, the largest first.
    int exponent = 0;
    for (int bit = 14; bit >= 0; --bit) {
        const int e = 1 << bit;
        if (e > limits::max_exponent - 1) continue;
        long double power = 2;
        for (int i = 0; i < bit; ++i) power *= power;
        if (rest >= power) {
            rest /= power;
            exponent += e;
        } else if (rest * power < 2) {
            rest *= power;
            exponent -= e;
        }
    }
    // A double cannot hold all digits, and the standard integers may not; 32 at a time they fit anywhere.
    uint128 significand = 0;
    for (int taken = 0; taken < 128; taken += 32) {
        const auto digits = static_cast<std::uint32_t>(taken == 0 ? rest * 0x1p31L : rest * 0x1p32L);
        rest = taken == 0 ? rest * 0x1p31L : rest * 0x1p32L;
        rest -= static_cast<long double>(digits);
        significand = significand << 32 | digits;
    }
    return {significand, exponent - 127, negative};
}

static_assert(exactly(-1.5f).significand == uint128{3} << 22 && exactly(-1.5f).exponent == -23 &&
              exactly(-1.5f).negative);
static_assert(exactly(std::numeric_limits<std::int64_t>::min()).significand == uint128{1} << 63);

}  // namespace lowp
