// tests/number/classify_test.cpp -- the classes of all codes, as the standards write them.
#include "lowp/number/classify.hpp"

#include <cmath>

#include "number/support/definition.hpp"
#include "number/support/formats.hpp"
#include "support/catch.hpp"

using namespace lowp;
using definition::scale;

namespace {

template <auto F>
void check_classes()
{
    const scale ladder(F);
    for (std::uint64_t code = 0; code < ladder.codes(); ++code) {
        const auto x = test::of_code<F>(code);
        const auto value = ladder.value(code);
        const bool finite = value.kind == definition::kinds::finite, zero = value.is_zero();
        const bool subnormal = ladder.is_subnormal(code) && finite;
        // The sign of a NaN is that of its code, where there is more than one.
        const bool sign_of_nan = ladder.has_sign && !ladder.nan_is_minus_zero && code >= ladder.codes() / 2;
        const int expected = value.is_nan()        ? FP_NAN
                             : value.is_infinite() ? FP_INFINITE
                             : zero                ? FP_ZERO
                             : subnormal           ? FP_SUBNORMAL
                                                   : FP_NORMAL;
        const bool agrees = isnan(x) == value.is_nan() && isinf(x) == value.is_infinite() && isfinite(x) == finite &&
                            isnormal(x) == (expected == FP_NORMAL) && fpclassify(x) == expected &&
                            signbit(x) == (value.is_nan() ? sign_of_nan : value.minus);
        if (!agrees) FAIL(format_text(F) << " " << test::shown(x));
    }
}

}  // namespace

TEST_CASE("every code has the class that the standards give it", "[number]")
{
    const auto check = []<auto F> { check_classes<F>(); };
    for_each_format(test::tiny_formats{}, check);
    for_each_format(test::formats_of_8_bits{}, check);
    for_each_format(test::format_list<binary16, bfloat16, p3109(16, 5), fixed_format{5, 10}>{}, check);
}

TEST_CASE("classes are constants", "[number]")
{
    STATIC_REQUIRE(isnan(float8_e4m3fnuz::from_bits(0x80)));
    STATIC_REQUIRE_FALSE(signbit(float8_e4m3fnuz::from_bits(0x80)));
    STATIC_REQUIRE(isinf(float8_e5m2::from_bits(0xfc)));
    STATIC_REQUIRE(isnormal(float8_e8m0fnu::from_bits(0)));
    STATIC_REQUIRE(fpclassify(float4_e2m1fn::from_bits(1)) == FP_SUBNORMAL);
    STATIC_REQUIRE(fpclassify(int8(0)) == FP_ZERO);
    STATIC_REQUIRE(signbit(int8(-1)));
    STATIC_REQUIRE_FALSE(signbit(uint8::from_bits(0xff)));
}
