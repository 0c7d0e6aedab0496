// tests/linalg/gemv_test.cpp -- a matrix times a vector is dot products, however the matrix lies in memory.
#include "lowp/linalg/gemv.hpp"

#include <span>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/quantize/block.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/gemms.hpp"

using namespace lowp;

TEST_CASE("gemv of numbers, codes and blocks, turned or not", "[linalg][simd]")
{
    for (const std::size_t m : {1u, 16u, 39u})
        for (const std::size_t n : {1u, 64u, 130u}) {
            const auto codes = gemms::random_codes(e4m3fn, m, n, m + n);
            const auto a = gemms::numbers_of(codes), at = gemms::turned(a);
            const auto turned_codes = gemms::turned(codes);
            std::vector<float> x(n), y(m, 2.0f), expected(m);
            for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<float>(i % 5) / 3;
            for (std::size_t i = 0; i < m; ++i)
                expected[i] = 3 * dot(std::span(a.span()).subspan(i * n, n), x) + 0.5f * y[i];
            const auto check = [&](const auto& matrix, int threads) {
                std::vector<float> found = y;
                gemv(matrix, x, found, {.alpha = 3, .beta = 0.5, .threads = threads});
                CHECK(found == expected);
            };
            check(a, 1);
            check(a.view(), 2);
            check(transposed(at), 1);
            check(codes, 2);
            check(transposed(turned_codes), 3);
        }
    const auto w = block_quantizer{mxfp8_e4m3}.encode(gemms::numbers_of(gemms::random_codes(e5m2, 3, 70, 1)).view());
    matrix<float> numbers(3, 70);
    decode(w, numbers.view());
    const std::vector<float> ones(70, 1.0f);
    std::vector<float> found(3), expected(3);
    gemv(w, ones, found);
    gemv(numbers, ones, expected);
    CHECK(found == expected);
}

TEST_CASE("ger adds a product of vectors", "[linalg]")
{
    const std::vector<float> x{1, 2.5f, -3}, y{0.1f, 7, 0, -2, 1};
    matrix<float> a(3, 5);
    for (std::size_t i = 0; i < 15; ++i) a.span()[i] = static_cast<float>(i);
    ger(0.3, x, y, a.view(), {.threads = 2});
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 5; ++j) {
            volatile float factor = 0.3f * x[i], product = factor * y[j];
            CHECK(a(i, j) == static_cast<float>(5 * i + j) + product);
        }
}

TEST_CASE("results of gemv and ger that overlap what they are made of", "[linalg]")
{
    matrix<float> a(3, 3);
    const std::vector<float> x(3);
    CHECK_CONTRACT_BROKEN(gemv(a, x, a.span().first(3)), "gemv: a y that overlaps neither a nor x");
    CHECK_CONTRACT_BROKEN(ger(1, a.span().first(3), x, a), "ger: an a that overlaps neither x nor y");
}
