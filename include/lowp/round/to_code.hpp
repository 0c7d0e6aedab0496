// lowp/round/to_code.hpp -- rounding an exact number to a code: any source, any format, once.
//
// The other text of rounding: lowp/round/round_to.hpp stays in a carrier, this one goes from the exact number to the
// format's own bits, wherever the number comes from -- a double, a 64-bit integer, a decimal text, a product. The part
// of a gap below the number is the magnitude that the mode's addend is added to, 62 bits of it; both texts give the
// same numbers, for stochastic modes too.
#pragma once

#include <concepts>
#include <cstdint>

#include "lowp/core/contract.hpp"
#include "lowp/core/dyadic.hpp"
#include "lowp/format/codec.hpp"
#include "lowp/format/place.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/overflow.hpp"

namespace lowp {

namespace detail {

// The magnitude code that a mode picks, and what the overflow policy will ask.
struct rounded_place {
    std::uint64_t magnitude;
    bool beyond;
    bool keeps_finite;  // whether the mode keeps finite overflow finite
};
template <rounding_mode R>
constexpr rounded_place round_place(const place& at, bool negative, const R& mode, std::uint64_t index)
{
    using word = std::uint64_t;
    constexpr word mask = (word{1} << place::bits) - 1;
    const word more = at.more ? 1 : 0;
    const cut<word> c{mask, place::bits, at.magnitude & 1, negative ? ~word{0} : 0, index, at.fraction, more};
    const word low = at.fraction | (sees_sticky<R> ? more : 0);
    return {at.magnitude + ((low + mode(c)) >> place::bits), at.beyond, keeps_finite(mode, c) != 0};
}

// The code beyond the range on one side: infinity, else NaN, else the last number.
template <sign_magnitude_format F>
constexpr std::uint64_t special_code(const F& f, bool negative)
{
    if (f.has_infinity() && (f.has_sign() || !negative)) return infinity_code(f, negative);
    if (f.has_nan()) return nan_code(f);
    return negative ? lowest_number(f) : largest_number(f);
}

// The code of x, whose magnitude rounded to `at`.
template <sign_magnitude_format F>
constexpr std::uint64_t finished_code(const F& f, const dyadic& x, const rounded_place& at, on_overflow policy)
{
    if (x.is_nan()) return f.has_nan() ? nan_code(f) : largest_number(f);
    const std::uint64_t end = x.negative ? lowest_number(f) : largest_number(f);
    if (x.is_infinite()) return policy == on_overflow::saturate ? end : special_code(f, x.negative);
    if (x.is_zero() && !f.has_zero())  // the smallest number has code 0
        return policy == on_overflow::infinity && f.has_nan() ? nan_code(f) : 0;

    const bool is_zero = is_zero_magnitude(f, at.magnitude);
    const bool below_zero = x.negative && !f.has_sign() && !is_zero;
    if (at.magnitude > f.largest_code() || below_zero)
        return policy == on_overflow::infinity && !at.keeps_finite ? special_code(f, x.negative) : end;
    const bool sign = x.negative && f.has_sign() && (!is_zero || f.has_minus_zero());
    return (sign ? std::uint64_t{1} << f.magnitude_bits() : 0) | (is_zero ? 0 : at.magnitude);
}
constexpr std::uint64_t finished_code(const fixed_format& f, const dyadic& x, const rounded_place& at,
                                      on_overflow policy)
{
    const std::uint64_t end = x.negative ? lowest_number(f) : largest_number(f);
    if (!x.is_finite()) return end;  // NaN has no sign here
    const bool outside = at.beyond || at.magnitude > (x.negative ? f.lowest_steps() : f.largest_steps());
    if (outside && policy != on_overflow::wrap) return end;
    return (x.negative ? 0 - at.magnitude : at.magnitude) & last_code(f);
}

}  // namespace detail

// The code that x, number `index` of its tensor, rounds to. Precondition: the policy has a meaning for the format.
template <number_format F, rounding_mode R>
constexpr std::uint64_t to_code(const F& f, const dyadic& x, const R& mode, on_overflow policy, std::uint64_t index = 0)
{
    LOWP_EXPECTS(is_valid_policy(f, policy), "wrap with two's complement and unsigned fixed point only");
    LOWP_EXPECTS(is_valid_mode(mode), "a rounding mode with its numbers in range (stochastic: 1 to its most_bits)");
    const place at = x.is_finite() ? place_of(f, x) : place{};
    return detail::finished_code(f, x, detail::round_place(at, x.negative, mode, index), policy);
}

// Whether a finite x rounds past the range of the format; in a format without zero, zero does.
template <number_format F, rounding_mode R>
constexpr bool overflows(const F& f, const dyadic& x, const R& mode, std::uint64_t index = 0)
{
    const auto at = detail::round_place(place_of(f, x), x.negative, mode, index);
    if constexpr (std::same_as<F, fixed_format>)
        return at.beyond || at.magnitude > (x.negative ? f.lowest_steps() : f.largest_steps());
    else
        return at.magnitude > f.largest_code() || (x.is_zero() && !f.has_zero()) ||
               (x.negative && !f.has_sign() && !detail::is_zero_magnitude(f, at.magnitude));
}

}  // namespace lowp
