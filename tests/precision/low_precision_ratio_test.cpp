// tests/precision/low_precision_ratio_test.cpp -- bits and ratios of a graph that was counted by hand.
#include "lowp/precision/low_precision_ratio.hpp"

#include "lowp/precision/demotion.hpp"
#include "support/catch.hpp"
#include "support/skip_graph.hpp"

using namespace lowp;

TEST_CASE("the low-precision ratio of assignments made by hand", "[precision]")
{
    const module_graph g = test::skip_graph();
    const level_formats f = hybrid_formats();
    // 246 elements: 67 of parameters and as many of their gradients, 58 of outputs, 54 of errors.
    CHECK(tensor_bits(g, uniform_high(g), f) == 246 * 16);
    CHECK(tensor_bits(g, uniform_low(g), f) == 67 * 16 + 179 * 8);
    CHECK(low_precision_ratio(g, uniform_high(g), f) == 0);
    CHECK(low_precision_ratio(g, uniform_low(g), f) == 179.0 / 246);
    CHECK(low_precision_ratio(g, assignment(8, precision_level::low), f) == 1);
    // Groups 1 and 2, without the gradients of 20 parameters each.
    CHECK(low_precision_ratio(g, demoted(g, 0.3), f) == 104.0 / 246);
    // Parameters 20, 20 and 15, errors of fc2 and fc3, outputs of relu1, add and relu3.
    CHECK(low_precision_ratio(g, by_operators(g), f) == (55 + 16 + 24) / 246.0);
    CHECK(low_precision_ratio(g, uniform_low(g), ocp_formats()) == 179.0 / 246);
}

TEST_CASE("promotions count from the step that they are in force at", "[precision]")
{
    const module_graph g = test::skip_graph();
    const level_formats f = hybrid_formats();
    assignment a = uniform_low(g);
    const std::uint64_t all = tensor_bits(g, a, f);
    a.promote({0, role::activations}, 5);  // 4 elements, high from step 6 on
    a.promote({3, role::weights}, 5);      // 20, rounded at the end of step 6 for step 7
    CHECK(tensor_bits(g, a, f, 1) == all);
    CHECK(tensor_bits(g, a, f, 5) == all);
    CHECK(tensor_bits(g, a, f, 6) == all + 4 * 8);
    CHECK(tensor_bits(g, a, f, 7) == all + 24 * 8);

    mean_low_precision mean{.bits_high = 246 * 16};
    for (std::uint64_t step = 1; step <= 8; ++step) mean.add(tensor_bits(g, a, f, step));
    CHECK((mean.steps == 8 && mean.sum == 8 * all + (3 * 4 + 2 * 20) * 8));
    CHECK(mean.ratio() == (8 * 179.0 - 52) / (8 * 246));
}
