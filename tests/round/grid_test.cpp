// tests/round/grid_test.cpp -- the patterns that a format and a policy come to, from the tables of the standards.
#include "lowp/round/grid.hpp"

#include <limits>

#include "lowp/format/named.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

constexpr float inf = std::numeric_limits<float>::infinity();

constexpr float of(std::uint32_t pattern) { return from_bits(pattern); }
constexpr bool nan(std::uint32_t pattern) { return pattern == nan_pattern<float>; }

}  // namespace

TEST_CASE("finite overflow and infinity, by format and policy", "[round]")
{
    using enum on_overflow;
    // IEEE 754's special codes: infinity is there.
    STATIC_REQUIRE(of(grid_of<float>(e5m2, saturate).beyond[0]) == 57344);
    STATIC_REQUIRE(of(grid_of<float>(e5m2, saturate).infinite[0]) == 57344);
    STATIC_REQUIRE(of(grid_of<float>(e5m2, saturate_finite).beyond[1]) == 57344);
    STATIC_REQUIRE(of(grid_of<float>(e5m2, saturate_finite).infinite[1]) == inf);
    STATIC_REQUIRE(of(grid_of<float>(e5m2, infinity).beyond[0]) == inf);
    // NaN alone: it stands in.
    STATIC_REQUIRE(of(grid_of<float>(e4m3fn, saturate).beyond[0]) == 448);
    STATIC_REQUIRE(nan(grid_of<float>(e4m3fn, infinity).beyond[0]));
    STATIC_REQUIRE(nan(grid_of<float>(e4m3fnuz, saturate_finite).infinite[0]));
    STATIC_REQUIRE(of(grid_of<float>(e4m3fnuz, saturate_finite).beyond[0]) == 240);
    // Neither: the largest value, and so for NaN itself.
    STATIC_REQUIRE(of(grid_of<float>(e2m1fn, infinity).beyond[1]) == 6);
    STATIC_REQUIRE(of(grid_of<float>(e2m1fn, infinity).nan) == 6);
    STATIC_REQUIRE(of(grid_of<float>(fixed_format{2, 5}, infinity).infinite[0]) == 127 / 32.0f);
    STATIC_REQUIRE(of(grid_of<float>(fixed_format{2, 5}, infinity).infinite[1]) == 4);
    // No negative numbers: they end at zero, or are not numbers.
    STATIC_REQUIRE(of(grid_of<float>(ue4m3, saturate).limit[1]) == 0);
    STATIC_REQUIRE(of(grid_of<float>(ue4m3, saturate).beyond[1]) == 0);
    STATIC_REQUIRE(nan(grid_of<float>(ue4m3, infinity).beyond[1]));
    // -0 exists where its code is not something else.
    STATIC_REQUIRE(grid_of<float>(e4m3fn, saturate).minus_zero);
    STATIC_REQUIRE(!grid_of<float>(e4m3fnuz, saturate).minus_zero);
    STATIC_REQUIRE(!grid_of<float>(fixed_format{2, 5}, saturate).minus_zero);
}
