// tests/corner_cases/double_rounding_test.cpp -- values that came out wrong elsewhere because they were rounded twice,
// or to the wrong side of a tie.
#include <cmath>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/quantize/scaled.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

constexpr auto to_infinity = on_overflow::infinity;

// A value of the format from any number, rounded to nearest even.
template <class T>
double rounded(const floating_format& f, T x)
{
    return decode(f, to_code(f, exactly(x), nearest_even{}, to_infinity));
}

}  // namespace

TEST_CASE("D1: binary64 just inside a tie of e4m3fn", "[double_rounding]")
{
    STATIC_REQUIRE(quantizer{known<e4m3fn>}(-431.99999999999994) == -416);
    CHECK(rounded(e4m3fn, -431.99999999999994) == -416);
    CHECK(rounded(e4m3fn, -431.99999999999994L) == -416);
    CHECK(rounded(e4m3fn, -432.0) == -448);  // the tie itself: 416 has an odd code
    CHECK(rounded(e4m3fn, -432.0 + 0x1p-44) == -416);
    CHECK(rounded(e4m3fn, 432 * (1 - std::numeric_limits<long double>::epsilon())) == 416);
    // By way of float the first would be the tie.
    CHECK(quantizer{e4m3fn}(static_cast<float>(-431.99999999999994)) == -448);
    // All ties of the format, approached from both sides as closely as the type allows.
    const auto l = oracle::of(e4m3fn);
    for (std::size_t k = 0; k + 3 < l.rungs.size(); ++k) {
        const double tie = (l.rungs[k] + l.rungs[k + 1]) / 2;
        CHECK(quantizer{e4m3fn}(std::nextafter(tie, 0)) == l.rungs[k]);
        CHECK(quantizer{e4m3fn}(std::nextafter(tie, 1e9)) == l.rungs[k + 1]);
        const long double half_way = tie;
        CHECK(rounded(e4m3fn, std::nextafter(half_way, 0.0L)) == l.rungs[k]);
        CHECK(rounded(e4m3fn, std::nextafter(half_way, 1e9L)) == l.rungs[k + 1]);
    }
}

TEST_CASE("D2: binary64 just above a tie of e5m2", "[double_rounding]")
{
    STATIC_REQUIRE(quantizer{known<e5m2>}(1.125 + 0x1p-40) == 1.25);
    STATIC_REQUIRE(quantizer{known<e5m2>}(1.125) == 1);
    STATIC_REQUIRE(quantizer{known<e5m2>}(1.125 + 0x1p-52) == 1.25);
    CHECK(rounded(e5m2, 1.125 + 0x1p-40) == 1.25);
    CHECK(rounded(e5m2, 1.125L + 0x1p-52L) == 1.25);
}

TEST_CASE("D3: 64-bit integers and binary64 to bfloat16", "[double_rounding]")
{
    CHECK(rounded(bfloat16, std::int64_t{16973823}) == 16908288);  // as a float it would be the tie 16973824
    CHECK(rounded(bfloat16, std::int64_t{16973824}) == 17039360);
    CHECK(rounded(bfloat16, 1 + 0x1p-8 + 0x1p-40) == 1.0078125);
    STATIC_REQUIRE(quantizer{known<bfloat16>}(1 + 0x1p-8 + 0x1p-40) == 1.0078125);
    STATIC_REQUIRE(quantizer{known<bfloat16>}(1 + 0x1p-8) == 1);
    // Past what a double holds: 2^63 + 2^55 is a tie, one more or less is not.
    constexpr std::uint64_t tie = (std::uint64_t{1} << 63) + (std::uint64_t{1} << 55);
    CHECK(rounded(bfloat16, tie) == 0x1p63);
    CHECK(rounded(bfloat16, tie - 1) == 0x1p63);
    CHECK(rounded(bfloat16, tie + 1) == 0x1.02p63);
    CHECK(static_cast<double>(tie + 1) == static_cast<double>(tie));
}

TEST_CASE("D4: directly from format to format, not by way of a third", "[double_rounding]")
{
    for (const auto& [x, directly, by_way_of_bfloat16] :
         {std::tuple{400.199585f, 416.0f, 384.0f}, {272.156555f, 288.0f, 256.0f}, {1.31640625f, 1.375f, 1.25f}}) {
        CHECK(quantizer{e4m3fn}(x) == directly);
        CHECK(quantizer{e4m3fn}(quantizer{bfloat16}(x)) == by_way_of_bfloat16);
    }
    // Every value of every named format of up to 16 bits, to every other one.
    std::vector<floating_format> formats;
    for (const auto& named : named_formats)
        if (named.format.width() <= 16) formats.push_back(named.format);
    for (const floating_format& to : formats) {
        const auto l = oracle::of(to);
        for (const floating_format& from : formats)
            for (std::uint64_t code = 0; code <= last_code(from); ++code) {
                const double value = decode(from, code),
                             expected = oracle::rounded(l, value, oracle::mode::nearest_even, to_infinity);
                const std::uint64_t got = to_code(to, decode_exactly(from, code), nearest_even{}, to_infinity);
                if (!test::same_number(decode(to, got), expected))
                    FAIL(format_text(from) << " code " << code << " to " << format_text(to));
            }
    }
}

TEST_CASE("D5: the floats below half of binary16's smallest number become zero", "[double_rounding]")
{
    constexpr quantizer half{known<binary16>};
    std::uint32_t pattern = to_bits(0x1p-25f);
    CHECK(half(from_bits(pattern)) == 0);  // the tie, to the even code
    CHECK(half(from_bits(pattern + 1)) == 0x1p-24f);
    for (int i = 1; i <= 4000; ++i) {
        const float x = from_bits(--pattern);
        if (half(x) != 0 || to_code(binary16, exactly(x), nearest_even{}, to_infinity) != 0) FAIL(x);
    }
}

TEST_CASE("D8: a power-of-two scale is taken from the exact bits", "[double_rounding]")
{
    // Just below 2^k the exponent is k - 1; by way of bfloat16, which rounds to 2^k, it would be k.
    for (int k = -125; k <= 127; ++k) {
        const float x = std::nextafter(std::ldexp(1.0f, k), 0.0f);
        const auto code = static_cast<std::uint64_t>(k + 127);
        CHECK(to_code(e8m0fnu, exactly(x), toward_zero{}, to_infinity) == code - 1);
        CHECK(to_code(e8m0fnu, exactly(x), toward_positive{}, to_infinity) == code);
        CHECK(to_code(e8m0fnu, exactly(quantizer{bfloat16}(x)), toward_zero{}, to_infinity) == code);
        CHECK(quantizer{e8m0fnu, toward_zero{}}(x) == std::ldexp(1.0f, k - 1));
        // The scale that fits x into a format that ends at 1, and into one that ends just below it.
        CHECK(power_above(static_cast<double>(x), 1) == k);
        CHECK(power_above(std::ldexp(1.0, k), 1) == k);
        CHECK(power_above(std::ldexp(1.0, k), 0x1.fp-1) == k + 1);
    }
}

TEST_CASE("D9: ties go to even, and elsewhere where asked", "[double_rounding]")
{
    STATIC_REQUIRE(quantizer{known<binary16>}(1 + 0x1p-11f) == 1);
    STATIC_REQUIRE(quantizer{known<binary16>}(1 + 0x3p-11f) == 1 + 0x1p-9f);
    STATIC_REQUIRE(quantizer{known<e4m3fn>}(17.0f) == 16);
    STATIC_REQUIRE(quantizer{known<e2m3fn>}(4.25f) == 4);
    STATIC_REQUIRE(quantizer{known<binary16>, nearest_away{}}(1 + 0x1p-11f) == 1 + 0x1p-10f);
    STATIC_REQUIRE(quantizer{known<e4m3fn>, nearest_away{}}(17.0f) == 18);
    STATIC_REQUIRE(quantizer{known<e4m3fn>, nearest_away{}}(-17.0f) == -18);
    STATIC_REQUIRE(quantizer{known<e2m3fn>, nearest_away{}}(4.25f) == 4.5f);
    STATIC_REQUIRE(quantizer{known<e4m3fn>, nearest_zero{}}(19.0f) == 18);
    STATIC_REQUIRE(quantizer{known<e4m3fn>, nearest_zero{}}(-19.0f) == -18);
    STATIC_REQUIRE(quantizer{known<e4m3fn>}(19.0f) == 20);
}

TEST_CASE("D10: below the smallest number, and floats that are subnormal themselves", "[double_rounding]")
{
    for (const any_format& format : test::small_formats()) {
        const auto* f = std::get_if<floating_format>(&format);
        if (f == nullptr || !f->has_zero() || f->subnormal == subnormals::flushed || !carries<float>(*f)) continue;
        INFO(format_text(*f));
        const double least = f->smallest(), half = least / 2;
        CHECK(quantizer{*f}(half) == 0);
        CHECK(quantizer{*f, nearest_away{}}(half) == least);
        CHECK(quantizer{*f, nearest_zero{}}(half) == 0);
        CHECK(quantizer{*f}(std::nextafter(half, 1.0)) == least);
        CHECK(quantizer{*f}(std::nextafter(half, 0.0)) == 0);
        CHECK(quantizer{*f, nearest_away{}}(std::nextafter(half, 0.0)) == 0);
    }
    // Half of bfloat16's smallest number and a little: 4.59e-41 becomes 9.18e-41.
    CHECK(quantizer{bfloat16}(0x1.0002p-134f) == 0x1p-133f);
    CHECK(quantizer{bfloat16}(0x1p-134f) == 0);
    // All subnormal floats: bfloat16 is the upper half of the pattern.
    constexpr quantizer brain{known<bfloat16>};
    for (std::uint32_t pattern = 0; pattern < std::uint32_t{1} << 23; ++pattern) {
        const std::uint32_t upper = pattern >> 16, rest = pattern & 0xffff;
        const std::uint32_t expected = (upper + (rest > 0x8000 || (rest == 0x8000 && upper % 2 == 1) ? 1 : 0)) << 16;
        if (to_bits(brain(from_bits(pattern))) != expected) FAIL(pattern);
    }
}
