// tests/precision/assigned_test.cpp -- the rules of an assignment, and what they promote.
#include "lowp/precision/assigned.hpp"

#include <vector>

#include "lowp/precision/demotion.hpp"
#include "lowp/precision/operations.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// A network of two products with ReLU between them, as the loop sees it.
const module_graph assigned_row{{{"input", module_kind::input, {}, 4},
                                 {"layer0", module_kind::product, {0}, 5, 25},
                                 {"layer1", module_kind::other, {1}, 5},
                                 {"layer2", module_kind::product, {2}, 3, 18}},
                                10};

tally overflow_counts(std::uint64_t elements, std::uint64_t overflowed)
{
    tally t;
    t.elements = elements;
    t.saturated = t.overflowed = overflowed;
    return t;
}

}  // namespace

TEST_CASE("each tensor of the loop has the format of its module's", "[precision]")
{
    assignment a(4);
    a.set({0, role::activations}, precision_level::low);
    a.set({1, role::weights}, precision_level::low);
    a.set({2, role::errors}, precision_level::low);
    a.set({3, role::gradients}, precision_level::low);
    const assigned precision(assigned_row, a, ocp_formats());
    const auto r = precision.recipe();
    const auto format = [&]<role R>(std::integral_constant<role, R>, std::size_t layer, std::string_view name) {
        return r.rule<R>()(1, {R, layer, name, 1, 1}).base.format;
    };
    constexpr std::integral_constant<role, role::weights> w{};
    constexpr std::integral_constant<role, role::activations> y{};
    constexpr std::integral_constant<role, role::errors> e{};
    constexpr std::integral_constant<role, role::gradients> g{};
    const any_format high = bfloat16;
    CHECK((format(y, 0, "input") == any_format{e4m3fn} && format(y, 0, "output") == high &&
           format(y, 2, "output") == high));
    CHECK((format(w, 0, "weight") == any_format{e4m3fn} && format(w, 0, "bias") == any_format{e4m3fn} &&
           format(w, 2, "weight") == high));
    CHECK((format(e, 1, "output") == any_format{e5m2} && format(e, 0, "output") == high &&
           format(e, 2, "output") == high));
    CHECK((format(g, 2, "bias") == any_format{e5m2} && format(g, 0, "weight") == high));
    CHECK(r.rule<role::master>()(1, {role::master, 0, "weight", 1, 1}).overflow == on_overflow::infinity);
}

TEST_CASE("a share of overflows that reaches the threshold promotes, for later steps and for good", "[precision]")
{
    const assigned precision(assigned_row, uniform_low(assigned_row), hybrid_formats(), {.threshold = 0.01});
    const auto copy = precision;  // of one state
    const auto r = copy.recipe();
    const auto& rule = r.rule<role::activations>();
    const tensor y{role::activations, 1, "output", 20, 5};
    rule.observe(3, y, overflow_counts(100, 0));
    rule.observe(3, {role::activations, 0, "output", 100, 5}, overflow_counts(500, 4));
    CHECK(precision.promotions().empty());
    rule.observe(4, y, overflow_counts(100, 1));
    REQUIRE(precision.promotions().size() == 1);
    const promotion& p = precision.promotions()[0];
    CHECK((p.step == 4 && p.tensor == module_tensor{2, role::activations} && p.share == 0.01));
    CHECK(element_bits(rule(4, y)) == 8);
    CHECK(element_bits(rule(5, y)) == 16);
    CHECK(element_bits(rule(5, {role::activations, 0, "output", 20, 5})) == 8);
    rule.observe(5, y, overflow_counts(100, 100));  // beyond 1-6-9, too: there is nothing higher
    CHECK(precision.promotions().size() == 1);
    CHECK((precision.bits(4) == tensor_bits(assigned_row, uniform_low(assigned_row), hybrid_formats())));
    CHECK(precision.bits(5) == precision.bits(4) + 10 * 5 * 8);
    CHECK(precision.bits_high() == 16 * (2 * 43 + 10 * (4 + 13 + 13)));

    // Weights by their module, whichever of its tensors overflows; gradients never.
    r.rule<role::weights>().observe(6, {role::weights, 2, "weight", 5, 3}, overflow_counts(15, 0));
    r.rule<role::weights>().observe(6, {role::weights, 2, "bias", 1, 3}, overflow_counts(3, 1));
    r.rule<role::errors>().observe(6, {role::errors, 2, "output", 20, 3}, overflow_counts(60, 60));
    r.rule<role::gradients>().observe(6, {role::gradients, 2, "weight", 5, 3}, overflow_counts(15, 15));
    REQUIRE(precision.promotions().size() == 2);
    CHECK(precision.promotions()[1].tensor == module_tensor{3, role::weights});
    CHECK(element_bits(r.rule<role::weights>()(7, {role::weights, 2, "weight", 5, 3})) == 16);
    CHECK(precision.assignment()[{3, role::weights}].promoted == 6);

    const assigned still(assigned_row, uniform_low(assigned_row), hybrid_formats(), {.threshold = {}});
    still.recipe().rule<role::activations>().observe(1, y, overflow_counts(100, 100));
    CHECK(still.promotions().empty());
}

TEST_CASE("assigned precisions of other graphs, and thresholds that are no shares, are refused", "[precision]")
{
    CHECK_THROWS_WITH(assigned(assigned_row, assignment(3), hybrid_formats()),
                      "assigned precision: an assignment of 3 modules, expected the 4 of the graph");
    CHECK_THROWS_WITH(assigned(assigned_row, assignment(4), hybrid_formats(), {.threshold = 0.0}),
                      "assigned precision: a threshold of 0.000000, expected a share above 0 and up to 1");
    CHECK_THROWS_WITH(assigned(assigned_row, assignment(4), hybrid_formats(), {.threshold = 1.5}),
                      "assigned precision: a threshold of 1.500000, expected a share above 0 and up to 1");
}
