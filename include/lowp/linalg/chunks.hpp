// lowp/linalg/chunks.hpp -- tiles of sums by chunks: plain within, rounded to a format from chunk to chunk.
#pragma once

#include <algorithm>
#include <cstddef>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/emulated.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/tile.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Calls visit(k) for k in [first, end): pairs of an even and an odd k the odd one first, wherever a chunk begins.
template <class Visit>
void walk_pairs(std::size_t first, std::size_t end, const Visit& visit)
{
    std::size_t k = first;
    if (k % 2 == 1 && k < end) visit(k++);
    for (; k + 1 < end; k += 2) {
        visit(k + 1);
        visit(k);
    }
    if (k < end) visit(k);
}

// Step is that of lowp/linalg/emulated.hpp. Between blocks of the depth there are two numbers: the sum, and that of the
// chunk so far.
template <class Step>
struct chunk_kernel {
    using element = float;
    using word = float;
    using sum = float;
    using numbers = lanes<float>;
    static constexpr std::size_t group = 1, registers = 2, columns = registers * numbers::size, parts = 2;
    static constexpr std::size_t rows_at_once = register_count >= 32 ? 8 : 4;
    using tiles = whole_tiles<rows_at_once>;

    std::size_t length;
    Step step;
    drawn_places place;

    static void finish_rows(float* to, std::size_t rows, std::size_t depth) noexcept
    {
        fill_tile<rows_at_once>(to, rows, depth);
    }

    template <std::size_t Rows>
    void multiply(const tile<float, float>& t) const noexcept
    {
        const Step make = step;
        const auto sums_of = [&](std::size_t r, std::size_t v) { return t.sums + r * t.stride + v * numbers::size; };
        numbers chunk[Rows][registers];
        for (std::size_t r = 0; r < Rows; ++r)
            for (std::size_t v = 0; v < registers; ++v) {
                chunk[r][v] = numbers(0.0f);
                if (r >= t.row_count) continue;
                if (t.begins) chunk[r][v].store(sums_of(r, v));
                if (t.k % length != 0) chunk[r][v] = numbers::load(sums_of(r, v) + t.part);
            }
        const float *const rows = t.rows - t.k, *const panel = t.panel - t.k * t.panel_stride;
        const std::size_t across = t.panel_stride;
        for (std::size_t k = t.k, end = t.k + t.depth; k < end;) {
            const std::size_t chunk_number = k / length, stop = std::min((chunk_number + 1) * length, end);
            walk_pairs(k, stop, [&](std::size_t l) {
                numbers b[registers];
                for (std::size_t v = 0; v < registers; ++v)
                    b[v] = numbers::load(panel + l * across + v * numbers::size);
                for (std::size_t r = 0; r < Rows; ++r) {
                    const numbers a(rows[r * row_stride + l]);
                    for (std::size_t v = 0; v < registers; ++v) chunk[r][v] = multiply_add(a, b[v], chunk[r][v]);
                }
            });
            k = stop;
            if (k % length != 0 && !(k == end && t.ends)) break;
            for (std::size_t r = 0; r < Rows; ++r)
                for (std::size_t v = 0; v < registers; ++v) {
                    if (r < t.row_count)
                        make(numbers(1.0f), chunk[r][v], numbers::load(sums_of(r, v)),
                             place(chunk_number, t.i + r, t.j + v * numbers::size))
                            .store(sums_of(r, v));
                    chunk[r][v] = numbers(0.0f);
                }
        }
        for (std::size_t r = 0; r < t.row_count; ++r)
            for (std::size_t v = 0; v < registers; ++v) chunk[r][v].store(sums_of(r, v) + t.part);
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
