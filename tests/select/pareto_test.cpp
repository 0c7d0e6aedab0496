// tests/select/pareto_test.cpp -- the front against its definition, on scattered and on tied points, and by hand.
#include "lowp/select/pareto.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "support/catch.hpp"

using namespace lowp;

namespace {

bool beats(cost_and_error p, cost_and_error q)
{
    const bool nowhere_worse = !(p.cost > q.cost) && !(p.error > q.error);
    return nowhere_worse && !(p.cost == q.cost && p.error == q.error);
}

}  // namespace

TEST_CASE("a point is on the front when no other beats it", "[select]")
{
    std::uint64_t state = 3;
    const auto below = [&](std::uint64_t n) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<double>((state >> 33) % n);
    };
    for (const std::uint64_t values : {2u, 4u, 1000u})  // few values make many ties
        for (std::size_t n = 0; n < 40; ++n) {
            std::vector<cost_and_error> points;
            for (std::size_t i = 0; i < n; ++i) points.push_back({below(values), below(values)});
            const auto front = pareto_front(points);
            REQUIRE(front.size() == n);
            for (std::size_t i = 0; i < n; ++i)
                CHECK(front[i] == std::ranges::none_of(points, [&](auto q) { return beats(q, points[i]); }));
            CHECK((n == 0 || std::ranges::count(front, true) > 0));
        }
}

TEST_CASE("equals stand together, and NaN neither stands nor beats", "[select]")
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    const auto front = [](std::vector<cost_and_error> points) { return pareto_front(points); };
    using truths = std::vector<bool>;
    CHECK(front({{1, 5}, {1, 5}, {2, 4}, {2, 5}, {3, 4}}) == truths{true, true, true, false, false});
    CHECK(front({{1, nan}, {2, 3}, {nan, 0}, {3, 4}}) == truths{false, true, false, false});
    CHECK(front({{0, nan}, {nan, nan}}) == truths{false, false});
    CHECK(front({{1, infinity}, {2, 1}, {2, infinity}}) == truths{true, true, false});
}
