// tests/core/contract_test.cpp -- a broken precondition ends the program and says what was expected and where.
#include "lowp/core/contract.hpp"

#include <string>

#include "support/catch.hpp"
#include "support/child.hpp"

TEST_CASE("a kept precondition is evaluated once and does nothing", "[core]")
{
    int evaluated = 0;
    LOWP_EXPECTS(++evaluated == 1, "one evaluation");
    CHECK(evaluated == 1);
}

TEST_CASE("a broken precondition names file, line and what was expected", "[core]")
{
    CHECK_CONTRACT_BROKEN(LOWP_EXPECTS(1 + 1 == 3, "better arithmetic"), "better arithmetic\n");
#ifdef LOWP_TEST_HAS_FORK
    const auto end = end_of_child([] { LOWP_EXPECTS(false, "the truth"); });
    const std::string where = std::string(__FILE__) + ":" + std::to_string(__LINE__ - 1) + ": ";
    CHECK(end.error_text.starts_with(where + "lowp: expected the truth\n"));  // an emulator may add its own
#endif
}
