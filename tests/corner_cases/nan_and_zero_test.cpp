// tests/corner_cases/nan_and_zero_test.cpp -- NaN, infinity, zero and sign, as other libraries lost them.
#include <cmath>
#include <limits>

#include "lowp/format/named.hpp"
#include "lowp/format/ranks.hpp"
#include "lowp/quantize/array.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"

using namespace lowp;

namespace {

template <class T>
constexpr bool is_nan(T x)
{
    return to_bits(x) == nan_pattern<T>;
}
template <class T>
constexpr bool is_minus_zero(T x)
{
    return to_bits(x) == sign_pattern<T>;
}
template <class T>
constexpr bool is_plus_zero(T x)
{
    return to_bits(x) == 0;
}

// Every mode by itself.
template <class Use>
void with_each_mode(Use use)
{
    for (const auto name : rounding_names) std::visit(use, *read_rounding(name, stream{5}));
}

}  // namespace

TEST_CASE("N1: NaN stays NaN, whatever its payload and sign", "[nan]")
{
    for (const floating_format& f : {binary16, bfloat16, tf32, e5m2, e4m3fn, e4m3, e3m4, e4m3fnuz, e8m0fnu, ue4m3})
        for (const std::uint32_t payload : {0x7f80'0001u, 0x7fff'ffffu, 0x7fc0'0000u, 0x7f80'8000u, 0x7fbf'ffffu})
            with_each_mode([&](const auto& mode) {
                for (const std::uint32_t pattern : {payload, payload | sign_pattern<float>})
                    for (const auto policy : test::policies) {
                        const float x = from_bits(pattern);
                        CHECK(is_nan(quantizer{f, mode, policy}(x)));
                        CHECK(to_code(f, exactly(x), mode, policy) == nan_code(f));
                        float span[3] = {x, 1, x};
                        quantizer{f, mode, policy}(std::span<float>(span));
                        CHECK((is_nan(span[0]) && is_nan(span[2]) && span[1] == 1));
                    }
            });
    for (const std::uint64_t pattern : {0x7ff0'0000'0000'0001u, 0xffff'ffff'ffff'ffffu, 0x7ff0'0000'8000'0000u})
        for (const floating_format& f : {binary32, binary16, bfloat16, e4m3fn}) {
            CHECK(is_nan(quantizer{f}(from_bits(std::uint64_t{pattern}))));
            CHECK(to_code(f, exactly(from_bits(std::uint64_t{pattern})), nearest_even{}, on_overflow::saturate) ==
                  nan_code(f));
        }
}

TEST_CASE("N2: a format without NaN makes it the largest number, under every policy", "[nan]")
{
    for (const std::uint32_t pattern : {0x7fc0'0000u, 0xffc0'0000u, 0x7f80'0001u})
        for (const any_format& format : {any_format{e2m1fn}, any_format{e2m3fn}, any_format{e3m2fn},
                                         any_format{fixed_format{2, 5}}, any_format{fixed_format{1, 6}}})
            std::visit(
                [&](const auto& f) {
                    for (const auto policy : test::policies) {
                        CHECK(quantizer{f, nearest_even{}, policy}(from_bits(pattern)) ==
                              static_cast<float>(f.largest()));
                        CHECK(to_code(f, exactly(from_bits(pattern)), nearest_even{}, policy) == largest_number(f));
                    }
                },
                format);
}

TEST_CASE("N3: FNUZ has NaN in the place of -0", "[nan]")
{
    for (const floating_format& f : {e4m3fnuz, e5m2fnuz, e4m3b11fnuz}) {
        INFO(format_text(f));
        CHECK((is_nan(decode(f, 0x80)) && decode_exactly(f, 0x80).is_nan()));
        CHECK(classify(f, 0x80) == number_class::nan);
        CHECK((next_up(f, 0x80) == 0x80 && next_down(f, 0x80) == 0x80));
        CHECK((nan_code(f) == 0x80 && encode(f, -0.0) == 0));
        for (const double x : {-0.0, -1e-30, -f.smallest() / 2, -f.smallest() / 4}) {
            CHECK(is_plus_zero(quantizer{f}(static_cast<float>(x))));
            CHECK(is_plus_zero(quantizer{f}(x)));
            CHECK(to_code(f, exactly(x), nearest_even{}, on_overflow::saturate) == 0);
        }
        CHECK(next_down(f, 0) == 0x81);
        CHECK(next_up(f, 0x81) == 0);
    }
}

TEST_CASE("N4: zero keeps its sign in every mode", "[zero]")
{
    for (const floating_format& f : {binary16, e5m2, e4m3fn, e4m3, e3m4, e2m3fn, e3m2fn, e2m1fn}) {
        INFO(format_text(f));
        with_each_mode([&](const auto& mode) {
            const quantizer q{f, mode};
            CHECK((is_minus_zero(q(-0.0f)) && is_plus_zero(q(0.0f))));
            CHECK((is_minus_zero(q(-0.0)) && is_plus_zero(q(0.0))));
            CHECK(decode(f, to_code(f, exactly(-0.0), mode, on_overflow::infinity)) == 0);
            CHECK(to_code(f, exactly(-0.0f), mode, on_overflow::infinity) == std::uint64_t{1} << f.magnitude_bits());
            // Whatever becomes of numbers too small, the sign is theirs.
            for (int e = -149; e < f.min_exponent(); ++e) {
                const float tiny = std::ldexp(1.0f, e);
                if (std::signbit(q(tiny)) || !std::signbit(q(-tiny))) FAIL(e);
            }
        });
        for (const float tiny : {0x1p-149f, 1e-30f, 0x1p-126f}) {
            CHECK(is_minus_zero(quantizer{f, toward_positive{}}(-tiny)));
            CHECK(is_plus_zero(quantizer{f, toward_negative{}}(tiny)));
            CHECK(quantizer{f, toward_positive{}}(tiny) == static_cast<float>(f.smallest()));
            CHECK(quantizer{f, toward_negative{}}(-tiny) == -static_cast<float>(f.smallest()));
        }
    }
}

TEST_CASE("N5: the carrier's own format is the identity", "[nan]")
{
    with_each_mode([](const auto& mode) {
        const quantizer single{known<binary32>, mode, on_overflow::infinity};
        const quantizer wide{known<binary64>, mode};
        CHECK((single(1.5f) == 1.5f && single(-1.5f) == -1.5f && wide(1.5) == 1.5));
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            const std::uint32_t pattern = stream{6}.bits(i);
            const float x = from_bits(pattern);
            if (to_bits(single(x, i)) != (x == x ? pattern : nan_pattern<float>)) FAIL(std::hex << pattern);
            const double y = from_bits(std::uint64_t{pattern} << 32 | stream{7}.bits(i));
            if (std::isfinite(y) && to_bits(wide(y, i)) != to_bits(y)) FAIL(y);
        }
    });
}

TEST_CASE("N6: e8m0fnu of what it has no number for, and between its numbers", "[zero]")
{
    const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
    const quantizer saturate{e8m0fnu}, propagate{e8m0fnu, nearest_even{}, on_overflow::saturate_finite},
        overflow{e8m0fnu, nearest_even{}, on_overflow::infinity};
    for (const float x : {0.0f, -0.0f, -1.0f, -0x1p-149f, -0x1p127f}) {
        CHECK((saturate(x) == 0x1p-127f && propagate(x) == 0x1p-127f));
        CHECK(is_nan(overflow(x)));
        CHECK(to_code(e8m0fnu, exactly(x), nearest_even{}, on_overflow::saturate) == 0);
        CHECK(to_code(e8m0fnu, exactly(x), nearest_even{}, on_overflow::infinity) == 0xff);
    }
    CHECK((saturate(inf) == 0x1p127f && is_nan(propagate(inf)) && is_nan(overflow(inf))));
    CHECK((saturate(-inf) == 0x1p-127f && is_nan(propagate(-inf)) && is_nan(overflow(-inf))));
    CHECK((is_nan(saturate(nan)) && is_nan(propagate(nan)) && is_nan(overflow(nan))));
    // Below the smallest number, every policy gives that.
    for (const float x : {0x1p-149f, 0x1p-128f, 0x1.8p-128f})
        CHECK((saturate(x) == 0x1p-127f && overflow(x) == 0x1p-127f));
    // Beyond the largest: 1.5 2^127 is a tie to 2^128, which there is not; its code, 255, would be odd.
    CHECK((overflow(0x1.8p127f) == 0x1p127f && is_nan(overflow(0x1.800002p127f)) && saturate(0x1.fp127f) == 0x1p127f));
    // Ties to the even code: 2^k has code k + 127.
    CHECK((overflow(1.5f) == 2 && overflow(3.0f) == 2 && overflow(3.5f) == 4 && overflow(6.0f) == 8));
    CHECK((overflow(1.4999999f) == 1 && overflow(0.75f) == 0.5f && overflow(0.375f) == 0.5f));
    CHECK(quantizer{e8m0fnu, toward_positive{}}(1.0000001f) == 2);
    CHECK(quantizer{e8m0fnu, toward_zero{}}(1.9999999f) == 1);
    CHECK(quantizer{e8m0fnu, nearest_away{}}(3.0f) == 4);
    for (std::uint64_t code = 0; code < 0xff; ++code) CHECK(decode(e8m0fnu, code) == std::ldexp(1.0, int(code) - 127));
}

TEST_CASE("N7: the sign of narrow formats is their own top bit", "[zero]")
{
    STATIC_REQUIRE((decode(e2m1fn, 0x7) == 6 && decode(e2m1fn, 0xf) == -6 && decode(e2m1fn, 0x9) == -0.5));
    STATIC_REQUIRE((decode(e2m3fn, 0x3f) == -7.5 && decode(e3m2fn, 0x21) == -0.0625));
    STATIC_REQUIRE((is_minus_zero(decode(e2m1fn, 0x8)) && is_minus_zero(decode(e2m3fn, 0x20))));
    STATIC_REQUIRE(is_minus_zero(decode(e3m2fn, 0x20)));
    // Bits above the code are nothing to it, bit 7 among them.
    STATIC_REQUIRE((is_plus_zero(decode(e2m1fn, 0x80)) && decode(e2m1fn, 0x87) == 6 && decode(e2m3fn, 0x81) == 0.125));
    STATIC_REQUIRE((decode(e2m1fn, 0xff) == -6 && classify(e2m1fn, 0xf0) == number_class::zero));
    STATIC_REQUIRE((encode(e2m1fn, -0.0) == 0x8 && encode(e2m3fn, -0.0) == 0x20 && encode(e3m2fn, -28) == 0x3f));
    STATIC_REQUIRE((rank_of(e2m1fn, 0xf) == -7 && code_of_rank(e2m1fn, -7) == 0xf && next_down(e2m1fn, 0) == 0x9));
}
