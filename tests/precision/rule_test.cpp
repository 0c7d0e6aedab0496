// tests/precision/rule_test.cpp -- each tensor has random bits of its own at each step; anything callable is a rule.
#include "lowp/precision/rule.hpp"

#include <set>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/precision/recipe.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// A schedule and an assignment, as a user would write them.
const auto fewer_bits_later = [](std::uint64_t step, const tensor& t) {
    const int fraction_bits = t.name == "bias" ? 23 : step < 100 ? 10 : 3;
    return quantizer{floating_format{8, fraction_bits}};
};
const auto not_a_quantizer = [](std::uint64_t, const tensor&) { return 3; };
const auto not_of_tensors = [](std::uint64_t step) { return quantizer{floating_format{8, static_cast<int>(step)}}; };

template <class T>
constexpr bool is_rule(const T&)
{
    return precision_rule<T>;
}
static_assert(is_rule(fewer_bits_later) && precision_rule<always_rule<any_quantizer>>);
static_assert(!is_rule(not_a_quantizer) && !is_rule(not_of_tensors) && !precision_rule<int>);

}  // namespace

TEST_CASE("no two of step, role, layer and name share a stream", "[precision]")
{
    const stream source{42};
    const auto known_rule = always(known<e5m2>, stochastic{source, 9});
    const auto any = always(any_quantizer{e5m2, stochastic{source}});
    std::set<std::uint64_t> seeds{source.seed};
    std::size_t different = 1;
    for (std::uint64_t step = 0; step < 24; ++step)
        for (std::size_t r = 0; r < role_count; ++r)
            for (std::size_t layer = 0; layer < 8; ++layer)
                for (const std::string_view name : {"weight", "bias", "input", "output", "", "a", "ab", "ba", "b"}) {
                    const tensor t{static_cast<role>(r), layer, name, 2, 3};
                    const auto q = known_rule(step, t);
                    seeds.insert(q.rounding.source.seed);
                    ++different;
                    CHECK(q.rounding.bits == 9);
                    CHECK(std::get<stochastic>(any(step, t).rounding).source == q.rounding.source);
                    CHECK(known_rule(step, t).rounding.source == q.rounding.source);  // asked again, the same
                }
    CHECK(different == 10369);
    CHECK(seeds.size() == different);

    // The shape says nothing new: a last, smaller batch rounds its rows as a whole one would.
    const tensor whole{role::errors, 0, "output", 32, 3}, last{role::errors, 0, "output", 7, 3};
    CHECK(known_rule(5, whole).rounding.source == known_rule(5, last).rounding.source);
}

TEST_CASE("always is the same quantizer, whatever the tensor", "[precision]")
{
    const tensor t{role::master, 3, "bias", 1, 4};
    CHECK(std::get<fixed_format>(always(any_quantizer{fixed_format{2, 5}, to_odd{}})(9, t).format) ==
          fixed_format{2, 5});
    const auto made = always(e4m3fn, toward_zero{}, on_overflow::infinity)(7, t);
    CHECK((made.format == e4m3fn && made.overflow == on_overflow::infinity));
    CHECK((made(1.99f) == 1.875f && std::isnan(made(1e9f)) == false));  // toward zero never overflows
    const auto scaled_rule = always(scaled{quantizer{e2m1fn, stochastic{stream{1}}}});
    CHECK(scaled_rule(1, t).base.rounding.source != scaled_rule(2, t).base.rounding.source);
}

TEST_CASE("a rule of the user's own is asked anew at each step and tensor", "[precision]")
{
    const tensor weight{role::weights, 0, "weight", 1, 1}, bias{role::weights, 0, "bias", 1, 1};
    CHECK((fewer_bits_later(99, weight)(1.3f) == 1.2998046875f && fewer_bits_later(100, weight)(1.3f) == 1.25f));
    CHECK(fewer_bits_later(100, bias)(1.3f) == 1.3f);

    // A lambda with a capture cannot be assigned to, and is a rule all the same.
    const auto captured = [low = 2](std::uint64_t, const tensor&) { return quantizer{floating_format{5, low}}; };
    STATIC_REQUIRE(precision_rule<decltype(captured)>);
    CHECK(recipe{weights{captured}}.rule<role::weights>()(1, weight)(1.3f) == 1.25f);
}
