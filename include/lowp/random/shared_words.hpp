// lowp/random/shared_words.hpp -- one random word for four elements or two, where random bits are what costs.
//
// An opt-in, and never for master weights: an element has 8 (or 16) bits of its own and no more, so under variant A
// an update below 2^-8 (2^-16) of a step is lost, every time. Use it with at most so many bits an element; modes
// refuse more.
//
// Elements come in batches of 16 * share, with share = 32 / Bits. Element i is in batch i / (16 * share), slot
// i % (16 * share) / 16, lane i % 16; its word is that of `source` at 16 * batch + lane, moved up by Bits * slot, of
// which the top Bits bits count and the others are zero. The layout is the same for every register width.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lowp/core/contract.hpp"
#include "lowp/random/stream.hpp"

namespace lowp {

template <int Bits, class Source = stream>
    requires(Bits == 8 || Bits == 16)
struct shared_words {
    static constexpr int most_bits = Bits;
    static constexpr int share = 32 / Bits;   // elements to a word
    static constexpr bool made_ahead = true;  // kernels should fill() rather than ask for a register's bits()

    Source source{};

    constexpr shared_words fork(std::uint64_t child) const noexcept { return {source.fork(child)}; }
    constexpr shared_words fork(std::string_view name) const noexcept { return {source.fork(name)}; }

    // The words from `first` on. I is std::uint32_t, or lanes of it that do not reach beyond a multiple of 16.
    template <class I = std::uint32_t>
    constexpr I bits(std::uint64_t first) const noexcept
    {
        return of_slot(source.template bits<I>(first / batch * 16 + first % 16), static_cast<int>(first % batch / 16));
    }

    // Words first ... first + n - 1, both multiples of 64, each word of the source computed once. I is as in bits, and
    // says in which registers to compute.
    template <class I = std::uint32_t>
    constexpr void fill(std::uint64_t first, std::uint32_t* words, std::size_t n) const noexcept
        requires requires { source.template fill<I>(first, words, n); }
    {
        LOWP_EXPECTS(first % 64 == 0 && n % 64 == 0, "random words in multiples of 64");
        const Source from = source;  // a copy, which no store to `words` can change
        std::uint32_t drawn[64] = {};
        for (std::size_t i = 0; i < n;) {
            const std::uint64_t number = (first + i) / batch;
            from.template fill<I>(number / 4 * 64, drawn, 64);  // for this batch and those after it, to a multiple of 4
            for (std::size_t k = number % 4 * 16; k < 64 && i < n; k += 16, i += batch)
                for (std::size_t lane = 0; lane < 16; lane += detail::words_in<I>) {
                    const I word = detail::words_from<I>(drawn + k + lane);
                    for (int slot = 0; slot < share; ++slot)
                        detail::words_to(words + i + 16 * slot + lane, of_slot(word, slot));
                }
        }
    }

    friend constexpr bool operator==(const shared_words&, const shared_words&) = default;

private:
    static constexpr std::size_t batch = 16 * share;  // elements to sixteen words

    // What the elements of a slot have of a word.
    template <class I>
    static constexpr I of_slot(const I& word, int slot) noexcept
    {
        return (word << (Bits * slot)) & I(~(0xffff'ffffu >> Bits));
    }
};

}  // namespace lowp
