// tests/corner_cases/arithmetic_test.cpp -- results that other libraries got wrong: operations computed in a wider type
// and rounded twice, and what numeric_limits says of types without infinity.
#include "lowp/number/arithmetic.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "lowp/number/limits.hpp"
#include "lowp/number/types.hpp"
#include "number/support/operations.hpp"
#include "support/catch.hpp"

using namespace lowp;
using definition::real;
using definition::scale;
using test::numbers;

TEST_CASE("D6: fma is rounded once, where double's own has rounded before", "[corner_cases]")
{
    STATIC_REQUIRE(float(fma(bfloat16_t(7), bfloat16_t(37), bfloat16_t(-0x1p-100))) == 258);  // 259 is a tie
    STATIC_REQUIRE(float(fma(bfloat16_t(7), bfloat16_t(37), bfloat16_t(0))) == 260);
    STATIC_REQUIRE(float(fma(bfloat16_t(7), bfloat16_t(37), bfloat16_t(0x1p-100))) == 260);
    STATIC_REQUIRE(float(fma(float8_e5m2(192), float8_e5m2(192), float8_e5m2(0x1p-16))) == 40960);  // 36864 is a tie
    STATIC_REQUIRE(float(fma(float8_e5m2(192), float8_e5m2(192), float8_e5m2(-0x1p-16))) == 32768);

    // 2^15 + 2^-48 needs 64 bits: directed modes see the part that double loses.
    const float16_t large(0x1p15), one(1), small(0x1p-24);
    CHECK(float(fma(small, small, large, toward_positive{})) == 0x1p15f + 32);
    CHECK(float(fma(small, small, large, away_from_zero{})) == 0x1p15f + 32);
    CHECK(float(fma(small, small, large, to_odd{})) == 0x1p15f + 32);
    CHECK(float(fma(small, small, large)) == 0x1p15f);
    CHECK(float(fma(small, small, large, toward_negative{})) == 0x1p15f);
    CHECK(float(fma(-small, small, large, toward_negative{})) == 0x1p15f - 16);
    CHECK(float(fma(-small, small, large, toward_zero{})) == 0x1p15f - 16);
    CHECK(float(fma(one, large, small, toward_positive{})) == 0x1p15f + 32);
}

TEST_CASE("D6: fma of binary16 with far apart terms, in all modes", "[corner_cases]")
{
    // Long products beside c, c beside long products, and both signs.
    const auto all = numbers<binary16>::landmarks();
    const std::size_t n = all.codes.size();
    for (std::size_t triple = 0; triple < n * n * n; triple += 211)
        test::check_fma(all, triple % n, triple / n % n, triple / n / n);
}

TEST_CASE("D6: products as exact as float's, and sums that are not", "[corner_cases]")
{
    // In float: 1 + 2^-11 (1 + 2^-13), rounded there to a tie of binary16.
    const float16_t a(1.0f + 0x1p-10f), b(0x1p-11f), c(1);
    const real x =
        definition::fused(definition::exactly(1.0f + 0x1p-10f), definition::exactly(0x1p-11f), definition::exactly(1));
    const auto expected = scale(binary16).rounded(x, oracle::mode::nearest_even, on_overflow::infinity);
    CHECK(fma(a, b, c).bits() == expected);
    CHECK(float(fma(a, b, c)) == 1 + 0x1p-10f);  // above the tie 1 + 2^-11
    CHECK(float(c + a * b) == 1 + 0x1p-10f);
    CHECK(float(c + b) == 1);  // at the tie
}

TEST_CASE("D7: operations of 41 bits, for which binary64 is too short a way", "[corner_cases]")
{
    constexpr floating_format format{11, 40};
    const scale ladder(format);
    std::mt19937_64 words(11);
    int twice = 0;  // how many sums binary64 alone would get wrong
    for (int i = 0; i < 20'000; ++i) {
        // Numbers of nearby exponents, the second of them 13 bits or so below the first.
        const std::uint64_t exponent = std::uint64_t{1000 + words() % 40} << 40;
        const std::uint64_t down = std::uint64_t{words() % 54} << 40, fraction = (std::uint64_t{1} << 40) - 1;
        const std::uint64_t a = (words() & fraction) | exponent | words() % 2 << 51;
        const std::uint64_t b = ((words() & fraction) | (exponent - down)) | words() % 2 << 51;
        const auto x = test::of_code<format>(a), y = test::of_code<format>(b);
        const real p = ladder.value(a), q = ladder.value(b);
        const auto check = [&](const char* name, auto got, const real& exact) {
            const auto expected = ladder.rounded(exact, oracle::mode::nearest_even, on_overflow::infinity);
            if (got.bits() != expected) test::fail(name, got, expected, x, y);
        };
        check("+", x + y, definition::sum(p, q));
        check("-", x - y, definition::difference(p, q));
        check("*", x * y, definition::product(p, q));
        check("/", x / y, definition::quotient(p, q));
        check("fma", fma(x, y, y), definition::fused(p, q, q));
        check("sqrt", sqrt(x), definition::square_root(p));
        twice += (x + y).bits() != floating<format>(double(x) + double(y)).bits() ? 1 : 0;
    }
    CHECK(twice > 0);
}

TEST_CASE("D7: a sum of 41 bits that binary64 rounds to a tie", "[corner_cases]")
{
    using number = floating<floating_format{11, 40}>;
    // 1 + 2^-41 - 2^-60: below the tie 1 + 2^-41 by less than binary64 keeps.
    const number a(1), b(0x1p-41 - 0x1p-60);
    CHECK(double(a + b) == 1);
    CHECK(double(number(double(a) + double(b))) == 1);  // the tie goes to even, to the same
    const number c(1 + 0x1p-40);
    CHECK(double(c + b) == 1 + 0x1p-40);
    CHECK(double(number(double(c) + double(b))) == 1 + 0x1p-39);  // and here to the other
}

TEST_CASE("N8: numeric_limits of types without infinity, without NaN, without zero", "[corner_cases]")
{
    using e4m3fn_limits = std::numeric_limits<float8_e4m3fn>;
    STATIC_REQUIRE_FALSE(e4m3fn_limits::has_infinity);
    STATIC_REQUIRE(e4m3fn_limits::infinity().bits() == 0);  // as of int
    STATIC_REQUIRE(e4m3fn_limits::has_quiet_NaN);
    STATIC_REQUIRE(e4m3fn_limits::quiet_NaN().bits() == 0x7f);
    STATIC_REQUIRE(e4m3fn_limits::max_exponent == 9);  // 448 is 0.875 * 2^9
    STATIC_REQUIRE(std::numeric_limits<float8_e4m3fnuz>::quiet_NaN().bits() == 0x80);
    STATIC_REQUIRE(std::numeric_limits<float8_e4m3fnuz>::min_exponent == -6);
    STATIC_REQUIRE(float(std::numeric_limits<float8_e4m3fnuz>::max()) == 240);
    STATIC_REQUIRE(float(std::numeric_limits<float8_e5m2fnuz>::denorm_min()) == 0x1p-17f);
    STATIC_REQUIRE_FALSE(std::numeric_limits<float4_e2m1fn>::has_quiet_NaN);
    STATIC_REQUIRE(std::numeric_limits<float4_e2m1fn>::quiet_NaN().bits() == 0);
    STATIC_REQUIRE(float(std::numeric_limits<float8_e8m0fnu>::min()) == 0x1p-127f);
    STATIC_REQUIRE(float(std::numeric_limits<float8_e8m0fnu>::lowest()) == 0x1p-127f);
    STATIC_REQUIRE_FALSE(std::numeric_limits<float8_e8m0fnu>::is_signed);
    STATIC_REQUIRE(std::numeric_limits<float8_e4m3fn>::round_style == std::round_to_nearest);
    STATIC_REQUIRE(std::numeric_limits<int8>::round_style == std::round_to_nearest);
    STATIC_REQUIRE(float(std::numeric_limits<floating<e1m2fn>>::epsilon()) == 0.5f);
}
