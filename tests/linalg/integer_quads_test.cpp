// tests/linalg/integer_quads_test.cpp -- four products at once, of signed integers, exact.
#include "lowp/linalg/isa/integer_quads.hpp"

#include "support/catch.hpp"
#include "support/quads.hpp"

TEST_CASE("tiles of integers, four at once", "[linalg][simd]")
{
    quads::check<lowp::inner::integer_quads>(lowp::inner::has_integer_quads());
    SUCCEED("or there is no such instruction");
}
