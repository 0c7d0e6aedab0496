// lowp/linalg/blocked.hpp -- a GEMM in blocks that stay in the caches.
//
// For column_block columns of b and depth_block of their elements: panels of b, packed once; then, a block of rows at a
// time, which threads share, rows of a, packed, and tiles of both. Sums that are not finished stay in memory between
// two blocks of the depth, as they are: each is one sum in the accumulator's order, whoever computes it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/tile.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Tiles of `rows` rows of a, at most row_block, with all panels of a block. `sums` is the first sum.
template <carrier_type T, class Order>
void multiply_rows(Order order, const T* a, std::size_t rows, const T* panels, std::size_t columns, std::size_t depth,
                   T* sums, std::size_t stride, bool begins)
{
    constexpr std::size_t width = panel_columns<T>;
    for (std::size_t i = 0; i < rows;) {
        const std::size_t left = rows - i;
        const std::size_t count = left >= 2 * tile_rows || left <= tile_rows ? std::min(left, tile_rows) : left / 2;
        const T* panel = panels;
        for (std::size_t j = 0; j < columns; j += width, panel += depth * width)
            [&]<std::size_t... R>(std::index_sequence<R...>) {
                ((count == R + 1 ? multiply_tile<R + 1>(order, a + i * row_stride, panel, depth, sums + i * stride + j,
                                                        stride, begins)
                                 : void()),
                 ...);
            }(std::make_index_sequence<tile_rows>{});
        i += count;
    }
}

// Blocks of a depth as equal as may be, a multiple of 16 each.
constexpr std::size_t depth_at_once(std::size_t depth) noexcept
{
    const std::size_t blocks = (depth + depth_block - 1) / depth_block;
    return blocks <= 1 ? depth : ((depth + blocks - 1) / blocks + 15) / 16 * 16;
}

// A result has direct_stride(): where sums are the result as they are, how far its rows are apart, else 0; at(i, j),
// its place then; and finish(i, j, count, sums) for sums of row i from column j on.
template <carrier_type T, class Order, class A, class B, class Result>
void blocked_gemm(Order order, const A& a, const B& b, const Result& result, int threads)
{
    constexpr std::size_t width = panel_columns<T>;
    const auto in_panels = [](std::size_t columns) { return (columns + width - 1) / width * width; };
    const std::size_t m = a.rows(), n = b.columns(), depth = a.columns();
    if (m == 0 || n == 0) return;
    const std::size_t at_once = depth_at_once(depth), columns_at_once = std::min(column_block, in_panels(n));
    const std::size_t share = (m + static_cast<std::size_t>(threads) - 1) / static_cast<std::size_t>(threads);
    const std::size_t rows_at_once = std::min(row_block, (share + tile_rows - 1) / tile_rows * tile_rows);
    const std::size_t direct_stride = result.direct_stride();
    // Sums stand in the result where it can hold them, and whole panels fit.
    const std::size_t stride = direct_stride == 0 ? columns_at_once : width;
    const scratch<T> panels(at_once * columns_at_once), sums(m * stride);

    for (std::size_t j = 0; j < n; j += columns_at_once) {
        const std::size_t columns = std::min(columns_at_once, n - j);
        const std::size_t direct = direct_stride == 0 ? 0 : columns / width * width;
        for (std::size_t k = 0; k == 0 || k < depth; k += at_once) {
            const std::size_t steps = std::min(at_once, depth - k);
            parallel_for(in_panels(columns) / width, threads, [&](std::size_t p) {
                pack_panel(b, k, steps, j + p * width, std::min(width, columns - p * width),
                           panels.data() + p * steps * width);
            });
            parallel_for((m + rows_at_once - 1) / rows_at_once, threads, [&](std::size_t block) {
                const std::size_t i = block * rows_at_once, rows = std::min(rows_at_once, m - i);
                alignas(cache_line) T packed[row_block * row_stride];
                pack_rows(a, i, rows, k, steps, packed);
                if (direct > 0)
                    multiply_rows(order, packed, rows, panels.data(), direct, steps, result.at(i, j), direct_stride,
                                  k == 0);
                if (direct == columns) return;
                T* const to = sums.data() + i * stride;
                multiply_rows(order, packed, rows, panels.data() + direct * steps, in_panels(columns - direct), steps,
                              to, stride, k == 0);
                if (k + steps == depth)
                    for (std::size_t r = 0; r < rows; ++r)
                        result.finish(i + r, j + direct, columns - direct, to + r * stride);
            });
            if (depth == 0) break;
        }
    }
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
