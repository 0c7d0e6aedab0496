// tests/nn/graph_of_test.cpp -- a network's modules, and that their tensors are those that a training holds.
#include "lowp/nn/graph_of.hpp"

#include "lowp/nn/dense.hpp"
#include "lowp/nn/relu.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("a network is a row of modules", "[nn]")
{
    const network net{dense{4, 5}, relu{}, dense{5, 3}};
    const module_graph g = graph_of(net, 10);
    CHECK_NOTHROW(expect_valid(g));
    using enum module_kind;
    CHECK(g == module_graph{{{"input", input, {}, 4},
                             {"layer0", product, {0}, 5, 25},
                             {"layer1", other, {1}, 5},
                             {"layer2", product, {2}, 3, 18}},
                            10});
    for (const role r : assigned_roles) {
        std::uint64_t of_modules = 0, of_training = 0;
        for (const module_tensor& t : tensors_of(g))
            if (t.role == r) of_modules += elements_of(g, t);
        for (const tensor& t : tensors_of(net, 10))
            if (t.role == r) of_training += t.size();
        CHECK(of_modules == of_training);
    }
}
