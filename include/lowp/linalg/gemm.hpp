// lowp/linalg/gemm.hpp -- c = alpha a b + beta c, with the accumulator as an argument.
//
// Views may be strided or transposed. b is copied once into panels of a few registers' width, in the order in which k
// is summed; a tile of c stays in registers while k runs. Each element of c is one sum by one thread, in the
// accumulator's order, so the bits do not depend on the number of threads or on the width of a register.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <variant>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/linalg/reference.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

inline constexpr std::size_t panel_registers = 2, panel_columns = panel_registers * lane_count, tile_rows = 6;

inline lanes<float> accumulated(accumulate::ordered, lanes<float> a, lanes<float> b, lanes<float> sum) noexcept
{
    return sum + unfused_product(a, b);
}
inline lanes<float> accumulated(accumulate::wide, lanes<float> a, lanes<float> b, lanes<float> sum) noexcept
{
    return multiply_add(a, b, sum);
}

// Copies b into panels: panel p holds columns [p * panel_columns, ...) of all rows in summation order, padded by zeros.
template <class Accumulate>
aligned_vector<float> packed_panels(matrix_view<const float> b, Accumulate order)
{
    const std::size_t panels = (b.columns + panel_columns - 1) / panel_columns;
    aligned_vector<float> packed(panels * b.rows * panel_columns);
    float* to = packed.data();
    for (std::size_t p = 0; p < panels; ++p) {
        const std::size_t first = p * panel_columns, count = std::min(panel_columns, b.columns - first);
        for (std::size_t step = 0; step < b.rows; ++step, to += panel_columns)
            for (std::size_t j = 0; j < count; ++j) to[j] = b(order.at(step, b.rows), first + j);
    }
    return packed;
}

// Rows [i, i + Rows) of c under one panel; `panel` is a packed panel, `first` its first column.
template <std::size_t Rows, class Accumulate>
void gemm_tile(matrix_view<const float> a, const float* panel, matrix_view<float> c, std::size_t i, std::size_t first,
               Accumulate order, const gemm_options& options) noexcept
{
    lanes<float> sums[Rows][panel_registers];
    for (auto& row : sums)
        for (auto& sum : row) sum = lanes<float>(0.0f);

    const float* const corner = a.data + i * a.row_stride;
    for (std::size_t step = 0; step < a.columns; ++step, panel += panel_columns) {
        const float* const column = corner + order.at(step, a.columns) * a.column_stride;
        lanes<float> wide_b[panel_registers];
        for (std::size_t v = 0; v < panel_registers; ++v) wide_b[v] = lanes<float>::load(panel + v * lane_count);
        for (std::size_t r = 0; r < Rows; ++r) {
            const lanes<float> wide_a(column[r * a.row_stride]);
            for (std::size_t v = 0; v < panel_registers; ++v)
                sums[r][v] = accumulated(order, wide_a, wide_b[v], sums[r][v]);
        }
    }

    const std::size_t count = std::min(panel_columns, c.columns - first);
    for (std::size_t r = 0; r < Rows; ++r) {
        alignas(64) float row[panel_columns];
        for (std::size_t v = 0; v < panel_registers; ++v) sums[r][v].store(row + v * lane_count);
        for (std::size_t j = 0; j < count; ++j) {
            float& to = c(i + r, first + j);
            to = finished(row[j], to, options);
        }
    }
}

// The first and one past the last element that a view can touch.
template <class T>
std::pair<const void*, const void*> extent(const matrix_view<T>& m) noexcept
{
    if (m.rows == 0 || m.columns == 0) return {nullptr, nullptr};
    return {m.data, m.data + (m.rows - 1) * m.row_stride + (m.columns - 1) * m.column_stride + 1};
}
inline bool disjoint(matrix_view<const float> input, matrix_view<float> output) noexcept
{
    // Column ranges of one row-major buffer: rows interleave, elements do not meet.
    const std::size_t stride = output.row_stride;
    if (input.row_stride == stride && input.column_stride == 1 && output.column_stride == 1 && stride > 0) {
        const auto bytes = reinterpret_cast<std::uintptr_t>(output.data) - reinterpret_cast<std::uintptr_t>(input.data);
        const auto apart = static_cast<std::ptrdiff_t>(bytes) / static_cast<std::ptrdiff_t>(sizeof(float));
        const auto width = static_cast<std::ptrdiff_t>(stride);
        const auto shift = static_cast<std::size_t>((apart % width + width) % width);
        if (shift >= input.columns && shift + output.columns <= stride) return true;
    }
    const auto [a, a_end] = extent(input);
    const auto [c, c_end] = extent(output);
    const std::less_equal<const void*> before;
    return a == a_end || c == c_end || before(a_end, c) || before(c_end, a);
}

inline bool no_element_twice(const matrix_view<float>& c) noexcept
{
    if (c.rows <= 1 || c.columns <= 1)
        return (c.rows <= 1 || c.row_stride > 0) && (c.columns <= 1 || c.column_stride > 0);
    return c.column_stride > 0 && c.row_stride > 0 &&
           (c.row_stride > (c.columns - 1) * c.column_stride || c.column_stride > (c.rows - 1) * c.row_stride);
}

}  // namespace inner

// c = alpha * a b + beta * c, where a is m x k, b is k x n and c is m x n; c's memory overlaps neither a's nor b's, but
// may be other columns of the same rows. With k = 0 the sums are 0.
template <class Accumulate = accumulate::wide>
void gemm(matrix_view<const float> a, matrix_view<const float> b, matrix_view<float> c, Accumulate order = {},
          const gemm_options& options = {})
{
    LOWP_EXPECTS(a.columns == b.rows, "gemm: as many columns of a as rows of b");
    LOWP_EXPECTS(c.rows == a.rows && c.columns == b.columns, "gemm: c with the rows of a and the columns of b");
    LOWP_EXPECTS(inner::no_element_twice(c), "gemm: a c whose strides tell its elements apart");
    LOWP_EXPECTS(options.threads >= 1, "gemm: at least one thread");
    LOWP_EXPECTS(inner::disjoint(a, c) && inner::disjoint(b, c), "gemm: a c that overlaps neither a nor b");

    const auto packed = inner::packed_panels(b, order);
    const std::size_t tiles = (c.rows + inner::tile_rows - 1) / inner::tile_rows;
    parallel_for(tiles, options.threads, [&](std::size_t tile) {
        const std::size_t i = tile * inner::tile_rows, rows = std::min(inner::tile_rows, c.rows - i);
        const float* panel = packed.data();
        for (std::size_t first = 0; first < c.columns;
             first += inner::panel_columns, panel += b.rows * inner::panel_columns)
            [&]<std::size_t... R>(std::index_sequence<R...>) {
                ((rows == R + 1 ? inner::gemm_tile<R + 1>(a, panel, c, i, first, order, options) : void()), ...);
            }(std::make_index_sequence<inner::tile_rows>{});
    });
}

inline void gemm(matrix_view<const float> a, matrix_view<const float> b, matrix_view<float> c,
                 const any_accumulator& order, const gemm_options& options = {})
{
    std::visit([&](auto met) { gemm(a, b, c, met, options); }, order);
}

}  // namespace LOWP_ISA
}  // namespace lowp
