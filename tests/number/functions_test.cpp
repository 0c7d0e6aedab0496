// tests/number/functions_test.cpp -- the exact functions of <cmath>: all codes of the formats of up to 8 bits and of
// binary16, against std:: on doubles where that is exact, and else against the definition; binary64 against std::.
#include "lowp/number/functions.hpp"

#include <climits>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

#include "number/support/operations.hpp"
#include "support/catch.hpp"

using namespace lowp;
using definition::real;
using definition::scale;
using test::fail;
using test::numbers;
using test::of_code;

namespace {

std::uint64_t nearest(const scale& ladder, const real& x)
{
    return ladder.rounded(x, oracle::mode::nearest_even, on_overflow::infinity);
}
std::uint64_t nearest(const scale& ladder, double x) { return nearest(ladder, definition::exactly(x)); }

// The same value: a NaN, or a zero of flushed codes, may have several.
bool same_value(const scale& ladder, std::uint64_t a, std::uint64_t b)
{
    return nearest(ladder, ladder.value(a)) == nearest(ladder, ladder.value(b));
}

// The value as a double; exact up to 16 bits.
double as_double(const real& x)
{
    if (x.is_nan()) return std::numeric_limits<double>::quiet_NaN();
    const double magnitude = x.is_infinite() ? std::numeric_limits<double>::infinity()
                                             : std::ldexp(static_cast<double>(x.p.digits.low()), x.p.exponent);
    return x.minus ? -magnitude : magnitude;
}

// An integer that saturates; NaN counts as 0.
long long saturated(double x)
{
    if (std::isnan(x)) return 0;
    if (std::fabs(x) >= 0x1p63) return x < 0 ? LLONG_MIN : LLONG_MAX;
    return static_cast<long long>(x);
}

template <auto F>
void check_functions_of_one(const numbers<F>& all)
{
    for (std::size_t i = 0; i < all.codes.size(); ++i) {
        const number<F> x = all.codes[i];
        const double value = as_double(all.values[i]);
        const auto check = [&](const char* name, number<F> got, double exact) {
            const std::uint64_t expected = nearest(all.ladder, exact);
            if (!same_value(all.ladder, got.bits(), expected)) fail(name, got, expected, x);
        };
        check("floor", floor(x), std::floor(value));
        check("ceil", ceil(x), std::ceil(value));
        check("trunc", trunc(x), std::trunc(value));
        check("rint", rint(x), std::rint(value));
        check("nearbyint", nearbyint(x), std::nearbyint(value));
        check("round", round(x), std::round(value));
        if (lrint(x) != saturated(std::rint(value)) || llrint(x) != saturated(std::rint(value)) ||
            lround(x) != saturated(std::round(value)) || llround(x) != saturated(std::round(value)))
            FAIL("to integers: " << format_text(F) << " " << test::shown(x));

        if (!std::isnan(value)) {  // it has no sign to speak of
            check("abs", abs(x), std::fabs(value));
            check("fabs", fabs(x), std::fabs(value));
        } else if (!isnan(abs(x)) || !isnan(fabs(x))) {
            FAIL("abs of " << format_text(F) << " " << test::shown(x));
        }

        int exponent = -1, expected_exponent = 0;
        const double fraction = std::frexp(value, &expected_exponent);
        if (!std::isfinite(value)) expected_exponent = 0;  // C leaves it open
        check("frexp", frexp(x, &exponent), fraction);
        if (exponent != expected_exponent) FAIL("frexp: " << format_text(F) << " " << test::shown(x) << exponent);
        check("logb", logb(x), std::logb(value));
        if (ilogb(x) != std::ilogb(value)) FAIL("ilogb: " << format_text(F) << " " << test::shown(x));

        // Where whole parts are numbers of the format.
        if constexpr (!std::same_as<std::remove_const_t<decltype(F)>, logarithmic_format> &&
                      !std::same_as<std::remove_const_t<decltype(F)>, nlq_format>) {
            double whole_value = 0;
            const double rest = std::modf(value, &whole_value);
            number<F> whole(1);
            const number<F> got = modf(x, &whole);
            const bool is_number = as_double(all.ladder.value(nearest(all.ladder, value))) == value;  // not sq3.4's -8
            if (all.ladder.has_zero && (is_number || isnan(x))) {
                check("modf", got, rest);
                check("modf's whole", whole, whole_value);
            }
        }

        if (F.width() > 8 && i % 16 != 0) continue;
        for (const int n : {0, 1, -1, 3, -5, 11, -40, 127, -300, 1 << 20, -(1 << 20), INT_MAX, INT_MIN}) {
            real scaled = all.values[i];
            scaled.p.exponent += std::min(std::max(n, -(1 << 20)), 1 << 20);
            const auto expected = nearest(all.ladder, scaled);
            if (ldexp(x, n).bits() != expected) fail("ldexp", ldexp(x, n), expected, x);
            if (scalbn(x, n).bits() != expected) fail("scalbn", scalbn(x, n), expected, x);
        }
    }
}

// The neighbour of a code in a list of all values in order.
template <auto F>
void check_nextafter()
{
    const auto all = numbers<F>::all();
    // The magnitudes that have codes, infinity too, from the lowest number to the largest.
    std::vector<double> values;
    for (const real& x : all.values)
        if (!x.is_nan()) values.push_back(as_double(x));
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());  // -0 is 0
    for (std::size_t i = 0; i < all.codes.size(); ++i)
        for (std::size_t j = 0; j < all.codes.size(); j += 3) {
            const number<F> x = all.codes[i], y = all.codes[j];
            const double p = as_double(all.values[i]), q = as_double(all.values[j]);
            const number<F> got = nextafter(x, y);
            if (std::isnan(p) || std::isnan(q)) {
                if (!isnan(got)) FAIL("nextafter: " << format_text(F) << " " << test::shown(x) << test::shown(y));
                continue;
            }
            auto at = std::lower_bound(values.begin(), values.end(), p);
            if (q > p && at + 1 != values.end()) ++at;
            if (q < p && at != values.begin()) --at;
            if (q == p ? got.bits() != y.bits() : static_cast<double>(got) != *at)
                FAIL("nextafter: " << format_text(F) << " " << test::shown(x) << ", " << test::shown(y) << " gave "
                                   << test::shown(got));
        }
}

template <auto F>
void check_functions_of_two(const numbers<F>& a, const numbers<F>& b)
{
    using definition::kinds;
    for (std::size_t i = 0; i < a.codes.size(); ++i)
        for (std::size_t j = 0; j < b.codes.size(); ++j) {
            const number<F> x = a.codes[i], y = b.codes[j];
            const real &p = a.values[i], &q = b.values[j];
            const auto check = [&](const char* name, number<F> got, std::uint64_t expected) {
                if (!same_value(a.ladder, got.bits(), expected)) fail(name, got, expected, x, y);
            };
            check("fmod", fmod(x, y), nearest(a.ladder, definition::divide_with_rest(p, q, false).remainder));
            const auto division = definition::divide_with_rest(p, q, true);
            int quotient = 77;
            check("remquo", remquo(x, y, &quotient), nearest(a.ladder, division.remainder));
            if (quotient != division.quotient)
                FAIL("remquo: " << format_text(F) << " " << test::shown(x) << ", " << test::shown(y) << " gave "
                                << quotient);

            const real difference = definition::difference(p, q);
            const bool is_less = difference.minus && !difference.is_zero() && !difference.is_nan();
            const bool is_more = !difference.minus && !difference.is_zero() && !difference.is_nan();
            // NaN when either is; else x - y where that is positive. Infinity less itself counts as 0.
            const bool positive = p.is_nan() || q.is_nan() || is_more;
            check("fdim", fdim(x, y), nearest(a.ladder, positive ? difference : definition::zero(false)));

            // A NaN counts as missing, -0 as less than 0.
            const bool x_first = q.is_nan() || (!p.is_nan() && (is_less || (!is_more && p.minus)));
            const bool x_last = q.is_nan() || (!p.is_nan() && (is_more || (!is_less && !p.minus)));
            check("fmin", fmin(x, y), (x_first ? x : y).bits());
            check("fmax", fmax(x, y), (x_last ? x : y).bits());

            real signed_like_y = p;
            signed_like_y.minus = q.minus;
            if (!p.is_nan() && !q.is_nan()) check("copysign", copysign(x, y), nearest(a.ladder, signed_like_y));
            check("hypot", hypot(x, y), nearest(a.ladder, definition::hypotenuse(p, q)));
        }
}

}  // namespace

TEST_CASE("functions of one number, for all numbers of up to 8 bits and binary16", "[number]")
{
    const auto check = []<auto F> { check_functions_of_one(numbers<F>::all()); };
    for_each_format(test::tiny_formats{}, check);
    for_each_format(test::formats_of_8_bits{}, check);
    check.template operator()<binary16>();
    check.template operator()<fixed_format{5, 10}>();
    check_functions_of_one(numbers<bfloat16>::all(7));
    check_functions_of_one(numbers<p3109(16, 5)>::all(7));
}

TEST_CASE("nextafter is the neighbour in the list of all values", "[number]")
{
    const auto check = []<auto F> { check_nextafter<F>(); };
    for_each_format(test::tiny_formats{}, check);
    for_each_format(test::formats_of_8_bits{}, check);
}

TEST_CASE("functions of two numbers, for all pairs of numbers of up to 6 bits and many of 8 bits", "[number]")
{
    for_each_format(test::tiny_formats{}, []<auto F> {
        const auto all = numbers<F>::all();
        check_functions_of_two(all, all);
    });
    for_each_format(test::formats_of_8_bits{},
                    []<auto F> { check_functions_of_two(numbers<F>::all(7), numbers<F>::all(3)); });
}
TEST_CASE("functions of two numbers, for all pairs of numbers of 8 bits and landmarks of wider formats",
          "[number][exhaustive]")
{
    for_each_format(test::formats_of_8_bits{},
                    []<auto F> { check_functions_of_two(numbers<F>::all(), numbers<F>::all()); });
    const auto check = []<auto F> {
        check_functions_of_two(numbers<F>::landmarks(), numbers<F>::landmarks());
        check_functions_of_two(numbers<F>::landmarks(), numbers<F>::random(200));
        check_functions_of_two(numbers<F>::random(400), numbers<F>::random(400));
    };
    for_each_format(test::format_list<binary16, bfloat16, fixed_format{5, 10}, binary32, binary64>{}, check);
}

TEST_CASE("functions of binary64 as a number type are those of the machine", "[number]")
{
    using number = floating<binary64>;
    std::mt19937_64 words(3);
    const auto same = [](const char* name, number got, double expected, double x, double y) {
        if (got.bits() != (expected != expected ? nan_pattern<double> : to_bits(expected)))
            FAIL(name << " of " << test::shown(x) << ", " << test::shown(y) << " gave " << test::shown(got));
    };
    for (int i = 0; i < 30'000; ++i) {
        // Any pattern, or a number near the integers of 64 bits.
        const std::uint64_t near = std::uint64_t{1000 + words() % 100} << 52;
        const auto pattern = [&] { return i % 2 == 0 ? words() : (words() & ~infinity_pattern<double>) | near; };
        const double x = from_bits(pattern()), y = from_bits(pattern());
        const number a(x), b(y);
        same("floor", floor(a), std::floor(x), x, y);
        same("ceil", ceil(a), std::ceil(x), x, y);
        same("trunc", trunc(a), std::trunc(x), x, y);
        same("rint", rint(a), std::rint(x), x, y);
        same("round", round(a), std::round(x), x, y);
        same("fmod", fmod(a, b), std::fmod(x, y), x, y);
        same("fdim", fdim(a, b), std::fdim(x, y), x, y);
        same("nextafter", nextafter(a, b), std::nextafter(x, y), x, y);
        int n = 0, m = 0;
        if (std::isfinite(x)) {
            same("frexp", frexp(a, &n), std::frexp(x, &m), x, y);
            if (n != m) FAIL("frexp of " << test::shown(x));
        }
        same("ldexp", ldexp(a, i % 4000 - 2000), std::ldexp(x, i % 4000 - 2000), x, y);
        if (llrint(a) != saturated(std::rint(x)) || llround(a) != saturated(std::round(x)))
            FAIL("to integers: " << test::shown(x));
        number whole;
        double exact_whole = 0;
        const double rest = std::modf(x, &exact_whole);
        same("modf", modf(a, &whole), rest, x, y);
        same("modf", whole, exact_whole, x, y);
    }
}

TEST_CASE("functions are constants where their arguments are", "[number]")
{
    STATIC_REQUIRE(floor(float8_e4m3fn(-1.25f)) == -2);
    STATIC_REQUIRE(hypot(float16_t(3), 4) == 5);  // the second argument converts
    STATIC_REQUIRE(fmod(bfloat16_t(5.5f), 2) == 1.5f);
    STATIC_REQUIRE(copysign(float8_e5m2(1), -0.0f) == -1);
    STATIC_REQUIRE(ldexp(float4_e2m1fn(1), 2) == 4);
    STATIC_REQUIRE(nextafter(float4_e2m1fn(6), 7) == 6);
    STATIC_REQUIRE(fmax(float16_t(std::numeric_limits<float>::quiet_NaN()), 1) == 1);
    STATIC_REQUIRE(lround(int8(-3)) == -3);
    STATIC_REQUIRE(ilogb(float8_e8m0fnu(8)) == 3);
    STATIC_REQUIRE([] {
        int exponent = 0;
        const auto fraction = frexp(float16_t(12), &exponent);
        return fraction == 0.75f && exponent == 4;
    }());
}
