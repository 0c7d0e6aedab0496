// tests/corner_cases/overflow_test.cpp -- what other libraries got wrong at the top of the range, case by case.
//
// In each file of this folder a test case is named after its row in a list of errors met in the field: O overflow, B
// blocks and fixed point, D double rounding, N NaN, infinity, zero and sign, S stochastic rounding.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/format/p3109.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"

using namespace lowp;

namespace {

constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float largest_float = std::numeric_limits<float>::max();
constexpr auto saturating = on_overflow::saturate, propagating = on_overflow::saturate_finite,
               overflowing = on_overflow::infinity;

constexpr bool is_nan(float x) { return to_bits(x) == nan_pattern<float>; }
// The same numbers, where any two NaNs are.
bool same(float a, float b) { return a == b || (a != a && b != b); }

}  // namespace

TEST_CASE("O1: e4m3fn at the top of its range", "[overflow]")
{
    constexpr quantizer saturate{known<e4m3fn>}, overflow{known<e4m3fn>, nearest_even{}, overflowing};
    STATIC_REQUIRE((saturate(448.0f) == 448 && overflow(448.0f) == 448));
    STATIC_REQUIRE((saturate(464.0f) == 448 && overflow(464.0f) == 448));  // a tie, to the even code 0x7e
    for (const float x : {std::nextafter(464.0f, inf), 480.0f, 496.0f, 1e9f, largest_float, inf}) {
        CHECK((saturate(x) == 448 && saturate(-x) == -448));
        CHECK((is_nan(overflow(x)) && is_nan(overflow(-x))));
        CHECK(to_code(e4m3fn, exactly(x), nearest_even{}, saturating) == 0x7e);
        CHECK(to_code(e4m3fn, exactly(-x), nearest_even{}, saturating) == 0xfe);
        CHECK(to_code(e4m3fn, exactly(x), nearest_even{}, overflowing) == 0x7f);
    }
    // The same from binary64, where there is something between 464 and the next float.
    CHECK(overflow(464.0) == 448);
    CHECK(std::isnan(overflow(std::nextafter(464.0, 1e9))));
    CHECK(to_code(e4m3fn, exactly(464.0), nearest_even{}, overflowing) == 0x7e);
}

TEST_CASE("O2: binary16 at the top of its range", "[overflow]")
{
    constexpr quantizer overflow{known<binary16>, nearest_even{}, overflowing}, saturate{known<binary16>};
    STATIC_REQUIRE(overflow(65519.0f) == 65504);
    STATIC_REQUIRE(overflow(65519.996f) == 65504);
    for (const float x : {65520.0f, 65536.0f, 1e5f, inf}) {
        CHECK((overflow(x) == inf && overflow(-x) == -inf));
        CHECK((saturate(x) == 65504 && saturate(-x) == -65504));
        CHECK(to_code(binary16, exactly(x), nearest_even{}, overflowing) == 0x7c00);
        CHECK(to_code(binary16, exactly(-x), nearest_even{}, overflowing) == 0xfc00);
    }
    CHECK(overflow(std::nextafter(65520.0, 0)) == 65504);
    CHECK(to_code(binary16, exactly(std::nextafter(65520.0, 0)), nearest_even{}, overflowing) == 0x7bff);
}

TEST_CASE("O3: the largest float, in every format with eight exponent bits", "[overflow]")
{
    for (int fraction = 1; fraction <= 22; ++fraction) {
        const floating_format f{8, fraction};
        const float largest = static_cast<float>(f.largest());
        CHECK(largest == std::ldexp(2 - std::ldexp(1.0f, -fraction), 127));
        CHECK(quantizer{f, nearest_even{}, overflowing}(largest_float) == inf);
        CHECK(quantizer{f, nearest_even{}, overflowing}(-largest_float) == -inf);
        CHECK(quantizer{f, toward_zero{}, overflowing}(largest_float) == largest);
        for (const on_overflow policy : {saturating, propagating})
            CHECK(quantizer{f, nearest_even{}, policy}(largest_float) == largest);
    }
    CHECK(quantizer{binary32, nearest_even{}, overflowing}(largest_float) == largest_float);
    // A format that spends no code on infinity goes on to 2^129: there the largest float is in range.
    CHECK(quantizer{floating_format{8, 7, 127, specials::none}, nearest_even{}, overflowing}(double{largest_float}) ==
          0x1p128);
}

TEST_CASE("O4: infinite input and finite overflow are told apart, by policy", "[overflow]")
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    struct row {
        floating_format f;
        on_overflow policy;
        float of_finite, of_infinite;
    };
    const row rows[] = {
        {e5m2, saturating, 57344, 57344},
        {e5m2, propagating, 57344, inf},
        {e5m2, overflowing, inf, inf},
        {e4m3fn, saturating, 448, 448},
        {e4m3fn, propagating, 448, nan},
        {e4m3fn, overflowing, nan, nan},
        {e4m3fnuz, saturating, 240, 240},
        {e4m3fnuz, propagating, 240, nan},
        {e4m3fnuz, overflowing, nan, nan},
        {e2m1fn, saturating, 6, 6},
        {e2m1fn, propagating, 6, 6},
        {e2m1fn, overflowing, 6, 6},
        // P3109's SatFinite, SatPropagate and OvfInf.
        {binary8p4se, saturating, 224, 224},
        {binary8p4se, propagating, 224, inf},
        {binary8p4se, overflowing, inf, inf},
        {binary6p3sf, saturating, 14, 14},
        {binary6p3sf, propagating, 14, nan},
        {binary6p3sf, overflowing, nan, nan},
    };
    for (const row& r : rows) {
        const quantizer q{r.f, nearest_even{}, r.policy};
        for (const float x : {1e6f, 1e30f, largest_float}) {
            CHECK(same(q(x), r.of_finite));
            CHECK(same(q(-x), -r.of_finite));
            CHECK((!std::isnan(r.of_finite) || is_nan(q(-x))));  // the NaN has no sign
        }
        CHECK(same(q(inf), r.of_infinite));
        CHECK(same(q(-inf), -r.of_infinite));
        CHECK(same(static_cast<float>(decode(r.f, to_code(r.f, exactly(1e6), nearest_even{}, r.policy))), r.of_finite));
    }
}

TEST_CASE("O5: a directed mode that cannot round up keeps finite overflow finite", "[overflow]")
{
    for (const floating_format& f : {e4m3fn, e5m2, e4m3, binary16, bfloat16, e4m3fnuz, binary8p4se})
        for (const on_overflow policy : {saturating, propagating, overflowing}) {
            const float top = static_cast<float>(f.largest());
            const float beyond = policy != overflowing ? top : f.has_infinity() ? inf : std::nanf("");
            for (const float x :
                 {std::nextafter(top, inf), top * 1.5f < inf ? top * 1.5f : largest_float, largest_float}) {
                CHECK(quantizer{f, toward_zero{}, policy}(x) == top);
                CHECK(quantizer{f, toward_zero{}, policy}(-x) == -top);
                CHECK(quantizer{f, toward_positive{}, policy}(-x) == -top);
                CHECK(quantizer{f, toward_negative{}, policy}(x) == top);
                CHECK(quantizer{f, to_odd{}, policy}(x) == top);
                CHECK(same(quantizer{f, toward_positive{}, policy}(x), beyond));
                CHECK(same(quantizer{f, away_from_zero{}, policy}(x), beyond));
                CHECK(same(quantizer{f, toward_negative{}, policy}(-x), -beyond));
            }
            // Infinite input is not finite overflow: it follows the policy in every mode.
            const float infinite = policy == saturating ? top : f.has_infinity() ? inf : std::nanf("");
            CHECK(same(quantizer{f, toward_zero{}, policy}(inf), infinite));
            CHECK(same(quantizer{f, toward_negative{}, policy}(inf), infinite));
        }
}

TEST_CASE("O6: just above the largest number, a random mode gives that number or overflow", "[overflow][stochastic]")
{
    // p = 1/32 at 449: 8 of 256 draws overflow. Above 480, which is the next number there would be, all of them do.
    const auto overflows_of = [](const floating_format& f, float x) {
        int count = 0;
        for (std::uint32_t r = 0; r < 256; ++r) {
            const test::drawn_a mode{test::draw(r, 8), 8};
            const float top = static_cast<float>(f.largest()), got = quantizer{f, mode, overflowing}(x);
            const bool over = !(got == top);
            CHECK((!over || (f.has_infinity() ? got == inf : is_nan(got))));
            CHECK(quantizer{f, mode, saturating}(x) == top);
            CHECK(to_code(f, exactly(x), mode, overflowing) == (!over              ? largest_number(f)
                                                                : f.has_infinity() ? infinity_code(f)
                                                                                   : nan_code(f)));
            count += over;
        }
        return count;
    };
    CHECK(overflows_of(e4m3fn, 449) == 8);
    CHECK(overflows_of(e4m3fn, 464) == 128);
    CHECK(overflows_of(e4m3fn, 479.875f) == 255);
    CHECK(overflows_of(e4m3fn, 480) == 256);
    CHECK(overflows_of(e4m3fn, 1000) == 256);
    CHECK(overflows_of(e5m2, 57344 + 32) == 1);
    CHECK(overflows_of(e5m2, 61440) == 128);
    CHECK(overflows_of(e5m2, 65536) == 256);
    CHECK(overflows_of(binary16, 65504 + 8) == 64);
}

TEST_CASE("O7: rounding comes first, with an unbounded exponent, then the policy", "[overflow]")
{
    constexpr quantizer overflow{known<e5m2>, nearest_even{}, overflowing};
    STATIC_REQUIRE(overflow(58000.0f) == 57344);
    STATIC_REQUIRE(overflow(61439.0f) == 57344);
    STATIC_REQUIRE(overflow(61440.0f) == inf);
    STATIC_REQUIRE(quantizer{known<e4m3fn>, nearest_even{}, overflowing}(463.0f) == 448);
    STATIC_REQUIRE(quantizer{known<e4m3fn>}(500.0f) == 448);
    // 7.75 would round to 8, which e2m3fn does not have; 7.75 and 1000 both become 7.5, and nothing becomes less.
    STATIC_REQUIRE((quantizer{known<e2m3fn>}(7.75f) == 7.5f && quantizer{known<e2m3fn>}(1000.0f) == 7.5f));
    STATIC_REQUIRE(to_code(e5m2, exactly(58000), nearest_even{}, overflowing) == 0x7b);
}

TEST_CASE("O8: every integer within 2^17 of zero, to e4m3fn", "[overflow]")
{
    // All 127 non-negative values by the definition of the format.
    std::vector<double> values;
    for (int code = 0; code < 127; ++code)
        values.push_back(code < 8 ? std::ldexp(code, -9) : std::ldexp(8 + code % 8, code / 8 - 10));
    REQUIRE(values.back() == 448);
    const auto nearest = [&](double n) {
        std::size_t best = 0;
        for (std::size_t k = 1; k < values.size(); ++k) {
            const double distance = std::fabs(values[k] - n), least = std::fabs(values[best] - n);
            if (distance < least || (distance == least && k % 2 == 0)) best = k;
        }
        return best;
    };
    for (std::int64_t n = 0; n <= std::int64_t{1} << 17; ++n) {
        const std::uint64_t expected = n > 500 ? 0x7e : nearest(static_cast<double>(n));
        if (to_code(e4m3fn, exactly(n), nearest_even{}, saturating) != expected) FAIL(n);
        if (n > 0 && to_code(e4m3fn, exactly(-n), nearest_even{}, saturating) != (0x80 | expected)) FAIL(-n);
        if (to_code(e4m3fn, exactly(n), nearest_even{}, overflowing) != (n > 464 ? 0x7f : expected)) FAIL(n);
    }
    const auto value = [](auto n) { return decode(e4m3fn, to_code(e4m3fn, exactly(n), nearest_even{}, saturating)); };
    CHECK((value(101) == 104 && value(31) == 32 && value(29) == 28 && value(1'000'000) == 448));
    CHECK((value(std::numeric_limits<std::int64_t>::min()) == -448 && value(~std::uint64_t{0}) == 448));
}
