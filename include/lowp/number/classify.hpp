// lowp/number/classify.hpp -- isnan, isinf, signbit and their kind, for numbers.
#pragma once

#include <cmath>
#include <type_traits>

#include "lowp/number/number.hpp"

namespace lowp {

template <auto F>
constexpr number_class classify(number<F> x) noexcept
{
    return classify(F, x.bits());
}
template <auto F>
constexpr bool isnan(number<F> x) noexcept
{
    return classify(x) == number_class::nan;
}
template <auto F>
constexpr bool isinf(number<F> x) noexcept
{
    return classify(x) == number_class::infinite;
}
template <auto F>
constexpr bool isfinite(number<F> x) noexcept
{
    return !isnan(x) && !isinf(x);
}
template <auto F>
constexpr bool isnormal(number<F> x) noexcept
{
    return classify(x) == number_class::normal;
}
template <auto F>
constexpr int fpclassify(number<F> x) noexcept
{
    switch (classify(x)) {
        case number_class::zero:
            return FP_ZERO;
        case number_class::subnormal:
            return FP_SUBNORMAL;
        case number_class::infinite:
            return FP_INFINITE;
        case number_class::nan:
            return FP_NAN;
        case number_class::normal:
            break;
    }
    return FP_NORMAL;
}
// The sign, of -0 and NaN too; where there is no -0 its code is NaN, or a flushed number, and has none.
template <auto F>
constexpr bool signbit(number<F> x) noexcept
{
    if constexpr (F.has_sign()) {
        const bool sign = x.bits() >> (F.width() - 1) != 0;
        if constexpr (F.has_zero() && !F.has_minus_zero())
            return sign && !isnan(x) && classify(x) != number_class::zero;
        return sign;
    } else {
        return false;
    }
}

template <auto F>
constexpr bool isunordered(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    return isnan(x) || isnan(y);
}
template <auto F>
constexpr bool isless(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    return x < y;
}
template <auto F>
constexpr bool islessequal(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    return x <= y;
}
template <auto F>
constexpr bool isgreater(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    return x > y;
}
template <auto F>
constexpr bool isgreaterequal(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    return x >= y;
}
template <auto F>
constexpr bool islessgreater(number<F> x, std::type_identity_t<number<F>> y) noexcept
{
    return x < y || x > y;
}

}  // namespace lowp
