// tests/linalg/blocked_test.cpp -- blocks meet without a seam: shapes around every block's edge.
#include "lowp/linalg/blocked.hpp"

#include <vector>

#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/linalg/reference.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("depths are cut into equal blocks", "[linalg]")
{
    for (std::size_t depth = 1; depth < 3000; ++depth) {
        const std::size_t at_once = inner::depth_at_once(depth);
        REQUIRE((at_once <= inner::depth_block && at_once > 0));
        REQUIRE((at_once == depth || at_once % 16 == 0));  // pairs of k stay together
        REQUIRE((depth + at_once - 1) / at_once <= (depth + inner::depth_block - 1) / inner::depth_block);
    }
    CHECK(inner::depth_at_once(784) == 208);
}

TEST_CASE("shapes around the edges of blocks equal the reference", "[linalg][simd]")
{
    const stream draw{11};
    std::vector<float> numbers(700 * 700);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = 2 * draw.uniform(i) - 1;
    struct shape {
        std::size_t m, n, k;
    };
    for (const auto& [m, n, k] : {shape{97, 33, 257},
                                  {96, 513, 3},
                                  {1, 520, 513},
                                  {193, 31, 256},
                                  {13, 545, 300},
                                  {25, 512, 600},
                                  {107, 64, 0}})
        for (const int threads : {1, 2, 5})
            for (const bool scaled : {false, true}) {
                const matrix_view<const float> a(numbers.data(), m, k), b(numbers.data() + 1000, k, n);
                std::vector<float> c(m * (n + 2), 0.25f), expected = c;
                gemm_options options{.threads = threads};
                if (scaled) options.alpha = 0.5f, options.beta = 3;
                gemm(a, b, matrix_view<float>(c.data(), m, n, n + 2), accumulate::ordered{}, options);
                gemm_reference(a, b, matrix_view<float>(expected.data(), m, n, n + 2), accumulate::ordered{}, options);
                INFO(m << " x " << k << " x " << n << ", " << threads << " threads");
                for (std::size_t i = 0; i < c.size(); ++i) REQUIRE(to_bits(c[i]) == to_bits(expected[i]));
            }
}
