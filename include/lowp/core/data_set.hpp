// lowp/core/data_set.hpp -- samples with class labels, and the two ways a training cuts them up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/core/matrix_view.hpp"

namespace lowp {

// `features` holds one row of `dimension` numbers a sample; labels[i] is in [0, classes).
struct data_set {
    std::size_t dimension = 0, classes = 0;
    aligned_vector<float> features;
    std::vector<std::uint32_t> labels;

    std::size_t size() const noexcept { return labels.size(); }
    matrix_view<const float> matrix() const noexcept { return {features.data(), size(), dimension}; }
};

// The samples named by `chosen`, in that order.
inline data_set subset(const data_set& all, std::span<const std::size_t> chosen)
{
    data_set part{all.dimension, all.classes, {}, {}};
    part.features.reserve(chosen.size() * all.dimension);
    part.labels.reserve(chosen.size());
    for (const std::size_t i : chosen) {
        LOWP_EXPECTS(i < all.size(), "sample indices below the size of the data set");
        const float* row = all.features.data() + i * all.dimension;
        part.features.insert(part.features.end(), row, row + all.dimension);
        part.labels.push_back(all.labels[i]);
    }
    return part;
}

}  // namespace lowp
