// tests/round/any_rounding_test.cpp -- names to modes and back.
#include "lowp/round/any_rounding.hpp"

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("every mode is read by its name, and nothing else is", "[round]")
{
    for (std::size_t i = 0; i < rounding_names.size(); ++i) {
        const auto mode = read_rounding(rounding_names[i], stream{5});
        REQUIRE(mode);
        CHECK(mode->index() == i);
        CHECK(rounding_text(*mode) == rounding_names[i]);
    }
    CHECK(std::get<stochastic>(*read_rounding("stochastic", stream{5})).source == stream{5});
    CHECK(std::holds_alternative<toward_zero>(*read_rounding("toward_zero")));
    CHECK(std::holds_alternative<to_odd>(*read_rounding("to_odd")));
    CHECK(rounding_text(stochastic{stream{}, 8}) == "stochastic(8)");
    CHECK(std::get<stochastic>(*read_rounding("stochastic(8)", stream{5})) == stochastic{stream{5}, 8});
    for (const auto text : {"stochastic(0)", "stochastic(32)", "stochastic()", "stochastic(8", "stochastic(8)x",
                            "to_odd(8)", "", "nearest", "nearest_even ", "Nearest_Even", "stochasti"})
        CHECK(!read_rounding(text));
}
