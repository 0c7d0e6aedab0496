// tests/round/overflow_test.cpp -- the policies' names.
#include "lowp/round/overflow.hpp"

#include <set>

#include "support/catch.hpp"

TEST_CASE("each policy has a name of its own", "[round]")
{
    std::set<std::string_view> names;
    std::set<lowp::on_overflow> policies;
    for (const auto& [name, policy] : lowp::overflow_names) {
        names.insert(name);
        policies.insert(policy);
    }
    CHECK(names.size() == 4);
    CHECK(policies.size() == 4);
}
