// tests/linalg/compensated_test.cpp -- compensated sums: one excess for each sum, none shared, across blocks too.
#include "lowp/linalg/compensated.hpp"

#include <cmath>

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/reference.hpp"
#include "support/catch.hpp"
#include "support/gemms.hpp"

using namespace lowp;

TEMPLATE_TEST_CASE("Kahan's sums equal the reference", "[linalg][simd]", float, double)
{
    const stream draw{1};
    for (const std::size_t m : {1u, 7u, 20u})
        for (const std::size_t k : {0u, 1u, 40u, 700u}) {
            const std::size_t n = 37;
            matrix<TestType> a(m, k), b(k, n), expected(m, n), c(m, n);
            for (std::size_t i = 0; i < a.span().size(); ++i) a.span()[i] = TestType(draw.uniform(i)) - TestType(0.25);
            for (std::size_t i = 0; i < b.span().size(); ++i) b.span()[i] = TestType(draw.uniform(i + 99999));
            gemm_reference(a, b, expected, accumulate::kahan{});
            gemm(a, b, c, accumulate::kahan{}, {.threads = 2});
            gemms::require_same(c, expected);
        }
}

TEST_CASE("compensation keeps what plain sums lose", "[linalg]")
{
    // 1 and then a thousand times 2^-25: each is less than half of the last place.
    const std::size_t k = 1001;
    matrix<float> a(1, k), b(k, 20), c(1, 20);
    for (std::size_t i = 0; i < k; ++i) {
        a(0, i) = 1;
        for (std::size_t j = 0; j < 20; ++j) b(i, j) = i == 0 ? 1.0f : 0x1p-25f;
    }
    gemm(a, b, c, accumulate::ordered{});
    CHECK(c(0, 7) == 1);
    gemm(a, b, c, accumulate::kahan{});
    for (const float sum : c.span()) CHECK(std::fabs(static_cast<double>(sum) - (1 + 1000 * 0x1p-25)) <= 0x1p-23);
}
