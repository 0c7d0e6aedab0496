// tests/precision/cyclic_recipe_test.cpp -- which two_layers a cycle rounds, and with how many bits.
#include "lowp/precision/cyclic_recipe.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

const std::vector<tensor> two_layers{{role::weights, 0, "weight", 4, 3},
                                     {role::weights, 0, "bias", 1, 3},
                                     {role::weights, 2, "weight", 3, 2},
                                     {role::weights, 2, "bias", 1, 2}};

}  // namespace

TEST_CASE("weights by outputs, activations and errors as a whole", "[precision]")
{
    const cyclic bits{.low = 3, .high = 8, .cycles = 1, .steps = 10};
    const auto r = cyclic_recipe(two_layers, bits, {.backward = 5, .draw = stream{4}});
    const auto& of_weights = r.rule<role::weights>();
    const auto& of_activations = r.rule<role::activations>();
    const auto& of_errors = r.rule<role::errors>();
    for (std::uint64_t step = 0; step <= 10; ++step) {
        // Weights are rounded for the step that comes.
        const auto w = of_weights(step, two_layers[0]);
        REQUIRE(w.base);
        CHECK((w.base->bits == bits(step + 1) && w.base->shape == each_column));
        CHECK(!of_weights(step, two_layers[1]).base);
        const auto a = of_activations(step, {role::activations, 1, "output", 7, 3});
        CHECK((a.bits == bits(step) && a.shape == whole_tensor));
        const auto e = of_errors(step, {role::errors, 2, "output", 7, 2});
        REQUIRE(e.base);
        CHECK((e.base->bits == 5 && e.base->shape == whole_tensor));
        CHECK(!of_errors(step, {role::errors, 1, "output", 7, 3}).base);  // ReLU's output
    }
    const tensor t{role::errors, 2, "output", 7, 2};
    CHECK(of_errors(1, t).base->rounding.source != of_errors(2, t).base->rounding.source);
    CHECK(layers_with_weights(two_layers) == std::vector<std::size_t>{0, 2});
}

TEST_CASE("a family of any formats follows a schedule", "[precision]")
{
    const cyclic bits{.low = 6, .high = 8, .cycles = 1, .steps = 9};
    const by_bits rule{bits, [](int b) { return quantizer{floating_format{4, b - 5}, stochastic{stream{3}}}; }};
    static_assert(precision_rule<decltype(rule)>);
    const tensor t{role::weights, 1, "weight", 2, 2};
    for (std::uint64_t step = 1; step <= 9; ++step) {
        const auto q = rule(step, t);
        CHECK(q.format.width() == bits(step));
        const quantizer plain{floating_format{4, 3}, stochastic{stream{3}}};
        CHECK(q.rounding.source == forked_for(plain, step, t).rounding.source);
    }
}

TEST_CASE("cyclic recipes refuse bits that integers do not have", "[precision]")
{
    CHECK_THROWS_WITH(cyclic_recipe(two_layers, cyclic{.low = 3, .high = 17, .steps = 100}),
                      "cyclic precision training: 17 bits, expected 1 to 16");
    const auto late = cyclic_recipe(two_layers, [](std::uint64_t step) { return step < 3 ? 8 : 17; });
    const auto& of_activations = late.rule<role::activations>();
    CHECK(of_activations(2, two_layers[0]).bits == 8);
    CHECK_THROWS_WITH(of_activations(3, two_layers[0]), "cyclic precision training: 17 bits, expected 1 to 16");
    CHECK_THROWS_WITH(cyclic_recipe(two_layers, constant_bits{8}, {.backward = 0}),
                      "cyclic precision training: 0 bits, expected 1 to 16");
    CHECK_THROWS_WITH(cyclic_recipe(two_layers, cyclic{.low = 5, .high = 4, .steps = 100}),
                      "cyclic: low is 5 and high is 4, expected them in ascending order");
}
