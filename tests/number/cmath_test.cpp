// tests/number/cmath_test.cpp -- the functions that end in libm against MPFR's values, rounded by definition: they are
// correctly rounded for every code of every format of up to 16 bits, and far enough from a tie that any libm gives the
// same.
#include "lowp/number/cmath.hpp"

#include <algorithm>
#include <complex>
#include <cstdint>
#include <limits>

#include "lowp/number/limits.hpp"
#include "number/support/formats.hpp"
#include "support/catch.hpp"

using namespace lowp;
using test::of_code;

TEST_CASE("functions are found by argument, for numbers as for built-in types", "[number]")
{
    const auto sigmoid = []<class T>(T x) {
        using std::exp;
        return T(1) / (T(1) + exp(-x));
    };
    CHECK(sigmoid(1.0f) == 1 / (1 + std::exp(-1.0f)));
    CHECK(float(sigmoid(float16_t(1))) == 0.73095703125f);  // 1 + exp(-1) is 1.3681640625 in binary16
    CHECK(float(sigmoid(float8_e4m3fn(1))) == 0.75f);
    CHECK(float(pow(float16_t(2), 0.5)) == 1.4140625f);  // the second argument converts
    CHECK(float(atan2(float16_t(1), 1)) == 0.78515625f);
    STATIC_REQUIRE(std::same_as<decltype(exp(bfloat16_t(1))), bfloat16_t>);
}

TEST_CASE("results that are too small for binary64 are not zero", "[number]")
{
    // E8M0 has no zero and no sign: its NaN stands for both.
    CHECK(exp2(float8_e8m0fnu(1)).bits() == 128);
    CHECK(erfc(float8_e8m0fnu(64)).bits() == 0);
    CHECK(pow(float8_e8m0fnu(0.5), float8_e8m0fnu(65536)).bits() == 0);
    CHECK(isnan(log(float8_e8m0fnu(1))));
    using signed_number = floating<floating_format{8, 7, 127, specials::ieee, signedness::with_sign, subnormals::none}>;
    const signed_number many(1000.0f), smallest = signed_number::from_bits(0);
    CHECK(exp(-many) == smallest);
    CHECK(exp2(-many - many) == smallest);
    using longer_number =
        floating<floating_format{8, 10, 127, specials::ieee, signedness::with_sign, subnormals::none}>;
    CHECK(tgamma(longer_number(-500.5)).bits() == 1u << 18);  // negative, and the smallest
    CHECK(isnan(exp(-std::numeric_limits<signed_number>::infinity())));
    CHECK(erfc(many) == smallest);
}

TEST_CASE("the arc of a quotient that is a tie is shorter than it", "[number]")
{
    using number = floating<p3109(8, 3, test::without_sign)>;
    const number y = number::from_bits(3), x(2);  // three times the smallest number, over two
    CHECK(atan2(y, x).bits() == 1);
    CHECK((y / x).bits() == 2);
    CHECK(atan2(number(0), x).bits() == 0);
}

#ifdef LOWP_TEST_MPFR

#include "number/support/mpfr.hpp"

namespace {

using definition::scale;

template <auto F>
struct function {
    const char* name;
    number<F> (*ours)(number<F>);
    int (*exact)(mpfr_ptr y, mpfr_srcptr x, mpfr_rnd_t rounding);
};
int lgamma_of_mpfr(mpfr_ptr y, mpfr_srcptr x, mpfr_rnd_t rounding)
{
    int sign = 0;
    return mpfr_lgamma(y, &sign, x, rounding);
}

#define LOWP_TEST_FUNCTION(name, exact)                       \
    {#name, [](number<F> x) -> number<F> { return name(x); }, \
     [](mpfr_ptr y, mpfr_srcptr x, mpfr_rnd_t rounding) { return exact(y, x, rounding); }}

template <auto F>
const function<F> functions[] = {LOWP_TEST_FUNCTION(exp, mpfr_exp),      LOWP_TEST_FUNCTION(exp2, mpfr_exp2),
                                 LOWP_TEST_FUNCTION(expm1, mpfr_expm1),  LOWP_TEST_FUNCTION(log, mpfr_log),
                                 LOWP_TEST_FUNCTION(log2, mpfr_log2),    LOWP_TEST_FUNCTION(log10, mpfr_log10),
                                 LOWP_TEST_FUNCTION(log1p, mpfr_log1p),  LOWP_TEST_FUNCTION(sin, mpfr_sin),
                                 LOWP_TEST_FUNCTION(cos, mpfr_cos),      LOWP_TEST_FUNCTION(tan, mpfr_tan),
                                 LOWP_TEST_FUNCTION(asin, mpfr_asin),    LOWP_TEST_FUNCTION(acos, mpfr_acos),
                                 LOWP_TEST_FUNCTION(atan, mpfr_atan),    LOWP_TEST_FUNCTION(sinh, mpfr_sinh),
                                 LOWP_TEST_FUNCTION(cosh, mpfr_cosh),    LOWP_TEST_FUNCTION(tanh, mpfr_tanh),
                                 LOWP_TEST_FUNCTION(asinh, mpfr_asinh),  LOWP_TEST_FUNCTION(acosh, mpfr_acosh),
                                 LOWP_TEST_FUNCTION(atanh, mpfr_atanh),  LOWP_TEST_FUNCTION(cbrt, mpfr_cbrt),
                                 LOWP_TEST_FUNCTION(erf, mpfr_erf),      LOWP_TEST_FUNCTION(erfc, mpfr_erfc),
                                 LOWP_TEST_FUNCTION(tgamma, mpfr_gamma), LOWP_TEST_FUNCTION(lgamma, lgamma_of_mpfr),
                                 LOWP_TEST_FUNCTION(sqrt, mpfr_sqrt)};

// All functions at every stride-th code: correctly rounded, and no value closer to a place where the rounding changes
// than so many ulps of binary64, unless it is exact.
template <auto F>
void check_functions(std::uint64_t stride, double closest)
{
    const scale ladder(F);
    for (const auto& f : functions<F>) {
        double nearest = std::numeric_limits<double>::infinity();
        test::wide x(64);
        for (const std::uint64_t code : ladder.every(stride)) {
            const auto number = of_code<F>(code);
            mpfr_set_d(x, static_cast<double>(number), MPFR_RNDN);
            const auto expected =
                test::rounded_by_mpfr(ladder, [&](mpfr_ptr y, mpfr_rnd_t rounding) { return f.exact(y, x, rounding); });
            nearest = std::min(nearest, expected.distance);
            const auto got = f.ours(number);
            if (got.bits() != expected.code)
                FAIL(format_text(F) << " " << f.name << " of " << test::shown(number) << " gave " << test::shown(got)
                                    << ", not " << test::shown(of_code<F>(expected.code)));
        }
        INFO(format_text(F) << " " << f.name);
        // Multiples of 4 have a tie at 2, which erfc comes as near to as one likes.
        CHECK((nearest > closest || ladder.fraction_bits < 0));
    }
}

template <auto F>
struct function_of_two {
    const char* name;
    number<F> (*ours)(number<F>, number<F>);
    int (*exact)(mpfr_ptr z, mpfr_srcptr x, mpfr_srcptr y, mpfr_rnd_t rounding);
};
template <auto F>
const function_of_two<F> functions_of_two[] = {
    {"pow", [](number<F> x, number<F> y) { return pow(x, y); }, mpfr_pow},
    {"atan2", [](number<F> x, number<F> y) { return atan2(x, y); }, mpfr_atan2},
    {"hypot", [](number<F> x, number<F> y) { return hypot(x, y); }, mpfr_hypot}};

template <auto F>
void check_functions_of_two(std::uint64_t stride)
{
    const scale ladder(F);
    test::wide p(64), q(64);
    for (const auto& f : functions_of_two<F>)
        for (const std::uint64_t a : ladder.every(stride))
            for (const std::uint64_t b : ladder.every(stride)) {
                const auto x = of_code<F>(a), y = of_code<F>(b);
                mpfr_set_d(p, static_cast<double>(x), MPFR_RNDN);
                mpfr_set_d(q, static_cast<double>(y), MPFR_RNDN);
                const auto expected = test::rounded_by_mpfr(
                    ladder, [&](mpfr_ptr z, mpfr_rnd_t rounding) { return f.exact(z, p, q, rounding); });
                const auto got = f.ours(x, y);
                if (got.bits() != expected.code)
                    FAIL(format_text(F) << " " << f.name << " of " << test::shown(x) << " and " << test::shown(y)
                                        << " gave " << test::shown(got) << ", not "
                                        << test::shown(of_code<F>(expected.code)));
            }
}

// No function comes closer to a tie in a format of 16 bits: 2^15 ulps of binary64. A libm's errors are a few ulps.
constexpr double closest_of_all = 30'000;

}  // namespace

TEST_CASE("functions of numbers of up to 8 bits are correctly rounded", "[number]")
{
    for_each_format(test::tiny_formats{}, []<auto F> { check_functions<F>(1, closest_of_all); });
    for_each_format(test::formats_of_8_bits{}, []<auto F> { check_functions<F>(1, closest_of_all); });
}
TEST_CASE("functions of two numbers of up to 6 bits are correctly rounded", "[number]")
{
    for_each_format(test::tiny_formats{}, []<auto F> { check_functions_of_two<F>(1); });
    for_each_format(test::some_formats_of_8_bits{}, []<auto F> { check_functions_of_two<F>(3); });
}
TEST_CASE("functions of some numbers of 16 bits are correctly rounded", "[number]")
{
    check_functions<binary16>(61, closest_of_all);
    check_functions<bfloat16>(61, closest_of_all);
}

TEST_CASE("functions of two numbers of 8 bits are correctly rounded", "[number][exhaustive]")
{
    for_each_format(test::formats_of_8_bits{}, []<auto F> { check_functions_of_two<F>(1); });
}
TEST_CASE("functions of all numbers of 16 bits are correctly rounded", "[number][exhaustive]")
{
    check_functions<binary16>(1, closest_of_all);
    check_functions<bfloat16>(1, closest_of_all);
    check_functions<fixed_format{7, 8}>(1, closest_of_all);
    check_functions<logarithmic_format{5, 10}>(1, closest_of_all);
    check_functions<nlq(16, 0x1p-12, 0x1p-11)>(1, closest_of_all);
    check_functions<p3109(16, 5)>(1, closest_of_all);
    check_functions<p3109(16, 13)>(1, closest_of_all);
    check_functions<p3109(16, 8, test::without_sign)>(1, closest_of_all);
}
TEST_CASE("functions of some wider numbers are correctly rounded", "[number][exhaustive]")
{
    check_functions<tf32>(17, 1000);
    check_functions<binary32>(500'009, 100);
}

#endif
