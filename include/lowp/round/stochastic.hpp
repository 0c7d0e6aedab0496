// lowp/round/stochastic.hpp -- rounding up with the probability that the dropped part says.
//
// With p the dropped share of a step and b random bits, exactly floor(2^b p) of the 2^b draws round away from zero
// (P3109's StochasticA): a number that the format holds never moves, and the bias is below 2^-b of a step. The top b
// bits of the word are used, shifted to where the cut is. A sticky bit would make tiny values count as one more draw
// (2^-60 would round up with 2^-31), so the bits below the word are let go: what remains is the floor all the same.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "lowp/random/stream.hpp"
#include "lowp/round/modes.hpp"

namespace lowp {

// The random word that goes with a word U of a magnitude: 32 bits, as many of them as there are in U.
template <class U>
using random_word = std::conditional_t<std::same_as<U, std::uint64_t>, std::uint32_t, U>;

// The addend for the top `bits` bits (1 to 31) of a random word.
template <class U>
constexpr U stochastic_addend(const cut<U>& c, const random_word<U>& word, int bits)
{
    const random_word<U> drawn = word & random_word<U>(~(0xffff'ffffu >> bits));
    // The bits at the top of U, moved down to where the cut is: by width - dropped, of which one at once, since
    // `dropped` may be 0; it is below the width.
    if constexpr (std::same_as<U, std::uint64_t>)
        return (static_cast<U>(drawn) << 31) >> (63 - c.dropped);
    else
        return (drawn >> 1) >> (U(31u) - c.dropped);
}

struct stochastic {
    static constexpr bool draws = true;

    stream source{};
    int bits = 24;  // random bits an element, 1 to 31

    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return stochastic_addend(c, source.bits<random_word<U>>(c.at), bits);
    }
    constexpr bool is_valid() const noexcept { return bits >= 1 && bits <= 31; }

    template <class Child>
    constexpr stochastic fork(const Child& child) const
    {
        if constexpr (std::integral<Child>)
            return {source.fork(static_cast<std::uint64_t>(child)), bits};
        else
            return {source.fork(child), bits};
    }

    friend constexpr bool operator==(const stochastic&, const stochastic&) = default;
};

}  // namespace lowp
