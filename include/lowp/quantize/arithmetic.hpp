// lowp/quantize/arithmetic.hpp -- + - * / sqrt fma on spans, each element rounded once from the exact result.
//
//     quantizer q{known<e4m3fn>};
//     add(q, a, b, out);                       // out[i] = q(a[i] + b[i]), were the sum exact
//     fma(q, a, b, c, c, {.threads = 2});      // c = a b + c, in place
//     divide(q, a, b, out, t);                 // the same, and t counts on
//
// Spans of float, or of double, as quantizers take them: the operands are any numbers of the carrier, in the format or
// not. Results are those of numbers (lowp/number/arithmetic.hpp), element by element: the exact result is rounded by
// the mode with an exponent that knows no bound, then the policy acts; a mode that draws does so at the element's
// index. Special operands and signs of zero follow IEEE 754, sections 6 and 7: a number over zero is an exact infinity,
// no overflow.
//
// A tally counts the exact results. Those that binary64 does not hold are counted as what they are when rounded to odd,
// which changes no count of a format with at most 50 fraction bits; `largest` is the largest of these.
#pragma once

#include <concepts>
#include <span>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/quantize/operate.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/quantize/tally.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// What a span of float or double can be made of, to be written; what a span of the same can be made of, to be read.
template <class Out>
using result_of_span = typename decltype(std::span(std::declval<Out&>()))::element_type;
template <class Out>
concept carrier_results = carrier_type<result_of_span<Out>>;
template <class In, class Out>
concept carrier_operand = std::convertible_to<const In&, std::span<const result_of_span<Out>>>;

// Preconditions: spans of equal length, the results' one of the operands' or disjoint from each, and what q(x) expects.
template <class F, class R, class A, class B, carrier_results Out>
    requires carrier_operand<A, Out> && carrier_operand<B, Out>
void add(const quantizer<F, R>& q, const A& a, const B& b, Out&& out, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::add, q, {a, b}, out, how, inner::no_counts{});
}
template <class F, class R, class A, class B, carrier_results Out>
    requires carrier_operand<A, Out> && carrier_operand<B, Out>
void subtract(const quantizer<F, R>& q, const A& a, const B& b, Out&& out, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::subtract, q, {a, b}, out, how, inner::no_counts{});
}
template <class F, class R, class A, class B, carrier_results Out>
    requires carrier_operand<A, Out> && carrier_operand<B, Out>
void multiply(const quantizer<F, R>& q, const A& a, const B& b, Out&& out, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::multiply, q, {a, b}, out, how, inner::no_counts{});
}
template <class F, class R, class A, class B, carrier_results Out>
    requires carrier_operand<A, Out> && carrier_operand<B, Out>
void divide(const quantizer<F, R>& q, const A& a, const B& b, Out&& out, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::divide, q, {a, b}, out, how, inner::no_counts{});
}
template <class F, class R, class X, carrier_results Out>
    requires carrier_operand<X, Out>
void sqrt(const quantizer<F, R>& q, const X& x, Out&& out, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::sqrt, q, {x}, out, how, inner::no_counts{});
}
// a b + c
template <class F, class R, class A, class B, class C, carrier_results Out>
    requires carrier_operand<A, Out> && carrier_operand<B, Out> && carrier_operand<C, Out>
void fma(const quantizer<F, R>& q, const A& a, const B& b, const C& c, Out&& out, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::fma, q, {a, b, c}, out, how, inner::no_counts{});
}

// The same, and t counts.
template <class F, class R, class A, class B, carrier_results Out>
    requires carrier_operand<A, Out> && carrier_operand<B, Out>
void add(const quantizer<F, R>& q, const A& a, const B& b, Out&& out, tally& t, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::add, q, {a, b}, out, how,
                                        inner::counts_of<double>(q.format, t));
}
template <class F, class R, class A, class B, carrier_results Out>
    requires carrier_operand<A, Out> && carrier_operand<B, Out>
void subtract(const quantizer<F, R>& q, const A& a, const B& b, Out&& out, tally& t, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::subtract, q, {a, b}, out, how,
                                        inner::counts_of<double>(q.format, t));
}
template <class F, class R, class A, class B, carrier_results Out>
    requires carrier_operand<A, Out> && carrier_operand<B, Out>
void multiply(const quantizer<F, R>& q, const A& a, const B& b, Out&& out, tally& t, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::multiply, q, {a, b}, out, how,
                                        inner::counts_of<double>(q.format, t));
}
template <class F, class R, class A, class B, carrier_results Out>
    requires carrier_operand<A, Out> && carrier_operand<B, Out>
void divide(const quantizer<F, R>& q, const A& a, const B& b, Out&& out, tally& t, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::divide, q, {a, b}, out, how,
                                        inner::counts_of<double>(q.format, t));
}
template <class F, class R, class X, carrier_results Out>
    requires carrier_operand<X, Out>
void sqrt(const quantizer<F, R>& q, const X& x, Out&& out, tally& t, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::sqrt, q, {x}, out, how,
                                        inner::counts_of<double>(q.format, t));
}
template <class F, class R, class A, class B, class C, carrier_results Out>
    requires carrier_operand<A, Out> && carrier_operand<B, Out> && carrier_operand<C, Out>
void fma(const quantizer<F, R>& q, const A& a, const B& b, const C& c, Out&& out, tally& t, const pass& how = {})
{
    inner::operate<result_of_span<Out>>(inner::operation::fma, q, {a, b, c}, out, how,
                                        inner::counts_of<double>(q.format, t));
}

}  // namespace LOWP_ISA
}  // namespace lowp
