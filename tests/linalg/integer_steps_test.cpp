// tests/linalg/integer_steps_test.cpp -- whichever kernel takes the steps, they are the definition's.
#include "lowp/linalg/integer_steps.hpp"

#include "support/catch.hpp"
#include "support/integer_runs.hpp"

using namespace lowp;

TEST_CASE("steps with the machine's instructions and without", "[linalg]")
{
    for (const dot_products use : {dot_products::of_machine, dot_products::none})
        for (const std::size_t columns : {1u, 63u, 64u, 65u, 127u, 128u, 129u, 200u, 1500u}) {
            const auto run = [use](const auto& steps, auto& z, const auto& a_of) {
                return take_steps(steps, z, a_of, use);
            };
            integer_runs::check<std::int8_t>(columns, 5, run);
            integer_runs::check<std::int16_t>(columns, 5, run);
        }
}

TEST_CASE("a run may be cut anywhere", "[linalg]")
{
    const std::size_t d = 333;
    const auto x = integer_runs::codes<std::int8_t>(5 * d, stream{1}, false, false);
    std::vector<std::uint32_t> order{3, 1, 4, 1, 0, 2, 2};
    const linear_coefficient a{-0.2f};
    std::vector<std::int8_t> whole(d, 3), cut(d, 3);
    integer_steps<std::int8_t> steps{{x.data(), d, d}, order, stream{2}, 10};
    const std::int32_t dot = take_steps(steps, whole, a);
    steps.order = std::span<const std::uint32_t>(order).first(4);
    take_steps(steps, cut, a);
    steps.order = std::span<const std::uint32_t>(order).subspan(3);
    steps.first += 3;
    CHECK(take_steps(steps, cut, a) == dot);
    CHECK(cut == whole);
}

TEST_CASE("no steps: the dot product alone", "[linalg]")
{
    const std::vector<std::int8_t> x{1, -128, 3};
    std::vector<std::int8_t> z{5, -128, 7};
    const std::vector<std::uint32_t> order{0};
    CHECK(take_steps(integer_steps<std::int8_t>{{x.data(), 3, 3}, order}, z, linear_coefficient{1}) == 5 + 16384 + 21);
    CHECK(z == std::vector<std::int8_t>{5, -128, 7});
}
