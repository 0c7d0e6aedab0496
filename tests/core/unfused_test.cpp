// tests/core/unfused_test.cpp -- a product is rounded before it is added, whatever the compiler would like to do.
#include "lowp/core/unfused.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

// Numbers with full significands, so that products are inexact and sums cancel most of them.
template <class T>
std::vector<T> numbers(std::size_t n, std::uint64_t seed)
{
    std::vector<T> all;
    for (std::size_t i = 0; i < n; ++i) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        all.push_back(static_cast<T>(1) + static_cast<T>(seed >> 11) * static_cast<T>(0x1p-53));
    }
    return all;
}

// The product leaves the registers, so nothing can be merged with it.
template <class T>
T product_then_sum(T a, T b, T c)
{
    volatile T product = a * b;
    return product + c;
}

}  // namespace

TEMPLATE_TEST_CASE("unfused_product is not contracted with the sum behind it", "[core]", float, double)
{
    const std::size_t n = 1003;
    const auto a = numbers<TestType>(n, 1), b = numbers<TestType>(n, 2);
    std::vector<TestType> c(n), vectorised(n);
    for (std::size_t i = 0; i < n; ++i)
        c[i] = -product_then_sum<TestType>(a[i], b[i], 0);  // leaves rounding errors alone

    // A loop as the compiler likes to vectorise, and a sum that it keeps in one register.
    for (std::size_t i = 0; i < n; ++i) vectorised[i] = unfused_product(a[i], b[i]) + c[i];
    std::size_t differ = 0, wrong = 0;
    TestType sum = 0, plain_sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const TestType plain = product_then_sum(a[i], b[i], c[i]);
        differ += std::fma(a[i], b[i], c[i]) != plain;
        wrong += vectorised[i] != plain || unfused_product(a[i], b[i]) + c[i] != plain;
        wrong += c[i] - unfused_product(a[i], b[i]) != c[i] - (plain - c[i]);
        sum += unfused_product(a[i], b[i]);
        plain_sum = product_then_sum(a[i], b[i], plain_sum);
    }
    CHECK(differ > n / 2);  // else the comparison would show nothing
    CHECK(wrong == 0);
    CHECK(sum == plain_sum);
}

TEST_CASE("unfused_product is a constant where its factors are", "[core]")
{
    STATIC_REQUIRE(unfused_product(3.0f, 0.5f) == 1.5f);
    STATIC_REQUIRE(unfused_product(0.1, 3.0) == 0.1 * 3.0);
}
