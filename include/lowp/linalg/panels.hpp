// lowp/linalg/panels.hpp -- operands copied to where a GEMM's inner loop wants them.
//
// Of a, a block of rows: row after row, each with room for depth_block elements and a few more, so that rows do not
// compete for the same places of a cache. Of b, panels of panel_columns columns, in which the columns of one k are
// neighbours; the last one is padded by zeros.
#pragma once

#include <algorithm>
#include <cstddef>

#include "lowp/core/isa.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/simd/lanes.hpp"
#include "lowp/simd/transpose.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

inline constexpr std::size_t panel_registers = 2;
template <carrier_type T>
inline constexpr std::size_t panel_columns = panel_registers * lanes<T>::size;
// A tile of so many rows has its sums in registers, with two for b and one for a.
inline constexpr std::size_t tile_rows = register_count >= 32 ? 12 : 6;
inline constexpr std::size_t depth_block = 256;   // elements of a row of a, or of a column of b, at a time
inline constexpr std::size_t row_block = 96;      // rows of a, a multiple of tile_rows
inline constexpr std::size_t column_block = 512;  // columns of b, a multiple of panel_columns
inline constexpr std::size_t row_stride = depth_block + 16;

// Rows [i, i + rows) and columns [k, k + depth) of an operand, rows at most row_block and depth at most depth_block.
template <class A, class T>
void pack_rows(const A& a, std::size_t i, std::size_t rows, std::size_t k, std::size_t depth, T* to)
{
    if (!a.turned) {
        for (std::size_t r = 0; r < rows; ++r) a.read(i + r, k, depth, to + r * row_stride);
        return;
    }
    constexpr std::size_t at_once = 16;
    alignas(64) T columns[at_once * row_block];
    for (std::size_t l = 0; l < depth; l += at_once) {
        const std::size_t count = std::min(at_once, depth - l);
        for (std::size_t c = 0; c < count; ++c) a.read(k + l + c, i, rows, columns + c * row_block);
        transpose(columns, row_block, count, rows, to + l, row_stride);
    }
}

// A panel: rows [k, k + depth) and columns [j, j + count) of an operand, depth at most depth_block.
template <class B, class T>
void pack_panel(const B& b, std::size_t k, std::size_t depth, std::size_t j, std::size_t count, T* to)
{
    constexpr std::size_t width = panel_columns<T>;
    if (count < width) std::fill_n(to, depth * width, T(0));
    if (!b.turned) {
        for (std::size_t l = 0; l < depth; ++l) b.read(k + l, j, count, to + l * width);
        return;
    }
    alignas(64) T rows[width * row_stride];
    for (std::size_t c = 0; c < count; ++c) b.read(j + c, k, depth, rows + c * row_stride);
    transpose(rows, row_stride, count, depth, to, width);
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
