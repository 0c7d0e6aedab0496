// tests/precision/tensor_groups_test.cpp -- the groups of a graph with a skip connection, written down by hand.
#include "lowp/precision/tensor_groups.hpp"

#include "support/catch.hpp"
#include "support/skip_graph.hpp"

using namespace lowp;

TEST_CASE("products stand in the group of what they read, other modules join the group at hand", "[precision]")
{
    using enum role;
    const auto groups = tensor_groups(test::skip_graph());
    REQUIRE(groups.size() == 5);
    CHECK(groups[0].tensors == std::vector<module_tensor>{{0, activations}, {1, weights}, {1, gradients}});
    CHECK(groups[0].elements == 4 + 12 + 12);
    CHECK(groups[1].tensors ==
          std::vector<module_tensor>{
              {1, activations}, {1, errors}, {2, activations}, {2, errors}, {3, weights}, {3, gradients}});
    CHECK(groups[1].elements == 4 * 8 + 20 + 20);
    CHECK(groups[2].tensors ==
          std::vector<module_tensor>{
              {3, activations}, {3, errors}, {4, activations}, {4, errors}, {5, weights}, {5, gradients}});
    CHECK(groups[2].elements == 4 * 8 + 20 + 20);
    CHECK(groups[3].elements == 4 * 8 + 15 + 15);
    CHECK(groups[4].tensors == std::vector<module_tensor>{{7, activations}, {7, errors}});
    CHECK(groups[4].elements == 6 + 6);
}

TEST_CASE("a second input begins a group, and parameters follow their first input alone", "[precision]")
{
    using enum module_kind;
    // Two branches that join in the order (right, left); the product behind them reads the join.
    module_graph g{{{"left", input, {}, 3},
                    {"right", input, {}, 5},
                    {"norm", other, {0}, 3, 6},
                    {"join", other, {1, 2}, 8},
                    {"fc", product, {3}, 2, 18}}};
    auto groups = tensor_groups(g);
    REQUIRE(groups.size() == 3);
    // norm is executed in the group of `right`, while its parameters follow `left`.
    CHECK(groups[0].tensors ==
          std::vector<module_tensor>{{0, role::activations}, {2, role::weights}, {2, role::gradients}});
    CHECK(groups[0].elements == 3 + 6 + 6);
    CHECK(groups[1].elements == 5 + 2 * 3 + 2 * 8 + 2 * 18);
    CHECK(groups[2].elements == 2 * 2);

    g.modules[4].inputs = {0, 3};
    groups = tensor_groups(g);
    CHECK((groups[0].elements == 3 + 6 + 6 + 36 && groups[1].elements == 5 + 2 * 3 + 2 * 8));
    CHECK(tensor_groups(module_graph{{}}).empty());
}
