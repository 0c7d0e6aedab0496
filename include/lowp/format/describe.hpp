// lowp/format/describe.hpp -- the card of any format: what other libraries call finfo, and where its codes go.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "lowp/format/codec.hpp"
#include "lowp/format/format.hpp"
#include "lowp/format/ranks.hpp"
#include "lowp/format/text.hpp"

namespace lowp {

// Values are doubles; where binary64 does not carry the format (is_carried_by_double) they are 0 or infinity beyond its
// range. Counts are numbers of codes.
struct format_card {
    std::string name;
    std::string_view family;  // "floating point", "fixed point", "logarithmic", "nlq"

    int bits = 0;
    int sign_bits = 0, exponent_bits = 0, fraction_bits = 0;  // of the code; fixed point: exponent_bits counts the
                                                              // integer bits, NLQ has neither
    int precision = 0;     // significant bits of a normal number, the hidden one counted; 0 where that means nothing
    int bias = 0;          // floating point and logarithmic
    int min_exponent = 0;  // of the smallest normal number, emin
    int max_exponent = 0;  // of the largest finite number, emax

    double largest = 0, lowest = 0;
    double smallest_normal = 0;  // positive; 0 where every number is subnormal
    double smallest = 0;         // positive: subnormal where there are such
    double epsilon = 0;          // from 1 to the next number up; 0 where 1 is no number below the largest

    std::uint64_t largest_code = 0, lowest_code = 0, smallest_normal_code = 0, smallest_code = 0;

    bool has_infinity = false, has_nan = false, has_zero = true, has_minus_zero = false;
    std::uint64_t finite_codes = 0, subnormal_codes = 0, infinity_codes = 0, nan_codes = 0, unused_codes = 0;

    bool is_carried_by_float = false, is_carried_by_double = false;  // what a quantizer can take
};

namespace detail {

inline void describe_family(const floating_format& f, format_card& card)
{
    card.family = "floating point";
    card.exponent_bits = f.exponent_bits;
    card.fraction_bits = f.fraction_bits;
    card.precision = f.fraction_bits + 1;
    card.bias = f.bias;
    card.min_exponent = f.min_exponent();
    card.max_exponent = decode_exactly(f, largest_number(f)).leading_exponent();
}
inline void describe_family(const fixed_format& f, format_card& card)
{
    card.family = "fixed point";
    card.exponent_bits = f.integer_bits;
    card.fraction_bits = f.fraction_bits;
    card.min_exponent = -f.fraction_bits;
    card.max_exponent = f.integer_bits - 1;
}
inline void describe_family(const logarithmic_format& f, format_card& card)
{
    card.family = "logarithmic";
    card.exponent_bits = f.integer_bits;
    card.fraction_bits = f.fraction_bits;
    card.bias = f.bias;
    card.min_exponent = f.min_exponent();
    card.max_exponent = f.max_exponent();
}
inline void describe_family(const nlq_format& f, format_card& card)
{
    card.family = "nlq";
    card.min_exponent = exactly(f.smallest()).leading_exponent();
    card.max_exponent = exactly(f.largest()).leading_exponent();
}

// How many codes are numbers, infinities, NaN: from the ends of the ranges, without looking at each. Where all 2^64 are
// numbers, one is missing from the count.
template <sign_magnitude_format F>
void count_codes(const F& f, format_card& card)
{
    const std::uint64_t signs = f.has_sign() ? 2 : 1, magnitudes = std::uint64_t{1} << f.magnitude_bits();
    const std::uint64_t nan_for_minus_zero = f.has_sign() && f.has_zero() && !f.has_minus_zero() ? 1 : 0;
    card.finite_codes = signs * (f.largest_code() + 1) - nan_for_minus_zero;
    if (card.finite_codes == 0) --card.finite_codes;
    card.infinity_codes = f.has_infinity() ? signs : 0;
    card.nan_codes = signs * (magnitudes - 1 - f.largest_code()) - card.infinity_codes + nan_for_minus_zero;
    if (classify(f, 1) == number_class::subnormal)
        card.subnormal_codes = signs * (smaller(f.smallest_normal_code(), f.largest_code() + 1) - 1);
}
inline void count_codes(const fixed_format& f, format_card& card)
{
    card.unused_codes = f.range == fixed_range::symmetric ? 1 : 0;
    card.finite_codes = last_code(f) - card.unused_codes + 1;
}

}  // namespace detail

template <number_format F>
format_card describe(const F& f)
{
    format_card card;
    card.name = format_text(f);
    card.bits = f.width();
    card.sign_bits = f.has_sign() ? 1 : 0;
    detail::describe_family(f, card);

    // The gap above 1, or the place where it would be.
    if (const place one = place_of(f, dyadic{1}); !one.beyond) {
        if constexpr (sign_magnitude_format<F>)
            card.epsilon = one.magnitude < f.largest_code() ? ulp(f, one.magnitude) : 0;
        else
            card.epsilon = f.smallest();
    }

    card.largest = f.largest();
    card.lowest = f.lowest();
    card.smallest = f.smallest();
    card.largest_code = largest_number(f);
    card.lowest_code = lowest_number(f);
    card.smallest_code = f.has_zero() ? code_of_rank(f, 1) : 0;
    card.smallest_normal_code = card.smallest_code;
    card.smallest_normal = f.smallest();
    if constexpr (sign_magnitude_format<F>) {
        const bool has_normal = f.smallest_normal_code() <= f.largest_code();
        card.smallest_normal_code = has_normal ? f.smallest_normal_code() : 0;
        card.smallest_normal = has_normal ? f.magnitude(card.smallest_normal_code) : 0;
    }

    card.has_infinity = f.has_infinity();
    card.has_nan = f.has_nan();
    card.has_zero = f.has_zero();
    card.has_minus_zero = f.has_minus_zero();
    detail::count_codes(f, card);
    card.is_carried_by_float = carries<float>(f);
    card.is_carried_by_double = carries<double>(f);
    return card;
}
inline format_card describe(const any_format& format)
{
    return std::visit([](const auto& f) { return describe(f); }, format);
}

}  // namespace lowp
