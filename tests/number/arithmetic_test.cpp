// tests/number/arithmetic_test.cpp -- + - * / sqrt fma remainder against exact results rounded by definition, for all
// pairs of codes of the formats of up to 8 bits; operands of several formats; special values by hand.
#include "lowp/number/arithmetic.hpp"

#include "number/support/operations.hpp"
#include "support/catch.hpp"

using namespace lowp;
using definition::real;
using definition::scale;
using test::check_modes;
using test::numbers;
using test::check_fma;
using test::of_code;

TEST_CASE("+ - * / of all pairs of numbers of up to 8 bits are rounded to nearest even", "[number]")
{
    const auto check = []<auto F> { test::check_operators(numbers<F>::all(), numbers<F>::all()); };
    for_each_format(test::tiny_formats{}, check);
    for_each_format(test::formats_of_8_bits{}, check);
}

TEST_CASE("remainder of all pairs of numbers of up to 8 bits", "[number]")
{
    const auto check = []<auto F> { test::check_remainders(numbers<F>::all(), numbers<F>::all()); };
    for_each_format(test::tiny_formats{}, check);
    for_each_format(test::formats_of_8_bits{}, check);
}

TEST_CASE("operations on all numbers of up to 6 bits in all modes and under all policies", "[number]")
{
    for_each_format(test::tiny_formats{}, []<auto F> {
        const auto all = numbers<F>::all();
        check_modes(all, all);
        test::check_roots(all);
        check_fma(all, 37);
    });
}

TEST_CASE("operations on numbers of 8 bits in all modes and under all policies", "[number]")
{
    for_each_format(test::some_formats_of_8_bits{}, []<auto F> {
        check_modes(numbers<F>::all(7), numbers<F>::all(5));
        test::check_roots(numbers<F>::all());
        check_fma(numbers<F>::all(), 1999);
    });
}
TEST_CASE("operations on all pairs of numbers of 8 bits in all modes and under all policies", "[number][exhaustive]")
{
    for_each_format(test::some_formats_of_8_bits{}, []<auto F> {
        check_modes(numbers<F>::all(), numbers<F>::all());
        check_fma(numbers<F>::all(), 61);
    });
}

// ---- operands of several formats ------------------------------------------------------------------------------------

namespace {

template <auto To, auto F, auto G>
void check_mixed(std::uint64_t stride)
{
    const auto a = numbers<F>::all(stride);
    const auto b = numbers<G>::all(stride + 1);
    const scale ladder(To);
    using result = number<To>;
    for (std::size_t i = 0; i < a.codes.size(); ++i)
        for (std::size_t j = 0; j < b.codes.size(); ++j) {
            const auto x = a.codes[i];
            const auto y = b.codes[j];
            const real &p = a.values[i], &q = b.values[j];
            const auto check = [&](const char* name, const auto& meant, const auto& function) {
                check_modes<To>(name, ladder, meant, function, result(x), result(y));
            };
            check(
                "+", [&](oracle::mode m) { return definition::sum(p, q, m); },
                [&](auto m, on_overflow o) { return add<result>(x, y, m, o); });
            check(
                "-", [&](oracle::mode m) { return definition::difference(p, q, m); },
                [&](auto m, on_overflow o) { return subtract<result>(x, y, m, o); });
            check(
                "*", [&](oracle::mode) { return definition::product(p, q); },
                [&](auto m, on_overflow o) { return multiply<result>(x, y, m, o); });
            check(
                "/", [&](oracle::mode) { return definition::quotient(p, q); },
                [&](auto m, on_overflow o) { return divide<result>(x, y, m, o); });
            check(
                "fma", [&](oracle::mode m) { return definition::fused(p, q, p, m); },
                [&](auto m, on_overflow o) { return fma<result>(x, y, x, m, o); });
            check(
                "remainder", [&](oracle::mode) { return definition::divide_with_rest(p, q, true).remainder; },
                [&](auto m, on_overflow o) { return remainder<result>(x, y, m, o); });
            check(
                "sqrt", [&](oracle::mode) { return definition::square_root(p); },
                [&](auto m, on_overflow o) { return sqrt<result>(x, m, o); });
        }
}

}  // namespace

TEST_CASE("operands of several formats give a result of another, rounded once", "[number]")
{
    check_mixed<binary16, e4m3fn, e5m2>(5);
    check_mixed<e2m1fn, e5m2, fixed_format{7, 0}>(5);
    check_mixed<fixed_format{3, 4}, logarithmic_format{4, 3}, e8m0fnu>(5);
    check_mixed<p3109(8, 3, test::without_sign), fixed_format{3, 4}, e4m3fnuz>(5);
    check_mixed<logarithmic_format{4, 3}, e3m4, p3109(8, 1)>(7);

    // Products of two e4m3fn numbers have 8 bits at most: bfloat16 holds them, and binary16 overflows.
    for (const auto x : numbers<e4m3fn>::all().codes)
        for (const auto y : numbers<e4m3fn>::all().codes)
            if (x == x && y == y && float(multiply<bfloat16_t>(x, y)) != float(x) * float(y))
                FAIL(test::shown(x) << " " << test::shown(y));
}

template <class A, class B>
concept can_be_added = requires(A a, B b) { add(a, b); };

TEST_CASE("operands of several formats need a result type", "[number]")
{
    STATIC_REQUIRE(can_be_added<float8_e5m2, float8_e5m2>);
    STATIC_REQUIRE_FALSE(can_be_added<float8_e5m2, float8_e4m3fn>);
    STATIC_REQUIRE_FALSE(can_be_added<float8_e5m2, float>);
    STATIC_REQUIRE(std::same_as<decltype(add<bfloat16_t>(float8_e5m2{}, float8_e4m3fn{})), bfloat16_t>);
}

// ---- special values, by hand ----------------------------------------------------------------------------------------

TEST_CASE("special operands and zeros are IEEE 754's", "[number]")
{
    using number = float8_e5m2;
    using limits = std::numeric_limits<float>;
    constexpr number infinity(limits::infinity()), nan(limits::quiet_NaN()), zero(0), minus_zero(-0.0f), x(1.5f);
    constexpr std::uint8_t minus_zero_code = 0x80, infinity_code = 0x7c, nan_code = 0x7e;

    STATIC_REQUIRE((x - x).bits() == 0);
    STATIC_REQUIRE(subtract(x, x, toward_negative{}).bits() == minus_zero_code);
    STATIC_REQUIRE(add(x, -x, toward_negative{}).bits() == minus_zero_code);
    STATIC_REQUIRE(subtract(x, x, toward_zero{}).bits() == 0);
    STATIC_REQUIRE((zero + minus_zero).bits() == 0);
    STATIC_REQUIRE(add(zero, minus_zero, toward_negative{}).bits() == minus_zero_code);
    STATIC_REQUIRE(add(zero, zero, toward_negative{}).bits() == 0);
    STATIC_REQUIRE((minus_zero + minus_zero).bits() == minus_zero_code);
    STATIC_REQUIRE((minus_zero - zero).bits() == minus_zero_code);
    STATIC_REQUIRE((x * minus_zero).bits() == minus_zero_code);
    STATIC_REQUIRE(fma(x, zero, minus_zero).bits() == 0);
    STATIC_REQUIRE(fma(x, minus_zero, minus_zero).bits() == minus_zero_code);
    STATIC_REQUIRE(fma(number(2), x, number(-3)).bits() == 0);
    STATIC_REQUIRE(fma(number(2), x, number(-3), toward_negative{}).bits() == minus_zero_code);
    STATIC_REQUIRE(sqrt(minus_zero).bits() == minus_zero_code);
    STATIC_REQUIRE(sqrt(-x).bits() == nan_code);

    STATIC_REQUIRE((infinity - infinity).bits() == nan_code);
    STATIC_REQUIRE((infinity * zero).bits() == nan_code);
    STATIC_REQUIRE(fma(infinity, zero, x).bits() == nan_code);
    STATIC_REQUIRE(fma(infinity, x, -infinity).bits() == nan_code);
    STATIC_REQUIRE((infinity / infinity).bits() == nan_code);
    STATIC_REQUIRE((zero / zero).bits() == nan_code);
    STATIC_REQUIRE((x / zero).bits() == infinity_code);
    STATIC_REQUIRE((x / minus_zero).bits() == (infinity_code | 0x80));
    STATIC_REQUIRE((x / infinity).bits() == 0);
    STATIC_REQUIRE((x / -infinity).bits() == minus_zero_code);
    STATIC_REQUIRE((nan + x).bits() == nan_code);
    STATIC_REQUIRE(remainder(infinity, x).bits() == nan_code);
    STATIC_REQUIRE(remainder(x, zero).bits() == nan_code);
    STATIC_REQUIRE(remainder(x, infinity).bits() == x.bits());
    STATIC_REQUIRE(remainder(-x, x).bits() == minus_zero_code);

    // A quotient by zero is infinite; without infinity NaN, without NaN the largest number.
    STATIC_REQUIRE((float8_e4m3fn(1) / float8_e4m3fn(0)).bits() == 0x7f);
    STATIC_REQUIRE(float(float4_e2m1fn(1) / float4_e2m1fn(0)) == 6);
    STATIC_REQUIRE(float(float4_e2m1fn(-1) / float4_e2m1fn(0)) == -6);
    STATIC_REQUIRE(int(int8(-1) / int8(0)) == -128);
    STATIC_REQUIRE(int(divide(int8(1), int8(0), nearest_even{}, on_overflow::wrap)) == 127);
    // Where there is no -0.
    STATIC_REQUIRE(subtract(float8_e4m3fnuz(1), float8_e4m3fnuz(1), toward_negative{}).bits() == 0);
    STATIC_REQUIRE((float8_e4m3fnuz(0) / float8_e4m3fnuz(-1)).bits() == 0);
}

// ---- logarithmic numbers --------------------------------------------------------------------------------------------

TEST_CASE("products of logarithmic numbers add exponents", "[number]")
{
    constexpr logarithmic_format format{4, 3};
    constexpr int one = format.bias << format.fraction_bits;  // the magnitude code of 1
    for (int a = 1; a < 128; ++a)
        for (int b = 1; b < 128; ++b)
            for (const int signs : {0, 1, 2, 3}) {
                const auto x = of_code<format>(static_cast<std::uint64_t>(a | (signs & 1) << 7));
                const auto y = of_code<format>(static_cast<std::uint64_t>(b | (signs & 2) << 6));
                const int minus = signs == 1 || signs == 2 ? 0x80 : 0, sum = a + b - one;
                const int got = (x * y).bits();
                if (sum == -7) continue;  // half the smallest number, but for the last bits of binary32
                // Past the largest number is NaN; more than half the smallest number is that number, and less is 0.
                const int expected = sum > 127 ? 0x80 : sum > 0 ? sum | minus : sum > -7 ? 1 | minus : 0;
                if (got != expected) FAIL(test::shown(x) << " * " << test::shown(y) << " gave " << got);
                // Quotients subtract them.
                const int rest = a - b + one, quotient = (x / y).bits();
                if (rest > 0 && quotient != (rest > 127 ? 0x80 : rest | minus))
                    FAIL(test::shown(x) << " / " << test::shown(y) << " gave " << quotient);
            }
}
