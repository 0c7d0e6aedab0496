// lowp/round/stochastic.hpp -- rounding up with the probability that the dropped part says.
//
// With p the dropped share of a step and b random bits, of the 2^b draws exactly so many round away from zero:
//
//   stochastic         floor(2^b p)           P3109's StochasticA: a bias below 2^-b of a step
//   stochastic_b       floor(2^b p + 1/2)     StochasticB: below 2^-b-1
//   stochastic_c       2^b p rounded to even  StochasticC: none on average
//   equal_probability  half of them, for every p but 0
//
// A number that the format holds never moves. The top b bits of the word are used, shifted to where the cut is. A
// sticky bit in the magnitude would make tiny values count as one more draw (2^-60 would round up with 2^-31), so the
// bits below the word are let go: what remains is the floor all the same. Ties of variant C and the "but 0" of the last
// one ask for it separately.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "lowp/core/bits.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/round/modes.hpp"

namespace lowp {

// The random word that goes with a word U of a magnitude: 32 bits, as many of them as there are in U.
template <class U>
using random_word = std::conditional_t<std::same_as<U, std::uint64_t>, std::uint32_t, U>;

namespace detail {

// The number that is written in the top bits of a 32-bit word, moved down to where the cut is: by width - dropped, of
// which one at once, since `dropped` may be 0; it is below the width.
template <class U>
constexpr U moved_to_cut(const cut<U>& c, const random_word<U>& word)
{
    if constexpr (std::same_as<U, std::uint64_t>)
        return (static_cast<U>(word) << 31) >> (63 - c.dropped);
    else
        return (word >> 1) >> (U(31u) - c.dropped);
}

// The bits that a word of a source has, from the top: 32, unless it says less by `static constexpr int most_bits`.
template <class Source>
inline constexpr int bits_of_source = 32;
template <class Source>
    requires requires { Source::most_bits; }
inline constexpr int bits_of_source<Source> = Source::most_bits;

// Registers of words that are longer than random ones.
template <class U>
concept long_words = sizeof(typename U::element) > sizeof(std::uint32_t);

// The random words of a register from element `at` on, or that of one element, as a U.
template <class U, class Source>
constexpr U words_drawn(const Source& source, std::uint64_t at)
{
    if constexpr (long_words<U>) {
        // Those of a register of words, which has more elements, and begins with `at` or before.
        using words = typename U::template of<std::uint32_t>;
        std::uint32_t some[words::size];
        source.template bits<words>(at - at % words::size).store(some);
        return U::load(some + at % words::size);
    } else {
        return U(source.template bits<random_word<U>>(at));
    }
}

}  // namespace detail

// The addend for the top `bits` bits (1 to 31) of a random word.
template <class U>
constexpr U stochastic_addend(const cut<U>& c, const random_word<U>& word, int bits)
{
    return detail::moved_to_cut(c, word & random_word<U>(~(0xffff'ffffu >> bits)));
}

// What is counted as one draw more or less: P3109's variants.
enum class draw_count : unsigned char { floor, half_up, half_even };

// Source is stream, or something else with its bits(): philox, shared_words, or the user's. It may leave out fork()
// where the mode is not forked, and say how many bits of a word are random by `static constexpr int most_bits`.
template <draw_count Count, class Source = stream>
struct stochastic_rounding {
    static constexpr bool draws = true;
    static constexpr int most_bits = smaller(Count == draw_count::floor ? 31 : 30, detail::bits_of_source<Source>);

    Source source{};
    int bits = smaller(24, most_bits);  // random bits an element, 1 to most_bits

    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        const U addend = stochastic_addend(c, source.template bits<random_word<U>>(c.at), bits);
        if constexpr (Count == draw_count::floor) {
            return addend;
        } else {
            // Half a draw; 0 where no more bits are dropped than drawn.
            const U half = detail::moved_to_cut(c, random_word<U>(0x8000'0000u >> bits));
            if constexpr (Count == draw_count::half_up) {
                return addend + half;
            } else {
                // To even: just under half a draw where exactly that is left over, and the draws before it are even.
                const U draw = half + half;
                const U rest = (c.low & (draw - U(1u))) ^ half;
                const U is_tie = select((rest | c.more | (c.low & draw)) == U(0u), U(1u), U(0u));
                return addend + (half - smaller(half, is_tie));
            }
        }
    }
    constexpr bool is_valid() const noexcept { return bits >= 1 && bits <= most_bits; }

    // A draw is so many of 2^-bits of a step. Added to what the magnitude has more than the nearest, it decides: one
    // step up, if a whole step is reached; one down, if not even zero is. In binary32 all of that is exact up to 24
    // bits.
    template <class W, class V>
        requires(Count != draw_count::half_even)
    constexpr W near(const near_cut<W, V>& c) const
    {
        using U = word_of<V>;
        constexpr int halves = Count == draw_count::half_up ? 1 : 0;
        const U draw = detail::words_drawn<U>(source, c.at) >> (32 - bits);
        const V drawn = to_carrier((draw << halves) + U(halves)) * (c.step * V(exp2i<carrier_of<V>>(-bits - halves)));
        const W up = select(c.rest < c.step - drawn, c.nearest, c.nearest + c.one);
        return select(c.rest < V(0.0f) - drawn, up - c.one, up);
    }
    // The same mode with another source, whose words are the same.
    template <class Other>
    constexpr stochastic_rounding<Count, Other> drawing_from(const Other& other) const
    {
        return {other, bits};
    }
    constexpr bool is_near() const noexcept { return bits <= (Count == draw_count::half_up ? 23 : 24); }

    template <class Child>
    constexpr stochastic_rounding fork(const Child& child) const
    {
        if constexpr (std::integral<Child>)
            return {source.fork(static_cast<std::uint64_t>(child)), bits};
        else
            return {source.fork(child), bits};
    }

    friend constexpr bool operator==(const stochastic_rounding&, const stochastic_rounding&) = default;
};

using stochastic = stochastic_rounding<draw_count::floor>;
using stochastic_b = stochastic_rounding<draw_count::half_up>;
using stochastic_c = stochastic_rounding<draw_count::half_even>;

// Away from zero or toward it by the toss of a coin, wherever in its gap a number lies.
template <class Source = stream>
struct equal_probability_rounding {
    static constexpr bool draws = true;
    static constexpr bool sees_sticky = true;

    Source source{};

    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        const random_word<U> coin = source.template bits<random_word<U>>(c.at) >> 31;
        return (U(0u) - U(coin)) & c.mask;
    }
    template <class Other>
    constexpr equal_probability_rounding<Other> drawing_from(const Other& other) const
    {
        return {other};
    }
    template <class Child>
    constexpr equal_probability_rounding fork(const Child& child) const
    {
        return {stochastic_rounding<draw_count::floor, Source>{source}.fork(child).source};
    }

    friend constexpr bool operator==(const equal_probability_rounding&, const equal_probability_rounding&) = default;
};

using equal_probability = equal_probability_rounding<>;

}  // namespace lowp
