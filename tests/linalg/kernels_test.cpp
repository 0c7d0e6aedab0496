// tests/linalg/kernels_test.cpp -- whichever kernel multiplies, the sums are those of the reference.
#include "lowp/linalg/kernels.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/reference.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/gemms.hpp"

using namespace lowp;

TEST_CASE("wide sums of codes: with dot products and without, transposed and not", "[linalg][simd]")
{
    const any_format formats[] = {e4m3fn, e5m2, e2m1fn, bfloat16, fixed_format{2, 5}, binary16};
    for (const auto& left : formats)
        for (const auto& right : formats) {
            const bool exact_products = width_of(left) < 16 || width_of(right) < 16 || left != right;
            if (!exact_products && left == any_format(binary16)) continue;
            const std::size_t m = 13, k = 71, n = 45;
            const auto a = gemms::random_codes(left, m, k, 1), b = gemms::random_codes(right, k, n, 2);
            const auto x = gemms::numbers_of(a), y = gemms::numbers_of(b);
            const auto at = gemms::turned(a), bt = gemms::turned(b);
            matrix<float> expected(m, n), c(m, n);
            gemm_reference(x, y, expected, accumulate::wide{});
            for (const auto use : {dot_products::of_machine, dot_products::none})
                for (const bool keep : {false, true}) {
                    const accumulate::wide by{.keep_subnormals = keep};
                    const gemm_options options{.threads = keep ? 2 : 1, .use = use};
                    INFO("formats " << left.index() << "/" << width_of(left) << ", " << right.index() << "/"
                                    << width_of(right) << ", dot products " << (use == dot_products::none ? 0 : 1));
                    gemm(a, b, c, by, options);
                    gemms::require_same(c, expected);
                    gemm(a, transposed(bt), c, by, options);
                    gemms::require_same(c, expected);
                    gemm(transposed(at), b, c, by, options);
                    gemms::require_same(c, expected);
                    gemm(transposed(at), transposed(bt), c, by, options);
                    gemms::require_same(c, expected);
                    gemm(x, b, c, by, options);
                    gemms::require_same(c, expected);
                }
        }
}

TEST_CASE("the sums of pairs of bfloat16 numbers, where they do not pay too", "[linalg][simd]")
{
    if (!inner::has_bfloat16_pairs()) return;
    for (const std::size_t k : {1u, 2u, 3u, 64u, 600u}) {
        const std::size_t m = 29, n = 70;
        const auto a = gemms::random_codes(e4m3fn, m, k, k), b = gemms::random_codes(bfloat16, k, n, k + 1);
        matrix<float> expected(m, n), c(m, n);
        gemm_reference(gemms::numbers_of(a), gemms::numbers_of(b), expected, accumulate::wide{});
        inner::with_result(c.view(), {}, [&](const auto& to) {
            inner::multiply_by(inner::bfloat16_pairs{}, a, b, to, {.threads = 2});
        });
        gemms::require_same(c, expected);
        const auto at = gemms::turned(a), bt = gemms::turned(b);
        inner::with_result(c.view(), {}, [&](const auto& to) {
            inner::multiply_by(inner::bfloat16_pairs{}, transposed(at), transposed(bt), to, {});
        });
        gemms::require_same(c, expected);
    }
}

TEST_CASE("exact sums: of integers against int64, of other formats against binary64", "[linalg][simd]")
{
    for (const std::size_t k : {0u, 1u, 3u, 4u, 130u, 1100u})
        for (const auto use : {dot_products::of_machine, dot_products::none}) {
            const std::size_t m = 15, n = 41;
            std::vector<std::int8_t> a(m * k + 1), b(k * n + 1);
            const stream draw{k};
            for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<std::int8_t>(draw.bits(i));
            for (std::size_t i = 0; i < b.size(); ++i)
                b[i] = static_cast<std::int8_t>(draw.bits(i + 7777) % 4 == 0 ? 0x80u : draw.bits(i + 99999));
            const matrix_view<const std::int8_t> x(a.data(), m, k), y(b.data(), k, n);
            matrix<std::int32_t> c(m, n);
            gemm(x, y, c, accumulate::exact{}, {.threads = 2, .use = use});
            matrix<float> numbers(m, n);
            gemm(x, y, numbers, accumulate::exact{}, {.use = use});
            for (std::size_t i = 0; i < m; ++i)
                for (std::size_t j = 0; j < n; ++j) {
                    std::int64_t sum = 0;
                    for (std::size_t l = 0; l < k; ++l) sum += std::int64_t{x(i, l)} * y(l, j);
                    REQUIRE(c(i, j) == sum);
                    REQUIRE(numbers(i, j) == static_cast<float>(sum));
                }
        }
    for (const any_format& f : {any_format(e4m3fn), any_format(fixed_format{2, 5}), any_format(fixed_format{3, 12})}) {
        const auto a = gemms::random_codes(f, 9, 300, 1), b = gemms::random_codes(f, 300, 33, 2);
        matrix<float> expected(9, 33), c(9, 33);
        gemm_reference(gemms::numbers_of(a), gemms::numbers_of(b), expected, accumulate::exact{}, {.alpha = 3});
        gemm(a, b, c, accumulate::exact{}, {.alpha = 3});
        gemms::require_same(c, expected);
        matrix<double> wide(9, 33);
        gemm(a, b, wide, accumulate::exact{});
        for (std::size_t i = 0; i < 9; ++i)
            for (std::size_t j = 0; j < 33; ++j) {
                double sum = 0;
                for (std::size_t k = 0; k < 300; ++k) sum += a(i, k) * b(k, j);
                REQUIRE(wide(i, j) == sum);
            }
    }
}

TEST_CASE("wide sums of binary32 keep the a-priori bound K u |A||B|, well and ill conditioned", "[linalg][simd]")
{
    const stream draw{1};
    for (const std::size_t k : {10u, 1000u}) {
        matrix<float> a(4, k), b(k, 20), c(4, 20);
        for (std::size_t i = 0; i < a.span().size(); ++i) a.span()[i] = 2 * draw.uniform(i) - 1;
        for (std::size_t l = 0; l < k; ++l)  // each second term takes the one before away again, nearly
            for (std::size_t j = 0; j < 20; ++j)
                b(l, j) = l % 2 == 0 || j < 10 ? draw.uniform(l * 20 + j + 9999)
                                               : -b(l - 1, j) * (1 + 0x1p-20f * draw.uniform(l));
        gemm(a, b, c);
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t j = 0; j < 20; ++j) {
                double sum = 0, magnitudes = 0;
                for (std::size_t l = 0; l < k; ++l) {
                    const double term = static_cast<double>(a(i, l)) * static_cast<double>(b(l, j));
                    sum += term, magnitudes += std::fabs(term);
                }
                REQUIRE(std::fabs(static_cast<double>(c(i, j)) - sum) <= static_cast<double>(k) * 0x1p-24 * magnitudes);
            }
    }
}

TEST_CASE("exact sums of integers with a scale at the ends of binary32", "[linalg]")
{
    const auto check = [](const fixed_format& f) {
        const auto a = gemms::random_codes(f, 2, 500, 1, 200), b = gemms::random_codes(f, 500, 3, 2, 200);
        matrix<float> c(2, 3);
        gemm(a, b, c, accumulate::exact{});
        for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t j = 0; j < 3; ++j) {
                double sum = 0;
                for (std::size_t k = 0; k < 500; ++k) sum += a(i, k) * b(k, j);
                REQUIRE(c(i, j) == static_cast<float>(sum));
            }
    };
    check(fixed_format{-60, 67});
    check(fixed_format{-68, 75});
    check(fixed_format{-73, 80});
    packed_matrix zeros(fixed_format{75, -68}, 2, 2);
    matrix<float> c(2, 2);
    gemm(zeros, zeros, c, accumulate::exact{});
    for (const float sum : c.span()) CHECK(sum == 0);
}

TEST_CASE("what is known of numbers without a format", "[linalg]")
{
    const float numbers[] = {1, 3, 0.5f, -4};
    CHECK(inner::range_met(matrix_view<const float>(numbers, 2, 2)) == number_range{2, -1, 3});
    CHECK(inner::range_met(packed_matrix(e4m3fn, 1, 1)) == range_of(e4m3fn));
}

TEST_CASE("sums that could be wrong are refused", "[linalg]")
{
    packed_matrix a(fixed_format{2, 5}, 1, 1 << 17), b(fixed_format{2, 5}, 1 << 17, 1);
    matrix<std::int32_t> c(1, 1);
    CHECK_CONTRACT_BROKEN(gemm(a, b, c, accumulate::exact{}), "gemm: a depth whose sums fit in int32");
    packed_matrix wide(bfloat16, 1, 100);
    matrix<float> numbers(1, 1);
    CHECK_CONTRACT_BROKEN(gemm(wide, transposed(wide), numbers, accumulate::exact{}),
                          "gemm: formats and a depth whose sums are exact in binary64");
    CHECK_CONTRACT_BROKEN(gemm(wide, transposed(wide), numbers, accumulate::chunked{0, quantizer{binary16}}),
                          "gemm: chunks of at least one product");
    packed_matrix long_codes(fixed_format{0, 31}, 1, 1);
    CHECK_CONTRACT_BROKEN(gemm(long_codes, long_codes, numbers), "gemm: codes whose values the carrier holds");
}
