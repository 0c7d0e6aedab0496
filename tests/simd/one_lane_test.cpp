// tests/simd/one_lane_test.cpp -- registers of one lane are what a machine without SIMD uses.
//
// The tests of lanes_test.cpp are built once more with LOWP_NO_SIMD, which is where this header is compared with
// values.
#if !defined(LOWP_NO_SIMD)
#define LOWP_NO_SIMD
#endif
#include "lowp/simd/lanes.hpp"

#include "support/catch.hpp"

TEST_CASE("without SIMD a register has one lane, in a namespace of its own", "[simd]")
{
    CHECK(lowp::lane_count == 1);
    CHECK(std::string(lowp::isa_name) == "isa_scalar");
    CHECK(select(lowp::lanes<float>(1) < lowp::lanes<float>(2), lowp::lanes<float>(3), lowp::lanes<float>(4)).v == 3);
}
