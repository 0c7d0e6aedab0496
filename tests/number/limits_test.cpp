// tests/number/limits_test.cpp -- std::numeric_limits: of every named type by hand, of all formats by definition.
#include "lowp/number/limits.hpp"

#include <cmath>
#include <limits>
#include <type_traits>

#include "lowp/number/functions.hpp"
#include "number/support/definition.hpp"
#include "number/support/formats.hpp"
#include "support/catch.hpp"

using namespace lowp;
using definition::scale;

namespace {

// What a card says: values, exponents of the smallest and the largest normal number, bits of the significand.
struct card {
    double max, min, denorm_min, epsilon;
    int min_exponent, max_exponent, digits, digits10, max_digits10, min_exponent10, max_exponent10;
    bool has_infinity, has_nan;
};

template <class T>
void check_card(const card& c)
{
    using limits = std::numeric_limits<T>;
    static_assert(limits::is_specialized && limits::radix == 2 && limits::is_bounded && !limits::is_modulo);
    static_assert(limits::round_style == std::round_to_nearest && !limits::has_signaling_NaN && !limits::traps);
    static_assert(!limits::is_integer && !limits::is_exact && limits::is_signed == T::format.has_sign());
    CHECK(static_cast<double>(limits::max()) == c.max);
    CHECK(static_cast<double>(limits::lowest()) == (limits::is_signed ? -c.max : T::format.has_zero() ? 0 : c.min));
    CHECK(static_cast<double>(limits::min()) == c.min);
    CHECK(static_cast<double>(limits::denorm_min()) == c.denorm_min);
    CHECK((limits::has_denorm == std::denorm_present) == (c.denorm_min < c.min));
    CHECK(static_cast<double>(limits::epsilon()) == c.epsilon);
    CHECK(static_cast<double>(limits::round_error()) == 0.5);
    CHECK(limits::min_exponent == c.min_exponent + 1);  // C++ counts from a significand in [0.5, 1)
    CHECK(limits::max_exponent == c.max_exponent + 1);
    CHECK(limits::digits == c.digits);
    CHECK(limits::digits10 == c.digits10);
    CHECK(limits::max_digits10 == c.max_digits10);
    CHECK(limits::min_exponent10 == c.min_exponent10);
    CHECK(limits::max_exponent10 == c.max_exponent10);
    CHECK(limits::has_infinity == c.has_infinity);
    CHECK(limits::has_quiet_NaN == c.has_nan);
    // Of a type without, C++ wants 0; number{} has code 0.
    CHECK(isinf(limits::infinity()) == c.has_infinity);
    CHECK(isnan(limits::quiet_NaN()) == c.has_nan);
    if (!c.has_infinity) CHECK(limits::infinity().bits() == 0);
    if (!c.has_nan) CHECK(limits::quiet_NaN().bits() == 0);
    CHECK(std::numeric_limits<const T>::max() == limits::max());
}

// The same as of a built-in type.
template <class T, class BuiltIn>
void check_as_built_in()
{
    using limits = std::numeric_limits<T>;
    using expected = std::numeric_limits<BuiltIn>;
    CHECK(static_cast<BuiltIn>(limits::max()) == expected::max());
    CHECK(static_cast<BuiltIn>(limits::lowest()) == expected::lowest());
    CHECK(static_cast<BuiltIn>(limits::min()) == expected::min());
    CHECK(static_cast<BuiltIn>(limits::epsilon()) == expected::epsilon());
    CHECK(static_cast<BuiltIn>(limits::denorm_min()) == expected::denorm_min());
    CHECK(static_cast<BuiltIn>(limits::round_error()) == expected::round_error());
    CHECK(static_cast<BuiltIn>(limits::infinity()) == expected::infinity());
    CHECK(limits::is_signed == expected::is_signed);
    CHECK(limits::is_integer == expected::is_integer);
    CHECK(limits::is_exact == expected::is_exact);
    CHECK(limits::is_iec559 == expected::is_iec559);
    CHECK(limits::has_infinity == expected::has_infinity);
    CHECK(limits::has_quiet_NaN == expected::has_quiet_NaN);
    CHECK(limits::has_denorm == expected::has_denorm);
    CHECK(limits::digits == expected::digits);
    CHECK(limits::digits10 == expected::digits10);
    CHECK(limits::max_digits10 == expected::max_digits10);
    CHECK(limits::radix == expected::radix);
    CHECK(limits::min_exponent == expected::min_exponent);
    CHECK(limits::max_exponent == expected::max_exponent);
    CHECK(limits::min_exponent10 == expected::min_exponent10);
    CHECK(limits::max_exponent10 == expected::max_exponent10);
    CHECK(limits::round_style == (expected::is_integer ? std::round_to_nearest : expected::round_style));
}

// Limits of floating formats that have a 1, by the words of the C++ standard.
template <auto F>
void check_by_definition()
{
    using type = number<F>;
    using limits = std::numeric_limits<type>;
    const scale ladder(F);
    const std::string name = format_text(F);
    INFO(name);
    double largest = 0, lowest = 1e300, smallest = 1e300, smallest_normal = 1e300, above_one = 1e300;
    for (std::uint64_t code = 0; code < ladder.codes(); ++code) {
        const type x = test::of_code<F>(code);
        if (!isfinite(x)) continue;
        const double value = static_cast<double>(x);
        largest = std::max(largest, value);
        lowest = std::min(lowest, value);
        if (value > 0) smallest = std::min(smallest, value);
        if (value > 0 && isnormal(x)) smallest_normal = std::min(smallest_normal, value);
        if (value > 1) above_one = std::min(above_one, value);
    }
    CHECK(static_cast<double>(limits::max()) == largest);
    CHECK(static_cast<double>(limits::lowest()) == lowest);
    CHECK(static_cast<double>(limits::denorm_min()) == smallest);
    if (smallest_normal < 1e300) {
        CHECK(static_cast<double>(limits::min()) == smallest_normal);
        CHECK(std::ldexp(1.0, limits::min_exponent - 1) == smallest_normal);
    } else {
        CHECK(static_cast<double>(limits::min()) == smallest);
    }
    CHECK((std::ldexp(1.0, limits::max_exponent - 1) <= largest && largest < std::ldexp(1.0, limits::max_exponent)));
    if (static_cast<double>(type(1)) == 1 && above_one < 1e300)
        CHECK(static_cast<double>(limits::epsilon()) == above_one - 1);
    if (largest >= 1)
        CHECK((std::pow(10.0, limits::max_exponent10) <= largest &&
               largest < std::pow(10.0, limits::max_exponent10 + 1)));
    if (smallest_normal <= 1)
        CHECK((std::pow(10.0, limits::min_exponent10) >= smallest_normal &&
               std::pow(10.0, limits::min_exponent10 - 1) < smallest_normal));
    // So many bits tell neighbours apart, and decimal digits survive; so many decimal digits tell numbers apart.
    CHECK(limits::digits == F.fraction_bits + 1);
    CHECK(limits::digits10 == static_cast<int>(std::floor((limits::digits - 1) * std::log10(2.0))));
    CHECK(limits::max_digits10 == static_cast<int>(std::ceil(limits::digits * std::log10(2.0) + 1)));
    CHECK(limits::has_infinity == ladder.has_infinity);
    CHECK(limits::has_quiet_NaN == ladder.has_nan);
    if (ladder.has_infinity) CHECK(limits::infinity().bits() == ladder.infinity_code);
    if (ladder.has_nan) CHECK(limits::quiet_NaN().bits() == ladder.quiet_nan);
}

}  // namespace

TEST_CASE("the limits of every named type are those of its card", "[number]")
{
    constexpr bool yes = true, no = false;
    // clang-format off
    //                                    max          min       denorm    epsilon  emin  emax  p  digits10 exponents10  inf  nan
    check_card<float16_t>         ({     65504,   0x1p-14,     0x1p-24,   0x1p-10,  -14,   15, 11, 3, 5,  -4,   4,  yes, yes});
    check_card<bfloat16_t>        ({0x1.fep127,  0x1p-126,    0x1p-133,    0x1p-7, -126,  127,  8, 2, 4, -37,  38,  yes, yes});
    check_card<tfloat32_t>        ({0x1.ffcp127, 0x1p-126,    0x1p-136,   0x1p-10, -126,  127, 11, 3, 5, -37,  38,  yes, yes});
    check_card<float8_e5m2>       ({     57344,   0x1p-14,     0x1p-16,      0.25,  -14,   15,  3, 0, 2,  -4,   4,  yes, yes});
    check_card<float8_e4m3fn>     ({       448,    0x1p-6,      0x1p-9,     0.125,   -6,    8,  4, 0, 3,  -1,   2,   no, yes});
    check_card<float8_e4m3>       ({       240,    0x1p-6,      0x1p-9,     0.125,   -6,    7,  4, 0, 3,  -1,   2,  yes, yes});
    check_card<float8_e3m4>       ({      15.5,      0.25,      0x1p-6,    0.0625,   -2,    3,  5, 1, 3,   0,   1,  yes, yes});
    check_card<float8_e5m2fnuz>   ({     57344,   0x1p-15,     0x1p-17,      0.25,  -15,   15,  3, 0, 2,  -4,   4,   no, yes});
    check_card<float8_e4m3fnuz>   ({       240,    0x1p-7,     0x1p-10,     0.125,   -7,    7,  4, 0, 3,  -2,   2,   no, yes});
    check_card<float8_e4m3b11fnuz>({        30,   0x1p-10,     0x1p-13,     0.125,  -10,    4,  4, 0, 3,  -3,   1,   no, yes});
    check_card<float8_e8m0fnu>    ({   0x1p127,  0x1p-127,    0x1p-127,         1, -127,  127,  1, 0, 2, -38,  38,   no, yes});
    check_card<float6_e3m2fn>     ({        28,      0.25,      0.0625,      0.25,   -2,    4,  3, 0, 2,   0,   1,   no,  no});
    check_card<float6_e2m3fn>     ({       7.5,         1,       0.125,     0.125,    0,    2,  4, 0, 3,   0,   0,   no,  no});
    check_card<float4_e2m1fn>     ({         6,         1,         0.5,       0.5,    0,    2,  2, 0, 2,   0,   0,   no,  no});
    check_card<floating<ue4m3>>   ({       448,    0x1p-6,      0x1p-9,     0.125,   -6,    8,  4, 0, 3,  -1,   2,   no, yes});
    check_card<floating<binary8p3se>>({  49152,   0x1p-15,     0x1p-17,      0.25,  -15,   15,  3, 0, 2,  -4,   4,  yes, yes});
    check_card<floating<binary6p3sf>>({     14,     0.125,      0x1p-5,      0.25,   -3,    3,  3, 0, 2,   0,   1,   no, yes});
    // clang-format on
    STATIC_REQUIRE(std::numeric_limits<float16_t>::is_iec559);
    STATIC_REQUIRE_FALSE(std::numeric_limits<bfloat16_t>::is_iec559);
    STATIC_REQUIRE_FALSE(std::numeric_limits<float8_e5m2>::is_iec559);
}

TEST_CASE("the limits of binary32, binary64 and 8-bit integers are those of float, double and built-in integers",
          "[number]")
{
    check_as_built_in<floating<binary32>, float>();
    check_as_built_in<floating<binary64>, double>();
    // Fixed point rounds quotients, and says so; all else is as of integers.
    check_as_built_in<int8, signed char>();
    check_as_built_in<fixed<fixed_format{15, 0}>, short>();
    check_as_built_in<fixed<fixed_format{31, 0}>, int>();
}

TEST_CASE("the limits of floating formats are what C++ says that they are", "[number]")
{
    const auto check = []<auto F> {
        if constexpr (std::same_as<std::remove_const_t<decltype(F)>, floating_format>) check_by_definition<F>();
    };
    for_each_format(test::tiny_formats{}, check);
    for_each_format(test::formats_of_8_bits{}, check);
    for_each_format(
        test::format_list<binary16, bfloat16, p3109(16, 5), p3109(8, 8), floating_format{5, 2, 40},
                          floating_format{3, 2, 12},
                          floating_format{5, 10, 15, specials::ieee, test::with_sign, subnormals::flushed}>{},
        check);
}

TEST_CASE("the limits of formats beyond binary64", "[number]")
{
    using limits = std::numeric_limits<floating<p3109(16, 2)>>;  // bias 2^13
    CHECK(limits::max_exponent == 8192);
    CHECK(limits::min_exponent == -8190);
    CHECK(limits::max_exponent10 == 2465);   // 8191 log10(2) = 2465.7
    CHECK(limits::min_exponent10 == -2465);  // -8191 log10(2), toward zero
    CHECK(limits::epsilon() == 0.5);
}

TEST_CASE("the limits of fixed point and logarithmic numbers", "[number]")
{
    using q = std::numeric_limits<fixed<fixed_format{3, 4}>>;
    STATIC_REQUIRE((!q::is_integer && q::is_exact && q::is_signed && !q::has_infinity && !q::has_quiet_NaN));
    STATIC_REQUIRE(float(q::max()) == 7.9375f);
    STATIC_REQUIRE(float(q::lowest()) == -8);
    STATIC_REQUIRE(float(q::min()) == -8);  // as of integers
    STATIC_REQUIRE(float(q::epsilon()) == 0.0625f);
    STATIC_REQUIRE(q::digits == 7);
    using u = std::numeric_limits<uint8>;
    STATIC_REQUIRE((u::is_integer && !u::is_signed && u::digits == 8 && u::digits10 == 2));
    STATIC_REQUIRE((int(u::max()) == 255 && int(u::lowest()) == 0));
    using s = std::numeric_limits<fixed<fixed_format{3, 4, fixed_range::symmetric}>>;
    STATIC_REQUIRE(s::lowest() == -s::max());

    using l = std::numeric_limits<logarithmic<logarithmic_format{4, 3}>>;
    STATIC_REQUIRE((!l::is_integer && !l::is_exact && l::is_signed && !l::has_infinity && l::has_quiet_NaN));
    CHECK(double(l::max()) == double(std::exp2(7.875f)));  // binary32's number nearest to 2^(8 - 1/8)
    CHECK(double(l::min()) == double(std::exp2(-7.875f)));
    CHECK(l::lowest() == -l::max());
    CHECK(l::denorm_min() == l::min());
    CHECK(l::digits == 4);           // as of e4m3: 2^(1/8) - 1 is between 1/16 and 1/8
    CHECK(l::max_exponent10 == 2);   // 235
    CHECK(l::min_exponent10 == -2);  // 0.0043
    CHECK(l::max_exponent == 8);
    CHECK(l::min_exponent == -7);
    CHECK(double(l::epsilon()) < 0.1);
    CHECK(double(l::epsilon()) > 0.08);
    // 2^3.875 is 14.7, and more than 10 although 2^3 is less.
    CHECK(std::numeric_limits<logarithmic<logarithmic_format{3, 3}>>::max_exponent10 == 1);
    CHECK(std::numeric_limits<logarithmic<logarithmic_format{3, 3}>>::min_exponent10 == -1);
    CHECK(std::numeric_limits<logarithmic<nlq(8, 1, 0)>>::min_exponent10 == 0);
    CHECK(std::numeric_limits<logarithmic<nlq(8, 1, 0)>>::max_exponent10 == 2);
}
