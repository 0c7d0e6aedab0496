// lowp/round/stochastic.hpp -- rounding up with the probability that the dropped part says.
//
// With p the dropped share of a step and b random bits, exactly floor(2^b p) of the 2^b draws round away from zero
// (P3109's StochasticA): a number that the format holds never moves, and the bias is below 2^-b of a step. The top b
// bits of the word are used, shifted to where the cut is. A sticky bit would make tiny values count as one more draw
// (2^-60 would round up with 2^-31), so the bits below the word are let go: what remains is the floor all the same.
#pragma once

#include "lowp/round/modes.hpp"

namespace lowp {

// A 32-bit word moved to the top of a word of U's size.
template <class U, class I>
constexpr U on_top(const I& word) noexcept
{
    if constexpr (std::same_as<U, I>)
        return word;
    else
        return static_cast<U>(word) << (8 * sizeof(U) - 32);
}

// The number of the highest bit of one word of U.
template <class U>
inline constexpr std::uint32_t top_bit = std::same_as<U, std::uint64_t> ? 63 : 31;

// The addend for the top `bits` bits (1 to 31) of a 32-bit word.
template <class U>
constexpr U stochastic_addend(const cut<U>& c, const typename index_of<U>::type& word, int bits)
{
    using index = typename index_of<U>::type;
    const index drawn = word & index(~(0xffff'ffffu >> bits));
    // word >> (width - dropped), in two steps because `dropped` may be 0; `dropped` is below the width.
    return (on_top<U>(drawn) >> 1) >> (U(top_bit<U>) - c.dropped);
}

struct stochastic {
    static constexpr bool draws = true;

    stream source{};
    int bits = 24;  // random bits an element, 1 to 31

    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return stochastic_addend(c, source.bits(c.at), bits);
    }
    template <class Child>
    constexpr stochastic fork(const Child& child) const
    {
        return {source.fork(child), bits};
    }

    friend constexpr bool operator==(const stochastic&, const stochastic&) = default;
};

}  // namespace lowp
