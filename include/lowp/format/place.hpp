// lowp/format/place.hpp -- where an exact number falls among the numbers of a format.
//
// A magnitude lies at a number of the format or in a gap between two neighbours. Its place is the code of the number at
// or below it, and how far it is into the gap. Beyond the largest number the codes count on as if the exponent had no
// bound: a rounding that starts from a place is a rounding with an unbounded exponent.
#pragma once

#include <cstdint>

#include "lowp/core/dyadic.hpp"
#include "lowp/format/format.hpp"

namespace lowp {

struct place {
    static constexpr int bits = 62;

    std::uint64_t magnitude = 0;  // the magnitude code at or below (fixed point: the number of steps, modulo 2^64)
    std::uint64_t fraction = 0;   // floor of 2^bits times the share of the gap
    bool more = false;            // what the floor took away
    bool beyond = false;          // past every code: the largest plus one at least, and not near it
    bool outside = false;         // flushed, or below the smallest number of a format without zero: in no gap

    constexpr bool is_exact() const noexcept { return fraction == 0 && !more && !beyond && !outside; }
};

namespace detail {

// x cut to multiples of 2^unit.
constexpr place cut_at(const dyadic& x, int unit) noexcept
{
    const int drop = unit - x.exponent;
    place at;
    at.magnitude = static_cast<std::uint64_t>(shifted(x.significand, -drop));
    at.more = x.more;
    if (drop <= 0) return at;
    // The bits below the cut, in units of 2^(unit - bits).
    const int below = drop - place::bits;
    const uint128 rest = shifted(x.significand, -below);
    at.fraction = static_cast<std::uint64_t>(rest) & ((std::uint64_t{1} << place::bits) - 1);
    if (below > 0) at.more = at.more || (below >= 128 ? x.significand : x.significand & ~(~uint128{0} << below)) != 0;
    return at;
}

// x in the gap above magnitude code m of a list of binary32 numbers, of which one is at most three times the one
// before.
template <sign_magnitude_format F>
constexpr place share_of_gap(const F& f, std::uint64_t m, const dyadic& x) noexcept
{
    const dyadic below = exactly(f.magnitude(m)), above = exactly(f.magnitude(m + 1));
    const int unit = above.leading_exponent() - 26;
    const uint128 start = shifted(below.significand, below.exponent - unit);
    const uint128 gap = shifted(above.significand, above.exponent - unit) - start;
    // The same cut as everywhere, only that its unit is 1 / gap of the gap.
    const place cut = cut_at(x, unit);
    const uint128 into = ((uint128{cut.magnitude} - start) << place::bits) + cut.fraction;
    return {m, static_cast<std::uint64_t>(into / gap), cut.more || into % gap != 0};
}

}  // namespace detail

// All take a finite x and look at its magnitude.
constexpr place place_of(const floating_format& f, const dyadic& x) noexcept
{
    const int least = f.min_exponent(), fraction = f.fraction_bits;
    const std::uint64_t one = std::uint64_t{1} << fraction;
    if (x.is_zero()) return {0, 0, false, false, !f.has_zero()};
    const int exponent = x.leading_exponent();
    if (exponent > f.max_exponent()) return {f.largest_code() + 1, 0, false, true};
    if (exponent < least && f.subnormal != subnormals::gradual) {
        // Nothing lies between zero and the smallest normal number; but what rounds up to that, with an unbounded
        // exponent, gets there: from the last number of its width below.
        const place at = detail::cut_at(x, exponent - fraction);
        const bool last = f.has_zero() && exponent == least - 1 && at.magnitude == 2 * one - 1;
        return last ? place{one - 1, at.fraction, at.more, false, true} : place{0, 0, false, false, true};
    }
    const int pitch = larger(exponent, least);
    place at = detail::cut_at(x, pitch - fraction);
    at.magnitude += static_cast<std::uint64_t>(pitch - least) << fraction;
    if (!f.has_zero()) at.magnitude -= one;
    return at;
}

constexpr place place_of(const fixed_format& f, const dyadic& x) noexcept
{
    place at = detail::cut_at(x, -f.fraction_bits);
    at.beyond = !x.is_zero() && x.leading_exponent() + f.fraction_bits >= 63;
    return at;
}

// Families whose magnitudes are a list: by bisection.
template <sign_magnitude_format F>
constexpr place place_of(const F& f, const dyadic& x) noexcept
{
    if (x.is_zero()) return {};
    const auto reaches = [&x](double value) {
        const dyadic v = exactly(value);
        if (v.is_zero()) return true;
        if (v.leading_exponent() != x.leading_exponent()) return x.leading_exponent() > v.leading_exponent();
        return shifted(x.significand, 128 - bit_length(x.significand)) >=
               shifted(v.significand, 128 - bit_length(v.significand));
    };
    std::uint64_t low = 0, high = f.largest_code() + 1;
    if constexpr (std::same_as<F, logarithmic_format>) {  // the octave is known
        const int octave = x.leading_exponent() + f.bias;
        if (octave < 0) return detail::share_of_gap(f, 0, x);
        low = smaller(static_cast<std::uint64_t>(octave) << f.fraction_bits, high);
        high = smaller(low + (std::uint64_t{1} << f.fraction_bits), high);
    }
    if (reaches(f.magnitude(high))) return {high, 0, false, high > f.largest_code()};
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (reaches(f.magnitude(middle)) ? low : high) = middle;
    }
    return detail::share_of_gap(f, low, x);
}

}  // namespace lowp
