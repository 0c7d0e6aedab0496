// tests/core/bits_test.cpp -- the fields of the carriers against <limits>, powers of two against ldexp.
#include "lowp/core/bits.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "support/catch.hpp"

using namespace lowp;

TEMPLATE_TEST_CASE("a carrier's fields are those of its type", "[core]", float, double)
{
    using limits = std::numeric_limits<TestType>;
    using c = carrier<TestType>;
    STATIC_REQUIRE(sizeof(word_of<TestType>) == sizeof(TestType));
    CHECK(c::width == 8 * static_cast<int>(sizeof(TestType)));
    CHECK(c::fraction_bits + 1 == limits::digits);
    CHECK(c::bias + 1 == limits::max_exponent);

    const auto pattern = [](TestType x) {
        word_of<TestType> word;
        std::memcpy(&word, &x, sizeof x);
        return word;
    };
    CHECK(pattern(limits::infinity()) == infinity_pattern<TestType>);
    CHECK(pattern(-TestType{0}) == sign_pattern<TestType>);
    const TestType nan = from_bits(nan_pattern<TestType>);
    CHECK((std::isnan(nan) && !std::signbit(nan)));
    CHECK(pattern(limits::quiet_NaN()) == nan_pattern<TestType>);  // quiet: the only fraction bit is the top one

    for (const TestType x : {limits::min(), limits::max(), limits::denorm_min(), TestType(-0.1), -limits::infinity()}) {
        CHECK(to_bits(x) == pattern(x));
        CHECK(from_bits(to_bits(x)) == x);
    }
}

TEMPLATE_TEST_CASE("exp2i is 2^e wherever the carrier has it, 0 below and infinity above", "[core]", float, double)
{
    for (int e = -1200; e <= 1200; ++e) CHECK(exp2i<TestType>(e) == static_cast<TestType>(std::ldexp(TestType{1}, e)));
}

TEST_CASE("choosing, converting and multiplying words", "[core]")
{
    const auto [high, low] = whole_product(0xffff'ffffu, 0xffff'ffffu);  // 2^64 - 2^33 + 1
    CHECK((high == 0xffff'fffeu && low == 1));
    CHECK((select(true, 1, 2) == 1 && select(false, 1, 2) == 2));
    CHECK((smaller(3, 5) == 3 && smaller(5, 3) == 3 && larger(3, 5) == 5 && larger(5, 3) == 5));
    CHECK(
        (to_carrier((1u << 24) - 1) == 16777215.0f && to_carrier((std::uint64_t{1} << 53) - 1) == 9007199254740991.0));
}
