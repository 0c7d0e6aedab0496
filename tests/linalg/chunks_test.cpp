// tests/linalg/chunks_test.cpp -- sums by chunks equal the reference: the last chunk too, and chunks across blocks.
#include "lowp/linalg/chunks.hpp"

#include <cstdint>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/reference.hpp"
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
        gemm(a, b, c, by, {.alpha = 0.5, .threads = 2});
        gemms::require_same(c, expected);
    };
    for (const std::size_t k : {0u, 1u, 63u, 64u, 300u, 777u})
        for (const std::size_t length : {1u, 2u, 7u, 8u, 32u, 64u, 301u, 1000u})
            check(k, accumulate::chunked{length, quantizer{binary16}});
    for (const std::size_t length : {5u, 64u, 300u}) {
        check(333, accumulate::chunked{length, quantizer{known<bfloat16>, toward_negative{}}});
        check(333, accumulate::chunked{length, quantizer{binary16, stochastic{s, 8}}});
        check(333, accumulate::chunked{length, quantizer{binary16, stochastic{s}}});  // by rows
        check(333, accumulate::chunked{length, quantizer{logarithmic_format{5, 4}}});
    }
}
