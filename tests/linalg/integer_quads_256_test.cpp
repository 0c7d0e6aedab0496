// tests/linalg/integer_quads_256_test.cpp -- four products at once, of signed integers, exact.
#include "lowp/linalg/isa/integer_quads_256.hpp"

#include "support/catch.hpp"
#include "support/quads.hpp"

TEST_CASE("tiles of integers, four at once, in registers of 256 bits", "[linalg][simd]")
{
    quads::check<lowp::inner::integer_quads_256>(lowp::inner::has_integer_quads_256());
    SUCCEED("or there is no such instruction");
}
