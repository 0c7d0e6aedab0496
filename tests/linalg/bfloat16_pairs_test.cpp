// tests/linalg/bfloat16_pairs_test.cpp -- the instruction is two fused multiply-adds, the odd element first.
#include "lowp/linalg/isa/bfloat16_pairs.hpp"

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// A template, so that machines without it need not compile the body.
template <class Kernel>
void check_pairs()
{
    if constexpr (Kernel::group == 2) {
        if (!inner::has_bfloat16_pairs()) return;
        constexpr std::size_t rows = 12, width = Kernel::columns, depth = 37;
        const stream draw{1};
        // Exponents around 1, so that nothing is subnormal.
        const auto pattern = [&](std::uint64_t i) {
            return static_cast<std::uint16_t>((draw.bits(i) & 0x83ffu) | 0x3c00u);
        };
        std::vector<std::uint16_t> even(depth * width), odd(depth * width);
        std::vector<std::uint32_t> panel(depth * width), a(rows * inner::row_stride);
        for (std::size_t i = 0; i < panel.size(); ++i) even[i] = pattern(2 * i), odd[i] = pattern(2 * i + 1);
        for (std::size_t k = 0; k < depth; ++k) {
            const std::uint16_t* const from[2] = {even.data() + k * width, odd.data() + k * width};
            Kernel::interleave(from, width, panel.data() + k * width);
        }
        for (std::size_t i = 0; i < a.size(); ++i)
            a[i] = pattern(999999 + 2 * i) | std::uint32_t{pattern(1000000 + 2 * i)} << 16;
        std::vector<float> sums(rows * width, 0.5f), expected = sums;
        Kernel{}.multiply({.rows = a.data(),
                           .panel = panel.data(),
                           .panel_stride = width,
                           .depth = depth,
                           .sums = sums.data(),
                           .stride = width,
                           .begins = false},
                          std::make_index_sequence<rows>{});
        const auto low = [](std::uint32_t pair) { return from_bits(pair << 16); };
        const auto high = [](std::uint32_t pair) { return from_bits(pair & 0xffff0000u); };
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t j = 0; j < width; ++j) {
                float& sum = expected[r * width + j];
                for (std::size_t k = 0; k < depth; ++k) {
                    const std::uint32_t x = a[r * inner::row_stride + k], y = panel[k * width + j];
                    REQUIRE(low(y) == from_bits(std::uint32_t{even[k * width + j]} << 16));
                    sum = std::fma(high(x), high(y), sum);
                    sum = std::fma(low(x), low(y), sum);
                }
                REQUIRE(to_bits(sums[r * width + j]) == to_bits(sum));
            }
    }
}

}  // namespace

TEST_CASE("tiles of pairs of bfloat16 numbers", "[linalg][simd]")
{
    check_pairs<inner::bfloat16_pairs>();
    SUCCEED("or there is no such instruction");
}
