// lowp/train/batches.hpp -- the samples of an epoch, in a new order and in batches.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lowp/core/data_set.hpp"
#include "lowp/random/permutation.hpp"

namespace lowp {

// All indices below n, shuffled and cut into batches of `size`; the last may be smaller.
inline std::vector<std::vector<std::size_t>> shuffled_batches(std::size_t n, std::size_t size, stream draw)
{
    LOWP_EXPECTS(size > 0, "batches of at least one sample");
    const auto order = permutation(n, draw);
    std::vector<std::vector<std::size_t>> batches;
    for (std::size_t first = 0; first < n; first += size)
        batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(first),
                             order.begin() + static_cast<std::ptrdiff_t>(std::min(n, first + size)));
    return batches;
}

// Copies the rows and labels of the chosen samples.
inline void gather(const data_set& data, std::span<const std::size_t> chosen, matrix_view<float> x,
                   std::span<std::uint32_t> labels)
{
    LOWP_EXPECTS(x.rows == chosen.size() && x.columns == data.dimension && labels.size() == chosen.size(),
                 "room for the chosen samples");
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const float* row = data.features.data() + chosen[i] * data.dimension;
        std::copy(row, row + data.dimension, &x(i, 0));
        labels[i] = data.labels[chosen[i]];
    }
}

// The data in two parts, shuffled: `held_out` samples in the second.
struct split_data {
    data_set training, test;
};
inline split_data shuffled_split(const data_set& all, std::size_t held_out, stream draw)
{
    LOWP_EXPECTS(held_out <= all.size(), "no more samples held out than there are");
    const auto order = permutation(all.size(), draw);
    const std::span<const std::size_t> chosen(order);
    return {subset(all, chosen.first(all.size() - held_out)), subset(all, chosen.last(held_out))};
}

}  // namespace lowp
