// lowp/random/permutation.hpp -- a shuffled order of n things, drawn from a stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "lowp/random/stream.hpp"

namespace lowp {

// The indices 0 ... n-1 in random order (Fisher and Yates). n is below 2^31; the place of each index is uniform to
// within n / 2^64.
inline std::vector<std::size_t> permutation(std::size_t n, stream draw)
{
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t left = n; left > 1; --left) {
        const std::uint64_t word = (std::uint64_t{draw.bits(2 * left)} << 32) | draw.bits(2 * left + 1);
        // floor(word * left / 2^64), in two halves.
        const std::uint64_t count = left, low = (word & 0xffff'ffffu) * count, high = (word >> 32) * count;
        std::swap(order[left - 1], order[static_cast<std::size_t>((high + (low >> 32)) >> 32)]);
    }
    return order;
}

}  // namespace lowp
