// tests/linalg/blocked_test.cpp -- blocks meet without a seam: shapes around every block's edge.
#include "lowp/linalg/blocked.hpp"

#include <algorithm>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/linalg/reference.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"
#include "support/gemms.hpp"

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

TEST_CASE("as many threads as the work is worth, and the same bits", "[linalg]")
{
    // More products than three threads are worth, in blocks that come out uneven.
    const std::size_t m = 157, n = 545, k = 300;
    static_assert(m * n * k > 3 * inner::worth_a_thread);
    const auto a = gemms::random_codes(fixed_format{2, 5}, m, k, 1),
               b = gemms::random_codes(fixed_format{2, 5}, k, n, 2);
    const auto check = [&](const auto& by) {
        matrix<float> one(m, n), many(m, n);
        gemm(a, b, one, by);
        for (const int threads : {2, 3, 64}) {
            gemm(a, b, many, by, {.threads = threads});
            gemms::require_same(many, one);
        }
    };
    check(accumulate::ordered{});
    check(accumulate::exact{});
    check(accumulate::kahan{});
    check(accumulate::chunked{40, quantizer{binary16, stochastic{stream{3}, 8}}});
    check(accumulate::rounded{quantizer{binary16, stochastic{stream{3}, 8}}});
    packed_matrix one(e4m3fn, m, n), many(e4m3fn, m, n);
    const auto sideways = gemms::turned(b);
    gemm(a, transposed(sideways), into(one, quantizer{e4m3fn, stochastic{stream{5}}}));
    gemm(a, b, into(many, quantizer{e4m3fn, stochastic{stream{5}}}), accumulate::wide{}, {.threads = 3});
    CHECK(std::equal(one.bytes().begin(), one.bytes().end(), many.bytes().begin()));
}

TEST_CASE("threads share rows of codes without gaps", "[linalg][threads]")
{
    const std::size_t m = 301, k = 330, n = 128;
    static_assert(m * n * k > 3 * inner::worth_a_thread);
    const auto a = gemms::random_codes(fixed_format{2, 5}, m, k, 1),
               b = gemms::random_codes(fixed_format{2, 5}, k, n, 2);
    for (const floating_format& format : {e4m3fn, e2m1fn}) {
        const quantizer by{format, stochastic{stream{5}}};
        packed_matrix one(format, m, n), many(format, m, n);
        matrix<float> numbers(m, n), decoded(m, n);
        gemm(a, b, into(numbers, by));
        gemm(a, b, into(one, by));
        gemm(a, b, into(many, by), accumulate::wide{}, {.threads = 3});
        CHECK(std::equal(one.bytes().begin(), one.bytes().end(), many.bytes().begin()));
        decode(one, decoded.view());
        gemms::require_same(decoded, numbers);
    }
}
