// tests/linalg/vectors_test.cpp -- sums are the tree that is promised, for every length, on every machine.
#include "lowp/linalg/vectors.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// The tree, number by number.
template <class T>
T tree_of_block(const std::vector<T>& terms, std::size_t first, std::size_t count)
{
    std::vector<T> sums(64, T(0));
    for (std::size_t k = 0; k < count; ++k) {
        volatile T sum = sums[k % 64] + terms[first + k];
        sums[k % 64] = sum;
    }
    for (std::size_t apart = 32; apart > 0; apart /= 2)
        for (std::size_t l = 0; l < apart; ++l) {
            volatile T sum = sums[l] + sums[l + apart];
            sums[l] = sum;
        }
    return sums[0];
}
template <class T>
T tree_of_blocks(const std::vector<T>& terms, std::size_t block, std::size_t blocks)
{
    if (blocks == 1)
        return tree_of_block(terms, 4096 * block, std::min<std::size_t>(4096, terms.size() - 4096 * block));
    std::size_t first = 1;
    while (2 * first < blocks) first *= 2;
    volatile T left = tree_of_blocks(terms, block, first), right = tree_of_blocks(terms, block + first, blocks - first);
    return left + right;
}
template <class T>
T tree(const std::vector<T>& terms)
{
    return terms.empty() ? T(0) : tree_of_blocks(terms, 0, (terms.size() + 4095) / 4096);
}
template <class T>
std::vector<T> numbers(std::size_t n, std::uint64_t seed)
{
    const stream draw{seed};
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<T>(draw.uniform(i)) - T(0.3);
    return x;
}

}  // namespace

TEMPLATE_TEST_CASE("sums, dot products and axpy", "[linalg][simd]", float, double)
{
    using T = TestType;
    for (const std::size_t n : {0u, 1u, 3u, 63u, 64u, 65u, 200u, 4095u, 4096u, 4097u, 12288u, 20000u, 28673u}) {
        const auto x = numbers<T>(n, 1), y = numbers<T>(n, 2);
        INFO(n << " terms");
        std::vector<T> products(n), moved = y;
        for (std::size_t i = 0; i < n; ++i) {
            volatile T product = x[i] * y[i];
            products[i] = product;
        }
        for (const int threads : {1, 3}) {
            REQUIRE(to_bits(sum(x, {.threads = threads})) == to_bits(tree(x)));
            REQUIRE(to_bits(dot(x, y, {.threads = threads})) == to_bits(tree(products)));
        }
        axpy(T(0.7), x, moved, {.threads = 2});
        for (std::size_t i = 0; i < n; ++i) {
            volatile T product = T(0.7) * x[i], expected = y[i] + product;
            REQUIRE(to_bits(moved[i]) == to_bits(T{expected}));
        }
    }
}

TEST_CASE("norms neither overflow nor vanish", "[linalg]")
{
    CHECK(nrm2(std::vector<float>{3, 4}) == 5);
    CHECK(nrm2(std::vector<float>{3e30f, 4e30f}) == 5e30f);
    CHECK(nrm2(std::vector<float>{}) == 0);
    for (const double scale : {1.0, 0x1p600, 0x1p1000, 0x1p-600, 0x1p-1060})
        CHECK(nrm2(std::vector<double>{3 * scale, -4 * scale}) == 5 * scale);
    const double inf = std::numeric_limits<double>::infinity();
    CHECK(nrm2(std::vector<double>{1, -inf}) == inf);
    CHECK(std::isnan(nrm2(std::vector<double>{1, std::numeric_limits<double>::quiet_NaN()})));
    const auto x = numbers<float>(5000, 3);
    double squares = 0;
    for (const float one : x) squares += static_cast<double>(one) * static_cast<double>(one);
    CHECK(nrm2(x) == static_cast<float>(std::sqrt(squares)));
}
