// lowp/number/number.hpp -- numbers in a format's own bits: float8_e4m3fn, bfloat16_t, int4 and any other.
//
//     float8_e4m3fn a = 1.5f;                    // from built-in numbers: to nearest even, once
//     auto b = a * a + float8_e4m3fn(2);         // each operation is correctly rounded
//     auto c = add(a, b, toward_zero{});         // in another mode (lowp/number/arithmetic.hpp)
//     auto d = bfloat16_t(b);                    // between formats: say so
//     if (a < 0.1) ...                           // compared with 0.1 itself
//
// A number is its code and nothing else. Overflow goes to infinity as IEEE 754 has it: to NaN where there is only that,
// and to the largest number where there is neither (on_overflow::infinity); quantizers, made for training, saturate
// unless told otherwise. Everything but functions that end in libm is constexpr, and gives the same bits everywhere.
#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "lowp/core/dyadic.hpp"
#include "lowp/core/exact.hpp"
#include "lowp/format/codec.hpp"
#include "lowp/format/format.hpp"
#include "lowp/format/named.hpp"
#include "lowp/format/ranks.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/nearest_code.hpp"
#include "lowp/round/overflow.hpp"
#include "lowp/round/to_code.hpp"

namespace lowp {

template <auto F>
    requires valid_format<F>
class number;

template <class T>
inline constexpr bool is_number = false;
template <auto F>
inline constexpr bool is_number<number<F>> = true;
template <class T>
concept number_type = is_number<T>;
template <class T>
concept built_in_number = std::is_arithmetic_v<T> || built_in_integer<T>;
// What an exact value can be taken from: a number of any format, or of a built-in type.
template <class T>
concept number_source = number_type<T> || built_in_number<T> || std::same_as<T, dyadic>;

// The unsigned integer that holds the codes of a format.
template <int Bits>
using code_storage = std::conditional_t<
    Bits <= 8, std::uint8_t,
    std::conditional_t<Bits <= 16, std::uint16_t, std::conditional_t<Bits <= 32, std::uint32_t, std::uint64_t>>>;

constexpr dyadic exactly(const dyadic& x) noexcept { return x; }
template <auto F>
constexpr dyadic exactly(number<F> x) noexcept;

namespace detail {

// Where binary64 computes + - * / of a format's numbers, and rounds them, without harm: of 24 bits or fewer the exact
// result is never so near to a tie that 53 bits miss it (Figueroa 1995: 53 >= 2 24 + 2; below the normal numbers sums
// and products are exact, and quotients keep their distance).
template <auto F>
inline constexpr bool computes_in_double = has_nearest_code(F);

// The values of formats of up to 8 bits.
template <auto F>
inline constexpr auto values_of = [] {
    std::array<double, std::size_t{1} << F.width()> values{};
    for (std::size_t code = 0; code < values.size(); ++code) values[code] = decode(F, code);
    return values;
}();

}  // namespace detail

// x rounded to a number type: `convert<float8_e5m2>(x, stochastic{s}, on_overflow::saturate, i)`.
template <number_type T, number_source X, rounding_mode R = nearest_even>
constexpr T convert(X x, const R& mode = {}, on_overflow policy = on_overflow::infinity, std::uint64_t index = 0)
{
    using storage = typename T::storage;
    // What a double holds goes the short way.
    constexpr bool fits = std::same_as<X, float> || std::same_as<X, double> || (std::integral<X> && sizeof(X) <= 4);
    if constexpr (fits && std::same_as<R, nearest_even> && has_nearest_code(T::format))
        if (policy == on_overflow::infinity)
            return T::from_bits(static_cast<storage>(nearest_code(T::format, static_cast<double>(x))));
    return T::from_bits(static_cast<storage>(to_code(T::format, exactly(x), mode, policy, index)));
}

template <auto F>
    requires valid_format<F>
class number {
public:
    static constexpr std::remove_const_t<decltype(F)> format = F;
    using storage = code_storage<format.width()>;

    number() = default;  // number{} has code 0

    // To nearest even from built-in numbers, implicitly as for float: `x = 0.5`, `2 * x`.
    template <class T>
        requires built_in_number<T>
    constexpr number(T x) noexcept : number(convert<number>(x))
    {}
    template <auto G>
        requires(!std::same_as<number<G>, number>)
    explicit constexpr number(number<G> x) noexcept : number(convert<number>(x))
    {}

    static constexpr number from_bits(storage code) noexcept
    {
        number x;
        x.code = static_cast<storage>(code & last_code(format));
        return x;
    }
    constexpr storage bits() const noexcept { return code; }

    // To built-in numbers: to nearest even where they hold fewer digits, toward zero to integers, which saturate; NaN
    // becomes the integer 0. True is what is not zero.
    template <class T>
        requires built_in_number<T>
    explicit constexpr operator T() const noexcept;

    constexpr number operator+() const noexcept { return *this; }
    constexpr number operator-() const noexcept;

    friend constexpr number operator+(number a, number b) noexcept
    {
        if constexpr (detail::computes_in_double<F>)
            if (!std::is_constant_evaluated()) return number(a.value() + b.value());
        return convert<number>(exact::sum(exactly(a), exactly(b)));
    }
    friend constexpr number operator-(number a, number b) noexcept
    {
        if constexpr (detail::computes_in_double<F>)
            if (!std::is_constant_evaluated()) return number(a.value() - b.value());
        return convert<number>(exact::sum(exactly(a), -exactly(b)));
    }
    friend constexpr number operator*(number a, number b) noexcept
    {
        if constexpr (detail::computes_in_double<F>)
            if (!std::is_constant_evaluated()) return number(a.value() * b.value());
        return convert<number>(exact::product(exactly(a), exactly(b)));
    }
    friend constexpr number operator/(number a, number b) noexcept
    {
        if constexpr (detail::computes_in_double<F>)
            if (!std::is_constant_evaluated()) return number(a.value() / b.value());
        return convert<number>(exact::quotient(exactly(a), exactly(b)));
    }
    constexpr number& operator+=(number b) noexcept { return *this = *this + b; }
    constexpr number& operator-=(number b) noexcept { return *this = *this - b; }
    constexpr number& operator*=(number b) noexcept { return *this = *this * b; }
    constexpr number& operator/=(number b) noexcept { return *this = *this / b; }
    constexpr number& operator++() noexcept { return *this += 1; }
    constexpr number& operator--() noexcept { return *this -= 1; }
    constexpr number operator++(int) noexcept
    {
        const number before = *this;
        ++*this;
        return before;
    }
    constexpr number operator--(int) noexcept
    {
        const number before = *this;
        --*this;
        return before;
    }

    friend constexpr bool operator==(number a, number b) noexcept { return (a <=> b) == 0; }
    friend constexpr std::partial_ordering operator<=>(number a, number b) noexcept
    {
        if (classify(format, a.code) == number_class::nan || classify(format, b.code) == number_class::nan)
            return std::partial_ordering::unordered;
        return rank_of(format, a.code) <=> rank_of(format, b.code);
    }

private:
    // Where binary64 carries the format.
    constexpr double value() const noexcept
    {
        if constexpr (format.width() <= 8)
            return detail::values_of<F>[code];
        else
            return decode(format, code);
    }

    storage code;
};

// Comparisons with built-in numbers are exact, nothing is rounded first: float8_e4m3fn(0.1) is not 0.1.
template <auto F, built_in_number T>
constexpr std::partial_ordering operator<=>(number<F> a, T b) noexcept
{
    return compare(exactly(a), exactly(b));
}
template <auto F, built_in_number T>
constexpr bool operator==(number<F> a, T b) noexcept
{
    return (a <=> b) == 0;
}

template <floating_format F>
using floating = number<F>;
template <fixed_format F>
using fixed = number<F>;
template <auto F>
    requires std::same_as<std::remove_const_t<decltype(F)>, logarithmic_format> ||
                 std::same_as<std::remove_const_t<decltype(F)>, nlq_format>
using logarithmic = number<F>;

template <auto F>
constexpr dyadic exactly(number<F> x) noexcept
{
    return decode_exactly(F, x.bits());
}

namespace detail {

// An exact number as a built-in one.
template <class T>
constexpr T to_built_in(const dyadic& x) noexcept
{
    if constexpr (std::same_as<T, bool>) {
        return !x.is_zero();
    } else if constexpr (built_in_integer<T>) {
        constexpr bool is_signed = T(-1) < T(0);
        constexpr uint128 most = ~uint128{0} >> (128 - 8 * sizeof(T) + (is_signed ? 1 : 0));
        if (x.is_nan()) return 0;
        const uint128 end = x.negative ? (is_signed ? most + 1 : 0) : most;
        const bool is_far = x.is_infinite() || (!x.is_zero() && x.leading_exponent() >= 128);
        const uint128 magnitude = is_far ? end : smaller(shifted(x.significand, x.exponent), end);
        return static_cast<T>(x.negative ? 0 - magnitude : magnitude);
    } else if constexpr (std::same_as<T, long double>) {
        if (x.is_nan()) return std::numeric_limits<long double>::quiet_NaN();
        long double value = std::numeric_limits<long double>::infinity();
        // 53 bits, times a power of two that is built up by squares: exact but at the ends of the range.
        if (x.is_finite()) {
            value = static_cast<long double>(x.significand);
            const bool down = x.exponent < 0;
            for (int left = down ? -x.exponent : x.exponent; left > 0; left -= 64)
                for (int i = 0; i < (left < 64 ? left : 64); ++i) value = down ? value / 2 : value * 2;
        }
        return x.negative ? -value : value;
    } else {
        constexpr floating_format to = std::same_as<T, float> ? binary32 : binary64;
        using word = word_of<T>;
        return from_bits(static_cast<word>(to_code(to, x, nearest_even{}, on_overflow::infinity)));
    }
}

}  // namespace detail

template <auto F>
    requires valid_format<F>
template <class T>
    requires built_in_number<T>
constexpr number<F>::operator T() const noexcept
{
    // value() is exact where binary64 carries the format, and a last rounding is then the only one.
    if constexpr (std::same_as<T, double> && carries<double>(F))
        return value();
    else if constexpr (std::same_as<T, float> && carries<float>(F))
        return static_cast<float>(value());
    else
        return detail::to_built_in<T>(exactly(*this));
}

template <auto F>
    requires valid_format<F>
constexpr number<F> number<F>::operator-() const noexcept
{
    // Where there is a sign bit it flips, of NaN too, but where that would make a number of NaN or NaN of a number:
    // then the number has no other sign. Elsewhere it is 0 - x.
    if constexpr (sign_magnitude_format<std::remove_const_t<decltype(F)>>) {
        if constexpr (F.has_sign()) {
            const auto flipped = static_cast<storage>(code ^ (std::uint64_t{1} << F.magnitude_bits()));
            const bool was_nan = classify(F, code) == number_class::nan,
                       is_nan = classify(F, flipped) == number_class::nan;
            return was_nan == is_nan ? from_bits(flipped) : *this;
        }
    }
    return convert<number>(-exactly(*this));
}

}  // namespace lowp
