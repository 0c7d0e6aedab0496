// tests/optim/trace_test.cpp -- a trace is a value.
#include "lowp/optim/trace.hpp"

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("a trace is a value, and knows its last line", "[optim]")
{
    trace t;
    CHECK((t.steps.empty() && t.end == ending::rounds && t.message.empty()));
    t.steps.push_back({.round = 0, .value = 2});
    t.steps.push_back({.round = 1, .value = 1});
    const trace copy = t;
    CHECK((copy.last().round == 1 && copy.last().value == 1 && copy.last().is_kept));
}
