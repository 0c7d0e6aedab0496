// lowp/linalg/matrix.hpp -- a matrix that owns its elements: row-major, dense, on a cache line.
#pragma once

#include <cstddef>
#include <span>

#include "lowp/core/aligned.hpp"
#include "lowp/core/matrix_view.hpp"

namespace lowp {

template <class T>
class matrix {
public:
    matrix() = default;
    matrix(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns), elements_(rows * columns) {}

    std::size_t rows() const noexcept { return rows_; }
    std::size_t columns() const noexcept { return columns_; }

    T& operator()(std::size_t i, std::size_t j) { return elements_[i * columns_ + j]; }
    const T& operator()(std::size_t i, std::size_t j) const { return elements_[i * columns_ + j]; }

    // All elements, row after row.
    std::span<T> span() noexcept { return elements_; }
    std::span<const T> span() const noexcept { return elements_; }

    matrix_view<T> view() noexcept { return {elements_.data(), rows_, columns_}; }
    matrix_view<const T> view() const noexcept { return {elements_.data(), rows_, columns_}; }
    operator matrix_view<T>() noexcept { return view(); }
    operator matrix_view<const T>() const noexcept { return view(); }

private:
    std::size_t rows_ = 0, columns_ = 0;
    aligned_vector<T> elements_;
};

template <class T>
matrix_view<T> transposed(matrix<T>& m) noexcept
{
    return transposed(m.view());
}
template <class T>
matrix_view<const T> transposed(const matrix<T>& m) noexcept
{
    return transposed(m.view());
}
template <class T>
matrix_view<T> rows_of(matrix<T>& m, std::size_t first, std::size_t count)
{
    return rows_of(m.view(), first, count);
}
template <class T>
matrix_view<const T> rows_of(const matrix<T>& m, std::size_t first, std::size_t count)
{
    return rows_of(m.view(), first, count);
}

}  // namespace lowp
