// lowp/linalg/gemm.hpp -- c = alpha a b + beta c, with the accumulator as an argument.
//
// Views may be strided or transposed. Blocks of both operands are copied to where the inner loop wants them; a tile of
// c stays in registers while k runs (lowp/linalg/blocked.hpp). Each element of c is one sum by one thread, in the
// accumulator's order, so the bits do not depend on the number of threads or on the width of a register.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <variant>

#include "lowp/core/contract.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/linalg/blocked.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/linalg/reference.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// A matrix of numbers to which finished sums go.
template <carrier_type T>
struct view_result {
    matrix_view<T> c;
    const gemm_options& options;

    std::size_t direct_stride() const noexcept
    {
        return options.alpha == 1 && options.beta == 0 && c.column_stride == 1 ? c.row_stride : 0;
    }
    T* at(std::size_t i, std::size_t j) const noexcept { return &c(i, j); }
    void finish(std::size_t i, std::size_t j, std::size_t count, const T* sums) const noexcept
    {
        T* const to = &c(i, j);
        for (std::size_t k = 0; k < count; ++k) {
            T& place = to[k * c.column_stride];
            place = finished(sums[k], place, options);
        }
    }
};

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

    inner::blocked_gemm<float>(order, inner::operand_of(a), inner::operand_of(b), inner::view_result<float>{c, options},
                               options.threads);
}

inline void gemm(matrix_view<const float> a, matrix_view<const float> b, matrix_view<float> c,
                 const any_accumulator& order, const gemm_options& options = {})
{
    std::visit([&](auto met) { gemm(a, b, c, met, options); }, order);
}

}  // namespace LOWP_ISA
}  // namespace lowp
