// tests/precision/module_graph_test.cpp -- the sizes of a graph's tensors, and what is no graph.
#include "lowp/precision/module_graph.hpp"

#include "support/catch.hpp"
#include "support/skip_graph.hpp"

using namespace lowp;

TEST_CASE("tensors of modules: who has which, and how large they are in a step", "[precision]")
{
    const module_graph g = test::skip_graph();
    CHECK(elements_of(g, {0, role::activations}) == 4);
    CHECK(elements_of(g, {0, role::errors}) == 0);  // nothing is handed back to data
    CHECK(elements_of(g, {0, role::weights}) == 0);
    CHECK((elements_of(g, {1, role::weights}) == 12 && elements_of(g, {1, role::gradients}) == 12));
    CHECK((elements_of(g, {4, role::activations}) == 8 && elements_of(g, {4, role::errors}) == 8));
    CHECK(elements_of(g, {4, role::weights}) == 0);
    CHECK(elements_of(g, {7, role::errors}) == 6);
    CHECK(elements_of(g, {7, role::momentum}) == 0);
    // Four products with four tensors, three other modules with two, the input with one.
    const auto all = tensors_of(g);
    REQUIRE(all.size() == 23);
    CHECK((all[0] == module_tensor{0, role::activations} && all[1] == module_tensor{1, role::weights}));
    CHECK((all[4] == module_tensor{1, role::gradients} && all[5] == module_tensor{2, role::activations}));

    module_graph whole = g;  // sizes of a whole batch are the same with a batch of 1
    whole.batch = 1;
    for (graph_module& m : whole.modules) m.outputs *= 2;
    for (const module_tensor& t : all) CHECK(elements_of(whole, t) == elements_of(g, t));
}

TEST_CASE("graphs that are none are refused, with the module and what was expected", "[precision]")
{
    const auto changed = [](std::size_t m, auto change) {
        module_graph g = test::skip_graph();
        change(g.modules[m]);
        expect_valid(g);
    };
    CHECK_NOTHROW(changed(0, [](graph_module&) {}));
    CHECK_NOTHROW(expect_valid(module_graph{{}}));
    CHECK_THROWS_WITH(changed(3, [](graph_module& m) { m.inputs = {3}; }),
                      "module graph: module 3 'fc2' reads module 3, expected one before it");
    CHECK_THROWS_WITH(changed(4, [](graph_module& m) { m.inputs[1] = 5; }),
                      "module graph: module 4 'add' reads module 5, expected one before it");
    CHECK_THROWS_WITH(changed(4, [](graph_module& m) { m.name = "fc1"; }),
                      "module graph: module 4 'fc1' has the name of module 1");
    for (const char* name : {"", "two words", "a#b", "tab\t", "line\n"})
        CHECK_THROWS_WITH(changed(2, [=](graph_module& m) { m.name = name; }),
                          "module graph: module 2 '" + std::string(name) +
                              "' has no name that can be written, expected one printable word without #");
    CHECK_THROWS_WITH(changed(2, [](graph_module& m) { m.outputs = 0; }),
                      "module graph: module 2 'relu1' has no output, expected at least one element");
    CHECK_THROWS_WITH(changed(2, [](graph_module& m) { m.inputs = {}; }),
                      "module graph: module 2 'relu1' reads nothing, expected an input or a module before it");
    CHECK_THROWS_WITH(changed(0, [](graph_module& m) { m.parameters = 1; }),
                      "module graph: module 0 'x' is an input, expected one that reads nothing and has no parameters");
    CHECK_THROWS_WITH(changed(2, [](graph_module& m) { m.kind = module_kind::input; }),
                      "module graph: module 2 'relu1' is an input, expected one that reads nothing and has no "
                      "parameters");
    module_graph none = test::skip_graph();
    none.batch = 0;
    CHECK_THROWS_WITH(expect_valid(none), "module graph: a batch of 0, expected at least 1");
}
