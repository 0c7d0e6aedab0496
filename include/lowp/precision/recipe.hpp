// lowp/precision/recipe.hpp -- which precision each role of a training has.
//
//     const recipe fp8{weights{always(known<e4m3fn>)}, activations{always(known<e4m3fn>)},
//     errors{always(known<e5m2>)}};
//
// Roles are tags around rules (or around quantizers: the same for every tensor), given in any order; those left out are
// binary32 as IEEE 754 has it, infinity included. The accumulator is a role too, though
// not a stored one: how GEMM sums (lowp/linalg/accumulate.hpp), `ordered` unless said otherwise.
#pragma once

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "lowp/format/named.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/precision/rule.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// A quantizer where a rule is asked for is meant for every tensor at every step.
template <class Rule>
struct made_rule {
    using type = Rule;
};
template <array_quantizer Q>
struct made_rule<Q> {
    using type = always_rule<Q>;
};
template <class Rule>
using rule_of = typename made_rule<Rule>::type;

}  // namespace inner

template <precision_rule Rule>
struct weights {
    static constexpr role tag = role::weights;
    Rule rule;
};
template <precision_rule Rule>
struct activations {
    static constexpr role tag = role::activations;
    Rule rule;
};
template <precision_rule Rule>
struct errors {
    static constexpr role tag = role::errors;
    Rule rule;
};
template <precision_rule Rule>
struct gradients {
    static constexpr role tag = role::gradients;
    Rule rule;
};
template <precision_rule Rule>
struct momentum {
    static constexpr role tag = role::momentum;
    Rule rule;
};
template <precision_rule Rule>
struct master {
    static constexpr role tag = role::master;
    Rule rule;
};
template <class Order>
struct accumulator {
    Order order;
};

template <class Rule>
weights(Rule) -> weights<inner::rule_of<Rule>>;
template <class Rule>
activations(Rule) -> activations<inner::rule_of<Rule>>;
template <class Rule>
errors(Rule) -> errors<inner::rule_of<Rule>>;
template <class Rule>
gradients(Rule) -> gradients<inner::rule_of<Rule>>;
template <class Rule>
momentum(Rule) -> momentum<inner::rule_of<Rule>>;
template <class Rule>
master(Rule) -> master<inner::rule_of<Rule>>;
template <class Order>
accumulator(Order) -> accumulator<Order>;

namespace inner {

template <class Part>
inline constexpr bool is_accumulator = false;
template <class Order>
inline constexpr bool is_accumulator<accumulator<Order>> = true;

template <class Part>
constexpr bool plays([[maybe_unused]] role r) noexcept
{
    if constexpr (is_accumulator<Part>)
        return false;
    else
        return Part::tag == r;
}
// The place of the first of several truths; their number when there is none.
template <bool... Is>
constexpr std::size_t first_of() noexcept
{
    std::size_t place = 0;
    static_cast<void>(((Is || (++place, false)) || ...));
    return place;
}

}  // namespace inner

template <class Part>
concept recipe_part = inner::is_accumulator<Part> || requires {
    { Part::tag } -> std::convertible_to<role>;
};

template <recipe_part... Parts>
class recipe {
public:
    constexpr explicit recipe(Parts... parts) : parts_(std::move(parts)...) {}

    // The rule of a role.
    template <role R>
    constexpr decltype(auto) rule() const
    {
        constexpr std::size_t place = inner::first_of<inner::plays<Parts>(R)...>();
        if constexpr (place < sizeof...(Parts))
            return (std::get<place>(parts_).rule);
        else
            return always(known<binary32>, nearest_even{}, on_overflow::infinity);
    }
    constexpr auto accumulator() const
    {
        constexpr std::size_t place = inner::first_of<inner::is_accumulator<Parts>...>();
        if constexpr (place < sizeof...(Parts))
            return std::get<place>(parts_).order;
        else
            return accumulate::ordered{};
    }

private:
    static constexpr bool once([[maybe_unused]] role r)
    {
        return (0 + ... + static_cast<int>(inner::plays<Parts>(r))) <= 1;
    }
    static_assert((0 + ... + static_cast<int>(inner::is_accumulator<Parts>)) <= 1, "a recipe has one accumulator");
    static_assert(once(role::weights) && once(role::activations) && once(role::errors) && once(role::gradients) &&
                      once(role::momentum) && once(role::master),
                  "a recipe gives each role one rule");

    std::tuple<Parts...> parts_;
};

// Calls use(std::integral_constant<role, R>) for the six roles in turn.
template <class Use>
constexpr void for_each_role(Use&& use)
{
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (use(std::integral_constant<role, static_cast<role>(I)>{}), ...);
    }(std::make_index_sequence<role_count>{});
}

}  // namespace LOWP_ISA
}  // namespace lowp
