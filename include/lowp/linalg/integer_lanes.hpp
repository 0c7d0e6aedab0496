// lowp/linalg/integer_lanes.hpp -- tiles of integers of 8 bits on machines without an instruction for them.
//
// In binary32: a block of the depth has at most 2^8 products of at most 2^14, whose sum is exact, in any order; blocks
// are added as integers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/tile.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

struct integer_lanes {
    using element = std::int8_t;
    using word = float;
    using sum = std::int32_t;
    using in_binary32 = lane_kernel<float, accumulate::wide>;
    static constexpr std::size_t group = 1, columns = in_binary32::columns;
    using tiles = in_binary32::tiles;
    static_assert(depth_block <= 256);

    template <std::size_t... R>
    void multiply(const tile<word, sum>& t, std::index_sequence<R...> all) const noexcept
    {
        constexpr std::size_t rows = sizeof...(R);
        using numbers = lanes<float>;
        using words = lanes<std::uint32_t>;
        alignas(cache_line) float block[rows * columns];
        in_binary32{}.multiply({.rows = t.rows,
                                .panel = t.panel,
                                .panel_stride = t.panel_stride,
                                .depth = t.depth,
                                .sums = block,
                                .stride = columns},
                               all);
        // The low bits of a number that begins with 1.5 2^23.
        constexpr float begin = 0x1.8p23f;
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t j = 0; j < columns; j += words::size) {
                std::uint32_t before[words::size] = {};
                std::int32_t* const to = t.sums + r * t.stride + j;
                if (!t.begins) std::memcpy(before, to, sizeof(before));
                const words of_block =
                    to_bits(numbers::load(block + r * columns + j) + numbers(begin)) - words(to_bits(begin));
                (of_block + words::load(before)).store(before);
                std::memcpy(to, before, sizeof(before));
            }
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
