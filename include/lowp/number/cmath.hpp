// lowp/number/cmath.hpp -- the functions of <cmath> for numbers, found by argument: `using std::exp; y = exp(x);`.
//
// All but those here are exact or rounded once (lowp/number/functions.hpp, arithmetic.hpp). The transcendental ones go
// through libm's binary64 functions and are rounded from there: in formats of up to 16 bits that is the correctly
// rounded result for every code, and for every pair of codes of up to 8 bits (tests/number/cmath_test.cpp compares them
// with MPFR; functions of one number that are not exact come no nearer to a tie than 2^15 ulps of binary64, so that any
// good libm gives the same bits). In wider formats it is so all but always, and in binary64 it is libm's. They need a
// format that binary64 carries, and are not constexpr.
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

#include "lowp/number/arithmetic.hpp"
#include "lowp/number/classify.hpp"
#include "lowp/number/functions.hpp"
#include "lowp/number/number.hpp"

namespace lowp {

namespace detail {

template <auto F>
    requires(carries<double>(F))
double as_double(number<F> x) noexcept
{
    return static_cast<double>(x);
}
// What libm found for finite arguments of a function without zeros. 0 then is what binary64 has no smaller number for;
// a format without zero, for which 0 is no number but that is, must know.
template <auto F>
double not_zero(double y, bool finite_arguments) noexcept
{
    if constexpr (!F.has_zero())
        if (y == 0 && finite_arguments) return std::copysign(std::numeric_limits<double>::denorm_min(), y);
    return y;
}

}  // namespace detail

template <auto F>
    requires(carries<double>(F))
number<F> exp(number<F> x)
{
    return detail::not_zero<F>(std::exp(detail::as_double(x)), isfinite(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> exp2(number<F> x)
{
    return detail::not_zero<F>(std::exp2(detail::as_double(x)), isfinite(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> expm1(number<F> x)
{
    return std::expm1(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> log(number<F> x)
{
    return std::log(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> log2(number<F> x)
{
    return std::log2(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> log10(number<F> x)
{
    return std::log10(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> log1p(number<F> x)
{
    return std::log1p(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> sin(number<F> x)
{
    return std::sin(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> cos(number<F> x)
{
    return std::cos(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> tan(number<F> x)
{
    return std::tan(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> asin(number<F> x)
{
    return std::asin(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> acos(number<F> x)
{
    return std::acos(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> atan(number<F> x)
{
    return std::atan(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> sinh(number<F> x)
{
    return std::sinh(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> cosh(number<F> x)
{
    return std::cosh(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> tanh(number<F> x)
{
    return std::tanh(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> asinh(number<F> x)
{
    return std::asinh(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> acosh(number<F> x)
{
    return std::acosh(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> atanh(number<F> x)
{
    return std::atanh(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> cbrt(number<F> x)
{
    return std::cbrt(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> erf(number<F> x)
{
    return std::erf(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> erfc(number<F> x)
{
    return detail::not_zero<F>(std::erfc(detail::as_double(x)), isfinite(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> tgamma(number<F> x)
{
    return detail::not_zero<F>(std::tgamma(detail::as_double(x)), isfinite(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> lgamma(number<F> x)
{
    return std::lgamma(detail::as_double(x));
}
template <auto F>
    requires(carries<double>(F))
number<F> pow(number<F> x, std::type_identity_t<number<F>> y)
{
    return detail::not_zero<F>(std::pow(detail::as_double(x), detail::as_double(y)), isfinite(x) && isfinite(y));
}
template <auto F>
    requires(carries<double>(F))
number<F> atan2(number<F> y, std::type_identity_t<number<F>> x)
{
    const double b = detail::as_double(y), a = detail::as_double(x);
    double arc = std::atan2(b, a);
    // The arc of a small quotient is shorter than it by less than binary64 shows. Where quotients are ties that counts.
    if constexpr (carries<float>(F))
        if (a > 0 && arc != 0 && arc == b / a) arc = std::nextafter(arc, 0.0);
    return detail::not_zero<F>(arc, isfinite(y) && isfinite(x));
}

template <built_in_number T, auto F>
    requires(carries<double>(F))
number<F> pow(T x, number<F> y)
{
    return pow(number<F>(x), y);
}
template <built_in_number T, auto F>
    requires(carries<double>(F))
number<F> atan2(T y, number<F> x)
{
    return atan2(number<F>(y), x);
}

}  // namespace lowp
