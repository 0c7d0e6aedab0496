// lowp/precision/rule.hpp -- a rule says which quantizer a tensor gets at a step.
//
// Anything callable as (step, tensor) -> array quantizer is a rule: a constant, a schedule over steps, an assignment
// per tensor, a table read from a file. Stochastic rounding must not draw the same bits for two tensors or two steps,
// so the rules here fork the quantizer by all that tells tensors apart.
//
//     by_bits{cyclic{...}, [](int bits) { return affine_quantizer{bits}; }}  // a family of quantizers, by a schedule
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <type_traits>

#include "lowp/core/matrix_view.hpp"
#include "lowp/precision/tensor.hpp"
#include "lowp/quantize/any_quantizer.hpp"
#include "lowp/quantize/tally.hpp"

namespace lowp {
inline namespace LOWP_ISA {

template <class Rule>
concept precision_rule = std::copy_constructible<Rule> && requires(const Rule rule, std::uint64_t step, tensor t) {
    { rule(step, t) } -> array_quantizer;
};

// A rule that wants to know how each pass went: observe() is called right behind it, with what that pass has counted of
// the numbers that went in. Loss scaling and promotion on overflow can live there. Rules are copied, so what observe()
// learns is kept where all copies see it. The rule's quantizers count: they take a tally as their third argument.
template <class Rule>
concept observing_rule = precision_rule<Rule> && requires(const Rule rule, std::uint64_t step, tensor t, tally seen) {
    rule.observe(step, t, seen);
};

// The quantizer with random bits that belong to this tensor at this step alone.
template <array_quantizer Q>
constexpr Q forked_for(const Q& q, std::uint64_t step, const tensor& t)
{
    return q.fork(step).fork(static_cast<std::uint64_t>(t.role)).fork(std::uint64_t{t.layer}).fork(t.name);
}

// The same quantizer for every tensor at every step: always(known<e5m2>, stochastic{s}), or always(any_quantizer).
template <array_quantizer Q>
struct always_rule {
    [[no_unique_address]] Q base;

    constexpr Q operator()(std::uint64_t step, const tensor& t) const { return forked_for(base, step, t); }
};

template <array_quantizer Q>
constexpr always_rule<Q> always(const Q& q)
{
    return {q};
}
template <format_source Format, rounding_source Rounding = nearest_even>
constexpr auto always(const Format& format, const Rounding& rounding = {}, on_overflow overflow = on_overflow::saturate)
{
    return always(quantizer<Format, Rounding>{format, rounding, overflow});
}

// The quantizer of so many bits as a schedule has at the step: bits(step) is a number, family(number) a quantizer.
template <class Bits, class Family>
    requires array_quantizer<std::invoke_result_t<const Family&, std::invoke_result_t<const Bits&, std::uint64_t>>>
struct by_bits {
    Bits bits;
    Family family;

    constexpr auto operator()(std::uint64_t step, const tensor& t) const
    {
        return forked_for(family(bits(step)), step, t);
    }
};
template <class Bits, class Family>
by_bits(Bits, Family) -> by_bits<Bits, Family>;

// Rounds a tensor, which stands in spans of its size: as a matrix where a quantizer has groups of those.
template <array_quantizer Q>
void round_tensor(const Q& q, const tensor& t, std::span<const float> in, std::span<float> out)
{
    if constexpr (requires { q(matrix_view<const float>{}, matrix_view<float>{}); })
        q(matrix_view(in, t.rows, t.columns), matrix_view(out, t.rows, t.columns));
    else
        q(in, out);
}
template <array_quantizer Q>
void round_tensor(const Q& q, const tensor& t, std::span<const float> in, std::span<float> out, tally& seen)
{
    if constexpr (requires { q(matrix_view<const float>{}, matrix_view<float>{}, seen); }) {
        q(matrix_view(in, t.rows, t.columns), matrix_view(out, t.rows, t.columns), seen);
    } else {
        static_assert(
            requires { q(in, out, seen); } && !requires { q(matrix_view<const float>{}, matrix_view<float>{}); },
            "a rule that observes gives quantizers that count: (in, out, tally)");
        q(in, out, seen);
    }
}
// The bytes that it takes then.
template <array_quantizer Q>
std::uint64_t stored_bytes(const Q& q, const tensor& t)
{
    if constexpr (requires { q.stored_bytes(t.rows, t.columns); })
        return q.stored_bytes(t.rows, t.columns);
    else
        return q.stored_bytes(t.size());
}

}  // namespace LOWP_ISA
}  // namespace lowp
