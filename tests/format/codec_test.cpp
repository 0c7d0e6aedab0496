// tests/format/codec_test.cpp -- every code of every small format, decoded as the standards write it, and back.
#include "lowp/format/codec.hpp"

#include "lowp/format/named.hpp"
#include "lowp/format/p3109.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

bool is_nan(double x) { return x != x; }

// An exact number as a double, which has room for it.
double as_double(const dyadic& x)
{
    if (x.is_nan()) return std::numeric_limits<double>::quiet_NaN();
    const double magnitude = x.is_infinite() ? std::numeric_limits<double>::infinity()
                                             : std::ldexp(static_cast<double>(x.significand), x.exponent);
    return x.negative ? -magnitude : magnitude;
}

}  // namespace

TEST_CASE("all codes decode to their meaning and encode back", "[format]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                const auto l = oracle::of(f);
                CHECK(last_code(f) == (std::uint64_t{1} << f.width()) - 1);
                if (l.has_zero) CHECK(encode(f, -0.0) == (l.has_minus_zero ? (last_code(f) >> 1) + 1 : 0));
                for (std::uint64_t code = 0; code <= last_code(f); ++code) {
                    const double value = decode(f, code), expected = oracle::value_of_code(f, l, code);
                    const bool nan = is_nan(expected);
                    if (nan ? to_bits(value) != nan_pattern<double> : to_bits(value) != to_bits(expected))
                        FAIL(format_text(f) << " code " << code << " is " << value << ", expected " << expected);
                    const double exact = as_double(decode_exactly(f, code));
                    if (nan ? !is_nan(exact) : to_bits(exact) != to_bits(expected))
                        FAIL(format_text(f) << " code " << code << " is exactly " << exact << ", not " << expected);
                    const std::uint64_t beyond = std::uint64_t{1} << f.width();
                    if (to_bits(decode(f, code | beyond)) != to_bits(value)) FAIL("bits above the width matter");

                    if (!nan && value < f.lowest() && value != -std::numeric_limits<double>::infinity())
                        continue;  // the unused code of symmetric formats
                    const std::uint64_t back = encode(f, value);
                    // Many codes may be NaN, or the zero of a format that flushes: then another one of them.
                    if (nan || value == 0 ? to_bits(decode(f, back)) != to_bits(value) : back != code)
                        FAIL(format_text(f) << " code " << code << " came back as " << back);
                    if (value == 0 && (back & last_code(f) >> 1) != 0) FAIL("not the first zero");
                }
            },
            format);
}

TEST_CASE("the class of every code is that of its value", "[format]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                const auto l = oracle::of(f);
                double smallest_normal = 0;
                if constexpr (std::same_as<std::remove_cvref_t<decltype(f)>, floating_format>)
                    smallest_normal = std::ldexp(1.0, (f.subnormal == subnormals::none ? 0 : 1) - f.bias);
                for (std::uint64_t code = 0; code <= last_code(f); ++code) {
                    const double value = std::fabs(oracle::value_of_code(f, l, code));
                    const number_class expected = is_nan(value)             ? number_class::nan
                                                  : std::isinf(value)       ? number_class::infinite
                                                  : value == 0              ? number_class::zero
                                                  : value < smallest_normal ? number_class::subnormal
                                                                            : number_class::normal;
                    if (classify(f, code) != expected) FAIL(format_text(f) << " code " << code);
                }
            },
            format);
}

TEST_CASE("the ends of the range by their codes", "[format]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                const auto l = oracle::of(f);
                INFO(format_text(f));
                CHECK(oracle::value_of_code(f, l, largest_number(f)) == l.largest);
                const double lowest = oracle::value_of_code(f, l, lowest_number(f));
                CHECK(lowest == (l.has_sign || l.has_zero ? -l.lowest : l.smallest));
                if constexpr (sign_magnitude_format<std::remove_cvref_t<decltype(f)>>) {
                    if (f.has_nan()) CHECK(is_nan(oracle::value_of_code(f, l, nan_code(f))));
                    for (const bool minus : {false, true})
                        if (f.has_infinity() && (f.has_sign() || !minus)) {
                            const double value = oracle::value_of_code(f, l, infinity_code(f, minus));
                            CHECK((std::isinf(value) && std::signbit(value) == minus));
                        }
                }
            },
            format);
}

// What the tables of IEEE 754, OCP (OFP8, MX), NVIDIA, ml_dtypes and P3109 say of a format, written down by hand.
namespace {

constexpr std::uint64_t no_code = ~std::uint64_t{0};

struct row {
    const char* name;
    floating_format f;
    int sign_bits, exponent_bits, fraction_bits, bias, emin, emax;
    double largest;
    std::uint64_t largest_code;
    double smallest_normal, smallest_subnormal;  // 0 where there are none
    std::uint64_t infinity, minus_infinity;      // codes, or no_code
    std::uint64_t first_nan, nan_count;          // of the first sign; of both signs together
    std::uint64_t minus_zero;
};

const row rows[] = {
    {"binary16", binary16, 1, 5, 10, 15, -14, 15, 65504, 0x7bff, 0x1p-14, 0x1p-24, 0x7c00, 0xfc00, 0x7c01, 2046,
     0x8000},
    {"bfloat16", bfloat16, 1, 8, 7, 127, -126, 127, 0x1.fep127, 0x7f7f, 0x1p-126, 0x1p-133, 0x7f80, 0xff80, 0x7f81, 254,
     0x8000},
    {"TF32", tf32, 1, 8, 10, 127, -126, 127, 0x1.ffcp127, 0x3fbff, 0x1p-126, 0x1p-136, 0x3fc00, 0x7fc00, 0x3fc01, 2046,
     0x40000},
    {"E5M2", e5m2, 1, 5, 2, 15, -14, 15, 57344, 0x7b, 0x1p-14, 0x1p-16, 0x7c, 0xfc, 0x7d, 6, 0x80},
    {"E4M3FN", e4m3fn, 1, 4, 3, 7, -6, 8, 448, 0x7e, 0x1p-6, 0x1p-9, no_code, no_code, 0x7f, 2, 0x80},
    {"E4M3", e4m3, 1, 4, 3, 7, -6, 7, 240, 0x77, 0x1p-6, 0x1p-9, 0x78, 0xf8, 0x79, 14, 0x80},
    {"E3M4", e3m4, 1, 3, 4, 3, -2, 3, 15.5, 0x6f, 0x1p-2, 0x1p-6, 0x70, 0xf0, 0x71, 30, 0x80},
    {"E3M4 of Intel's toolkit",
     {3, 4, 3, specials::one_nan},
     1,
     3,
     4,
     3,
     -2,
     4,
     30,
     0x7e,
     0x1p-2,
     0x1p-6,
     no_code,
     no_code,
     0x7f,
     2,
     0x80},
    {"E4M3FNUZ", e4m3fnuz, 1, 4, 3, 8, -7, 7, 240, 0x7f, 0x1p-7, 0x1p-10, no_code, no_code, 0x80, 1, no_code},
    {"E5M2FNUZ", e5m2fnuz, 1, 5, 2, 16, -15, 15, 57344, 0x7f, 0x1p-15, 0x1p-17, no_code, no_code, 0x80, 1, no_code},
    {"E4M3B11FNUZ", e4m3b11fnuz, 1, 4, 3, 11, -10, 4, 30, 0x7f, 0x1p-10, 0x1p-13, no_code, no_code, 0x80, 1, no_code},
    {"E2M3", e2m3fn, 1, 2, 3, 1, 0, 2, 7.5, 0x1f, 1, 0.125, no_code, no_code, no_code, 0, 0x20},
    {"E3M2", e3m2fn, 1, 3, 2, 3, -2, 4, 28, 0x1f, 0.25, 0.0625, no_code, no_code, no_code, 0, 0x20},
    {"E2M1", e2m1fn, 1, 2, 1, 1, 0, 2, 6, 0x7, 1, 0.5, no_code, no_code, no_code, 0, 0x8},
    {"E8M0", e8m0fnu, 0, 8, 0, 127, -127, 127, 0x1p127, 0xfe, 0x1p-127, 0, no_code, no_code, 0xff, 1, no_code},
    {"UE4M3", ue4m3, 0, 4, 3, 7, -6, 8, 448, 0x7e, 0x1p-6, 0x1p-9, no_code, no_code, 0x7f, 1, no_code},
    {"binary8p3se", binary8p3se, 1, 5, 2, 16, -15, 15, 49152, 0x7e, 0x1p-15, 0x1p-17, 0x7f, 0xff, 0x80, 1, no_code},
    {"binary8p4se", binary8p4se, 1, 4, 3, 8, -7, 7, 224, 0x7e, 0x1p-7, 0x1p-10, 0x7f, 0xff, 0x80, 1, no_code},
    {"binary8p5se", binary8p5se, 1, 3, 4, 4, -3, 3, 15, 0x7e, 0x1p-3, 0x1p-7, 0x7f, 0xff, 0x80, 1, no_code},
    {"binary4p2sf", binary4p2sf, 1, 2, 1, 2, -1, 1, 3, 0x7, 0x1p-1, 0x1p-2, no_code, no_code, 0x8, 1, no_code},
    {"binary6p3sf", binary6p3sf, 1, 3, 2, 4, -3, 3, 14, 0x1f, 0x1p-3, 0x1p-5, no_code, no_code, 0x20, 1, no_code},
};

}  // namespace

TEST_CASE("every row of the formats' table", "[format]")
{
    for (const row& r : rows) {
        INFO(r.name);
        const floating_format& f = r.f;
        CHECK((f.has_sign() ? 1 : 0) == r.sign_bits);
        CHECK((f.exponent_bits == r.exponent_bits && f.fraction_bits == r.fraction_bits && f.bias == r.bias));
        CHECK(f.width() == r.sign_bits + r.exponent_bits + r.fraction_bits);
        CHECK((f.min_exponent() == r.emin && f.max_exponent() == r.emax));
        CHECK((f.largest() == r.largest && f.largest_code() == r.largest_code));

        // And so say all codes: counted and looked for by their values.
        double largest = 0, normal = std::numeric_limits<double>::infinity(), subnormal = normal;
        std::uint64_t largest_code = 0, infinity = no_code, minus_infinity = no_code, first_nan = no_code,
                      nan_count = 0, minus_zero = no_code, zeros = 0;
        for (std::uint64_t code = 0; code <= last_code(f); ++code) {
            const double x = decode(f, code);
            if (is_nan(x) && first_nan == no_code) first_nan = code;
            nan_count += is_nan(x) ? 1 : 0;
            if (std::isinf(x)) (x > 0 ? infinity : minus_infinity) = code;
            if (std::isfinite(x) && x > largest) {
                largest = x;
                largest_code = code;
            }
            if (classify(f, code) == number_class::normal) normal = std::min(normal, std::fabs(x));
            if (classify(f, code) == number_class::subnormal) subnormal = std::min(subnormal, std::fabs(x));
            if (x == 0 && std::signbit(x)) minus_zero = code;
            zeros += x == 0 && !std::signbit(x) ? 1 : 0;
        }
        CHECK((largest == r.largest && largest_code == r.largest_code));
        CHECK(normal == r.smallest_normal);
        CHECK((std::isinf(subnormal) ? 0 : subnormal) == r.smallest_subnormal);
        CHECK((infinity == r.infinity && minus_infinity == r.minus_infinity));
        CHECK((first_nan == r.first_nan && nan_count == r.nan_count));
        CHECK(minus_zero == r.minus_zero);
        CHECK(f.has_minus_zero() == (r.minus_zero != no_code));
        CHECK(zeros == (f.has_zero() ? 1 : 0));
        CHECK(f.has_zero() == (std::string(r.name) != "E8M0"));
        if (r.nan_count > 0) CHECK(is_nan(decode(f, nan_code(f))));
        if (r.infinity != no_code) CHECK(infinity_code(f) == r.infinity);
        if (r.minus_infinity != no_code) CHECK(infinity_code(f, true) == r.minus_infinity);
    }
    // IEEE 754 writes its own NaN quiet, with the first fraction bit.
    CHECK((nan_code(binary16) == 0x7e00 && nan_code(bfloat16) == 0x7fc0 && nan_code(e5m2) == 0x7e));
    // MXINT8: two's complement, in steps of 2^-6.
    constexpr fixed_format element{1, 6};
    STATIC_REQUIRE((element.width() == 8 && element.largest() == 127 / 64.0 && element.lowest() == -2));
    STATIC_REQUIRE(
        (decode(element, 0x7f) == 127 / 64.0 && decode(element, 0x80) == -2 && decode(element, 0xff) == -0x1p-6));
    // All numbers of E2M1.
    const double four_bits[] = {0, 0.5, 1, 1.5, 2, 3, 4, 6};
    for (std::uint64_t code = 0; code < 8; ++code) CHECK(decode(e2m1fn, code) == four_bits[code]);
}

TEST_CASE("the codes of the standards' tables", "[format]")
{
    STATIC_REQUIRE(encode(e4m3fn, 448) == 0x7e);
    STATIC_REQUIRE(encode(e4m3fn, -448) == 0xfe);
    STATIC_REQUIRE(encode(e4m3fn, from_bits(nan_pattern<double>)) == 0x7f);
    STATIC_REQUIRE(encode(e5m2, from_bits(infinity_pattern<double>)) == 0x7c);
    STATIC_REQUIRE(encode(e4m3fnuz, from_bits(nan_pattern<double>)) == 0x80);
    STATIC_REQUIRE(encode(e4m3fnuz, 240) == 0x7f);
    STATIC_REQUIRE(encode(e2m1fn, 6) == 7);
    STATIC_REQUIRE(encode(e2m1fn, -0.5) == 9);
    STATIC_REQUIRE(encode(binary16, 65504) == 0x7bff);
    STATIC_REQUIRE(encode(floating_format{4, 3, 8, specials::extended}, from_bits(infinity_pattern<double>)) == 0x7f);
    STATIC_REQUIRE(encode(fixed_format{2, 5}, -4) == 0x80);
    STATIC_REQUIRE(decode(binary64, 0x0000'0000'0000'0001) == 0x1p-1074);
    STATIC_REQUIRE(encode(binary64, 0x1p-1074) == 1);
    STATIC_REQUIRE(encode(binary64, 0x1.fffffffffffffp1023) == 0x7fef'ffff'ffff'ffff);
}
