// lowp/round/modes.hpp -- rounding modes, each told as the number it adds.
//
// To drop the low bits of an integer magnitude, a mode adds something to it first and lets the carry decide: add
// nothing to truncate, add everything to round away, add just under half to round to nearest. A mode is therefore one
// pure function from a `cut` to an addend, at most cut.mask. U may be an unsigned integer or a register of them: values
// and arrays share every line, and any callable of that shape is a mode.
//
// What lies below the word is summed up in a sticky bit, the lowest of the magnitude; modes that draw random bits do
// not get it there (lowp/round/stochastic.hpp says why).
#pragma once

#include <concepts>
#include <cstdint>

#include "lowp/core/bits.hpp"

namespace lowp {

// Where a magnitude is about to be cut.
template <class U>
struct cut {
    U mask;            // ones over the bits to drop
    U dropped;         // how many they are
    U odd;             // the lowest kept bit, as 0 or 1
    U negative;        // all ones when the value is negative, else 0
    std::uint64_t at;  // the place in its tensor, of the first of a register's consecutive elements
    U low{};           // the bits to drop, without a sticky bit
    U more{};          // 1 where something lies below the word, else 0
};

// A magnitude that has been rounded to nearest even already (lowp/round/round_by_sum.hpp), so that the result of any
// mode is that or a neighbour. W counts what is rounded to: values, whose neighbours are a step apart, or codes, 1
// apart.
template <class W, class V>
struct near_cut {
    W nearest, one;    // rounded to nearest even; the distance to its neighbours
    V rest, step;      // what the magnitude has more, at most half a step of either sign; the step
    word_of<V> odd;    // the lowest bit of the nearest, as 0 or 1
    word_of<V> sign;   // that of the value: its pattern's highest bit
    std::uint64_t at;  // as in cut
};

template <class R>
concept rounding_mode = std::copy_constructible<R> && requires(const R r, cut<std::uint32_t> c) {
    { r(c) } -> std::same_as<std::uint32_t>;
};

// Random modes say `static constexpr bool draws = true`.
template <class R>
inline constexpr bool draws = requires { requires R::draws; };

// Whether the magnitude comes with its sticky bit: unless the mode draws, or where it says
// `static constexpr bool sees_sticky = true`.
template <class R>
inline constexpr bool sees_sticky = !draws<R> || requires { requires R::sees_sticky; };

// Whether a sum that is exactly zero is -0, though its terms are not (IEEE 754, 6.3): where the mode says so.
template <class R>
inline constexpr bool sums_to_minus_zero = requires { requires R::sums_to_minus_zero; };

// Whether a mode is also told as a choice between the nearest and its neighbours: the same numbers, sooner.
template <class R, class T>
concept has_near_form = requires(const R r, near_cut<T, T> c) {
    { r.near(c) } -> std::same_as<T>;
};

// Whether that goes for its own numbers, too: a mode may say so by `bool is_near() const`.
template <class R>
constexpr bool is_near(const R& mode) noexcept
{
    if constexpr (requires { mode.is_near(); })
        return mode.is_near();
    else
        return true;
}

// Where a mode may refuse to overflow to infinity, it says so: all ones for the cuts that keep finite values finite.
template <class R, class U>
constexpr U keeps_finite(const R& mode, const cut<U>& c)
{
    if constexpr (requires { mode.keeps_finite(c); })
        return mode.keeps_finite(c);
    else
        return c.mask ^ c.mask;
}

struct nearest_even {  // just under half, plus one if that makes the kept part even
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return (c.mask >> 1) + (c.odd & c.mask);
    }
    template <class W, class V>
    constexpr W near(const near_cut<W, V>& c) const
    {
        return c.nearest;
    }
};
struct nearest_away {  // half, rounded up so that a cut of no bits adds nothing; ties go away from zero
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return c.mask - (c.mask >> 1);
    }
    template <class W, class V>
    constexpr W near(const near_cut<W, V>& c) const
    {
        return select(c.rest == c.step * V(0.5f), c.nearest + c.one, c.nearest);
    }
};
struct nearest_zero {  // just under half; ties go toward zero
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return c.mask >> 1;
    }
    template <class W, class V>
    constexpr W near(const near_cut<W, V>& c) const
    {
        return select(c.rest == c.step * V(-0.5f), c.nearest - c.one, c.nearest);
    }
};
struct toward_zero {
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return c.mask ^ c.mask;
    }
    template <class U>
    constexpr U keeps_finite(const cut<U>&) const
    {
        return ~U(0u);
    }
    template <class W, class V>
    constexpr W near(const near_cut<W, V>& c) const
    {
        return select(c.rest < V(0.0f), c.nearest - c.one, c.nearest);
    }
};
struct away_from_zero {
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return c.mask;
    }
    template <class W, class V>
    constexpr W near(const near_cut<W, V>& c) const
    {
        return select(c.rest > V(0.0f), c.nearest + c.one, c.nearest);
    }
};
struct toward_positive {
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return c.mask & ~c.negative;
    }
    template <class U>
    constexpr U keeps_finite(const cut<U>& c) const
    {
        return c.negative;
    }
    template <class W, class V>
    constexpr W near(const near_cut<W, V>& c) const
    {
        return select(c.sign == word_of<V>(0u), away_from_zero{}.near(c), toward_zero{}.near(c));
    }
};
struct toward_negative {
    static constexpr bool sums_to_minus_zero = true;

    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return c.mask & c.negative;
    }
    template <class U>
    constexpr U keeps_finite(const cut<U>& c) const
    {
        return ~c.negative;
    }
    template <class W, class V>
    constexpr W near(const near_cut<W, V>& c) const
    {
        return select(c.sign == word_of<V>(0u), toward_zero{}.near(c), away_from_zero{}.near(c));
    }
};
struct to_odd {  // carries exactly when inexact and even; overflow stays finite, as a value to be rounded again must
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return c.mask & (c.odd - U(1u));
    }
    template <class U>
    constexpr U keeps_finite(const cut<U>&) const
    {
        return ~U(0u);
    }
    template <class W, class V>
    constexpr W near(const near_cut<W, V>& c) const
    {
        const W other = select(c.rest < V(0.0f), c.nearest - c.one, c.nearest + c.one);
        const W inexact = select(c.rest == V(0.0f), c.nearest, other);
        return select(c.odd == word_of<V>(0u), inexact, c.nearest);
    }
};

// Whether a mode's own numbers are in range; asked once an array.
template <class R>
constexpr bool is_valid_mode(const R& mode)
{
    if constexpr (requires { mode.is_valid(); })
        return mode.is_valid();
    else
        return true;
}

// The mode for another step or tensor: only modes that draw have anything to change.
template <rounding_mode R, class Child>
constexpr R fork(const R& mode, const Child& child)
{
    if constexpr (requires { mode.fork(child); })
        return mode.fork(child);
    else
        return mode;
}

}  // namespace lowp
