// tests/linalg/accumulate_test.cpp -- orders of summation visit each k once; their names read back.
#include "lowp/linalg/accumulate.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("wide runs 1, 0, 3, 2, ..., and a last one alone", "[linalg]")
{
    const auto order = [](std::size_t count) {
        std::vector<std::size_t> visited;
        accumulate::wide::walk(count, [&](std::size_t k) { visited.push_back(k); });
        return visited;
    };
    CHECK(order(0).empty());
    CHECK(order(1) == std::vector<std::size_t>{0});
    CHECK(order(4) == std::vector<std::size_t>{1, 0, 3, 2});
    CHECK(order(5) == std::vector<std::size_t>{1, 0, 3, 2, 4});
    std::vector<std::size_t> ascending;
    accumulate::ordered::walk(3, [&](std::size_t k) { ascending.push_back(k); });
    CHECK(ascending == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("accumulators by name", "[linalg]")
{
    for (std::size_t i = 0; i < accumulator_names.size(); ++i)
        CHECK(read_accumulator(accumulator_names[i])->index() == i);
    CHECK(!read_accumulator("fast"));
}
