// tests/precision/element_bits_test.cpp -- widths of elements, whatever stands around their quantizer.
#include "lowp/precision/element_bits.hpp"

#include "lowp/format/named.hpp"
#include "lowp/quantize/affine.hpp"
#include "lowp/quantize/block.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("bits of what quantizers leave", "[precision]")
{
    CHECK(element_bits(quantizer{known<e4m3fn>}) == 8);
    CHECK(element_bits(any_quantizer{fixed_format{5, 10}, nearest_even{}, on_overflow::saturate, true}) == 16);
    CHECK(element_bits(affine_quantizer<>{3}) == 3);
    CHECK(element_bits(block_quantizer{mxfp4}) == 4);
    CHECK(element_bits(scaled{quantizer{known<e2m1fn>}}) == 4);
    CHECK((element_bits(maybe<affine_quantizer<>>{}) == 32 &&
           element_bits(maybe<affine_quantizer<>>{affine_quantizer<>{5}}) == 5));
}
