// tests/linalg/tile_test.cpp -- a tile adds, in the accumulator's order, to what is there or to nothing.
#include "lowp/linalg/tile.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// By one element at a time. Numbers of few bits: products are exact, fused or not.
template <class T, class Order>
void check_tile(Order order)
{
    constexpr std::size_t rows = 5, width = inner::lane_kernel<T, Order>::columns, stride = width + 3;
    const stream draw{7};
    const auto number = [&](std::size_t i) { return static_cast<T>(draw.bits(i) % 512) / 64 - 4; };
    std::vector<T> a(rows * inner::row_stride), panel(inner::depth_block * width), before(rows * stride);
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = number(i);
    for (std::size_t i = 0; i < panel.size(); ++i) panel[i] = number(100000 + i);
    for (std::size_t i = 0; i < before.size(); ++i) before[i] = number(200000 + i) / 3;
    for (const std::size_t depth : {0u, 1u, 2u, 7u, 256u})
        for (const bool begins : {false, true}) {
            std::vector<T> sums = before;
            inner::lane_kernel<T, Order>{order}.multiply({.rows = a.data(),
                                                          .panel = panel.data(),
                                                          .panel_stride = width,
                                                          .depth = depth,
                                                          .sums = sums.data(),
                                                          .stride = stride,
                                                          .begins = begins},
                                                         std::make_index_sequence<rows>{});
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < stride; ++j) {
                    T sum = before[i * stride + j];
                    if (j < width) {
                        if (begins) sum = 0;
                        order.walk(depth, [&](std::size_t k) {
                            sum = std::fma(a[i * inner::row_stride + k], panel[k * width + j], sum);
                        });
                    }
                    REQUIRE(to_bits(sums[i * stride + j]) == to_bits(sum));
                }
        }
}

}  // namespace

TEMPLATE_TEST_CASE("tiles of sums", "[linalg][simd]", float, double)
{
    check_tile<TestType>(accumulate::ordered{});
    check_tile<TestType>(accumulate::wide{});
}

TEST_CASE("rows in tiles of which the last two are equal", "[linalg]")
{
    using tiles = inner::even_tiles<12>;
    for (std::size_t left = 1; left < 100; ++left) {
        const std::size_t first = tiles::of(left);
        REQUIRE((first >= 1 && first <= 12 && first <= left));
        if (left > 12) REQUIRE(first >= 6);
    }
    CHECK((tiles::of(16) == 8 && tiles::of(24) == 12 && tiles::of(12) == 12 && tiles::of(25) == 12));
}
