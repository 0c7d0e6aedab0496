// tests/simd/fused_to_odd_test.cpp -- a b + c, and a + c, rounded to odd are what the codec makes of the exact number.
#include "lowp/simd/fused_to_odd.hpp"

#include <cstdint>
#include <vector>

#include "lowp/core/exact.hpp"
#include "lowp/format/codec.hpp"
#include "lowp/format/named.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/overflow.hpp"
#include "lowp/round/to_code.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// A template, so that machines without it need not compile the body.
template <class V>
void check()
{
    if constexpr (has_fused_to_odd) {
        // Special patterns and their neighbours, and random ones whose exponents meet.
        std::vector<float> numbers;
        for (const std::uint32_t p : {0x00000000u, 0x00000001u, 0x007fffffu, 0x00800000u, 0x3f800000u, 0x3f800001u,
                                      0x4b800000u, 0x4b800001u, 0x7f7fffffu, 0x7f800000u, 0x7fc00000u})
            for (const std::uint32_t sign : {0u, 0x80000000u}) numbers.push_back(from_bits(p | sign));
        const stream draw{5};
        for (std::uint64_t i = 0; i < 40; ++i) numbers.push_back(from_bits((draw.bits(i) & 0x87ffffffu) | 0x38000000u));
        for (const float a : numbers)
            for (const float b : numbers)
                for (const float c : numbers) {
                    const auto expected = [&](bool minus_zero) {
                        const dyadic x = exact::fused(exactly(a), exactly(b), exactly(c), minus_zero);
                        return static_cast<float>(
                            decode(binary32, to_code(binary32, x, to_odd{}, on_overflow::infinity)));
                    };
                    float found[2][V::size];
                    fused_to_odd<false>(V(a), V(b), V(c)).store(found[0]);
                    fused_to_odd<true>(V(a), V(b), V(c)).store(found[1]);
                    if (a == 1) {
                        float sum[V::size];
                        sum_to_odd<true>(V(b), V(c)).store(sum);
                        REQUIRE(to_bits(sum[0]) == to_bits(found[1][0]));
                        sum_to_odd<false>(V(b), V(c)).store(sum);
                        REQUIRE(to_bits(sum[0]) == to_bits(found[0][0]));
                    }
                    for (const bool minus_zero : {false, true}) {
                        const float one = expected(minus_zero), other = found[minus_zero ? 1 : 0][V::size - 1];
                        if (to_bits(one) != to_bits(other) && (one == one || other == other)) {
                            INFO(a << " * " << b << " + " << c);
                            REQUIRE(one == other);
                            FAIL("signs of zero differ");
                        }
                    }
                }
    }
}

}  // namespace

TEST_CASE("a fused multiply-add rounded to odd is the exact one rounded to odd", "[simd]")
{
    check<lanes<float>>();
    SUCCEED("or there is none");
}
