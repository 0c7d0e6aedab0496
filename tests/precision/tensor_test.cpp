// tests/precision/tensor_test.cpp -- roles and their names, in one order.
#include "lowp/precision/tensor.hpp"

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("each role has its name, in the order in which tables list them", "[precision]")
{
    using enum role;
    const role in_order[] = {weights, activations, errors, gradients, momentum, master};
    const std::string_view names[] = {"weights", "activations", "errors", "gradients", "momentum", "master"};
    REQUIRE(role_count == 6);
    for (std::size_t r = 0; r < role_count; ++r) {
        CHECK(static_cast<std::size_t>(in_order[r]) == r);
        CHECK(role_text(in_order[r]) == names[r]);
    }
}

TEST_CASE("tensors are told apart by all they are", "[precision]")
{
    constexpr tensor t{role::weights, 1, "weight", 3, 5};
    STATIC_REQUIRE(t.size() == 15);
    CHECK(t == tensor{role::weights, 1, "weight", 3, 5});
    for (const tensor& other : {tensor{role::master, 1, "weight", 3, 5}, tensor{role::weights, 2, "weight", 3, 5},
                                tensor{role::weights, 1, "bias", 3, 5}, tensor{role::weights, 1, "weight", 5, 3},
                                tensor{role::weights, 1, "weight", 3, 4}})
        CHECK(t != other);
}
