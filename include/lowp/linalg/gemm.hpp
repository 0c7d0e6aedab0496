// lowp/linalg/gemm.hpp -- c = alpha a b + beta c, with the accumulator as an argument.
//
//     gemm(a, transposed(b), c);                             // views, matrices, codes (packed_matrix), blocks of codes
//     gemm(a, b, c, accumulate::ordered{}, {.threads = 2});  // in what order, and rounded how: accumulate.hpp
//     gemm(a, b, into(c, q), accumulate::wide{}, {.bias = y, .relu = true});  // rounded, encoded: results.hpp
//
// Blocks of both operands are copied, decoded where they are codes, to where the inner loop wants them; a tile of c
// stays in registers while k runs (lowp/linalg/blocked.hpp). Each element of c is one sum by one thread, in the
// accumulator's order, so the bits do not depend on the number of threads or on the width of a register.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

#include "lowp/core/contract.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/linalg/epilogue.hpp"
#include "lowp/linalg/kernels.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/linalg/results.hpp"
#include "lowp/linalg/shapes.hpp"
#include "lowp/linalg/transposed.hpp"
#include "lowp/quantize/quantizer.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// What is meant: views of what owns, codes to nearest even.
template <class C>
auto as_output(C&& c)
{
    if constexpr (requires { c.set_code(0, 0, 0); })
        return into(c, quantizer{c.format()});
    else if constexpr (requires { c.view(); })
        return c.view();
    else
        return c;
}

// What is summed in, and which accumulator is meant where none is named.
template <class C>
struct carrier_of_result {
    using type = float;  // codes
};
template <class T>
struct carrier_of_result<matrix_view<T>> {
    static_assert(!std::is_const_v<T>, "gemm: a c that can be written");
    using type = T;
};
template <class Quantizer, carrier_type T>
struct carrier_of_result<rounded_numbers<Quantizer, T>> {
    using type = T;
};
template <class C>
using accumulator_for = std::conditional_t<
    std::same_as<typename carrier_of_result<decltype(as_output(std::declval<C&>()))>::type, std::int32_t>,
    accumulate::exact, accumulate::wide>;

template <class A, class B, class C, class Accumulate>
void checked_gemm(const A& a, const B& b, const C& c, const Accumulate& order, gemm_options options)
{
    using T = typename carrier_of_result<C>::type;
    if constexpr (std::same_as<T, std::int32_t>) {
        static_assert(reads_as<A, std::int8_t> && reads_as<B, std::int8_t>,
                      "gemm: sums in int32 are those of integers");
        static_assert(std::same_as<Accumulate, accumulate::exact>, "gemm: sums in int32 are exact");
    } else {
        static_assert(
            is_operand<A, T> && is_operand<B, T>,
            "gemm: operands are views of int8 or of the result's carrier (float where it is of codes), codes, "
            "or blocks of codes");
        static_assert(!std::same_as<Accumulate, accumulate::exact> ||
                          (!std::same_as<A, matrix_view<const T>> && !std::same_as<B, matrix_view<const T>>),
                      "gemm: exact sums are those of formats, not of any float");
    }
    LOWP_EXPECTS(column_count(a) == row_count(b), "gemm: as many columns of a as rows of b");
    LOWP_EXPECTS(row_count(c) == row_count(a) && column_count(c) == column_count(b),
                 "gemm: c with the rows of a and the columns of b");
    LOWP_EXPECTS(options.threads >= 1, "gemm: at least one thread");
    LOWP_EXPECTS(options.bias.empty() || options.bias.size() == column_count(c), "gemm: a bias for each column of c");
    LOWP_EXPECTS(tells_apart(c), "gemm: a c whose strides tell its elements apart");
    LOWP_EXPECTS(disjoint(a, c) && disjoint(b, c), "gemm: a c that overlaps neither a nor b");
    LOWP_EXPECTS(disjoint(matrix_view(options.bias, 1, options.bias.size()), c), "gemm: a bias outside of c");
    options.alpha *= scale_of(a) * scale_of(b);
    with_result(c, options, [&](const auto& to) { multiply(a, b, to, order, options); });
}

}  // namespace inner

// c = alpha a b + beta c, where a is m x k, b is k x n and c is m x n; with k = 0 the sums are 0. c's memory overlaps
// neither a's nor b's, but may be other columns of the same rows. The carrier is binary32, or binary64 where c is of
// double: views then are, too. c of int32 takes the exact sums of integers of 8 bits.
template <class A, class B, class C, class Accumulate = inner::accumulator_for<C>>
void gemm(const A& a, const B& b, C&& c, const Accumulate& order = {}, const gemm_options& options = {})
{
    inner::checked_gemm(inner::as_input(a), inner::as_input(b), inner::as_output(c), order, options);
}
// The same, where braces stand for views.
template <class Accumulate = accumulate::wide>
void gemm(matrix_view<const float> a, matrix_view<const float> b, matrix_view<float> c, const Accumulate& order = {},
          const gemm_options& options = {})
{
    inner::checked_gemm(a, b, c, order, options);
}

}  // namespace LOWP_ISA
}  // namespace lowp
