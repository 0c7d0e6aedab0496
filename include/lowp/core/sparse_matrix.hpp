// lowp/core/sparse_matrix.hpp -- a matrix of which only the elements that are not zero are kept, row after row (CSR).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"

namespace lowp {

// A row: columns[k] holds values[k]; columns ascend. What is not there is zero.
template <class T>
struct sparse_row {
    std::span<const std::uint32_t> columns;
    std::span<const T> values;

    std::size_t size() const noexcept { return values.size(); }
};

template <class T>
class sparse_matrix {
public:
    explicit sparse_matrix(std::size_t columns = 0) : columns_(columns) {}

    std::size_t rows() const noexcept { return starts_.empty() ? 0 : starts_.size() - 1; }
    std::size_t columns() const noexcept { return columns_; }
    std::size_t kept() const noexcept { return values_.size(); }  // elements in memory

    sparse_row<T> row(std::size_t i) const noexcept
    {
        const std::size_t first = starts_[i], count = starts_[i + 1] - first;
        return {std::span(places_).subspan(first, count), std::span<const T>(values_).subspan(first, count)};
    }
    // All that is kept, row after row.
    std::span<const T> values() const noexcept { return values_; }

    // One more row. Preconditions: as many values as columns, and these ascend and lie within the matrix.
    void add_row(std::span<const std::uint32_t> columns, std::span<const T> values)
    {
        LOWP_EXPECTS(columns.size() == values.size(), "a value for each column");
        for (std::size_t k = 0; k < columns.size(); ++k)
            LOWP_EXPECTS(columns[k] < columns_ && (k == 0 || columns[k - 1] < columns[k]),
                         "ascending columns within the matrix");
        places_.insert(places_.end(), columns.begin(), columns.end());
        values_.insert(values_.end(), values.begin(), values.end());
        starts_.push_back(values_.size());
    }
    // More columns than there were: files tell only at their end how many there are.
    void widen(std::size_t columns)
    {
        LOWP_EXPECTS(columns >= columns_, "no fewer columns than before");
        columns_ = columns;
    }

private:
    std::size_t columns_;
    std::vector<std::size_t> starts_{0};
    std::vector<std::uint32_t> places_;
    aligned_vector<T> values_;
};

}  // namespace lowp
