// tests/format/codec_test.cpp -- every code of every small format, decoded as the standards write it, and back.
#include "lowp/format/codec.hpp"

#include "lowp/format/named.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

// The value of a code by the words of the standards: sign, magnitude code, and what stands above the finite ones.
double meaning(const floating_format& f, const oracle::ladder& l, std::uint64_t code)
{
    const std::uint64_t half = std::uint64_t{1} << (f.exponent_bits + f.fraction_bits), magnitude = code % half;
    const bool minus = code >= half;
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    const std::uint64_t finite = l.rungs.size() - 2;  // how many
    if (minus && magnitude == 0 && !l.has_minus_zero) return nan;
    if (magnitude < finite) return minus ? -l.rungs[magnitude] : l.rungs[magnitude];
    if (magnitude == finite && l.has_infinity) return minus ? -infinity : infinity;
    return nan;
}
double meaning(const fixed_format& f, const oracle::ladder&, std::uint64_t code)
{
    const std::int64_t all = std::int64_t{1} << f.width(), signed_code = static_cast<std::int64_t>(code);
    const bool minus = f.range != fixed_range::without_sign && signed_code >= all / 2;
    return std::ldexp(static_cast<double>(minus ? signed_code - all : signed_code), -f.fraction_bits);
}

}  // namespace

TEST_CASE("all codes decode to their meaning and encode back", "[format]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                const auto l = oracle::of(f);
                for (std::uint64_t code = 0; code < std::uint64_t{1} << f.width(); ++code) {
                    const double value = decode(f, code), expected = meaning(f, l, code);
                    const bool nan = expected != expected;
                    if (nan ? to_bits(value) != nan_pattern<double> : to_bits(value) != to_bits(expected))
                        FAIL(format_text(f) << " code " << code << " is " << value << ", expected " << expected);
                    if (!nan && value < f.lowest() && value != -std::numeric_limits<double>::infinity())
                        continue;  // the unused code of symmetric formats
                    const std::uint64_t back = encode(f, value);
                    if (nan ? decode(f, back) == decode(f, back) : back != code)
                        FAIL(format_text(f) << " code " << code << " came back as " << back);
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
