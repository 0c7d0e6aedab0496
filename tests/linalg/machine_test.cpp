// tests/linalg/machine_test.cpp -- the report says what was built and what is used.
#include "lowp/linalg/machine.hpp"

#include <string>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("the machine described", "[linalg]")
{
    const machine m = this_machine();
    CHECK(m.lanes == static_cast<int>(lane_count));
    CHECK(m.threads == threads_enabled);
    CHECK(m.processors >= 1);
    CHECK((m.has_bfloat16_dot_products || !m.uses_bfloat16_dot_products));
    const std::string text = describe_machine();
    CHECK(text.find(isa_name) != std::string::npos);
    CHECK((text.find("of small formats by dot products") != std::string::npos) == m.uses_bfloat16_dot_products);
    CHECK((text.find("of integers by dot products") != std::string::npos) == m.has_integer_dot_products);
}
