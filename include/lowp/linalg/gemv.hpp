// lowp/linalg/gemv.hpp -- a matrix times a vector, and a matrix plus a product of two vectors.
//
//     gemv(a, x, y);                       // y = a x; a: a view, a matrix, codes, blocks of codes
//     gemv(transposed(a), x, y, {.alpha = 2, .beta = 1});
//     ger(0.5f, x, y, a);                  // a += 0.5 x y'
//
// Each element of a x is the dot product of a row and x (lowp/linalg/vectors.hpp), in that order of summation, however
// the matrix lies in memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/linalg/epilogue.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/linalg/shapes.hpp"
#include "lowp/linalg/transposed.hpp"
#include "lowp/linalg/vectors.hpp"
#include "lowp/simd/transpose.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

inline constexpr std::size_t gemv_rows = 16;  // at a time

// y = finished(dot products of rows [i, i + count) of a, and x).
template <carrier_type T>
void gemv_of_rows(const operand<T>& a, std::size_t i, std::size_t count, std::span<const T> x, T* y,
                  const gemm_options& options)
{
    const scratch<T> room(gemv_rows * x.size());
    const scratch<T> columns(a.turned() ? gemv_rows * gemv_rows : 0);
    if (a.turned())
        for (std::size_t k = 0; k < x.size(); k += gemv_rows) {
            const std::size_t some = std::min(gemv_rows, x.size() - k);
            for (std::size_t l = 0; l < some; ++l) {
                T* const to = columns.data() + l * gemv_rows;
                const T* const from = a.run(k + l, i, count, to);
                if (from != to) std::copy_n(from, count, to);
            }
            transpose(columns.data(), gemv_rows, some, count, room.data() + k, x.size());
        }
    for (std::size_t r = 0; r < count; ++r) {
        T* const to = room.data() + r * x.size();
        const T* const row = a.turned() ? to : a.run(i + r, 0, x.size(), to);
        const T sum = dot(std::span<const T>(row, x.size()), x);
        y[r] = finished(sum, options.beta == 0 ? T(0) : y[r], T(0), options);
    }
}

}  // namespace inner

// y = alpha a x + beta y, for y of float or double; y overlaps neither a nor x. The options have no bias.
template <class A, span_of_numbers X, class Y>
void gemv(const A& a, const X& x, Y&& y, gemm_options options = {})
{
    using T = inner::number_of_span<X>;
    const std::span<const T> in(x);
    const std::span<T> out(y);
    const auto& matrix = inner::as_input(a);
    LOWP_EXPECTS(inner::column_count(matrix) == in.size(), "gemv: as many columns of a as elements of x");
    LOWP_EXPECTS(inner::row_count(matrix) == out.size(), "gemv: as many rows of a as elements of y");
    LOWP_EXPECTS(options.bias.empty(), "gemv: no bias");
    const matrix_view<T> result(out, out.size(), 1);
    LOWP_EXPECTS(inner::disjoint(matrix, result) && inner::disjoint(matrix_view<const T>(in, in.size(), 1), result),
                 "gemv: a y that overlaps neither a nor x");
    options.alpha *= inner::scale_of(matrix);
    inner::with_operand<T>(matrix, [&](const inner::operand<T>& m) {
        const std::size_t parts = (out.size() + inner::gemv_rows - 1) / inner::gemv_rows;
        parallel_for(parts, options.threads, [&](std::size_t part) {
            const std::size_t i = part * inner::gemv_rows;
            inner::gemv_of_rows(m, i, std::min(inner::gemv_rows, out.size() - i), in, out.data() + i, options);
        });
    });
}

// a += alpha x y', each element by two products and a sum, rounded one after the other: (alpha x_i) y_j is added.
// Rows of a are of consecutive elements.
template <class Alpha, span_of_numbers X, span_of_numbers Y, carrier_type T>
void ger(Alpha alpha, const X& x, const Y& y, const matrix_view<T>& a, const pass& how = {})
{
    LOWP_EXPECTS(a.rows == std::size(x) && a.columns == std::size(y),
                 "ger: a with a row for each x, a column for each y");
    LOWP_EXPECTS(a.column_stride == 1, "ger: rows of consecutive elements");
    const std::span<const T> factors(x), others(y);
    LOWP_EXPECTS(inner::disjoint(matrix_view<const T>(factors, 1, factors.size()), a) &&
                     inner::disjoint(matrix_view<const T>(others, 1, others.size()), a),
                 "ger: an a that overlaps neither x nor y");
    parallel_for(a.rows, how.threads, [&](std::size_t i) {
        axpy(unfused_product(static_cast<T>(alpha), factors[i]), y, std::span<T>(a.data + i * a.row_stride, a.columns));
    });
}

template <class Alpha, span_of_numbers X, span_of_numbers Y, carrier_type T>
void ger(Alpha alpha, const X& x, const Y& y, matrix<T>& a, const pass& how = {})
{
    ger(alpha, x, y, a.view(), how);
}

}  // namespace LOWP_ISA
}  // namespace lowp
