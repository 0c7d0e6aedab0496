// lowp/random/stream.hpp -- random bits as a function of (seed, stream, index), with no state anywhere.
//
// A stream is 64 bits of seed. `fork` makes an independent stream for a step, a tensor, a role; `bits(index)` is the
// 32-bit word at a 64-bit position. Element i of a tensor always draws the same word, whatever the thread count, the
// register width or the way the tensor is cut up.
//
// The word is a keyed hash of the low half of the index: two rounds of xor-shift and multiply (the two multipliers are
// those that C. Wellons's search found for 32-bit hashes, 2018), with one half of a 64-bit key before and the other
// half between the multiplies, so that two keys do not give the same words in another order, and the state after the
// first round added again at the end, so that the words of a stream are no permutation and repeat as random ones do.
// Keys and forks are mixed by splitmix64's finaliser (Stafford's variant 13). Every printed result of the library hangs
// on this function: known answers are in its test.
#pragma once

#include <cstdint>
#include <string_view>

namespace lowp {

// A 64-bit index whose high half is common to a whole register of elements. I is std::uint32_t or lanes of it.
template <class I>
struct position {
    I low;
    std::uint32_t high;
};
constexpr position<std::uint32_t> position_of(std::uint64_t index) noexcept
{
    return {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32)};
}

constexpr std::uint64_t mix64(std::uint64_t x) noexcept
{
    x ^= x >> 30;
    x *= 0xbf58'476d'1ce4'e5b9u;
    x ^= x >> 27;
    x *= 0x94d0'49bb'1331'11ebu;
    return x ^ (x >> 31);
}

// The word at `low` under a key; I may be lanes.
template <class I>
constexpr I keyed_word(std::uint64_t key, const I& low) noexcept
{
    I x = low ^ I(static_cast<std::uint32_t>(key));
    x = x ^ (x >> 16);
    x = (x * I(0x7feb'352du)) ^ I(static_cast<std::uint32_t>(key >> 32));
    I y = x ^ (x >> 15);
    y = y * I(0x846c'a68bu);
    return y ^ (y >> 16) ^ x;
}

struct stream {
    std::uint64_t seed = 0;

    // An independent stream for each child: a step, a layer, a role.
    constexpr stream fork(std::uint64_t child) const noexcept
    {
        return {mix64(mix64(seed + 0x9e37'79b9'7f4a'7c15u) + child * 0xd134'2543'de82'ef95u)};
    }
    constexpr stream fork(std::string_view name) const noexcept
    {
        stream s = fork(name.size());
        for (const char c : name) s = s.fork(static_cast<unsigned char>(c));
        return s;
    }

    // The key of all words whose index has this high half.
    constexpr std::uint64_t key(std::uint32_t high) const noexcept
    {
        return mix64(mix64(seed + 0x3c6e'f372'fe94'f82au) ^ (0xa54f'f53a'5f1d'36f1u * (high + std::uint64_t{1})));
    }
    template <class I>
    constexpr I bits(const position<I>& at) const noexcept
    {
        return keyed_word(key(at.high), at.low);
    }
    constexpr std::uint32_t bits(std::uint64_t index) const noexcept { return bits(position_of(index)); }

    // Uniform over the 2^24 multiples of 2^-24 in [0, 1).
    constexpr float uniform(std::uint64_t index) const noexcept
    {
        return static_cast<float>(bits(index) >> 8) * 0x1p-24f;
    }

    friend constexpr bool operator==(const stream&, const stream&) = default;
};

}  // namespace lowp
