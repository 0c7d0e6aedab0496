// tests/linalg/chunks_test.cpp -- sums by chunks equal the reference: the last chunk too, and chunks across blocks.
#include "lowp/linalg/chunks.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/reference.hpp"
#include "lowp/quantize/encode.hpp"
#include "support/catch.hpp"
#include "support/gemms.hpp"

using namespace lowp;

TEST_CASE("pairs are walked by the odd one first, wherever one begins and ends", "[linalg]")
{
    for (std::size_t first = 0; first < 6; ++first)
        for (std::size_t end = first; end < first + 9; ++end) {
            std::vector<std::size_t> visited;
            inner::walk_pairs(first, end, [&](std::size_t k) { visited.push_back(k); });
            REQUIRE(visited.size() == end - first);
            std::size_t at = 0;
            for (std::size_t k = first; k < end; ++k) {
                const std::size_t partner = k ^ 1;
                REQUIRE(visited[at++] == (partner >= first && partner < end ? partner : k));
            }
        }
}

TEST_CASE("chunked sums equal the reference", "[linalg][simd]")
{
    const stream s{2};
    const auto check = [&](std::size_t k, const auto& by) {
        const std::size_t m = 11, n = 35;
        const auto a = gemms::random_codes(e4m3fn, m, k, k), b = gemms::random_codes(e5m2, k, n, k + 1);
        matrix<float> expected(m, n), c(m, n);
        gemm_reference(gemms::numbers_of(a), gemms::numbers_of(b), expected, by, {.alpha = 0.5});
        INFO("depth " << k << ", chunks of " << by.length);
        for (const dot_products use : {dot_products::of_machine, dot_products::none}) {
            gemm(a, b, c, by, {.alpha = 0.5, .threads = 2, .use = use});
            gemms::require_same(c, expected);
        }
    };
    for (const std::size_t k : {0u, 1u, 63u, 64u, 300u, 777u, 1300u})
        for (const std::size_t length : {1u, 2u, 7u, 8u, 32u, 64u, 301u, 1000u})
            check(k, accumulate::chunked{length, quantizer{binary16}});
    for (const std::size_t length : {5u, 64u, 300u}) {
        check(333, accumulate::chunked{length, quantizer{known<bfloat16>, toward_negative{}}});
        check(333, accumulate::chunked{length, quantizer{binary16, stochastic{s, 8}}});
        check(333, accumulate::chunked{length, quantizer{binary16, stochastic{s}}});  // by rows
        check(333, accumulate::chunked{length, quantizer{logarithmic_format{5, 4}}});
    }
}

TEST_CASE("chunks of numbers that no dot product may take", "[linalg][simd]")
{
    const std::size_t m = 9, k = 70, n = 33;
    const auto check = [&](const auto& a, const auto& b) {
        matrix<float> expected(m, n), c(m, n);
        const accumulate::chunked by{8, quantizer{known<bfloat16>}};
        gemm_reference(gemms::numbers_of(a), gemms::numbers_of(b), expected, by);
        gemm(a, b, c, by);
        gemms::require_same(c, expected);
        return c(0, 0);
    };
    const auto small = [](std::size_t rows, std::size_t columns, std::uint64_t seed) {
        auto codes = gemms::random_codes(bfloat16, rows, columns, seed);
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < columns; ++j)
                codes.set_code(i, j, (codes.code(i, j) & 0x81ff) | 0x1e00);  // 2^-67 to 2^-64
        return codes;
    };
    const float sum = check(small(m, k, 1), small(k, n, 2));
    CHECK((sum != 0 && std::fabs(sum) < 0x1p-120f));  // of subnormal products
    check(gemms::random_codes(bfloat16, m, k, 1), gemms::random_codes(bfloat16, k, n, 2));
    check(gemms::random_codes(binary16, m, k, 3), gemms::random_codes(e4m3fn, k, n, 4));
    check(gemms::random_codes(binary16, m, k, 5), gemms::random_codes(binary16, k, n, 6));
}

TEST_CASE("NaN and infinity in one element reach what they meet, as one NaN", "[linalg][simd]")
{
    // Of e5m2, in float32 (no pairs) and in codes (pairs where there are any): in each chunk once.
    const std::size_t m = 3, k = 48, n = 40;
    for (const float special : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()})
        for (std::size_t at = 0; at < k; at += 5) {
            matrix<float> a(m, k), b(k, n), c(m, n);
            for (float& x : a.span()) x = 1.5f;
            for (float& x : b.span()) x = -0.75f;
            a(1, at) = special;
            b(at, 7) = 0;
            packed_matrix<floating_format> codes_of_a(e5m2, m, k), codes_of_b(e5m2, k, n);
            encode(a.view(), codes_of_a, nearest_even{}, on_overflow::infinity);
            encode(b.view(), codes_of_b);
            const auto require = [&] {
                for (std::size_t i = 0; i < m; ++i)
                    for (std::size_t j = 0; j < n; ++j) {
                        const bool met = i == 1, is_nan = met && (special != special || j == 7);
                        const float sum = j == 7 ? -1.125f * 47 : -1.125f * 48;
                        const float expected = is_nan ? from_bits(0x7fc00000u) : met ? -65504.0f : sum;
                        INFO("element (" << i << ", " << j << "), " << special << " at " << at);
                        REQUIRE(to_bits(c(i, j)) == to_bits(expected));
                    }
            };
            for (const std::size_t length : {8u, 7u}) {
                const accumulate::chunked by{length, quantizer{binary16}};
                gemm(a, b, c, by), require();
                gemm(codes_of_a, codes_of_b, c, by), require();
            }
            gemm(codes_of_a, codes_of_b, c, accumulate::rounded{quantizer{binary16}}), require();
        }
}
