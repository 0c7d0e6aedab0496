// tests/number/number_test.cpp -- what a number type is: its code; conversions from, to and between all types; order,
// signs and steps; what converts by itself and what must be asked to.
#include "lowp/number/number.hpp"

#include <cmath>
#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "number/support/operations.hpp"
#include "support/catch.hpp"

using namespace lowp;
using definition::real;
using definition::scale;
using test::of_code;

namespace {

std::uint64_t nearest_code(const scale& ladder, const real& x)
{
    return ladder.rounded(x, oracle::mode::nearest_even, on_overflow::infinity);
}

// ---- a number is its code -------------------------------------------------------------------------------------------

template <auto F>
void check_storage()
{
    using type = number<F>;
    STATIC_REQUIRE(std::is_trivially_copyable_v<type>);
    STATIC_REQUIRE(std::is_trivially_default_constructible_v<type>);
    STATIC_REQUIRE(std::is_standard_layout_v<type>);
    STATIC_REQUIRE(std::regular<type>);
    STATIC_REQUIRE(std::totally_ordered<type>);
    STATIC_REQUIRE(sizeof(type) == (F.width() <= 8 ? 1 : F.width() <= 16 ? 2 : F.width() <= 32 ? 4 : 8));
    STATIC_REQUIRE(type{}.bits() == 0);
    STATIC_REQUIRE(type::format == F);
}

template <auto F>
void check_codes()
{
    using storage = typename number<F>::storage;
    const scale ladder(F);
    for (std::uint64_t code = 0; code < ladder.codes(); ++code) {
        if (of_code<F>(code).bits() != code) FAIL(format_text(F) << " " << code);
        // What is above the width is not kept.
        const auto more = static_cast<storage>(code | ~(ladder.codes() - 1));
        if (number<F>::from_bits(more).bits() != code) FAIL(format_text(F) << " " << code);
    }
}

// ---- from built-in numbers ------------------------------------------------------------------------------------------

template <auto F, class T>
void check_from(const scale& ladder, T x)
{
    const number<F> got = x;  // by itself
    const std::uint64_t expected = nearest_code(ladder, definition::exactly(x));
    if (got.bits() != expected)
        FAIL(format_text(F) << " from " << static_cast<long double>(x) << " of " << sizeof(T) << " bytes gave "
                            << test::shown(got) << ", not " << test::shown(of_code<F>(expected)));
}

// Numbers and the middles between them, and the nearest values of T to both.
template <auto F, class T>
void check_from_floating(std::uint64_t stride)
{
    const scale ladder(F);
    const T infinity = std::numeric_limits<T>::infinity();
    for (const T x : {T(0), std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::min(),
                      std::numeric_limits<T>::max(), infinity, std::numeric_limits<T>::quiet_NaN()}) {
        check_from<F>(ladder, x);
        check_from<F>(ladder, -x);
    }
    for (std::uint64_t k = 0; k <= ladder.largest + 1;
         k = k < ladder.largest ? std::min(k + stride, ladder.largest) : k + 1)
        for (const definition::magnitude& at : {ladder.rung(k), ladder.middle_above(k)}) {
            const T x = std::ldexp(static_cast<T>(at.digits.low()), at.exponent);
            for (const T near : {x, std::nextafter(x, T(0)), std::nextafter(x, infinity)}) {
                check_from<F>(ladder, near);
                check_from<F>(ladder, -near);
            }
        }
}

template <auto F, class... T>
void check_from_integers(const scale& ladder)
{
    const auto check = [&]<class I>(I) {
        using limits = std::numeric_limits<I>;
        for (const I x : {limits::min(), limits::max(), I(0), I(1), I(limits::max() - 1), I(limits::max() / 2 + 1),
                          I(limits::min() + 1), I(limits::max() / 3 * 2)})
            check_from<F>(ladder, x);
    };
    (check(T{}), ...);
}
template <auto F>
void check_from_all_integer_types()
{
    check_from_integers<F, bool, char, signed char, unsigned char, wchar_t, char8_t, char16_t, char32_t, short,
                        unsigned short, int, unsigned, long, unsigned long, long long, unsigned long long>(scale(F));
}

// ---- to built-in numbers --------------------------------------------------------------------------------------------

template <class T>
T to_integer(const real& x)
{
    using limits = std::numeric_limits<T>;
    if (x.is_nan()) return 0;
    const definition::magnitude one{1, 0};
    if (!x.is_infinite() && x.p < one) return 0;
    const T end = x.minus ? limits::min() : limits::max();
    if (x.is_infinite() || x.p.leading_exponent() >= 64) return end;
    // Cut off what is below 1.
    const std::uint64_t whole = x.p.exponent >= 0    ? x.p.digits.low() << x.p.exponent
                                : x.p.exponent > -64 ? x.p.digits.low() >> -x.p.exponent
                                                     : 0;
    const auto most = static_cast<std::uint64_t>(limits::max());
    if (x.minus) return whole > (limits::is_signed ? most : 0) ? end : static_cast<T>(0 - whole);
    return whole > most ? end : static_cast<T>(whole);
}

template <auto F, class... T>
void check_to_integers(std::uint64_t code, const real& value)
{
    const auto x = of_code<F>(code);
    const auto check = [&]<class I>(I) {
        if (static_cast<I>(x) != to_integer<I>(value))
            FAIL(format_text(F) << " " << test::shown(x) << " became " << +static_cast<I>(x));
    };
    (check(T{}), ...);
}

// Values of up to 53 bits within the range of double.
template <auto F>
void check_to_built_in(std::uint64_t stride)
{
    const scale ladder(F);
    const auto same = []<class T>(T got, T expected) {
        return got != got ? expected != expected : got == expected && std::signbit(got) == std::signbit(expected);
    };
    for (const std::uint64_t code : ladder.every(stride)) {
        const auto x = of_code<F>(code);
        const real value = ladder.value(code);
        check_to_integers<F, char, signed char, unsigned char, wchar_t, char8_t, char16_t, char32_t, short,
                          unsigned short, int, unsigned, long, unsigned long, long long, unsigned long long>(code,
                                                                                                             value);
        if (static_cast<bool>(x) == value.is_zero()) FAIL(format_text(F) << " " << test::shown(x) << " as bool");
        const long double magnitude =
            value.is_nan()        ? std::numeric_limits<long double>::quiet_NaN()
            : value.is_infinite() ? std::numeric_limits<long double>::infinity()
                                  : std::ldexp(static_cast<long double>(value.p.digits.low()), value.p.exponent);
        const long double exact = value.minus ? -magnitude : magnitude;
        if (!same(static_cast<long double>(x), exact) || !same(static_cast<double>(x), static_cast<double>(exact)) ||
            !same(static_cast<float>(x), static_cast<float>(exact)))
            FAIL(format_text(F) << " " << test::shown(x) << " as float, double or long double");
    }
}

template <auto F, auto G>
void check_between(std::uint64_t stride)
{
    if (std::same_as<number<F>, number<G>>) return;  // a copy
    const scale from(F), to(G);
    for (const std::uint64_t code : from.every(stride)) {
        const auto x = of_code<F>(code);
        const number<G> got(x);
        const std::uint64_t expected = nearest_code(to, from.value(code));
        if (got.bits() != expected)
            FAIL(format_text(F) << " " << test::shown(x) << " to " << format_text(G) << " gave " << test::shown(got)
                                << ", not " << test::shown(of_code<G>(expected)));
    }
}

}  // namespace

TEST_CASE("a number is its code and nothing else", "[number]")
{
    for_each_format(test::tiny_formats{}, []<auto F> { check_storage<F>(); });
    for_each_format(test::formats_of_8_bits{}, []<auto F> { check_storage<F>(); });
    for_each_format(
        test::format_list<binary16, bfloat16, tf32, binary32, binary64, p3109(16, 1), fixed_format{0, 31}>{},
        []<auto F> { check_storage<F>(); });
    for_each_format(test::tiny_formats{}, []<auto F> { check_codes<F>(); });
    for_each_format(test::formats_of_8_bits{}, []<auto F> { check_codes<F>(); });
    for_each_format(test::format_list<binary16, p3109(10, 3)>{}, []<auto F> { check_codes<F>(); });
}

TEST_CASE("numbers from float, double and long double are the nearest, ties to even", "[number]")
{
    const auto check = []<auto F> {
        check_from_floating<F, float>(1);
        check_from_floating<F, double>(1);
        check_from_floating<F, long double>(1);
    };
    for_each_format(test::tiny_formats{}, check);
    for_each_format(test::formats_of_8_bits{}, check);
    const auto check_some = []<auto F> {
        check_from_floating<F, float>(11);
        check_from_floating<F, double>(11);
        check_from_floating<F, long double>(11);
    };
    for_each_format(test::format_list<binary16, bfloat16, p3109(16, 4), fixed_format{5, 10}>{}, check_some);
    check_from_floating<binary32, double>(100'003);
    check_from_floating<binary32, long double>(100'003);
    check_from_floating<binary64, long double>((std::uint64_t{1} << 50) + 12345);
}

TEST_CASE("numbers from integers are the nearest, ties to even", "[number]")
{
    for_each_format(test::tiny_formats{}, []<auto F> { check_from_all_integer_types<F>(); });
    for_each_format(test::some_formats_of_8_bits{}, []<auto F> { check_from_all_integer_types<F>(); });
    for_each_format(
        test::format_list<binary16, bfloat16, tf32, binary32, binary64, p3109(16, 2), fixed_format{5, 10}>{},
        []<auto F> { check_from_all_integer_types<F>(); });
    for_each_format(test::some_formats_of_8_bits{}, []<auto F> {
        const scale ladder(F);
        for (int n = -70'000; n <= 70'000; n += n < -600 || n > 600 ? 13 : 1) check_from<F>(ladder, n);
    });
    // Not by way of float or double.
    CHECK(float(bfloat16_t(std::int64_t{16973823})) == 16908288);
    CHECK(float(float8_e4m3fn(-431.99999999999994)) == -416);
    CHECK(double(floating<binary64>(std::int64_t{1} << 53 | 1)) == 0x1p53);
    CHECK(float(floating<binary32>((std::int64_t{1} << 62) + (std::int64_t{1} << 38) + 1)) == 0x1.000002p62f);
}

TEST_CASE("numbers to built-in types: nearest, or toward zero to integers", "[number]")
{
    for_each_format(test::tiny_formats{}, []<auto F> { check_to_built_in<F>(1); });
    for_each_format(test::some_formats_of_8_bits{}, []<auto F> { check_to_built_in<F>(1); });
    check_to_built_in<binary16>(1);
    check_to_built_in<bfloat16>(1);
    check_to_built_in<p3109(16, 5)>(1);
    check_to_built_in<fixed_format{5, 10}>(1);
    check_to_built_in<fixed_format{0, 32, fixed_range::without_sign}>(65'537);
    check_to_built_in<binary32>(100'003);
    check_to_built_in<binary64>((std::uint64_t{1} << 48) + 12345);
    check_to_built_in<floating_format{11, 40}>((std::uint64_t{1} << 36) + 1235);

    // Where exponents go beyond those of double.
    using number = floating<p3109(16, 2)>;
    const number large = number::from_bits(0x7ffe), small = number::from_bits(1);
    CHECK(double(large) == std::numeric_limits<double>::infinity());
    CHECK(double(-large) == -std::numeric_limits<double>::infinity());
    CHECK((double(small) == 0 && !std::signbit(double(small)) && std::signbit(double(-small))));
    CHECK(int(large) == std::numeric_limits<int>::max());
    CHECK(bool(small));
}

TEST_CASE("numbers of one format to the nearest of another", "[number]")
{
    for_each_format(test::some_formats_of_8_bits{}, []<auto F> {
        check_between<F, e5m2>(1);
        check_between<F, fixed_format{3, 4}>(1);
        check_between<F, logarithmic_format{4, 3}>(1);
        check_between<F, p3109(8, 1)>(1);
        check_between<F, e8m0fnu>(1);
        check_between<F, binary64>(1);
        check_between<binary16, F>(7);
        check_between<binary64, F>((std::uint64_t{1} << 50) + 12345);
    });
    for_each_format(test::tiny_formats{}, []<auto F> {
        check_between<binary16, F>(7);
        check_between<p3109(16, 2), F>(7);
        check_between<F, p3109(16, 2)>(1);
    });
}

TEST_CASE("order and equality are those of the values, and NaN is unordered", "[number]")
{
    const auto check = []<auto F> {
        const auto all = test::numbers<F>::all();
        for (std::size_t i = 0; i < all.codes.size(); ++i)
            for (std::size_t j = 0; j < all.codes.size(); ++j) {
                const auto x = all.codes[i], y = all.codes[j];
                const real &p = all.values[i], &q = all.values[j];
                auto expected = std::partial_ordering::equivalent;
                const real rest = p.is_infinite() && q.is_infinite() && p.minus == q.minus
                                      ? definition::zero(false)
                                      : definition::difference(p, q);
                if (rest.is_nan())
                    expected = std::partial_ordering::unordered;
                else if (!rest.is_zero())
                    expected = rest.minus ? std::partial_ordering::less : std::partial_ordering::greater;
                const bool agrees = (x <=> y) == expected && (x == y) == (expected == 0) &&
                                    (x != y) == (expected != 0) && (x < y) == (expected < 0) &&
                                    (x > y) == (expected > 0) && (x <= y) == (expected <= 0) &&
                                    (x >= y) == (expected >= 0);
                if (!agrees) FAIL(format_text(F) << " " << test::shown(x) << ", " << test::shown(y));
            }
    };
    for_each_format(test::tiny_formats{}, check);
    for_each_format(test::some_formats_of_8_bits{}, check);
    check.template operator()<e3m4>();
    check.template operator()<p3109(8, 3, test::with_sign, test::finite)>();
}

TEST_CASE("minus x is 0 - x, and steps by one are sums", "[number]")
{
    const auto check = []<auto F> {
        const auto all = test::numbers<F>::all();
        const real one = definition::exactly(1);
        for (std::size_t i = 0; i < all.codes.size(); ++i) {
            const auto x = all.codes[i];
            const real& value = all.values[i];
            const auto negative = -x;
            if (value.is_nan()) {
                if (!all.ladder.is_nan(negative.bits())) FAIL(format_text(F) << " " << test::shown(x));
            } else if (nearest_code(all.ladder, all.ladder.value(negative.bits())) !=
                       nearest_code(all.ladder, -value)) {
                FAIL(format_text(F) << " minus " << test::shown(x) << " gave " << test::shown(negative));
            }
            if ((+x).bits() != x.bits()) FAIL(format_text(F) << " plus " << test::shown(x));

            const real one_here = all.ladder.value(nearest_code(all.ladder, one));
            const auto up = nearest_code(all.ladder, definition::sum(value, one_here));
            const auto down = nearest_code(all.ladder, definition::difference(value, one_here));
            auto a = x, b = x, c = x, d = x;
            const bool agrees = (++a).bits() == up && a.bits() == up && (b++).bits() == x.bits() && b.bits() == up &&
                                (--c).bits() == down && c.bits() == down && (d--).bits() == x.bits() &&
                                d.bits() == down;
            if (!agrees) FAIL(format_text(F) << " steps from " << test::shown(x));
        }
    };
    for_each_format(test::tiny_formats{}, check);
    for_each_format(test::formats_of_8_bits{}, check);
    check.template operator()<binary16>();
}

TEST_CASE("assigning operators are the operators", "[number]")
{
    const auto all = test::numbers<e4m3fn>::all(3).codes;
    for (const auto x : all)
        for (const auto y : all) {
            auto sum = x, difference = x, product = x, quotient = x;
            sum += y;
            difference -= y;
            product *= y;
            quotient /= y;
            const bool agrees = sum.bits() == (x + y).bits() && difference.bits() == (x - y).bits() &&
                                product.bits() == (x * y).bits() && quotient.bits() == (x / y).bits();
            if (!agrees) FAIL(test::shown(x) << ", " << test::shown(y));
        }
}

// ---- what converts by itself ----------------------------------------------------------------------------------------

template <class A, class B>
concept can_be_multiplied = requires(A a, B b) { a* b; };
template <class A, class B>
concept can_be_compared = requires(A a, B b) { a < b; };

TEST_CASE("built-in numbers convert by themselves, numbers only when asked", "[number]")
{
    using a = float8_e4m3fn;
    using b = float8_e5m2;
    STATIC_REQUIRE(std::convertible_to<float, a>);
    STATIC_REQUIRE(std::convertible_to<double, a>);
    STATIC_REQUIRE(std::convertible_to<long double, a>);
    STATIC_REQUIRE(std::convertible_to<int, a>);
    STATIC_REQUIRE(std::convertible_to<bool, a>);
    STATIC_REQUIRE(std::constructible_from<a, b>);
    STATIC_REQUIRE(std::constructible_from<b, a>);
    STATIC_REQUIRE_FALSE(std::convertible_to<a, b>);
    STATIC_REQUIRE_FALSE(std::convertible_to<float8_e4m3fn, float16_t>);
    STATIC_REQUIRE(std::constructible_from<float, a>);
    STATIC_REQUIRE_FALSE(std::convertible_to<a, float>);
    STATIC_REQUIRE_FALSE(std::convertible_to<a, double>);
    STATIC_REQUIRE_FALSE(std::convertible_to<a, int>);
    STATIC_REQUIRE_FALSE(std::convertible_to<a, bool>);
    STATIC_REQUIRE_FALSE(std::constructible_from<a, const char*>);
    STATIC_REQUIRE_FALSE(std::constructible_from<a, std::string>);

    STATIC_REQUIRE_FALSE(can_be_multiplied<a, b>);
    STATIC_REQUIRE_FALSE(can_be_compared<a, b>);
    STATIC_REQUIRE_FALSE(can_be_multiplied<a, std::string>);
    STATIC_REQUIRE(std::same_as<decltype(a{} * 2.5), a>);
    STATIC_REQUIRE(std::same_as<decltype(2 + a{}), a>);
    STATIC_REQUIRE(std::same_as<decltype(1.5f / a{}), a>);
    STATIC_REQUIRE(can_be_compared<a, double>);
    STATIC_REQUIRE(can_be_compared<int, a>);
    STATIC_REQUIRE(std::same_as<std::common_type_t<a, float>, a>);
}

// ---- constants ------------------------------------------------------------------------------------------------------

TEST_CASE("all of it is constant where the operands are", "[number]")
{
    constexpr float8_e4m3fn a = 1.5f;
    STATIC_REQUIRE(a.bits() == 0x3c);
    STATIC_REQUIRE((a * a + float8_e4m3fn(2)).bits() == 0x48);  // 2.25 + 2: as near to 4.5, but 4 is even
    STATIC_REQUIRE(float(a * a) == 2.25f);
    STATIC_REQUIRE(a / 3 == 0.5f);
    STATIC_REQUIRE(2 * a == 3);
    STATIC_REQUIRE(a - 1 < a);
    STATIC_REQUIRE(-a == -1.5);
    STATIC_REQUIRE(float8_e4m3fn(448) + 16 == 448);            // half way to 480 is even here
    STATIC_REQUIRE((float8_e4m3fn(448) + 32).bits() == 0x7f);  // NaN: there is no infinity
    STATIC_REQUIRE(float8_e5m2(a) == 1.5f);
    STATIC_REQUIRE(float16_t(1) / 3 == 0.333251953125);
    STATIC_REQUIRE(bfloat16_t(1) / 3 == 0.333984375);
    STATIC_REQUIRE(float4_e2m1fn(5) == 4);
    STATIC_REQUIRE(float4_e2m1fn(6) + 6 == 6);
    STATIC_REQUIRE(float8_e8m0fnu(1) + 1 == 2);
    STATIC_REQUIRE(int8(100) + int8(100) == 127);
    STATIC_REQUIRE(int8(7) / int8(2) == 4);  // to nearest, ties to even
    STATIC_REQUIRE(int8(5) / int8(2) == 2);
    STATIC_REQUIRE(uint8(3) - uint8(5) == 0);
    STATIC_REQUIRE(-uint8(5) == 0);
    STATIC_REQUIRE(-int8(-128) == 127);
    STATIC_REQUIRE(int(float16_t(-2.75)) == -2);
    STATIC_REQUIRE(unsigned(float16_t(-2.75)) == 0);
    STATIC_REQUIRE(static_cast<signed char>(float16_t(1000)) == 127);
    STATIC_REQUIRE(std::uint8_t(float16_t(255.9)) == 255);
    STATIC_REQUIRE(!bool(float16_t(-0.0)));
    STATIC_REQUIRE(double(float16_t(65504)) == 65504);
    STATIC_REQUIRE(static_cast<long double>(float8_e5m2(-0.375)) == -0.375L);
    STATIC_REQUIRE(convert<float8_e5m2>(1.3, toward_positive{}) == 1.5);
    STATIC_REQUIRE(convert<float8_e4m3fn>(1e9, nearest_even{}, on_overflow::saturate) == 448);
    STATIC_REQUIRE(convert<int8>(300, nearest_even{}, on_overflow::wrap) == 44);
    STATIC_REQUIRE(convert<float8_e4m3fn>(float16_t(-1.06), toward_negative{}) == -1.125);
    STATIC_REQUIRE([] {
        float16_t x = 1;
        ++x;
        x *= 3;
        x--;
        return x;
    }() == 5);
}
