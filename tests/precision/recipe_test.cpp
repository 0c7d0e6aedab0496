// tests/precision/recipe_test.cpp -- a recipe gives each role its rule, in whatever order they were named.
#include "lowp/precision/recipe.hpp"

#include <type_traits>
#include <vector>

#include "lowp/precision/recipe_text.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

template <role R, class Recipe>
auto quantizer_of(const Recipe& r)
{
    return r.template rule<R>()(1, tensor{R, 0, "weight", 1, 1});
}

}  // namespace

TEST_CASE("roles are found in any order, and those left out are binary32", "[precision]")
{
    const recipe some{master{always(known<e3m4>)}, errors{always(known<e5m2>)}, accumulator{accumulate::wide{}},
                      weights{always(e4m3fn)}};
    STATIC_REQUIRE(std::is_same_v<decltype(quantizer_of<role::errors>(some)), quantizer<known_t<e5m2>>>);
    STATIC_REQUIRE(std::is_same_v<decltype(quantizer_of<role::master>(some)), quantizer<known_t<e3m4>>>);
    CHECK(quantizer_of<role::weights>(some).format == e4m3fn);
    STATIC_REQUIRE(std::is_same_v<decltype(quantizer_of<role::activations>(some)), quantizer<known_t<binary32>>>);
    STATIC_REQUIRE(std::is_same_v<decltype(quantizer_of<role::gradients>(some)), quantizer<known_t<binary32>>>);
    STATIC_REQUIRE(std::is_same_v<decltype(quantizer_of<role::momentum>(some)), quantizer<known_t<binary32>>>);
    STATIC_REQUIRE(std::is_same_v<decltype(some.accumulator()), accumulate::wide>);

    const recipe none{};
    for_each_role([&](auto r) {
        STATIC_REQUIRE(std::is_same_v<decltype(quantizer_of<decltype(r)::value>(none)), quantizer<known_t<binary32>>>);
    });
    STATIC_REQUIRE(std::is_same_v<decltype(none.accumulator()), accumulate::ordered>);
}

TEST_CASE("for_each_role tells the six in turn", "[precision]")
{
    std::vector<role> seen;
    for_each_role([&](auto r) { seen.push_back(r); });
    CHECK(seen ==
          std::vector{role::weights, role::activations, role::errors, role::gradients, role::momentum, role::master});
}

TEST_CASE("a recipe in the code and the same one in text give the same bits", "[precision]")
{
    const stream source{5};
    const recipe written{weights{always(scaled{quantizer{known<e2m1fn>}})},
                         activations{always(known<e4m3fn>, toward_zero{}, on_overflow::infinity)},
                         errors{always(known<e5m2>, stochastic{source})},
                         gradients{always(known<bfloat16>, to_odd{})},
                         momentum{always(scaled{quantizer{known<e4m3>, stochastic{source}}})},
                         master{always(known<fixed_format{2, 5}>, stochastic{source})}};
    const any_recipe read =
        parse_recipe(
            "r: weights=e2m1fn:scaled activations=e4m3fn:toward_zero:infinity errors=e5m2:stochastic "
            "gradients=bfloat16:to_odd momentum=e4m3:scaled:stochastic master=q2.5:stochastic")
            .with(source);
    std::vector<float> x(999), from_code(x.size()), from_text(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = std::ldexp(2 * source.uniform(i) - 1, static_cast<int>(source.bits(i + x.size()) % 40) - 25);
    for_each_role([&](auto r) {
        constexpr role R = decltype(r)::value;
        for (std::uint64_t step : {0u, 1u, 2u}) {
            const tensor t{R, 1, "weight", 27, 37};
            written.rule<R>()(step, t)(x, from_code);
            read.rule<R>()(step, t)(x, from_text);
            CHECK(from_code == from_text);
            CHECK(from_code != x);
            CHECK(written.rule<R>()(step, t).stored_bytes(999) == read.rule<R>()(step, t).stored_bytes(999));
        }
    });
}
