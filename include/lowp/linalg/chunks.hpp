// lowp/linalg/chunks.hpp -- tiles of sums by chunks: plain within, rounded to a format from chunk to chunk.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/emulated.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/rounding_tiles.hpp"
#include "lowp/linalg/tile.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Calls visit(k) for k in [first, end): pairs of an even and an odd k the odd one first, wherever a chunk begins.
template <class Visit>
[[gnu::always_inline]] inline void walk_pairs(std::size_t first, std::size_t end, const Visit& visit)
{
    std::size_t k = first;
    if (k % 2 == 1 && k < end) visit(k++);
    for (; k + 1 < end; k += 2) {
        visit(k + 1);
        visit(k);
    }
    if (k < end) visit(k);
}

// Step is that of lowp/linalg/emulated.hpp, and Products that of lowp/linalg/rounding_tiles.hpp. Chunks are whole
// numbers of words.
template <class Products, class Step>
struct chunk_kernel {
    using word = typename Products::word;
    using numbers = lanes<float>;
    using words = lanes<word>;
    static constexpr std::size_t columns = rounding_tiles<Products>::columns;

    std::size_t length;  // in words
    Step step;
    drawn_places place;

    template <std::size_t... R>
    void multiply(const tile<word, float>& t, std::index_sequence<R...>) const noexcept
    {
        const Step make = step;  // a copy of its own: no store can change it
        pair_of_sums<float> chunk[sizeof...(R)];
        (begin(t, R, chunk[R]), ...);
        const word *const rows = t.rows, *const panel = t.panel;
        const std::size_t across = t.panel_stride, first = t.k;
        const auto add_words = [&](std::size_t l) __attribute__((always_inline)) {
            const word* const from = panel + (l - first) * across;
            const words low = words::load(from), high = words::load(from + words::size);
            const auto add = [&](word factor, pair_of_sums<float>& s) __attribute__((always_inline)) {
                const words a(factor);
                Products::add(a, low, s.low);
                Products::add(a, high, s.high);
            };
            (add(rows[R * row_stride + l - first], chunk[R]), ...);
        };
        for (std::size_t k = t.k, end = t.k + t.depth; k < end;) {
            const std::size_t number = k / length, stop = std::min((number + 1) * length, end);
            if constexpr (Products::group == 1)
                walk_pairs(k, stop, add_words);
            else
                for (std::size_t l = k; l < stop; ++l) add_words(l);
            k = stop;
            if (k % length == 0 || (k == end && t.ends)) (finish(t, R, make, number, chunk[R]), ...);
        }
        if (t.ends) (finish_nan(t, R, make), ...);
        const bool goes_on = !t.ends && (t.k + t.depth) % length != 0;
        ((R < t.row_count && goes_on ? chunk[R].store(t.sums + R * t.stride + t.part) : void()), ...);
    }

private:
    [[gnu::always_inline]] void begin(const tile<word, float>& t, std::size_t r,
                                      pair_of_sums<float>& chunk) const noexcept
    {
        const bool is_there = r < t.row_count;
        if (is_there && t.begins) pair_of_sums<float>{numbers(0.0f), numbers(0.0f)}.store(t.sums + r * t.stride);
        chunk.begin(!is_there || t.k % length == 0, t.sums + r * t.stride + t.part);
    }
    // Adds a chunk to the sum.
    [[gnu::always_inline]] void finish(const tile<word, float>& t, std::size_t r, const Step& make, std::size_t number,
                                       pair_of_sums<float>& chunk) const noexcept
    {
        if (r < t.row_count) {
            float* const sums = t.sums + r * t.stride;
            const std::uint64_t at = place(number, t.i + r, t.j);
            make(chunk.low, numbers::load(sums), at).store(sums);
            make(chunk.high, numbers::load(sums + numbers::size), at + numbers::size).store(sums + numbers::size);
        }
        chunk.begin(true, nullptr);
    }
    [[gnu::always_inline]] void finish_nan(const tile<word, float>& t, std::size_t r, const Step& make) const noexcept
    {
        if (r < t.row_count)
            for (float *to = t.sums + r * t.stride, *end = to + columns; to != end; to += numbers::size)
                make.round.with_its_nan(numbers::load(to)).store(to);
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
