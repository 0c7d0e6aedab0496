// tests/quantize/error_sums_test.cpp -- long sums keep what additions lose; blocks of every length.
#include "lowp/quantize/error_sums.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("a long sum keeps what binary64 would lose", "[quantize]")
{
    long_sum s;
    s.add(0x1p60);
    for (int i = 0; i < 1000; ++i) s.add(1.0 / 1024);
    s.add(-0x1p60);
    CHECK(s.value() == 1000.0 / 1024);

    // Ascending and descending, and in two parts: one sum.
    long_sum up, down, first, second;
    for (int i = 0; i < 2000; ++i)
        up.add(std::ldexp(1.0 + i % 7, i % 90 - 45)), down.add(std::ldexp(1.0 + (1999 - i) % 7, (1999 - i) % 90 - 45));
    for (int i = 0; i < 2000; ++i) (i < 777 ? first : second).add(std::ldexp(1.0 + i % 7, i % 90 - 45));
    CHECK(up.value() == down.value());
    CHECK((first += second).value() == up.value());

    // Beyond binary64 it stays infinite, however it got there.
    constexpr double infinity = std::numeric_limits<double>::infinity(), most = std::numeric_limits<double>::max();
    long_sum endless, grown;
    for (const double x : {1.0, infinity, -2.0}) endless.add(x);
    for (const double x : {most, most, -1.0}) grown.add(x);
    CHECK((endless.value() == infinity && grown.value() == infinity));
    CHECK((endless += grown).value() == infinity);
    endless.add(-infinity);
    CHECK(std::isnan(endless.value()));
}

TEST_CASE("a block of errors of every length", "[quantize]")
{
    const stream draw{1};
    std::vector<float> x, y;
    for (std::size_t n = 0; n <= 70; ++n) {
        const error_sums s = inner::errors_of_block(x.data(), y.data(), n, inner::no_ulps{});
        double error = 0, power = 0, largest = 0;
        std::size_t zeros = 0;
        for (std::size_t k = 0; k < n; ++k) {
            const double e = static_cast<double>(y[k]) - static_cast<double>(x[k]);
            error += e, power += static_cast<double>(x[k]) * static_cast<double>(x[k]);
            largest = std::fmax(largest, std::fabs(e));
            zeros += x[k] == 0;
        }
        CAPTURE(n);
        CHECK(s.pairs == n);
        CHECK(s.zeros == zeros);
        CHECK(s.largest_error == largest);
        CHECK(std::fabs(s.errors.value() - error) < 1e-14);
        CHECK(std::fabs(s.power.value() - power) < 1e-13);
        CHECK((s.ulps.value() == 0 && s.largest_ulps == 0));
        x.push_back(n % 5 == 0 ? 0.0f : draw.uniform(n) - 0.5f);
        y.push_back(x.back() + 0.01f * draw.uniform(1000 + n));
    }
}
