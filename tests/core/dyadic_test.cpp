// tests/core/dyadic_test.cpp -- every built-in number as an exact one: integers at their extremes, floats of all
// exponents.
#include "lowp/core/dyadic.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"

using namespace lowp;

namespace {

// significand * 2^exponent in the type's own arithmetic, exact where the number came from that type.
template <class T>
T magnitude_of(const dyadic& x)
{
    const auto high = static_cast<std::uint64_t>(x.significand >> 64), low = static_cast<std::uint64_t>(x.significand);
    return std::ldexp(static_cast<T>(high), x.exponent + 64) + std::ldexp(static_cast<T>(low), x.exponent);
}

template <class T>
void check_same(T x)
{
    const dyadic d = exactly(x);
    if (!d.is_finite() || d.more || d.negative != std::signbit(x) || magnitude_of<T>(d) != std::fabs(x) ||
        d.is_zero() != (x == 0))
        FAIL(static_cast<double>(x));
    if (x == 0) return;
    int exponent = 0;
    std::frexp(x, &exponent);
    if (d.leading_exponent() != exponent - 1) FAIL(static_cast<double>(x) << " begins at 2^" << d.leading_exponent());
}

template <class T>
void check_special_values()
{
    using limits = std::numeric_limits<T>;
    for (const T x :
         {limits::max(), limits::min(), limits::denorm_min(), T(0), T(-0.0), -limits::max(), -limits::denorm_min()})
        check_same(x);
    CHECK((exactly(limits::infinity()).is_infinite() && !exactly(limits::infinity()).negative));
    CHECK((exactly(-limits::infinity()).is_infinite() && exactly(-limits::infinity()).negative));
    CHECK(exactly(limits::quiet_NaN()).is_nan());
    CHECK(exactly(-limits::quiet_NaN()).is_nan());
    CHECK(!exactly(limits::quiet_NaN()).is_zero());
    CHECK(!exactly(limits::infinity()).is_finite());
}

}  // namespace

TEST_CASE("the length of a 128-bit number, and its shifts", "[core]")
{
    STATIC_REQUIRE(bit_length(0) == 0);
    for (int bit = 0; bit < 128; ++bit) {
        const uint128 power = uint128{1} << bit;
        CHECK(bit_length(power) == bit + 1);
        CHECK(bit_length(power | (power - 1)) == bit + 1);
        CHECK(shifted(power, -bit) == 1);
        CHECK(shifted(1, bit) == power);
        CHECK(shifted(power | (power - 1), -bit) == 1);  // the floor
        CHECK(shifted(power, 127 - bit) == uint128{1} << 127);
        CHECK(shifted(power, 128 - bit) == 0);
        CHECK(shifted(power, -1 - bit) == 0);
    }
    for (const int far : {128, 129, 1000, -128, -129, -1000}) CHECK(shifted(~uint128{0}, far) == 0);
}

TEMPLATE_TEST_CASE("integers, to their extremes", "[core]", bool, char, signed char, unsigned char, wchar_t, char8_t,
                   char16_t, char32_t, short, unsigned short, int, unsigned, long, unsigned long, long long,
                   unsigned long long)
{
    using limits = std::numeric_limits<TestType>;
    const uint128 largest = (uint128{1} << limits::digits) - 1;
    STATIC_REQUIRE(exactly(TestType{0}).is_zero());
    STATIC_REQUIRE((exactly(TestType{1}).significand == 1 && exactly(TestType{1}).leading_exponent() == 0));
    constexpr dyadic top = exactly(limits::max()), bottom = exactly(limits::min());
    CHECK((top.significand == largest && top.exponent == 0 && !top.negative && !top.more && top.is_finite()));
    CHECK(bottom.negative == limits::is_signed);
    CHECK(bottom.significand == (limits::is_signed ? largest + 1 : 0));
    if constexpr (limits::is_signed) {
        constexpr dyadic minus_one = exactly(static_cast<TestType>(-1));
        CHECK((minus_one.significand == 1 && minus_one.negative));
        CHECK(exactly(static_cast<TestType>(limits::min() + 1)).significand == largest);
    }
}

TEMPLATE_TEST_CASE("floats and doubles of every exponent", "[core]", float, double)
{
    using c = carrier<TestType>;
    using word = word_of<TestType>;
    const word all = (word{1} << c::fraction_bits) - 1;
    for (word field = 0; field <= 2 * c::bias; ++field)
        for (const word fraction : {word{0}, word{1}, word{6}, all / 2, all / 2 + 1, all / 3, all - 1, all})
            for (const word sign : {word{0}, sign_pattern<TestType>})
                check_same(from_bits(word(sign | field << c::fraction_bits | fraction)));
    check_special_values<TestType>();
    STATIC_REQUIRE(exactly(TestType(0.1)).negative == false);
    STATIC_REQUIRE(exactly(TestType(-0.0)).negative);
}

TEST_CASE("long doubles of every exponent", "[core]")
{
    using limits = std::numeric_limits<long double>;
    for (int exponent = limits::min_exponent - limits::digits; exponent < limits::max_exponent; ++exponent)
        for (const long double fraction : {0.0L, limits::epsilon(), 0.1L, 0.5L, 0.75L, 1 - limits::epsilon()})
            for (const long double sign : {1.0L, -1.0L}) check_same(sign * std::ldexp(1 + fraction, exponent));
    check_special_values<long double>();
    STATIC_REQUIRE(exactly(1.0L).leading_exponent() == 0);
    STATIC_REQUIRE(exactly(-0.375L).significand == uint128{3} << 126);
}

TEST_CASE("a minus sign changes the sign alone", "[core]")
{
    const dyadic x{5, -3, false, true};
    CHECK(((-x).negative && (-x).significand == 5 && (-x).exponent == -3 && (-x).more));
    CHECK(!(-(-x)).negative);
    CHECK(dyadic_infinity(true).negative);
    CHECK((-dyadic_infinity(true)).is_infinite());
    CHECK(!dyadic{0, 7, false, true}.is_zero());  // something was cut off
}
