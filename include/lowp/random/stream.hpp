// lowp/random/stream.hpp -- random bits as a function of (seed, stream, index), with no state anywhere.
//
// A stream is 64 bits of seed. `fork` makes an independent stream for a step, a tensor, a role; `bits(index)` is the
// 32-bit word at a 64-bit position. Element i of a tensor always draws the same word, whatever the thread count, the
// register width or the way the tensor is cut up. Every printed result of the library hangs on this function, so known
// answers are in its test, and it does not change.
//
// Sixteen neighbouring words share a 64-bit key: the output of splitmix64 (Steele, Lea, Flood 2014; finaliser:
// Stafford's variant 13) at the block's number, with a start and an odd step that belong to the stream. One such key
// costs two multiplications and serves a register or several. The words of a block are told apart by sixteen constants,
// hashed with the two halves of the key by two multiplications each (multipliers: C. Wellons's 32-bit search, 2018).
// Hashing a plain counter with as little would leave words at some distances related; a fresh key a block is what
// forbids it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lowp/core/contract.hpp"

namespace lowp {

constexpr std::uint64_t mix64(std::uint64_t x) noexcept
{
    x ^= x >> 30;
    x *= 0xbf58'476d'1ce4'e5b9u;
    x ^= x >> 27;
    x *= 0x94d0'49bb'1331'11ebu;
    return x ^ (x >> 31);
}

namespace detail {

// The upper halves of mix64(k * 0x9e37'79b9'7f4a'7c15) for k = 1 ... 16.
inline constexpr std::uint32_t word_places[16] = {
    0xe220'a839u, 0x6e78'9e6au, 0x06c4'5d18u, 0xf88b'b8a8u, 0x1b39'896au, 0x53cb'9f0cu, 0x2c82'9abeu, 0xc584'133au,
    0x3ee5'7890u, 0xf3b8'488cu, 0x657e'ecddu, 0xc2d3'26e0u, 0x8621'a03fu, 0x8e1f'7555u, 0xb54e'0f16u, 0x84bb'3f97u};

// Words in memory as an I: one of them, or a register.
template <class I>
constexpr I words_from(const std::uint32_t* from) noexcept
{
    if constexpr (requires { I::load(from); })
        return I::load(from);
    else
        return *from;
}
template <class I>
constexpr void words_to(std::uint32_t* to, const I& x) noexcept
{
    if constexpr (requires { x.store(to); })
        x.store(to);
    else
        *to = x;
}
template <class I>
inline constexpr std::size_t words_in = sizeof(I) / sizeof(std::uint32_t);

// Where a stream's keys begin, and how far they are apart before they are mixed.
constexpr std::uint64_t start_of_keys(std::uint64_t seed) noexcept { return mix64(seed + 0x3c6e'f372'fe94'f82au); }
constexpr std::uint64_t step_of_keys(std::uint64_t seed) noexcept { return mix64(seed + 0xdaa6'6d2c'7ddf'743fu) | 1; }

// The words of a key from `place` on.
template <class I>
constexpr I words_of_key(std::uint64_t key, std::size_t place) noexcept
{
    I x = words_from<I>(word_places + place) ^ I(static_cast<std::uint32_t>(key));
    x = x * I(0x7feb'352du);
    x = x ^ (x >> 15) ^ I(static_cast<std::uint32_t>(key >> 32));
    x = x * I(0x846c'a68bu);
    return x ^ (x >> 16);
}

}  // namespace detail

struct stream {
    static constexpr std::size_t block = 16;  // words to a key

    std::uint64_t seed = 0;

    // An independent stream for each child: a step, a layer, a role.
    constexpr stream fork(std::uint64_t child) const noexcept
    {
        return {mix64(mix64(seed + 0x9e37'79b9'7f4a'7c15u) + child * 0xd134'2543'de82'ef95u)};
    }
    constexpr stream fork(std::string_view name) const noexcept
    {
        stream s = fork(0x6c6f'7770'6e61'6d65u + name.size());  // apart from the small numbers that steps are
        for (const char c : name) s = s.fork(static_cast<unsigned char>(c));
        return s;
    }

    // The words from `first` on. I is std::uint32_t, or lanes of it that do not reach beyond the block of `first`.
    template <class I = std::uint32_t>
    constexpr I bits(std::uint64_t first) const noexcept
    {
        const std::uint64_t start = detail::start_of_keys(seed), step = detail::step_of_keys(seed);
        return detail::words_of_key<I>(mix64(start + first / block * step), first % block);
    }

    // Words first ... first + n - 1, both multiples of 64, with one key for all registers of a block. I is as in bits,
    // and says in which registers to compute.
    template <class I = std::uint32_t>
    constexpr void fill(std::uint64_t first, std::uint32_t* words, std::size_t n) const noexcept
    {
        LOWP_EXPECTS(first % 64 == 0 && n % 64 == 0, "random words in multiples of 64");
        const std::uint64_t start = detail::start_of_keys(seed), step = detail::step_of_keys(seed);
        for (std::size_t i = 0; i < n; i += block) {
            const std::uint64_t key = mix64(start + (first + i) / block * step);
            for (std::size_t k = 0; k < block; k += detail::words_in<I>)
                detail::words_to(words + i + k, detail::words_of_key<I>(key, k));
        }
    }

    // Uniform over the 2^24 multiples of 2^-24 in [0, 1).
    constexpr float uniform(std::uint64_t index) const noexcept
    {
        return static_cast<float>(bits(index) >> 8) * 0x1p-24f;
    }

    friend constexpr bool operator==(const stream&, const stream&) = default;
};

}  // namespace lowp
