// tests/core/contract_replaced_test.cpp -- LOWP_EXPECTS is the user's who defines it before the first include.
//
// No other header is included: a function that checks must be compiled alike in the whole program.
#include <stdexcept>

#define LOWP_EXPECTS(condition, expected) ((condition) ? void() : throw std::logic_error(expected))
#include "lowp/core/contract.hpp"
#include "support/catch.hpp"

TEST_CASE("LOWP_EXPECTS can be made to throw", "[core]")
{
    CHECK_NOTHROW(LOWP_EXPECTS(true, "nothing"));
    CHECK_THROWS_WITH(LOWP_EXPECTS(false, "something"), "something");
}
