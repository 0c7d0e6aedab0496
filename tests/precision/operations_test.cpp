// tests/precision/operations_test.cpp -- multiply-accumulates and bit operations, counted by hand for a small network.
#include "lowp/precision/operations.hpp"

#include <vector>

#include "lowp/precision/cyclic_recipe.hpp"
#include "lowp/precision/recipe_text.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// A 5-3-2 network with ReLU between, and a batch of 7.
std::vector<tensor> three_layers()
{
    return {{role::weights, 0, "weight", 5, 3},     {role::weights, 0, "bias", 1, 3},
            {role::weights, 2, "weight", 3, 2},     {role::weights, 2, "bias", 1, 2},
            {role::activations, 0, "input", 7, 5},  {role::activations, 0, "output", 7, 3},
            {role::activations, 1, "output", 7, 3}, {role::activations, 2, "output", 7, 2},
            {role::errors, 0, "output", 7, 3},      {role::errors, 1, "output", 7, 3},
            {role::errors, 2, "output", 7, 2}};
}

}  // namespace

TEST_CASE("products of a step, and their bits", "[precision]")
{
    const auto all =
        operations_of(three_layers(), parse_recipe("r: weights=e2m1fn activations=e4m3fn errors=e5m10").with({}));
    REQUIRE(all.size() == 2);
    CHECK((all[0].layer == 0 && all[1].layer == 2));
    const std::uint64_t first = 7 * 5 * 3, second = 7 * 3 * 2;
    CHECK(all[0].forward == product_operations{first, first * 4 * 8});
    CHECK(all[0].error == product_operations{});  // nobody needs the gradient by the input
    CHECK(all[0].gradient == product_operations{first, first * 8 * 16});
    CHECK(all[1].forward == product_operations{second, second * 4 * 8});
    CHECK(all[1].error == product_operations{second, second * 4 * 16});
    CHECK(all[1].gradient == product_operations{second, second * 8 * 16});
    CHECK(all[1].products() == 3 * second);
    CHECK(total_bits(all) == all[0].bits() + all[1].bits());
    CHECK(total_bits(operations_of(three_layers(), recipe{})) == (2 * first + 3 * second) * 1024);
}

TEST_CASE("a cycle's operations are those of its steps, of weights too", "[precision]")
{
    const cyclic bits{.low = 2, .high = 6, .cycles = 2, .steps = 20};
    const auto precision = cyclic_recipe(three_layers(), bits, {.backward = 7});
    for (std::uint64_t step = 1; step <= 20; ++step) {
        const auto b = static_cast<std::uint64_t>(bits(step));
        const auto all = operations_of(three_layers(), precision, step);
        REQUIRE(all[1].forward.bits == 42 * b * b);
        REQUIRE(all[1].error.bits == 42 * 7 * b);
        REQUIRE(all[1].gradient.bits == 42 * 7 * b);
    }
}

TEST_CASE("operations want the tensors of every layer", "[precision]")
{
    auto some = three_layers();
    some.erase(some.begin() + 6);
    CHECK_THROWS_WITH(
        operations_of(some, recipe{}),
        "tensors of a training without the activations 'output' of layer 1, expected those of every layer");
}
