// lowp/number/functions.hpp -- the functions of <cmath> that are exact or rounded once, for numbers of every format.
//
// abs, floor and the other ways to integers, fmod, fmin, nextafter, ldexp, frexp, hypot and more; constexpr throughout.
// sqrt, fma and remainder, which take rounding modes as well, are in lowp/number/arithmetic.hpp.
#pragma once

#include <climits>
#include <cmath>
#include <concepts>
#include <type_traits>

#include "lowp/core/exact.hpp"
#include "lowp/number/arithmetic.hpp"
#include "lowp/number/classify.hpp"

namespace lowp {

namespace detail {

// The first number type of several types.
template <class First, class... Rest>
struct number_among : number_among<Rest...> {};
template <number_type First, class... Rest>
struct number_among<First, Rest...> {
    using type = First;
};
// Both kinds, and all numbers of one type.
template <class... T>
concept numbers_and_built_in = (number_type<T> || ...) && (built_in_number<T> || ...) &&
                               ((built_in_number<T> || std::same_as<T, typename number_among<T...>::type>) && ...);

}  // namespace detail

template <auto F>
constexpr number<F> abs(number<F> x) noexcept
{
    return signbit(x) ? -x : x;
}
template <auto F>
constexpr number<F> fabs(number<F> x) noexcept
{
    return abs(x);
}
template <auto F>
constexpr number<F> copysign(number<F> x, std::type_identity_t<number<F>> sign) noexcept
{
    return signbit(x) == signbit(sign) ? x : -x;
}

// To integers: toward minus infinity, plus infinity and zero; to nearest with ties to even (rint, nearbyint), and with
// ties away from zero (round). Where the integer is beyond the range, it overflows
// as a sum would.
template <auto F>
constexpr number<F> floor(number<F> x) noexcept
{
    return convert<number<F>>(exact::integer(exactly(x), exact::to_integer::floor));
}
template <auto F>
constexpr number<F> ceil(number<F> x) noexcept
{
    return convert<number<F>>(exact::integer(exactly(x), exact::to_integer::ceil));
}
template <auto F>
constexpr number<F> trunc(number<F> x) noexcept
{
    return convert<number<F>>(exact::integer(exactly(x), exact::to_integer::trunc));
}
template <auto F>
constexpr number<F> rint(number<F> x) noexcept
{
    return convert<number<F>>(exact::integer(exactly(x), exact::to_integer::rint));
}
template <auto F>
constexpr number<F> nearbyint(number<F> x) noexcept
{
    return rint(x);
}
template <auto F>
constexpr number<F> round(number<F> x) noexcept
{
    return convert<number<F>>(exact::integer(exactly(x), exact::to_integer::round));
}
// To built-in integers, which saturate; NaN becomes 0.
template <auto F>
constexpr long lrint(number<F> x) noexcept
{
    return detail::to_built_in<long>(exact::integer(exactly(x), exact::to_integer::rint));
}
template <auto F>
constexpr long lround(number<F> x) noexcept
{
    return detail::to_built_in<long>(exact::integer(exactly(x), exact::to_integer::round));
}
template <auto F>
constexpr long long llrint(number<F> x) noexcept
{
    return detail::to_built_in<long long>(exact::integer(exactly(x), exact::to_integer::rint));
}
template <auto F>
constexpr long long llround(number<F> x) noexcept
{
    return detail::to_built_in<long long>(exact::integer(exactly(x), exact::to_integer::round));
}
template <auto F>
constexpr number<F> modf(number<F> x, number<F>* whole) noexcept
{
    *whole = trunc(x);
    return isinf(x) ? copysign(number<F>(0), x) : copysign(x - *whole, x);
}

// x - n y with n = x / y rounded toward zero.
template <auto F>
constexpr number<F> fmod(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    return convert<number<F>>(exact::remainder(exactly(x), exactly(y), false).remainder);
}
// remainder(x, y), and the last three bits of the integer quotient with its sign.
template <auto F>
constexpr number<F> remquo(number<F> x, std::type_identity_t<number<F>> y, int* quotient) noexcept
{
    const auto division = exact::remainder(exactly(x), exactly(y), true);
    *quotient = division.quotient;
    return convert<number<F>>(division.remainder);
}

// A NaN counts as missing.
template <auto F>
constexpr number<F> fmin(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    return isnan(y) || x < y || (x == y && signbit(x)) ? x : y;
}
template <auto F>
constexpr number<F> fmax(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    return isnan(y) || x > y || (x == y && !signbit(x)) ? x : y;
}
template <auto F>
constexpr number<F> fdim(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    return x <= y ? number<F>(0) : x - y;  // NaN when either is
}

// The next number in the direction of y.
template <auto F>
constexpr number<F> nextafter(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    using storage = typename number<F>::storage;
    if (isnan(x) || isnan(y)) return isnan(x) ? x : y;
    if (x == y) return y;
    return number<F>::from_bits(static_cast<storage>(x < y ? next_up(F, x.bits()) : next_down(F, x.bits())));
}

// x 2^n, rounded once.
template <auto F>
constexpr number<F> ldexp(number<F> x, int n) noexcept
{
    dyadic value = exactly(x);
    value.exponent += n < -200000 ? -200000 : n > 200000 ? 200000 : n;  // beyond all formats
    return convert<number<F>>(value);
}
template <auto F>
constexpr number<F> scalbn(number<F> x, int n) noexcept
{
    return ldexp(x, n);
}
// x as a number in [0.5, 1) times 2^*exponent.
template <auto F>
constexpr number<F> frexp(number<F> x, int* exponent) noexcept
{
    const dyadic value = exactly(x);
    *exponent = value.is_finite() && !value.is_zero() ? value.leading_exponent() + 1 : 0;
    return ldexp(x, -*exponent);
}
template <auto F>
constexpr int ilogb(number<F> x) noexcept
{
    const dyadic value = exactly(x);
    if (value.is_zero()) return FP_ILOGB0;
    return value.is_finite() ? value.leading_exponent() : value.is_nan() ? FP_ILOGBNAN : INT_MAX;
}
template <auto F>
constexpr number<F> logb(number<F> x) noexcept
{
    if (isnan(x) || isinf(x)) return abs(x);
    if (exactly(x).is_zero()) return convert<number<F>>(dyadic_infinity(true));
    return number<F>(ilogb(x));
}

// sqrt(x^2 + y^2) without overflow on the way.
template <auto F>
constexpr number<F> hypot(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    const dyadic a = exactly(x), b = exactly(y);
    if (a.is_infinite() || b.is_infinite()) return convert<number<F>>(dyadic_infinity(false));
    const dyadic squares = exact::sum(exact::product(a, a), exact::product(b, b));
    return convert<number<F>>(exact::square_root(squares));
}

// ---- built-in numbers among the operands ----------------------------------------------------------------------------

// fmax(0, x), hypot(1, x) and their kind: the built-in number is converted, as it is on the other side.
template <built_in_number T, auto F>
constexpr number<F> copysign(T x, number<F> y) noexcept
{
    return copysign(number<F>(x), y);
}
template <built_in_number T, auto F>
constexpr number<F> fmod(T x, number<F> y) noexcept
{
    return fmod(number<F>(x), y);
}
template <built_in_number T, auto F>
constexpr number<F> remainder(T x, number<F> y) noexcept
{
    return remainder(number<F>(x), y);
}
template <built_in_number T, auto F>
constexpr number<F> fmin(T x, number<F> y) noexcept
{
    return fmin(number<F>(x), y);
}
template <built_in_number T, auto F>
constexpr number<F> fmax(T x, number<F> y) noexcept
{
    return fmax(number<F>(x), y);
}
template <built_in_number T, auto F>
constexpr number<F> fdim(T x, number<F> y) noexcept
{
    return fdim(number<F>(x), y);
}
template <built_in_number T, auto F>
constexpr number<F> nextafter(T x, number<F> y) noexcept
{
    return nextafter(number<F>(x), y);
}
template <built_in_number T, auto F>
constexpr number<F> hypot(T x, number<F> y) noexcept
{
    return hypot(number<F>(x), y);
}
template <auto F, built_in_number T>
constexpr number<F> remainder(number<F> x, T y) noexcept
{
    return remainder(x, number<F>(y));
}
// a * b + c with numbers of one format and built-in ones, in any places.
template <class A, class B, class C>
    requires(detail::numbers_and_built_in<A, B, C>)
constexpr auto fma(A a, B b, C c) noexcept
{
    using T = typename detail::number_among<A, B, C>::type;
    return fma(T(a), T(b), T(c));
}

}  // namespace lowp
