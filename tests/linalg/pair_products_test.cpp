// tests/linalg/pair_products_test.cpp -- a pair of products is two fused multiply-adds, the odd element's first.
#include "lowp/linalg/isa/pair_products.hpp"

#include <cmath>
#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/simd/lanes.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// A template, so that machines without it need not compile the body.
template <class Products>
void check_products()
{
    using words = lanes<typename Products::word>;
    if constexpr (inner::has_pair_products) {
        if (!inner::has_bfloat16_pairs()) return;
        const stream draw{8};
        // Exponents around 1, so that nothing is subnormal.
        const auto pair = [&](std::uint64_t i) { return (draw.bits(i) & 0x83ff83ffu) | 0x3c003c00u; };
        const auto low = [](std::uint32_t x) { return from_bits(x << 16); };
        const auto high = [](std::uint32_t x) { return from_bits(x & 0xffff0000u); };
        for (std::uint64_t first = 0; first < 4000; first += words::size) {
            const std::uint32_t a = pair(99999 + first);
            std::uint32_t b[words::size];
            float before[words::size], after[words::size];
            for (std::size_t k = 0; k < words::size; ++k) {
                b[k] = pair(first + k);
                before[k] = from_bits(((draw.bits(5000 + first + k) & 0x83ffffffu) | 0x3c000000u));
            }
            auto sum = lanes<float>::load(before);
            Products::add(words(a), words::load(b), sum);
            sum.store(after);
            for (std::size_t k = 0; k < words::size; ++k) {
                const float odd_first = std::fma(high(a), high(b[k]), before[k]);
                REQUIRE(to_bits(after[k]) == to_bits(std::fma(low(a), low(b[k]), odd_first)));
            }
        }
    }
}

}  // namespace

TEST_CASE("pairs of products in registers of the build", "[linalg][simd]")
{
    check_products<inner::pair_products>();
    SUCCEED("or there are none");
}
