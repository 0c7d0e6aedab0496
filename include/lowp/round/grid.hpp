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
    // Magnitude patterns for positive and for negative values:
    word limit[2];     // the largest finite magnitude
    word beyond[2];    // what finite overflow becomes
    word infinite[2];  // what infinity becomes
    word nan;          // what NaN becomes
    bool minus_zero;   // whether -0 exists
};

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

// Precondition: carries<T>(f).
template <carrier_type T>
constexpr grid<T> grid_of(const floating_format& f, on_overflow policy)
{
    grid<T> g{};
    g.dropped = static_cast<word_of<T>>(carrier<T>::fraction_bits - f.fraction_bits);
    g.lowest_field = static_cast<word_of<T>>(f.min_exponent() + carrier<T>::bias);
    return inner::with_limits(g, f, policy);
}
template <carrier_type T>
constexpr grid<T> grid_of(const fixed_format& f, on_overflow policy)
{
    grid<T> g{};
    // A significand of as many bits as the magnitude has: the pitch grows only where the range has ended long ago.
    const int bits = smaller(f.integer_bits + f.fraction_bits, carrier<T>::fraction_bits);
    g.dropped = static_cast<word_of<T>>(carrier<T>::fraction_bits - bits);
    g.lowest_field = static_cast<word_of<T>>(bits - f.fraction_bits + carrier<T>::bias);
    return inner::with_limits(g, f, policy);
}

}  // namespace LOWP_ISA
}  // namespace lowp
