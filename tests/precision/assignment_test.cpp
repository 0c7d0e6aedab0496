// tests/precision/assignment_test.cpp -- levels by step, promotion, and the assignments that others are compared with.
#include "lowp/precision/assignment.hpp"

#include "support/catch.hpp"
#include "support/skip_graph.hpp"

using namespace lowp;

TEST_CASE("a tensor is promoted once, from the next step on", "[precision]")
{
    using enum precision_level;
    assignment a(2, low);
    const module_tensor y{1, role::activations}, w{1, role::weights};
    a.set(w, high);
    CHECK((a.level(y) == low && a.level(y, 1000) == low && a.level(w) == high));
    CHECK(a.promote(y, 7));
    CHECK((a.level(y, 7) == low && a.level(y, 8) == high && a.level(y, never) == high));
    CHECK_FALSE(a.promote(y, 7));
    CHECK_FALSE(a.promote(y, 9));
    CHECK(a[y] == assigned_level{low, 7});
    CHECK((a.promote(y, 3) && a[y] == assigned_level{low, 3}));  // sooner than was planned
    CHECK_FALSE(a.promote(w, 7));  // high before
    CHECK((a[w] == assigned_level{high} && a.level({1, role::errors}, 8) == low));
    CHECK(a != assignment(2, low));
}

TEST_CASE("uniform assignments, and that by operators, on a graph with a skip connection", "[precision]")
{
    using enum precision_level;
    const module_graph g = test::skip_graph();
    const assignment every = uniform_high(g), none = uniform_low(g), operators = by_operators(g);
    for (const module_tensor& t : tensors_of(g)) {
        CAPTURE(g.modules[t.module].name, role_text(t.role));
        CHECK(every.level(t) == high);
        CHECK(none.level(t) == (t.role == role::gradients ? high : low));
        // fc2, fc3 and fc4, but for the errors of the last group; and what they read.
        const bool is_low = (t.role == role::weights && t.module >= 3) ||
                            (t.role == role::errors && (t.module == 3 || t.module == 5)) ||
                            (t.role == role::activations && (t.module == 2 || t.module == 4 || t.module == 6));
        CHECK(operators.level(t) == (is_low ? low : high));
    }
    CHECK(by_operators(module_graph{{{"x", module_kind::input, {}, 1}}}) == assignment(1));
}

TEST_CASE("by operators: products in a row, and a second reader of the input", "[precision]")
{
    using enum module_kind;
    const module_graph g{{{"x", input, {}, 4},
                          {"a", product, {0}, 4, 20},
                          {"b", product, {1}, 4, 20},
                          {"c", product, {2, 0}, 4, 36},
                          {"d", product, {3}, 4, 20},
                          {"out", other, {4}, 4}}};
    const assignment a = by_operators(g);
    // All of a, and x, stay high although b and c read them; d begins the last group.
    for (const module_tensor& t : tensors_of(g)) {
        const bool is_low = (t.role == role::weights && t.module >= 2) ||
                            (t.role == role::errors && (t.module == 2 || t.module == 3)) ||
                            (t.role == role::activations && (t.module == 2 || t.module == 3));
        CAPTURE(g.modules[t.module].name, role_text(t.role));
        CHECK((a.level(t) == precision_level::low) == is_low);
    }
}
