// lowp/core/regression_set.hpp -- samples with a number for each, which a model is to find.
#pragma once

#include <cstddef>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/core/matrix_view.hpp"

namespace lowp {

// `features` holds one row of `dimension` numbers a sample.
struct regression_set {
    std::size_t dimension = 0;
    aligned_vector<float> features;
    std::vector<float> targets;

    std::size_t size() const noexcept { return targets.size(); }
    matrix_view<const float> matrix() const noexcept { return {features.data(), size(), dimension}; }
};

}  // namespace lowp
