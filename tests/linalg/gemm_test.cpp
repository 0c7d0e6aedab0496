// tests/linalg/gemm_test.cpp -- law 6: the kernels equal the reference loop bit for bit, whatever the shape, the
// strides, the transposes and the number of threads; and the reference loop equals what a page would say.
#include "lowp/linalg/gemm.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/linalg/reference.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

namespace {

// A matrix with a stride of its own and numbers around it that must not be touched.
struct strided {
    std::vector<float> numbers;
    std::size_t rows, columns, stride;
    bool is_transposed;

    strided(std::size_t r, std::size_t c, stream draw, bool transpose = false)
        : rows(r), columns(c), stride((transpose ? r : c) + 3), is_transposed(transpose)
    {
        numbers.resize((transpose ? c : r) * stride);
        for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = 4 * draw.uniform(i) - 2;
    }
    matrix_view<float> view()
    {
        return is_transposed ? matrix_view<float>{numbers.data(), rows, columns, 1, stride}
                             : matrix_view<float>{numbers.data(), rows, columns, stride};
    }
    // Significands of few bits, so that products are exact in binary32.
    strided& rounded()
    {
        quantizer{bfloat16}(numbers);
        return *this;
    }
};

bool same(const std::vector<float>& a, const std::vector<float>& b)
{
    for (std::size_t i = 0; i < a.size(); ++i)
        if (to_bits(a[i]) != to_bits(b[i])) return false;
    return a.size() == b.size();
}

template <class Order>
void check(strided a, strided b, std::size_t seed, Order order)
{
    for (const auto& [alpha, beta] : {std::pair{1.0f, 0.0f}, {0.7f, 0.0f}, {1.0f, 1.0f}, {-1.3f, 0.3f}})
        for (const bool transpose_c : {false, true}) {
            strided c(a.rows, b.columns, stream{seed}, transpose_c), expected = c;
            gemm(a.view(), b.view(), c.view(), order, {.alpha = alpha, .beta = beta});
            gemm_reference(a.view(), b.view(), expected.view(), order, {.alpha = alpha, .beta = beta});
            INFO(a.rows << " x " << a.columns << " x " << b.columns << ", alpha " << alpha << ", beta " << beta);
            REQUIRE(same(c.numbers, expected.numbers));
        }
}

}  // namespace

TEST_CASE("ordered sums equal the reference, for every small shape and transpose", "[linalg][simd]")
{
    for (std::size_t m = 1; m <= 40; m += m < 14 ? 1 : 13)
        for (std::size_t k = 0; k <= 40; k += k < 6 ? 1 : 17)
            for (std::size_t n = 1; n <= 70; n += n < 5 || (n > 14 && n < 18) || (n > 30 && n < 35) ? 1 : 5)
                check(strided(m, k, stream{m}, (m + n) % 2 == 0), strided(k, n, stream{n + 100}, (k + n) % 2 == 0),
                      m + n, accumulate::ordered{});
}

TEST_CASE("wide sums equal the reference where products are exact", "[linalg][simd]")
{
    for (const std::size_t m : {1u, 2u, 5u, 6u, 7u, 13u})
        for (const std::size_t k : {0u, 1u, 2u, 3u, 4u, 7u, 40u})
            for (const std::size_t n : {1u, 3u, 15u, 16u, 17u, 33u})
                check(strided(m, k, stream{m}, n % 2 == 0).rounded(), strided(k, n, stream{n}, m % 2 == 0).rounded(), m,
                      accumulate::wide{});
}

TEST_CASE("the reference is the definition: ascending k, product and sum rounded by themselves", "[linalg]")
{
    for (std::size_t k = 1; k <= 50; ++k) {
        strided a(1, k, stream{k}), b(k, 1, stream{k + 1});
        volatile float sum = 0;
        for (std::size_t i = 0; i < k; ++i) {
            volatile float product = a.view()(0, i) * b.view()(i, 0);
            sum = sum + product;
        }
        float c = 0;
        gemm_reference(a.view(), b.view(), {&c, 1, 1}, accumulate::ordered{});
        REQUIRE(to_bits(c) == to_bits(float{sum}));
    }
    // wide: k runs 1, 0, 3, 2, 4. Large terms cancel in that order only.
    const float ones[] = {1, 1, 1, 1, 1}, terms[] = {0x1p24f, 1, -0x1p24f, 1, 1};
    float c = 0;
    gemm({ones, 1, 5}, {terms, 5, 1}, {&c, 1, 1},
         accumulate::wide{});  // ((((1 + 2^24) + 1) - 2^24) + 1): both ones are lost
    CHECK(c == 1);
    gemm({ones, 1, 5}, {terms, 5, 1}, {&c, 1, 1}, accumulate::ordered{});  // (((2^24 + 1) - 2^24) + 1) + 1
    CHECK(c == 2);
}

TEST_CASE("the same bits for any number of threads", "[linalg]")
{
    strided a(45, 37, stream{1}), b(37, 51, stream{2}, true);
    strided one(45, 51, stream{3});
    gemm(a.view(), b.view(), one.view(), accumulate::ordered{});
    for (const int threads : {2, 3, 7, 64}) {
        strided many(45, 51, stream{3});
        gemm(a.view(), b.view(), many.view(), any_accumulator{accumulate::ordered{}}, {.threads = threads});
        CHECK(same(many.numbers, one.numbers));
    }
}

TEST_CASE("NaN and infinity propagate, and c is not read where beta is 0", "[linalg]")
{
    const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
    matrix<float> a(2, 2), b(2, 2), c(2, 2);
    a(0, 0) = inf;
    a(1, 0) = a(1, 1) = 1;
    b(0, 0) = 1;
    b(0, 1) = 0;
    b(1, 1) = 2;
    for (float& x : c.span()) x = nan;
    gemm(a, b, c, accumulate::ordered{});
    CHECK(c(0, 0) == inf);
    CHECK(std::isnan(c(0, 1)));  // infinity times 0
    CHECK(c(1, 0) == 1);
    CHECK(c(1, 1) == 2);
}

TEST_CASE("c may be other columns of the rows that hold a", "[linalg]")
{
    std::vector<float> buffer(4 * 6, 1.0f);
    const float ones[] = {1, 2, 3, 4};
    gemm(matrix_view<const float>{buffer.data(), 4, 2, 6}, {ones, 2, 2}, {buffer.data() + 2, 4, 2, 6},
         accumulate::ordered{});
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(buffer[6 * i + 1] == 1);
        CHECK(buffer[6 * i + 2] == 4);
        CHECK(buffer[6 * i + 3] == 6);
        CHECK(buffer[6 * i + 4] == 1);
    }
}

TEST_CASE("sums of integers in int32 are exact without saying so", "[linalg]")
{
    matrix<std::int8_t> a(2, 3), b(3, 2);
    matrix<std::int32_t> c(2, 2);
    for (std::int8_t& x : a.span()) x = -128;
    for (std::int8_t& x : b.span()) x = 127;
    gemm(a, b, c);
    for (const std::int32_t sum : c.span()) CHECK(sum == 3 * -128 * 127);
}

TEST_CASE("matrices without rows or without columns", "[linalg]")
{
    for (const std::size_t m : {0u, 5u})
        for (const std::size_t k : {0u, 3u})
            for (const std::size_t n : {0u, 4u}) {
                const matrix<float> a(m, k), b(k, n);
                matrix<float> c(m, n), turned(n, m);
                for (float& x : c.span()) x = 1;
                gemm(a, b, c, accumulate::ordered{}, {.beta = 2});
                for (const float x : c.span()) CHECK(x == 2);
                gemm(transposed(b), transposed(a), turned);
                gemm(a, b, transposed(turned));
                for (const float x : turned.span()) CHECK(x == 0);
                packed_matrix codes(e4m3fn, m, n);
                gemm(a, b, codes);
                gemm(a, b, c, accumulate::kahan{});
                gemm(a, b, c, accumulate::chunked{2, quantizer{e5m2}});
            }
}

TEST_CASE("empty matrices: no work, and c scaled by beta where only k is 0", "[linalg]")
{
    float c[] = {3, 4};
    gemm({c, 0, 5}, {c, 5, 0}, {nullptr, 0, 0});
    gemm(matrix_view<const float>{nullptr, 1, 0}, {nullptr, 0, 2}, {c, 1, 2}, accumulate::ordered{}, {.beta = 0.5f});
    CHECK(c[0] == 1.5f);
    gemm(matrix_view<const float>{nullptr, 1, 0}, {nullptr, 0, 2}, {c, 1, 2}, accumulate::ordered{});
    CHECK(c[1] == 0);
}

TEST_CASE("what GEMM refuses, and how it says so", "[linalg]")
{
    matrix<float> a(2, 3), b(3, 4), c(2, 4), other(4, 4);
    CHECK_CONTRACT_BROKEN(gemm(a, other, c), "gemm: as many columns of a as rows of b");
    CHECK_CONTRACT_BROKEN(gemm(a, b, other), "gemm: c with the rows of a and the columns of b");
    CHECK_CONTRACT_BROKEN(gemm(other, other, other), "gemm: a c that overlaps neither a nor b");
    CHECK_CONTRACT_BROKEN(gemm(a, b, matrix_view<float>(c.span().data(), 2, 4, 3)),
                          "gemm: a c whose strides tell its elements apart");
    CHECK_CONTRACT_BROKEN(gemm(a, b, c, accumulate::wide{}, {.threads = 0}), "gemm: at least one thread");
    CHECK_CONTRACT_BROKEN(gemm(a, b, c, accumulate::wide{}, {.bias = a.span()}), "gemm: a bias for each column of c");
    CHECK_CONTRACT_BROKEN(gemm(a, b, c, accumulate::wide{}, {.bias = c.span().first(4)}), "gemm: a bias outside of c");
    packed_matrix codes(e4m3fn, 4, 4);
    CHECK_CONTRACT_BROKEN(gemm(codes, other, codes), "gemm: a c that overlaps neither a nor b");
    CHECK_CONTRACT_BROKEN(gemm(other, b, into(codes, quantizer{e5m2})), "storage of the quantizer's format");
    matrix<std::int8_t> x(2, 3), y(3, 4);
    matrix<std::int32_t> z(2, 4);
    CHECK_CONTRACT_BROKEN(gemm(x, y, z, accumulate::exact{}, {.alpha = 2}), "gemm: sums in int32 as they are");
}
