// lowp/random/permutation.hpp -- a shuffled order of n things, drawn from a stream.
#pragma once

#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "lowp/random/stream.hpp"
#include "lowp/random/uniform_index.hpp"

namespace lowp {

// The indices 0 ... n-1 in random order (Fisher and Yates). n is below 2^31; the place of each index is uniform to
// within n / 2^64.
inline std::vector<std::size_t> permutation(std::size_t n, stream draw)
{
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t left = n; left > 1; --left)
        std::swap(order[left - 1], order[static_cast<std::size_t>(uniform_index(draw, left, left))]);
    return order;
}

}  // namespace lowp
