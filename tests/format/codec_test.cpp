// tests/format/codec_test.cpp -- every code of every small format, decoded as the standards write it, and back.
#include "lowp/format/codec.hpp"

#include "lowp/format/named.hpp"
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
