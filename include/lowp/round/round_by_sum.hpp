// lowp/round/round_by_sum.hpp -- the fast form of round_to: the carrier's own addition does the rounding.
//
// Let C be the power of two whose last place is one step of the format where x stands. The hardware rounds |x| + C to
// whole steps, to nearest even; minus C, which is exact, that is the nearest value. What |x| has more is exact, too,
// and at most half a step: from its sign and size every other mode chooses between the nearest and its neighbours.
// Where steps stop shrinking C stops as well, so that subnormals need no case of their own. Magnitudes beyond the range
// are held at its end first.
//
// The result is that of round_to (lowp/round/round_to.hpp), which says what rounding means, bit for bit.
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/round_to.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// A grid once more, as powers of two in the carrier, all exact. Made once an array.
template <carrier_type T>
struct sum_grid {
    T lowest;      // the one below which the pitch is constant; 0 where subnormals are flushed
    T to_sum;      // 2^dropped: times a power of two, the number whose last place is a step of that binade
    T to_step;     // times a power of two, that step
    T ceiling[2];  // for either sign: from here on all magnitudes round alike
};

// Whether a sum in the carrier rounds to the grid. It must not overflow; steps and their shares must be normal numbers;
// and at least one bit must be dropped, but not all, since then "even" is said of the exponent.
template <carrier_type T>
constexpr bool has_sum(const grid<T>& g) noexcept
{
    constexpr int fraction = carrier<T>::fraction_bits;
    constexpr word_of<T> share_bits = 32, largest_field = 2 * carrier<T>::bias;
    const word_of<T> top = larger(larger(g.limit[0], g.limit[1]) >> fraction, g.first_field);
    return g.dropped >= 1 && g.dropped < fraction && top + 1 + g.dropped <= largest_field &&
           g.first_field > fraction + share_bits;
}

// Precondition: has_sum(g).
template <carrier_type T>
constexpr sum_grid<T> sum_grid_of(const grid<T>& g) noexcept
{
    using word = word_of<T>;
    constexpr int fraction = carrier<T>::fraction_bits;
    const int dropped = static_cast<int>(g.dropped);
    sum_grid<T> s{
        from_bits(static_cast<word>(g.lowest_field << fraction)), exp2i<T>(dropped), exp2i<T>(dropped - fraction), {}};
    for (const int minus : {0, 1}) {
        // The limit, or where overflow shows, the step after it.
        const T limit = from_bits(g.limit[minus]);
        const T binade = larger(from_bits(static_cast<word>(g.limit[minus] >> fraction << fraction)), s.lowest);
        s.ceiling[minus] = stops_at_limit(g, minus) ? limit : larger(limit + binade * s.to_step, from_bits(g.least));
    }
    return s;
}

// The powers of two by which the grid may be scaled and still has a sum: `lowest` and `ceiling` then are, too.
template <carrier_type T>
struct power_bounds {
    T lowest, highest;
};
template <carrier_type T>
constexpr power_bounds<T> powers_with_sum(const grid<T>& g) noexcept
{
    constexpr int fraction = carrier<T>::fraction_bits, share_bits = 32, largest_field = 2 * carrier<T>::bias;
    const auto top = static_cast<int>(larger(larger(g.limit[0], g.limit[1]) >> fraction, g.first_field));
    return {exp2i<T>(fraction + share_bits + 1 - static_cast<int>(g.first_field)),
            exp2i<T>(smaller(largest_field - 1 - static_cast<int>(g.dropped) - top, carrier<T>::bias))};
}

// Whether all values have one pitch, overflow stops at the ends, and NaN and -0 are not told: fixed point, if short
// enough for a sum that keeps its sign.
template <carrier_type T>
constexpr bool has_one_pitch(const grid<T>& g) noexcept
{
    constexpr int fraction = carrier<T>::fraction_bits;
    return has_sum(g) && g.dropped >= 2 && larger(g.limit[0], g.limit[1]) >> fraction <= g.lowest_field &&
           stops_at_limit(g, 0) && stops_at_limit(g, 1) && !g.minus_zero && g.nan == g.limit[0] && g.least == 0;
}

// x, held between the ends of such a grid, and its sum with the one power of two, large enough for values of both
// signs.
template <class V>
struct summed_steps {
    V held, sum, constant;
};
template <class V>
constexpr summed_steps<V> steps_at(const sum_grid<carrier_of<V>>& s, const V& x)
{
    using T = carrier_of<V>;
    const V held = larger(smaller_or_limit(x, V(s.ceiling[0])), V(-s.ceiling[1])),
            constant(s.lowest * (s.to_sum * T(1.5)));
    return {held, held + constant, constant};
}

// The same for those. What lies above the nearest is counted away from zero, as the modes see it.
template <class V, has_near_form<carrier_of<V>> R>
constexpr V round_one_pitch(const sum_grid<carrier_of<V>>& s, const V& x, std::uint64_t at, const R& mode)
{
    using T = carrier_of<V>;
    using U = word_of<V>;
    constexpr word_of<T> one = 1;
    const summed_steps<V> r = steps_at(s, x);
    const V nearest = r.sum - r.constant;
    if constexpr (std::same_as<R, nearest_even>) {
        return nearest;
    } else {
        const V step(s.lowest * s.to_step);
        const U sign = to_bits(x) & U(sign_pattern<T>);
        const auto away = [&](const V& v) { return from_bits(to_bits(v) ^ sign); };
        // A mode may leave -0 here, where the negative neighbour of 0 was the nearest: 0 has one sign only.
        const near_cut<V, V> c{nearest, away(step), away(r.held - nearest), step, to_bits(r.sum) & U(one), sign, at};
        return mode.near(c) + V(T(0));
    }
}

// Whether numbers of both signs have a sum with one constant a binade, and NaN becomes a NaN.
template <carrier_type T>
constexpr bool has_signed_sum(const grid<T>& g) noexcept
{
    return has_sum(g) && is_plain(g) && g.dropped >= 2 && (g.nan & ~sign_pattern<T>) > infinity_pattern<T>;
}
// To nearest even by such a sum; NaN stays what it is. With its constants as V, a number or a register, so that loops
// find them in registers.
template <class V>
class signed_sum {
public:
    using T = carrier_of<V>;

    explicit constexpr signed_sum(const sum_grid<T>& s)
        : high_(s.ceiling[0]), low_(-s.ceiling[0]), lowest_(s.lowest), up_(s.to_sum * T(1.5))  // as in steps_at()
    {}
    [[gnu::always_inline]] constexpr V operator()(const V& x) const
    {
        using U = word_of<V>;
        const V held = held_within(x, low_, high_),
                binade = larger(from_bits(to_bits(held) & U(infinity_pattern<T>)), lowest_);
        const V nearest = multiply_add(binade, V(T(0)) - up_, multiply_add(binade, up_, held));  // exact products
        return from_bits(to_bits(nearest) | (to_bits(x) & U(sign_pattern<T>)));                  // -0: no sum is
    }

private:
    V high_, low_, lowest_, up_;
};

// |x|, held at the end of the range, and its sum with the power of two that has a step as its last place.
template <class V>
struct summed {
    word_of<V> sign, magnitude;  // of x: its pattern taken apart
    V held, binade, sum;         // binade: the power of two at or below held, or the lowest
};
template <bool BothSignsAlike, class V>
constexpr summed<V> sum_at(const sum_grid<carrier_of<V>>& s, const V& x)
{
    using T = carrier_of<V>;
    using U = word_of<V>;
    constexpr word_of<T> zero = 0;
    summed<V> r{};
    const U pattern = to_bits(x);
    r.sign = pattern & U(sign_pattern<T>);
    r.magnitude = pattern & U(~sign_pattern<T>);
    if constexpr (BothSignsAlike)
        r.held = held_magnitude(x, s.ceiling[0]);
    else
        r.held = smaller(from_bits(r.magnitude), select(r.sign != U(zero), V(s.ceiling[1]), V(s.ceiling[0])));
    r.binade = larger(from_bits(to_bits(r.held) & U(infinity_pattern<T>)), V(s.lowest));
    r.sum = multiply_add(r.binade, V(s.to_sum), r.held);  // the product is exact
    return r;
}

// Plain where is_plain(g): most of what the ends of a range may ask for is left out.
template <bool Plain, class V, has_near_form<carrier_of<V>> R>
constexpr V round_by_sum(const grid<carrier_of<V>>& g, const sum_grid<carrier_of<V>>& s, const V& x, std::uint64_t at,
                         const R& mode)
{
    using T = carrier_of<V>;
    using U = word_of<V>;
    constexpr word_of<T> zero = 0, one = 1;
    const summed<V> r = sum_at<Plain>(s, x);
    const V nearest = multiply_add(r.binade, V(-s.to_sum), r.sum);
    const V step = r.binade * V(s.to_step);
    const near_cut<V, V> c{nearest, step, r.held - nearest, step, to_bits(r.sum) & U(one), r.sign, at};
    const U rounded = to_bits(mode.near(c));

    if constexpr (Plain) {
        return select(x == x, from_bits(rounded | r.sign), V(from_bits(g.nan)));
    } else {
        const U negative = U(zero) - (r.sign >> (carrier<T>::width - 1));
        return inner::finished<V>(g, r.sign, r.magnitude, rounded,
                                  keeps_finite(mode, cut<U>{U(zero), U(zero), U(zero), negative, at}));
    }
}

}  // namespace LOWP_ISA
}  // namespace lowp
