// tests/support/quads.hpp -- what kernels of four integers at once must give.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "lowp/linalg/panels.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

namespace quads {

// Products of random integers by such a kernel, where there is the instruction. A template: machines without it have
// no body to compile.
template <class Kernel>
void check(bool is_there)
{
    using namespace lowp;
    if constexpr (Kernel::group == 4) {
        if (!is_there) return;
        constexpr std::size_t rows = 7, width = Kernel::columns, depth = 29;
        const stream draw{2};
        std::vector<std::int8_t> a(rows * depth * 4), b(depth * 4 * width);
        for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<std::int8_t>(draw.bits(i));
        for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<std::int8_t>(draw.bits(100000 + i));
        std::vector<std::uint32_t> packed(rows * inner::row_stride), panel((depth + 1) * width);
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t k = 0; k < 4 * depth; ++k)
                packed[r * inner::row_stride + k / 4] |= std::uint32_t{static_cast<std::uint8_t>(a[r * 4 * depth + k])}
                                                         << (8 * (k % 4));
        Kernel::finish_rows(packed.data(), rows, depth);
        for (std::size_t k = 0; k < depth; ++k) {
            const std::int8_t* from[4];
            for (std::size_t q = 0; q < 4; ++q) from[q] = b.data() + (4 * k + q) * width;
            const std::int8_t* const rows_of_b[4] = {from[0], from[1], from[2], from[3]};
            Kernel::interleave(rows_of_b, width, panel.data() + k * width);
        }
        Kernel::finish_panel(panel.data(), depth);
        std::vector<std::int32_t> sums(rows * width, -5);
        Kernel{}.multiply({.rows = packed.data(),
                           .panel = panel.data(),
                           .panel_stride = width,
                           .depth = depth,
                           .sums = sums.data(),
                           .stride = width,
                           .begins = false},
                          std::make_index_sequence<rows>{});
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t j = 0; j < width; ++j) {
                std::int64_t sum = -5;
                for (std::size_t k = 0; k < 4 * depth; ++k)
                    sum += std::int64_t{a[r * 4 * depth + k]} * b[k * width + j];
                REQUIRE(sums[r * width + j] == sum);
            }
    }
}

}  // namespace quads
