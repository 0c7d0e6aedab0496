// tests/random/normal_test.cpp -- the distribution, and that it is a function of position.
#include "lowp/random/normal.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("normal numbers have the normal distribution", "[random]")
{
    const std::size_t n = 200000;
    std::vector<double> x(n);
    double sum = 0, squares = 0, fourth = 0;
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = normal(stream{11}, i);
        sum += x[i], squares += x[i] * x[i], fourth += x[i] * x[i] * x[i] * x[i];
    }
    const auto count = static_cast<double>(n);
    CHECK(std::fabs(sum / count) < 4 / std::sqrt(count));
    CHECK(std::fabs(squares / count - 1) < 4 * std::sqrt(2 / count));
    CHECK(std::fabs(fourth / count - 3) < 4 * std::sqrt(96 / count));
    // Kolmogorov and Smirnov: above 1.95 in one of a thousand.
    std::sort(x.begin(), x.end());
    double largest = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double share = 0.5 * std::erfc(-x[i] / std::sqrt(2.0));
        largest =
            std::max({largest, share - static_cast<double>(i) / count, static_cast<double>(i + 1) / count - share});
    }
    CHECK(largest * std::sqrt(count) < 1.95);
}

TEST_CASE("normal numbers are a function of position", "[random]")
{
    CHECK(normal(stream{1}, 5) == normal(stream{1}, 5));
    CHECK(normal(stream{1}, 5) != normal(stream{1}, 6));
    CHECK(normal(stream{2}, 5) != normal(stream{1}, 5));
    // Neighbours are unrelated.
    double product = 0;
    for (std::size_t i = 0; i < 100000; ++i) product += normal(stream{3}, i) * normal(stream{3}, i + 1);
    CHECK(std::fabs(product) < 4 * std::sqrt(100000.0));
}
