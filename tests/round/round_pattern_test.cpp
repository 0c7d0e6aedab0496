// tests/round/round_pattern_test.cpp -- rounding on the pattern is round_to, at every turning point of the formats that
// have the carrier's exponents, for every mode and policy, plain and in full.
#include "lowp/round/round_pattern.hpp"

#include "lowp/format/named.hpp"
#include "support/catch.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"

using namespace lowp;

TEMPLATE_TEST_CASE("on the pattern as round_to, at every turning point", "[round]", LOWP_TEST_MODES)
{
    int plain = 0;
    const auto check = [&]<class T>(T, const floating_format& f, on_overflow policy) {
        const auto g = grid_of<T>(f, policy);
        REQUIRE(has_pattern(g));
        plain += is_plain(g);
        auto points = oracle::turning_points<T>(oracle::of(f));
        points.insert(points.end(), {T(0), std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN(),
                                     std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max()});
        for (const T point : points)
            for (const T x : {point, -point}) {
                const auto expected = to_bits(round_to(g, x, 0, TestType{}));
                if (to_bits(round_pattern<false>(g, x, 0, TestType{})) != expected) FAIL(test::shown(x));
                if (is_plain(g) && to_bits(round_pattern<true>(g, x, 0, TestType{})) != expected) FAIL(test::shown(x));
            }
    };
    for (const on_overflow policy : test::policies) {
        check(1.0f, bfloat16, policy);
        check(1.0f, floating_format{8, 1}, policy);
        check(1.0f, floating_format{8, 3, 127, specials::one_nan}, policy);
        check(1.0, floating_format{11, 4}, policy);
    }
    CHECK(plain > 0);
}

TEST_CASE("what has the carrier's exponents", "[round]")
{
    const auto pattern = [](const auto& f) { return has_pattern(grid_of<float>(f, on_overflow::saturate)); };
    CHECK((pattern(bfloat16) && pattern(tf32) && pattern(binary32)));
    CHECK(!pattern(binary16));
    CHECK(!pattern(floating_format{8, 0}));
    CHECK(!pattern(floating_format{8, 7, 127, specials::ieee, signedness::with_sign, subnormals::flushed}));
    const auto g = grid_of<float>(binary32, on_overflow::infinity);
    for (const float x : {1.1f, -0x1p-149f, std::numeric_limits<float>::infinity()})
        CHECK(round_pattern<false>(g, x, 0, nearest_even{}) == x);
}
