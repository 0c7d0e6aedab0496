// lowp/core/matrix_view.hpp -- a matrix that somebody else owns: a pointer, a shape and two strides.
//
// Element (i, j) stands at data[i * row_stride + j * column_stride]. Transposing exchanges the strides and moves
// nothing. T may be const; a view of T converts to a view of const T.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>

#include "lowp/core/contract.hpp"

namespace lowp {

template <class T>
struct matrix_view {
    T* data = nullptr;
    std::size_t rows = 0, columns = 0;
    std::size_t row_stride = columns, column_stride = 1;

    constexpr matrix_view() = default;
    // Row-major and dense, unless a stride says otherwise.
    constexpr matrix_view(T* first, std::size_t row_count, std::size_t column_count) noexcept
        : data(first), rows(row_count), columns(column_count)
    {}
    constexpr matrix_view(T* first, std::size_t row_count, std::size_t column_count, std::size_t by_row,
                          std::size_t by_column = 1) noexcept
        : data(first), rows(row_count), columns(column_count), row_stride(by_row), column_stride(by_column)
    {}
    constexpr matrix_view(std::span<T> all, std::size_t row_count, std::size_t column_count)
        : matrix_view(all.data(), row_count, column_count)
    {
        LOWP_EXPECTS(all.size() == row_count * column_count, "a span of rows x columns elements");
    }
    template <class U>
        requires(std::is_same_v<const U, T>)
    constexpr matrix_view(const matrix_view<U>& other) noexcept
        : matrix_view(other.data, other.rows, other.columns, other.row_stride, other.column_stride)
    {}

    constexpr T& operator()(std::size_t i, std::size_t j) const { return data[i * row_stride + j * column_stride]; }
    constexpr bool dense() const noexcept { return column_stride == 1 && row_stride == columns; }
};

template <class T>
matrix_view(T*, std::size_t, std::size_t) -> matrix_view<T>;
template <class T>
matrix_view(std::span<T>, std::size_t, std::size_t) -> matrix_view<T>;

template <class T>
constexpr matrix_view<T> transposed(const matrix_view<T>& m) noexcept
{
    return {m.data, m.columns, m.rows, m.column_stride, m.row_stride};
}

// Rows [first, first + count) of m.
template <class T>
constexpr matrix_view<T> rows_of(const matrix_view<T>& m, std::size_t first, std::size_t count)
{
    LOWP_EXPECTS(first <= m.rows && count <= m.rows - first, "rows within the matrix");
    return {m.data + first * m.row_stride, count, m.columns, m.row_stride, m.column_stride};
}

}  // namespace lowp
