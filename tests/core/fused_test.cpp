// tests/core/fused_test.cpp -- a * b + c and the square root, rounded once: against exact integers.
#include "lowp/core/fused.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "lowp/core/dyadic.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("what a product's rounding left out is had exactly", "[core]")
{
    int inexact = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const std::uint64_t m = mix64(2 * i) >> 11, n = mix64(2 * i + 1) >> 11;  // 53 bits
        const double a = static_cast<double>(m), b = -static_cast<double>(n);
        volatile double product = a * b;
        const int128 rest = -int128{static_cast<std::int64_t>(m)} * static_cast<std::int64_t>(n) -
                            static_cast<int128>(static_cast<double>(product));
        REQUIRE(fused_multiply_add(a, b, -product) == static_cast<double>(rest));
        inexact += rest != 0;
    }
    CHECK(inexact > 900);
    CHECK(fused_multiply_add(1 + 0x1p-23f, 1 + 0x1p-23f, -1.0f) == 0x1p-22f + 0x1p-46f);
}

TEST_CASE("square_root is the nearest number", "[core]")
{
    for (std::uint64_t i = 0; i < 1000; ++i) {
        // 52 bits, so that half a last place of the root is 2^-28, the unit here: (root +- half)^2 on either side.
        const std::uint64_t n = mix64(i) >> 12 | std::uint64_t{1} << 51;
        const auto root = static_cast<int128>(std::ldexp(square_root(static_cast<double>(n)), 28));
        const int128 square = static_cast<int128>(n) << 56;
        REQUIRE((root - 1) * (root - 1) <= square);
        REQUIRE(square <= (root + 1) * (root + 1));
    }
    CHECK(square_root(2.0f) == 1.41421356f);
    CHECK(std::signbit(square_root(-0.0)));
    CHECK(std::isnan(square_root(-1.0)));
    CHECK(square_root(std::numeric_limits<double>::infinity()) == std::numeric_limits<double>::infinity());
}
