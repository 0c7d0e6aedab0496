// tests/random/permutation_test.cpp -- every order is equally likely, and none loses an index.
#include "lowp/random/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("a permutation holds each index once", "[random]")
{
    for (const std::size_t n : {0u, 1u, 2u, 3u, 17u, 1437u}) {
        auto order = permutation(n, stream{n});
        std::ranges::sort(order);
        for (std::size_t i = 0; i < n; ++i) REQUIRE(order[i] == i);
        CHECK(order.size() == n);
    }
}

TEST_CASE("the 24 orders of four things come equally often", "[random]")
{
    std::map<std::vector<std::size_t>, double> seen;
    constexpr double draws = 48'000;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(draws); ++i) seen[permutation(4, stream{1}.fork(i))] += 1;
    REQUIRE(seen.size() == 24);
    for (const auto& [order, count] : seen) CHECK(std::fabs(count - draws / 24) < 5 * std::sqrt(draws / 24));
}
