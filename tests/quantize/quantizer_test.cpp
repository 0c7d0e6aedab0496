// tests/quantize/quantizer_test.cpp -- the definitions as a wall of constants, and formats known, met, and of any
// family.
//
// Exactness itself is proven in tests/round/round_to_test.cpp; here is what a user writes. Rows are named after the
// cases that existing libraries get wrong.
#include "lowp/quantize/quantizer.hpp"

#include <limits>

#include "lowp/format/named.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"

using namespace lowp;
using test::inf;

namespace {

constexpr quantizer e4m3fn_saturating{known<e4m3fn>};
constexpr quantizer e4m3fn_overflowing{known<e4m3fn>, nearest_even{}, on_overflow::infinity};
constexpr quantizer half{known<binary16>, nearest_even{}, on_overflow::infinity};
constexpr quantizer brain{known<bfloat16>, nearest_even{}, on_overflow::infinity};

constexpr bool is_nan(float x) { return to_bits(x) == nan_pattern<float>; }

}  // namespace

TEST_CASE("O1: the top of e4m3fn", "[quantize]")
{
    STATIC_REQUIRE(e4m3fn_saturating(448.0f) == 448);
    STATIC_REQUIRE(e4m3fn_saturating(464.0f) == 448);
    STATIC_REQUIRE(e4m3fn_overflowing(464.0f) == 448);  // a tie, to the even code
    STATIC_REQUIRE(is_nan(e4m3fn_overflowing(464.00003f)));
    for (const float x : {464.00003f, 480.0f, 496.0f, 1e9f, inf}) {
        CHECK(e4m3fn_saturating(x) == 448);
        CHECK(e4m3fn_saturating(-x) == -448);
        CHECK(is_nan(e4m3fn_overflowing(x)));
    }
}

TEST_CASE("O2, O3: the top of binary16 and of bfloat16", "[quantize]")
{
    STATIC_REQUIRE(half(65519.0f) == 65504);
    STATIC_REQUIRE(half(65520.0f) == inf);
    STATIC_REQUIRE(half(1e5f) == inf);
    STATIC_REQUIRE(brain(std::numeric_limits<float>::max()) == inf);
    STATIC_REQUIRE(quantizer{known<bfloat16>}(std::numeric_limits<float>::max()) == 0x1.fep127f);
}

TEST_CASE("O4: infinity under each policy", "[quantize]")
{
    STATIC_REQUIRE(quantizer{known<e5m2>}(inf) == 57344);
    STATIC_REQUIRE(quantizer{known<e5m2>, nearest_even{}, on_overflow::saturate_finite}(inf) == inf);
    STATIC_REQUIRE(quantizer{known<e5m2>, nearest_even{}, on_overflow::saturate_finite}(1e9f) == 57344);
    STATIC_REQUIRE(quantizer{known<e5m2>, nearest_even{}, on_overflow::infinity}(-1e9f) == -inf);
}

TEST_CASE("O5: directed modes keep finite overflow finite", "[quantize]")
{
    STATIC_REQUIRE(quantizer{known<e5m2>, toward_zero{}, on_overflow::infinity}(1e9f) == 57344);
    STATIC_REQUIRE(quantizer{known<e5m2>, toward_positive{}, on_overflow::infinity}(-1e9f) == -57344);
    STATIC_REQUIRE(quantizer{known<e5m2>, toward_negative{}, on_overflow::infinity}(1e9f) == 57344);
    STATIC_REQUIRE(quantizer{known<e5m2>, toward_positive{}, on_overflow::infinity}(1e9f) == inf);
    STATIC_REQUIRE(quantizer{known<e4m3fn>, toward_zero{}, on_overflow::infinity}(1e9f) == 448);
    STATIC_REQUIRE(quantizer{known<e5m2>, toward_zero{}, on_overflow::infinity}(inf) == inf);
}

TEST_CASE("O7: rounding comes before the policy", "[quantize]")
{
    STATIC_REQUIRE(quantizer{known<e5m2>, nearest_even{}, on_overflow::infinity}(58000.0f) == 57344);
}

TEST_CASE("D1, D2, D3: from binary64, rounded once", "[quantize]")
{
    STATIC_REQUIRE(e4m3fn_saturating(-431.99999999999994) == -416);
    STATIC_REQUIRE(quantizer{known<e5m2>}(1.125 + 0x1p-40) == 1.25);
    STATIC_REQUIRE(brain(1 + 0x1p-8 + 0x1p-40) == 1.0078125);
    STATIC_REQUIRE(brain(16973823.0) == 16908288);
}

TEST_CASE("D4, D5, D9, D10: directly, subnormals and ties too", "[quantize]")
{
    STATIC_REQUIRE(e4m3fn_saturating(400.199585f) == 416);
    STATIC_REQUIRE(e4m3fn_saturating(272.156555f) == 288);
    STATIC_REQUIRE(half(0x1p-25f) == 0);
    STATIC_REQUIRE(half(0x1.000002p-25f) == 0x1p-24f);
    STATIC_REQUIRE(half(0x1.fffffep-26f) == 0);
    STATIC_REQUIRE(half(1 + 0x1p-11f) == 1);
    STATIC_REQUIRE(e4m3fn_saturating(17.0f) == 16);
    STATIC_REQUIRE(quantizer{known<e2m3fn>}(4.25f) == 4);
    STATIC_REQUIRE(quantizer{known<binary16>, nearest_away{}}(0x1p-25f) == 0x1p-24f);
    STATIC_REQUIRE(brain(0x1.0002p-134f) == 0x1p-133f);  // binary32 subnormals go in and come out
}

TEST_CASE("N1, N2: NaN", "[quantize]")
{
    for (const std::uint32_t pattern : {0x7f80'0001u, 0x7fff'ffffu, 0xffff'ffffu, 0xff80'0001u, 0x7fc0'0000u}) {
        CHECK(is_nan(half(from_bits(pattern))));
        CHECK(is_nan(brain(from_bits(pattern))));
        CHECK(is_nan(e4m3fn_saturating(from_bits(pattern))));
        CHECK(quantizer{e2m1fn}(from_bits(pattern)) == 6);
        CHECK(quantizer{fixed_format{2, 5}}(from_bits(pattern)) == 127 / 32.0f);
    }
}

TEST_CASE("N3, N4: the sign of zero", "[quantize]")
{
    const auto sign = [](float x) { return to_bits(x) >> 31; };
    CHECK(sign(quantizer{e4m3fn}(-0.0f)) == 1);
    CHECK(sign(quantizer{e4m3fn, toward_positive{}}(-1e-30f)) == 1);
    CHECK(sign(quantizer{e4m3fn, toward_positive{}}(-0.0f)) == 1);
    CHECK(sign(quantizer{e4m3fn, toward_negative{}}(1e-30f)) == 0);
    CHECK(sign(quantizer{e4m3fnuz}(-0.0f)) == 0);
    CHECK(sign(quantizer{e4m3fnuz}(-1e-30f)) == 0);
    CHECK(sign(quantizer{fixed_format{2, 5}}(-0.0f)) == 0);
    CHECK(sign(quantizer{fixed_format{2, 5}}(-1e-30f)) == 0);
}

TEST_CASE("B7: fixed point is exact", "[quantize]")
{
    STATIC_REQUIRE(quantizer{fixed_format{24, 0}}(8388609.0f) == 8388609);
    STATIC_REQUIRE(quantizer{fixed_format{24, 0}}(-16777216.0f) == -16777216);
    STATIC_REQUIRE(quantizer{fixed_format{2, 5}}(0.015625f) == 0);  // half a step, to the even one
    STATIC_REQUIRE(quantizer{fixed_format{2, 5}}(0.046875f) == 0.0625f);
    STATIC_REQUIRE(quantizer{fixed_format{2, 5}}(100.0f) == 127 / 32.0f);
    STATIC_REQUIRE(quantizer{fixed_format{2, 5}}(-100.0f) == -4);
    STATIC_REQUIRE(quantizer{fixed_format{2, 5, fixed_range::symmetric}}(-100.0f) == -127 / 32.0f);
}

TEST_CASE("law 2: known, met at run time, and of any family, the same bits", "[quantize]")
{
    const auto check = [](auto known_format, auto mode) {
        const auto met = value_of(known_format);
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            const float x = from_bits(stream{1}.bits(i));
            for (const auto policy : {on_overflow::saturate, on_overflow::infinity}) {
                const auto expected = to_bits(quantizer{known_format, mode, policy}(x, i));
                if (to_bits(quantizer{met, mode, policy}(x, i)) != expected) FAIL("met " << x);
                if (to_bits(quantizer{any_format{met}, mode, policy}(x, i)) != expected) FAIL("any " << x);
                if (to_bits(quantizer{any_format{met}, any_rounding{mode}, policy}(x, i)) != expected)
                    FAIL("any mode " << x);
            }
        }
    };
    check(known<e4m3fn>, nearest_even{});
    check(known<e4m3fnuz>, stochastic{stream{3}});
    check(known<bfloat16>, to_odd{});
    check(known<e2m1fn>, toward_negative{});
    check(known<fixed_format{2, 5}>, stochastic{stream{4}});
    check(known<fixed_format{5, 10, fixed_range::symmetric}>, nearest_away{});
}

TEST_CASE("known formats of every family, by the way that each needs", "[quantize]")
{
    constexpr floating_format flushed{8, 7, 127, specials::ieee, signedness::with_sign, subnormals::flushed};
    constexpr floating_format low{8, 7, 128, specials::fnuz};
    STATIC_REQUIRE(quantizer{known<e8m0fnu>}(3.5f) == 4);
    STATIC_REQUIRE(quantizer{known<e8m0fnu>}(0.0f) == 0x1p-127f);
    STATIC_REQUIRE(
        (quantizer{known<flushed>}(0x1.fep-127f) == 0 && quantizer{known<flushed>}(0x1.ffp-127f) == 0x1p-126f));
    STATIC_REQUIRE(quantizer{known<low>}(0x1.01p-127f) == 0x1p-127f);
    STATIC_REQUIRE(quantizer{known<logarithmic_format{4, 0}>}(5.0f) == 4);
    STATIC_REQUIRE(quantizer{known<nlq(4, 1, 0.5)>}(3.5f) == 2.5f);  // 0, 1, 2.5, 4.75
    STATIC_REQUIRE(quantizer{known<nlq(4, 1, 0.5)>}(3.75f) == 4.75f);
    STATIC_REQUIRE(quantizer{known<fixed_format{7, 0}>, toward_zero{}, on_overflow::wrap}(200.5f) == -56);
    STATIC_REQUIRE(quantizer{known<fixed_format{8, 0, fixed_range::without_sign}>, toward_zero{},
                             on_overflow::wrap}(-1.0f) == 255);
}

TEST_CASE("stochastic quantizers are constants too", "[quantize]")
{
    constexpr quantizer q{known<e2m1fn>, stochastic{stream{1}}};
    constexpr float low = q(1.25f, 5), high = q(1.25f, 6);
    CHECK((low == 1.0f || low == 1.5f));
    CHECK((high == 1.0f || high == 1.5f));
    STATIC_REQUIRE(q(1.5f, 5) == 1.5f);
    STATIC_REQUIRE(is_valid_mode(stochastic{stream{}, 31}));
    STATIC_REQUIRE(!is_valid_mode(stochastic{stream{}, 32}));
    STATIC_REQUIRE(!is_valid_mode(stochastic{stream{}, 0}));
    STATIC_REQUIRE(is_valid_mode(nearest_even{}));
}

TEST_CASE("a fork draws other bits, and only stochastic quantizers have any", "[quantize]")
{
    const quantizer q{known<e2m1fn>, stochastic{stream{5}}};
    int differing = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) differing += q(1.2f, i) != q.fork(1)(1.2f, i);
    CHECK(differing > 300);  // 2 * 0.4 * 0.6 of them are expected to
    CHECK(quantizer{known<e2m1fn>}.fork(1)(1.2f) == 1);
    STATIC_REQUIRE(sizeof(quantizer{known<e4m3fn>}) <= 2);
    STATIC_REQUIRE(quantizer{known<e2m1fn>}.stored_bytes(3) == 2);
    STATIC_REQUIRE(quantizer{known<tf32>}.stored_bytes(8) == 32);  // whole words above 16 bits
}
