// lowp/number/arithmetic.hpp -- + - * / sqrt fma remainder on numbers, each rounded once from the exact result.
//
// Operators (lowp/number/number.hpp) round to nearest even. These functions take any mode, a policy, and for modes that
// draw the index of the element; with a result type they also take operands of several formats, and round to it at
// once: `multiply<bfloat16_t>(a, b)` of two e4m3fn numbers is exact.
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "lowp/core/exact.hpp"
#include "lowp/number/number.hpp"

namespace lowp {

namespace detail {

// The result type: the one asked for, or that of the operands, which must then agree.
template <class Asked, class... Operands>
struct result {
    using type = Asked;
};
template <class First, class... Rest>
    requires(number_type<First> && (std::same_as<First, Rest> && ...))
struct result<void, First, Rest...> {
    using type = First;
};
template <class Asked, class... Operands>
using result_of = typename result<Asked, Operands...>::type;

}  // namespace detail

// Operands of one number type, or of several and a result type to go with.
template <class Asked, class... Operands>
concept operands_of = (number_type<Operands> && ...) && number_type<detail::result_of<Asked, Operands...>>;

template <class To = void, class A, class B, rounding_mode R = nearest_even>
    requires operands_of<To, A, B>
constexpr auto add(A a, B b, const R& mode = {}, on_overflow policy = on_overflow::infinity, std::uint64_t index = 0)
{
    return convert<detail::result_of<To, A, B>>(exact::sum(exactly(a), exactly(b), sums_to_minus_zero<R>), mode, policy,
                                                index);
}
template <class To = void, class A, class B, rounding_mode R = nearest_even>
    requires operands_of<To, A, B>
constexpr auto subtract(A a, B b, const R& mode = {}, on_overflow policy = on_overflow::infinity,
                        std::uint64_t index = 0)
{
    return convert<detail::result_of<To, A, B>>(exact::sum(exactly(a), -exactly(b), sums_to_minus_zero<R>), mode,
                                                policy, index);
}
template <class To = void, class A, class B, rounding_mode R = nearest_even>
    requires operands_of<To, A, B>
constexpr auto multiply(A a, B b, const R& mode = {}, on_overflow policy = on_overflow::infinity,
                        std::uint64_t index = 0)
{
    return convert<detail::result_of<To, A, B>>(exact::product(exactly(a), exactly(b)), mode, policy, index);
}
template <class To = void, class A, class B, rounding_mode R = nearest_even>
    requires operands_of<To, A, B>
constexpr auto divide(A a, B b, const R& mode = {}, on_overflow policy = on_overflow::infinity, std::uint64_t index = 0)
{
    return convert<detail::result_of<To, A, B>>(exact::quotient(exactly(a), exactly(b)), mode, policy, index);
}
// a * b + c
template <class To = void, class A, class B, class C, rounding_mode R = nearest_even>
    requires operands_of<To, A, B, C>
constexpr auto fma(A a, B b, C c, const R& mode = {}, on_overflow policy = on_overflow::infinity,
                   std::uint64_t index = 0)
{
    return convert<detail::result_of<To, A, B, C>>(
        exact::fused(exactly(a), exactly(b), exactly(c), sums_to_minus_zero<R>), mode, policy, index);
}
template <class To = void, class A, rounding_mode R = nearest_even>
    requires operands_of<To, A>
constexpr auto sqrt(A a, const R& mode = {}, on_overflow policy = on_overflow::infinity, std::uint64_t index = 0)
{
    if constexpr (std::same_as<R, nearest_even> && std::same_as<detail::result_of<To, A>, A> &&
                  detail::computes_in_double<A::format>)
        if (!std::is_constant_evaluated()) return convert<A>(std::sqrt(static_cast<double>(a)), mode, policy);
    return convert<detail::result_of<To, A>>(exact::square_root(exactly(a)), mode, policy, index);
}
// a - n b with n the integer nearest to a / b, ties to even. Exact for floating and fixed point.
template <class To = void, class A, class B, rounding_mode R = nearest_even>
    requires operands_of<To, A, B>
constexpr auto remainder(A a, B b, const R& mode = {}, on_overflow policy = on_overflow::infinity,
                         std::uint64_t index = 0)
{
    return convert<detail::result_of<To, A, B>>(exact::remainder(exactly(a), exactly(b), true).remainder, mode, policy,
                                                index);
}

}  // namespace lowp
