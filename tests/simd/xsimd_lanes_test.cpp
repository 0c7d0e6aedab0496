// tests/simd/xsimd_lanes_test.cpp -- registers are as wide as xsimd says. What they do is in lanes_test.cpp.
#include "lowp/simd/lanes.hpp"

#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

TEST_CASE("a register is as wide as the machine's, and divides a block of random words", "[simd]")
{
#if !defined(LOWP_NO_SIMD) && !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
    CHECK(lowp::lane_count == xsimd::batch<float>::size);
#endif
    STATIC_REQUIRE(lowp::stream::block % lowp::lane_count == 0);
}

TEST_CASE("lanes of random words are the words one by one", "[simd][random]")
{
    const lowp::stream s{11};
    for (std::uint64_t first = 0; first < 256; first += lowp::lane_count) {
        std::uint32_t words[lowp::lane_count];
        s.bits<lowp::lanes<std::uint32_t>>(first).store(words);
        for (std::size_t k = 0; k < lowp::lane_count; ++k) REQUIRE(words[k] == s.bits(first + k));
    }
}
