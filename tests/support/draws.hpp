// tests/support/draws.hpp -- the modes that draw, made to draw words of our choosing.
#pragma once

#include <cstdint>

#include "lowp/round/stochastic.hpp"

namespace test {

// In the place of a stream: the same word at every index.
struct chosen {
    std::uint32_t word = 0;

    template <class I>
    constexpr I bits(std::uint64_t) const noexcept
    {
        return I(word);
    }
    friend constexpr bool operator==(const chosen&, const chosen&) = default;
};

// Draw r of 2^bits; the rest of the word is noise that must not matter.
constexpr chosen draw(std::uint32_t r, int bits)
{
    const std::uint32_t noise = 0x9e37'79b9u * (r + 1);
    return {r << (32 - bits) | noise >> bits};
}

template <lowp::draw_count Count>
using drawn = lowp::stochastic_rounding<Count, chosen>;
using drawn_a = drawn<lowp::draw_count::floor>;
using drawn_b = drawn<lowp::draw_count::half_up>;
using drawn_c = drawn<lowp::draw_count::half_even>;
using tossed = lowp::equal_probability_rounding<chosen>;

template <lowp::draw_count Count>
constexpr drawn<Count> with_draw(const drawn<Count>&, std::uint32_t r, int bits)
{
    return {draw(r, bits), bits};
}
// One of the bits is the coin.
constexpr tossed with_draw(const tossed&, std::uint32_t r, int bits) { return {draw(r, bits)}; }

}  // namespace test
