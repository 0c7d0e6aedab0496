// lowp/quantize/tally.hpp -- what a pass over an array met: values past the range, values lost, the largest magnitude.
//
//     tally t;
//     q(x, y, t);                              // the same y, and t counts on
//     if (t.overflowed > t.elements / 100)     // widen the format, or lower the loss scale
//
// All of it is said of the numbers that went in and of the format, except `flushed`, which is said of the result; what
// lies below the smallest number of a format without zero is not counted. Nearly all values lie where nothing is to be
// counted: not below the smallest positive number of the format, and not above the largest. One comparison for a few
// registers finds that out, and only where it fails the counts are taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "lowp/core/bits.hpp"
#include "lowp/core/dyadic.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/format.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/to_code.hpp"

namespace lowp {

struct tally {
    std::uint64_t elements = 0;
    std::uint64_t saturated = 0;   // beyond the format's largest (or lowest) finite number: infinities, too
    std::uint64_t overflowed = 0;  // of those, the ones that reach the overflow threshold: half a step beyond
    std::uint64_t flushed = 0;     // not zero, and rounded to zero
    std::uint64_t nans = 0;
    double largest = 0;  // the largest finite magnitude that went in

    constexpr tally& operator+=(const tally& other) noexcept
    {
        elements += other.elements;
        saturated += other.saturated;
        overflowed += other.overflowed;
        flushed += other.flushed;
        nans += other.nans;
        largest = larger(largest, other.largest);
        return *this;
    }
    friend constexpr bool operator==(const tally&, const tally&) = default;
};

inline namespace LOWP_ISA {

namespace inner {

// Magnitude patterns of a carrier between which there is nothing to count; for positive and for negative numbers.
template <carrier_type T>
struct tally_bounds {
    word_of<T> smallest;      // from here on nothing rounds to zero
    word_of<T> limit[2];      // the largest that is not beyond the range
    word_of<T> threshold[2];  // the smallest from which rounding to nearest, ties away, goes past the range
    bool has_sign;            // else no negative number is usual
    word_of<T> usual;         // from the smallest, how far it is to the nearer limit
};

// The carrier's numbers next to a double, as patterns: at or below, at or above. x is positive or 0.
template <carrier_type T>
constexpr word_of<T> pattern_below(double x) noexcept
{
    if (x >= static_cast<double>(from_bits(infinity_pattern<T> - 1))) return infinity_pattern<T> - 1;
    const T near = static_cast<T>(x);
    return to_bits(near) - (static_cast<double>(near) > x ? 1 : 0);
}
template <carrier_type T>
constexpr word_of<T> pattern_above(double x) noexcept
{
    const word_of<T> below = pattern_below<T>(x);
    return below + (static_cast<double>(from_bits(below)) < x ? 1 : 0);
}

// The threshold by its definition, as a pattern: all that rounds past the range lies above all that does not.
template <carrier_type T, number_format F>
constexpr word_of<T> searched_threshold(const F& f, bool minus)
{
    word_of<T> within = 0, past = infinity_pattern<T>;
    while (past - within > 1) {
        const word_of<T> middle = within + (past - within) / 2;
        const T x = from_bits(middle);
        (overflows(f, exactly(minus ? -x : x), nearest_away{}) ? past : within) = middle;
    }
    return past;
}
template <carrier_type T, number_format F>
constexpr word_of<T> overflow_threshold(const F& f, bool minus)
{
    return searched_threshold<T>(f, minus);
}
template <carrier_type T>
constexpr word_of<T> overflow_threshold(const floating_format& f, bool minus)
{
    if (minus && !f.has_sign()) return searched_threshold<T>(f, minus);
    return pattern_above<T>(f.largest() + exp2i(f.max_exponent() - f.fraction_bits - 1));
}
template <carrier_type T>
constexpr word_of<T> overflow_threshold(const fixed_format& f, bool minus)
{
    return pattern_above<T>((minus ? -f.lowest() : f.largest()) + exp2i(-f.fraction_bits - 1));
}

template <carrier_type T, number_format F>
constexpr tally_bounds<T> tally_bounds_of(const F& f)
{
    tally_bounds<T> b{};
    b.smallest = pattern_above<T>(f.smallest());
    for (const int minus : {0, 1}) {
        b.limit[minus] = pattern_below<T>(minus == 0 ? f.largest() : f.lowest() < 0 ? -f.lowest() : 0.0);
        b.threshold[minus] = overflow_threshold<T>(f, minus == 1);
    }
    b.has_sign = b.limit[1] != 0;
    b.usual = (b.has_sign ? smaller(b.limit[0], b.limit[1]) : b.limit[0]) - b.smallest;
    return b;
}

// The counts of one place in all registers of a pass.
template <class V>
struct register_tally {
    using T = carrier_of<V>;
    using U = word_of<V>;
    using word = word_of<T>;

    tally_bounds<T> bounds;
    U beyond{word{0}}, past{word{0}}, flushed{word{0}}, nans{word{0}}, largest{word{0}};

    // A number and what it was rounded to: a word that is 0 for zero.
    constexpr void count(const V& x, const U& result)
    {
        count({x}, [&](std::size_t) { return result; });
    }
    // The same of several; result(k) is the word of number k.
    template <std::size_t N, class Word>
    constexpr void count(const V (&x)[N], const Word& result)
    {
        U farthest(word{0});  // from the smallest number's pattern; below that the difference wraps
        for (const V& one : x) farthest = larger(farthest, (to_bits(one) & U(~sign_pattern<T>)) - U(bounds.smallest));
        if (!bounds.has_sign)
            for (const V& one : x) farthest = larger(farthest, to_bits(one) & U(sign_pattern<T>));
        if (!any(farthest > U(bounds.usual))) {
            largest = larger(largest, farthest + U(bounds.smallest));
            return;
        }
        [&]<std::size_t... K>(std::index_sequence<K...>) {  // no loop, for which x would have to be in memory
            (count_unusual(x[K], result(K)), ...);
        }(std::make_index_sequence<N>{});
    }

private:
    constexpr void count_unusual(V x, U result)
    {
        const U pattern = to_bits(x), magnitude = pattern & U(~sign_pattern<T>);
        const U one(word{1}), zero(word{0});
        const auto minus = pattern != magnitude;
        const U limit = select(minus, U(bounds.limit[1]), U(bounds.limit[0]));
        const U threshold = select(minus, U(bounds.threshold[1] - 1), U(bounds.threshold[0] - 1));
        const U is_nan = select(magnitude > U(infinity_pattern<T>), one, zero);
        nans = nans + is_nan;
        beyond = beyond + (select(magnitude > limit, one, zero) - is_nan);  // NaN is above all patterns
        past = past + (select(magnitude > threshold, one, zero) - is_nan);
        flushed = flushed + select(result == zero, select(magnitude - one < U(infinity_pattern<T>), one, zero), zero);
        largest = larger(largest, select(magnitude < U(infinity_pattern<T>), magnitude, zero));
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
