// lowp/random/philox.hpp -- Philox4x32-10, the conservative choice of random bits, usable wherever a stream is.
//
// Ten rounds, each of two 32-bit multiplications to 64 bits, make four words of a 128-bit counter and a 64-bit key
// (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011). It is the counter-based generator
// that others have tested and publish results with, at two to four times the cost of a `stream`; ten times where words
// are asked for by the register, since three of four outputs are then lost. The seed is the key.
//
// Words come in batches of 64, from sixteen counters: word i is in batch i / 64, component i % 64 / 16 of the output of
// counter i / 64 * 16 + i % 16. A register then has one component of consecutive counters, whatever its width, and no
// output is lost where a batch is asked for whole.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lowp/core/bits.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/random/stream.hpp"

namespace lowp {

// The four words of a counter, both with their lowest word first; of one, or of a register of counters.
template <class I>
constexpr std::array<I, 4> philox4x32_10(const std::array<I, 4>& counter, std::uint64_t key) noexcept
{
    auto [a, b, c, d] = counter;
    auto low = static_cast<std::uint32_t>(key), high = static_cast<std::uint32_t>(key >> 32);
    for (int round = 0; round < 10; ++round) {
        const auto from_a = whole_product(a, I(0xd251'1f53u)), from_c = whole_product(c, I(0xcd9e'8d57u));
        a = from_c.high ^ b ^ I(low);
        b = from_c.low;
        c = from_a.high ^ d ^ I(high);
        d = from_a.low;
        low += 0x9e37'79b9u;
        high += 0xbb67'ae85u;
    }
    return {a, b, c, d};
}

struct philox {
    static constexpr std::size_t batch = 64;  // words to sixteen counters
    static constexpr bool made_ahead = true;  // kernels should fill() rather than ask for a register's bits()

    std::uint64_t seed = 0;

    // An independent source for each child, as those of a stream: another key.
    constexpr philox fork(std::uint64_t child) const noexcept { return {stream{seed}.fork(child).seed}; }
    constexpr philox fork(std::string_view name) const noexcept { return {stream{seed}.fork(name).seed}; }

    // The words from `first` on. I is std::uint32_t, or lanes of it that do not reach beyond a multiple of 16.
    template <class I = std::uint32_t>
    constexpr I bits(std::uint64_t first) const noexcept
    {
        return outputs<I>(first / batch * 16 + first % 16, seed)[first % batch / 16];
    }

    // Words first ... first + n - 1, both multiples of 64: no output is lost. I is as in bits, and says in which
    // registers to compute.
    template <class I = std::uint32_t>
    constexpr void fill(std::uint64_t first, std::uint32_t* words, std::size_t n) const noexcept
    {
        LOWP_EXPECTS(first % batch == 0 && n % batch == 0, "random words in multiples of 64");
        const std::uint64_t key = seed;  // a copy, which no store to `words` can change
        for (std::size_t i = 0; i < n; i += batch)
            for (std::size_t k = 0; k < 16; k += detail::words_in<I>) {
                const auto all = outputs<I>((first + i) / batch * 16 + k, key);
                for (std::size_t component = 0; component < 4; ++component)
                    detail::words_to(words + i + component * 16 + k, all[component]);
            }
    }

    friend constexpr bool operator==(const philox&, const philox&) = default;

private:
    // Those of counters `number`, number + 1, ..., which differ in their lowest four bits only.
    template <class I>
    static constexpr std::array<I, 4> outputs(std::uint64_t number, std::uint64_t key) noexcept
    {
        constexpr std::uint32_t numbers[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        const I lowest = I(static_cast<std::uint32_t>(number / 16 * 16)) ^ detail::words_from<I>(numbers + number % 16);
        return philox4x32_10<I>({lowest, I(static_cast<std::uint32_t>(number >> 32)), I(0u), I(0u)}, key);
    }
};

}  // namespace lowp
