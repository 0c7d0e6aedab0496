// lowp/round/grid.hpp -- a format and an overflow policy, told in the carrier's own patterns.
//
// This is all that rounding needs to know of a format, of either family: how many bits of a normal significand to drop,
// the exponent below which the pitch stops shrinking, and the patterns for the ends of the range. A fixed-point format
// is a floating one that has subnormal numbers only. Computed once an array; a constant when the format is known.
#pragma once

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/format.hpp"
#include "lowp/round/overflow.hpp"

namespace lowp {
inline namespace LOWP_ISA {

template <carrier_type T>
struct grid {
    using word = word_of<T>;

    word dropped;       // low bits of a normal significand that the format does not have
    word lowest_field;  // the carrier's exponent field below which the pitch is constant
    word first_field;   // that of the smallest normal number
    word least;         // the smallest magnitude that is not flushed to zero; 0 where subnormals are kept
    // Magnitude patterns for positive and for negative values:
    word limit[2];     // the largest finite magnitude
    word beyond[2];    // what finite overflow becomes
    word infinite[2];  // what infinity becomes
    word nan;          // what NaN becomes
    bool minus_zero;   // whether -0 exists
};

// Whether whatever lies beyond an end becomes the largest finite magnitude.
template <carrier_type T>
constexpr bool stops_at_limit(const grid<T>& g, int minus) noexcept
{
    return g.beyond[minus] == g.limit[minus] && g.infinite[minus] == g.limit[minus];
}

// Whether all that happens at the ends is that magnitudes stop at the limit: both signs alike, -0 as in the carrier,
// nothing flushed.
template <carrier_type T>
constexpr bool is_plain(const grid<T>& g) noexcept
{
    return g.limit[1] == g.limit[0] && stops_at_limit(g, 0) && stops_at_limit(g, 1) && g.minus_zero && g.least == 0;
}

namespace inner {

template <carrier_type T, class F>
constexpr grid<T> with_limits(grid<T> g, const F& f, on_overflow policy)
{
    // Exact: the carrier holds the format.
    const auto pattern = [](double x) { return to_bits(static_cast<T>(x)) & ~sign_pattern<T>; };
    const bool infinity = f.has_infinity();
    g.limit[0] = pattern(f.largest());
    g.limit[1] = pattern(f.lowest());
    g.nan = f.has_nan() ? nan_pattern<T> : g.limit[0];
    g.minus_zero = f.has_minus_zero();
    for (int minus = 0; minus < 2; ++minus) {
        const bool reached = minus == 0 || f.has_sign();  // an unsigned format has no -infinity
        const word_of<T> special = infinity && reached ? infinity_pattern<T>
                                   : f.has_nan()       ? nan_pattern<T>
                                                       : g.limit[minus];
        g.beyond[minus] = policy == on_overflow::infinity ? special : g.limit[minus];
        g.infinite[minus] = policy == on_overflow::saturate ? g.limit[minus] : special;
    }
    return g;
}

}  // namespace inner

// Whether the patterns of the carrier tell a format and policy. The rest takes the way over codes, which is slower:
// lowp/round/code_grid.hpp. A number below the carrier's normal ones has no leading one for a significand to begin
// with; without zero, the lower end of the range needs a policy, too.
template <carrier_type T>
constexpr bool has_grid(const floating_format& f, on_overflow) noexcept
{
    const int lowest =
        f.min_exponent() - (f.subnormal == subnormals::flushed ? 1 : 0);  // flushing looks a binade lower
    return lowest >= 1 - carrier<T>::bias && f.has_zero();
}
template <carrier_type T>
constexpr bool has_grid(const fixed_format&, on_overflow policy) noexcept
{
    return policy != on_overflow::wrap;
}
template <carrier_type T, number_format F>
constexpr bool has_grid(const F&, on_overflow) noexcept
{
    return false;
}

// Precondition: carries<T>(f) and has_grid<T>(f, policy).
template <carrier_type T>
constexpr grid<T> grid_of(const floating_format& f, on_overflow policy)
{
    grid<T> g{};
    g.dropped = static_cast<word_of<T>>(carrier<T>::fraction_bits - f.fraction_bits);
    g.first_field = static_cast<word_of<T>>(f.min_exponent() + carrier<T>::bias);
    const bool flushed = f.subnormal == subnormals::flushed;
    g.lowest_field = flushed ? 0 : g.first_field;
    g.least = flushed ? static_cast<word_of<T>>(g.first_field << carrier<T>::fraction_bits) : 0;
    return inner::with_limits(g, f, policy);
}
template <carrier_type T>
constexpr grid<T> grid_of(const fixed_format& f, on_overflow policy)
{
    grid<T> g{};
    // A significand of as many bits as the magnitude has: the pitch grows only where the range has ended long ago.
    const int bits = smaller(f.integer_bits + f.fraction_bits, carrier<T>::fraction_bits);
    g.dropped = static_cast<word_of<T>>(carrier<T>::fraction_bits - bits);
    g.lowest_field = g.first_field = static_cast<word_of<T>>(bits - f.fraction_bits + carrier<T>::bias);
    return inner::with_limits(g, f, policy);
}

}  // namespace LOWP_ISA
}  // namespace lowp
