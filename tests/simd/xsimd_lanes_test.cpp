// tests/simd/xsimd_lanes_test.cpp -- registers are as wide as xsimd says. What they do is in lanes_test.cpp.
#include "lowp/simd/lanes.hpp"

#include "lowp/random/philox.hpp"
#include "lowp/random/shared_words.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"
#include "support/random_words.hpp"

TEST_CASE("a register is as wide as the machine's, and divides a block of random words", "[simd]")
{
#if !defined(LOWP_NO_SIMD) && !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
    CHECK(lowp::lane_count == xsimd::batch<float>::size);
#endif
    STATIC_REQUIRE(lowp::stream::block % lowp::lane_count == 0);
}

TEMPLATE_TEST_CASE("lanes of random words are the words one by one", "[simd][random]", lowp::stream, lowp::philox,
                   lowp::shared_words<8>, (lowp::shared_words<16, lowp::philox>))
{
    test::check_same_words(TestType{11}.fork(3));
}
