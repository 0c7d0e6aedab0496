// tests/random/distribution_test.cpp -- each distribution against its distribution function, and its text.
#include "lowp/random/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

double normal_share(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

// The share of numbers up to x, for x that no number is equal to.
double share_below(distribution d, double x)
{
    const double root = std::sqrt(3.0), pi = std::acos(-1.0);
    switch (d) {
        case distribution::normal:
            return normal_share(x);
        case distribution::uniform:
            return (x + 1) / 2;
        case distribution::log_normal:
            return normal_share(std::log(x));
        case distribution::student_t3:
            return 0.5 + (x / root / (1 + x * x / 3) + std::atan(x / root)) / pi;
        case distribution::relu_normal:
            return normal_share(x);
    }
    return 0;
}

constexpr distribution every_distribution[] = {distribution::normal, distribution::uniform, distribution::log_normal,
                                               distribution::student_t3, distribution::relu_normal};

}  // namespace

TEST_CASE("numbers have the distribution that they are drawn from", "[random]")
{
    // Kolmogorov and Smirnov: above 1.95 in one of a thousand.
    const std::size_t n = 100000;
    const auto count = static_cast<double>(n);
    for (const distribution d : every_distribution) {
        INFO(distribution_text(d));
        std::vector<double> x(n);
        fill(d, stream{5}, x);
        std::sort(x.begin(), x.end());
        double farthest = 0;
        for (std::size_t i = 0; i < n; ++i) {
            if (d == distribution::relu_normal && x[i] == 0) continue;  // half of them, which all are one point
            const double share = share_below(d, x[i]);
            farthest = std::max(
                {farthest, share - static_cast<double>(i) / count, static_cast<double>(i + 1) / count - share});
        }
        CHECK(farthest * std::sqrt(count) < 1.95);
    }
}

TEST_CASE("outputs of ReLU are zero or positive, and half of them zero", "[random]")
{
    std::vector<float> x(10000);
    fill(distribution::relu_normal, stream{3}, x);
    const auto zeros = static_cast<double>(std::ranges::count(x, 0.0f));
    CHECK(std::ranges::all_of(x, [](float one) { return one >= 0 && !std::signbit(one); }));
    CHECK(std::fabs(zeros - 5000) < 4 * std::sqrt(2500.0));
}

TEST_CASE("uniform numbers lie within the ends", "[random]")
{
    for (std::uint64_t i = 0; i < 10000; ++i) {
        const double x = sample(distribution::uniform, stream{1}, i);
        CHECK((x > -1 && x < 1 && x != 0));
    }
}

TEST_CASE("numbers of a distribution are a function of position", "[random]")
{
    for (const distribution d : every_distribution) {
        std::vector<float> all(100), some(40);
        fill(d, stream{7}, all);
        fill(d, stream{7}, some, 60);
        CHECK(std::ranges::equal(some, std::span(all).last(40)));
        CHECK(all[10] == static_cast<float>(sample(d, stream{7}, 10)));
    }
    CHECK(sample(distribution::student_t3, stream{7}, 4) == student_t(stream{7}, 4, 3));
    // With many degrees of freedom t is nearly normal: its variance is d / (d - 2).
    double squares = 0;
    for (std::uint64_t i = 0; i < 5000; ++i) squares += student_t(stream{9}, i, 12) * student_t(stream{9}, i, 12);
    CHECK(std::fabs(squares / 5000 - 1.2) < 0.12);
}

TEST_CASE("known numbers of distributions, the same on every machine", "[random]")
{
    constexpr double known[][2] = {{-0x1.d5aa2b1726dbbp-1, -0x1.4701d8d651e5bp-3},
                                   {-0x1.56adc72ap-1, -0x1.a2c30d8ep-1},
                                   {0x1.992e5e049178fp-2, 0x1.b470e37810d3cp-1},
                                   {0x1.cc5451f4a3989p-1, -0x1.da08656a6b6c3p+0},
                                   {0, 0}};
    for (std::size_t k = 0; k < std::size(known); ++k) {
        CHECK(sample(every_distribution[k], stream{1}, 0) == known[k][0]);
        CHECK(sample(every_distribution[k], stream{1}, 12345) == known[k][1]);
    }
}

TEST_CASE("distributions are read from what they are written as", "[random]")
{
    for (const distribution d : every_distribution) CHECK(read_distribution(distribution_text(d)) == d);
    CHECK_FALSE(read_distribution("gaussian"));
    CHECK_FALSE(read_distribution(""));
}
