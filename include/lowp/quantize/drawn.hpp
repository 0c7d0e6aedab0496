// lowp/quantize/drawn.hpp -- random words made ahead, for a block of elements at a time.
//
// Some sources make many words at less cost than a register of them: Philox has four registers a call, shared words
// serve several. A mode that draws from such a one is exchanged, for the length of a pass, for a mode that reads words
// which its source has filled a block with: the same words, at the same places.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "lowp/core/aligned.hpp"
#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// The words of a block of elements and of those around it, up to multiples of 64.
struct drawn_block {
    std::uint64_t begin = 0;
    alignas(cache_line) std::uint32_t words[in_block + 64];
};
// A source of what is in a block.
struct drawn_words {
    static constexpr int most_bits = 32;

    const drawn_block* block;

    template <class I = std::uint32_t>
    I bits(std::uint64_t first) const noexcept
    {
        const std::uint32_t* const word = block->words + static_cast<std::size_t>(first - block->begin);
        if constexpr (std::same_as<I, std::uint32_t>)
            return *word;
        else
            return I::load(word);
    }
};

template <class R>
concept draws_ahead = requires(const R mode, drawn_words words, std::uint32_t* to) {
    requires decltype(mode.source)::made_ahead;
    mode.source.template fill<lanes<std::uint32_t>>(std::uint64_t{}, to, std::size_t{});
    mode.drawing_from(words);
};

// The two loops below call work(i, count) for numbers [i, i + count) of n, whose first is number `first` of its tensor.
// They are named so that one of them serves all that is done in it.
struct all_at_once {
    template <class Work>
    void operator()(std::uint64_t, std::size_t n, const Work& work) const
    {
        work(std::size_t{0}, n);
    }
};
// By blocks, when their words are there.
template <class R>
struct block_by_block {
    drawn_block& block;
    const R& mode;

    template <class Work>
    void operator()(std::uint64_t first, std::size_t n, const Work& work) const
    {
        for (std::size_t i = 0; i < n;) {
            block.begin = (first + i) / 64 * 64;
            const auto offset = static_cast<std::size_t>(first + i - block.begin);
            const std::size_t count = smaller(in_block, n - i);
            mode.source.template fill<lanes<std::uint32_t>>(block.begin, block.words, (offset + count + 63) / 64 * 64);
            work(i, count);
            i += count;
        }
    }
};

// Calls use(mode, over): a mode that gives the same as R, and the loop in which it does. One for each thread.
template <class R, class Use>
auto with_drawn_words(const R& mode, const Use& use)
{
    if constexpr (draws_ahead<R>) {
        drawn_block block;
        return use(mode.drawing_from(drawn_words{&block}), block_by_block<R>{block, mode});
    } else {
        return use(mode, all_at_once{});
    }
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
