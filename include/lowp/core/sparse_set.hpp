// lowp/core/sparse_set.hpp -- sparse samples with a number for each: a class or a regression target.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/data_set.hpp"
#include "lowp/core/regression_set.hpp"
#include "lowp/core/sparse_matrix.hpp"

namespace lowp {

// targets[i] belongs to row i of the features. What a class is called is left as the source had it: -1 and 1, 0 and 1,
// 1 to 10 (lowp/io/labels.hpp makes labels of them).
struct sparse_set {
    sparse_matrix<float> features;
    std::vector<float> targets;

    std::size_t size() const noexcept { return targets.size(); }
    std::size_t dimension() const noexcept { return features.columns(); }
};

// The samples named by `chosen`, in that order.
inline sparse_set subset(const sparse_set& all, std::span<const std::size_t> chosen)
{
    sparse_set part{sparse_matrix<float>(all.dimension()), {}};
    part.targets.reserve(chosen.size());
    for (const std::size_t i : chosen) {
        LOWP_EXPECTS(i < all.size(), "sample indices below the size of the set");
        const auto row = all.features.row(i);
        part.features.add_row(row.columns, row.values);
        part.targets.push_back(all.targets[i]);
    }
    return part;
}

// All elements, row after row, the zeros too.
template <class T>
aligned_vector<T> densified(const sparse_matrix<T>& sparse)
{
    const std::size_t rows = sparse.rows(), columns = sparse.columns();
    LOWP_EXPECTS(columns == 0 || rows <= std::numeric_limits<std::size_t>::max() / columns,
                 "a matrix with no more elements than can be counted");
    aligned_vector<T> dense(rows * columns);
    for (std::size_t i = 0; i < rows; ++i) {
        const auto row = sparse.row(i);
        for (std::size_t k = 0; k < row.size(); ++k) dense[i * columns + row.columns[k]] = row.values[k];
    }
    return dense;
}

// Dense samples with these labels, which are below `classes`, in place of the targets.
inline data_set densified(const sparse_set& all, std::span<const std::uint32_t> labels, std::size_t classes)
{
    LOWP_EXPECTS(labels.size() == all.size(), "a label for each sample");
    LOWP_EXPECTS(std::all_of(labels.begin(), labels.end(), [&](std::uint32_t label) { return label < classes; }),
                 "labels below the number of classes");
    return {all.dimension(), classes, densified(all.features), {labels.begin(), labels.end()}};
}

// Dense samples with the targets as they are.
inline regression_set densified(const sparse_set& all)
{
    return {all.dimension(), densified(all.features), all.targets};
}

}  // namespace lowp
