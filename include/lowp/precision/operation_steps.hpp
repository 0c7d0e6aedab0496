// lowp/precision/operation_steps.hpp -- softmax, layer norm, sums and others, in the steps in which a machine takes
// them.
//
// Each is written once, over an arithmetic that adds, multiplies, ... whole arrays: rounded_steps rounds every result,
// exact_steps is binary64. So both take the same steps, and what their results differ by is round-off.
//
// Rows stand as the columns of a matrix: element k of all rows is one array, which a step takes at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// depth x rows, dense. T is float or double.
template <class T>
struct columns_of_rows {
    T* data;
    std::size_t depth, rows;

    std::span<T> all() const noexcept { return {data, depth * rows}; }
    // Element k of each row.
    std::span<T> operator[](std::size_t k) const noexcept { return {data + k * rows, rows}; }
};

// An arithmetic S has a type `number` and, on spans of it, add, subtract, multiply, divide (a, b, out), fma (a, b, c,
// out), sqrt, exp (x, out) and sum (columns, out), which adds k ascending. Results may be written over operands.
namespace stepwise {

template <class S>
using columns_in = columns_of_rows<const typename S::number>;
template <class S>
using columns_out = columns_of_rows<typename S::number>;
template <class S>
using numbers_in = std::span<const typename S::number>;
template <class S>
using numbers_out = std::span<typename S::number>;

// Products, each rounded, and their sum.
template <class S>
void dot(S& arithmetic, const columns_in<S>& a, const columns_in<S>& b, numbers_out<S> out)
{
    LOWP_EXPECTS(a.depth > 0 && a.depth == b.depth && a.rows == b.rows, "dot: as many rows, of the same depth");
    std::vector<typename S::number> products(a.all().size());
    arithmetic.multiply(a.all(), b.all(), products);
    arithmetic.sum({products.data(), a.depth, a.rows}, out);
}

// e^(x - max x) / sum of these. The maximum is exact.
template <class S>
void softmax(S& arithmetic, const columns_in<S>& x, const columns_out<S>& out)
{
    LOWP_EXPECTS(x.depth > 0 && x.depth == out.depth && x.rows == out.rows, "softmax: as many rows, of the same depth");
    std::vector<typename S::number> largest(x[0].begin(), x[0].end()), total(x.rows);
    for (std::size_t k = 1; k < x.depth; ++k)
        for (std::size_t r = 0; r < x.rows; ++r) largest[r] = std::max(largest[r], x[k][r]);
    for (std::size_t k = 0; k < x.depth; ++k) arithmetic.subtract(x[k], largest, out[k]);
    arithmetic.exp(out.all(), out.all());
    arithmetic.sum({out.data, out.depth, out.rows}, total);
    for (std::size_t k = 0; k < x.depth; ++k) arithmetic.divide(out[k], total, out[k]);
}

// (x - mean) / sqrt(variance + epsilon); the mean and the variance are sums divided by the depth. Depth and epsilon are
// numbers of the carrier, not rounded.
template <class S>
void layer_norm(S& arithmetic, const columns_in<S>& x, typename S::number epsilon, const columns_out<S>& out)
{
    LOWP_EXPECTS(x.depth > 0 && x.depth == out.depth && x.rows == out.rows,
                 "layer_norm: as many rows, of the same depth");
    using number = typename S::number;
    const std::vector<number> depth(x.rows, static_cast<number>(x.depth)), small(x.rows, epsilon);
    std::vector<number> some(x.rows), squares(x.all().size());
    arithmetic.sum(x, some);
    arithmetic.divide(some, depth, some);  // the mean
    for (std::size_t k = 0; k < x.depth; ++k) arithmetic.subtract(x[k], some, out[k]);
    arithmetic.multiply(out.all(), out.all(), squares);
    arithmetic.sum({squares.data(), x.depth, x.rows}, some);
    arithmetic.divide(some, depth, some);  // the variance
    arithmetic.add(some, small, some);
    arithmetic.sqrt(some, some);
    for (std::size_t k = 0; k < x.depth; ++k) arithmetic.divide(out[k], some, out[k]);
}

// Ten operations, all six kinds among them, none of which loses digits by itself where a and b are about 1:
//
//     s = a b + a in two;  q = s / (b b + 1) in two, the first fused;  t = sqrt(max(q, -q)) - b in two;
//     w = s / (t t + 1) in three;  w t + a, fused
template <class S>
void composed(S& arithmetic, numbers_in<S> a, numbers_in<S> b, numbers_out<S> out)
{
    using number = typename S::number;
    LOWP_EXPECTS(a.size() == b.size() && a.size() == out.size(), "composed: spans of equal length");
    const std::vector<number> one(a.size(), number(1));
    std::vector<number> s(a.size()), t(a.size()), w(a.size());
    arithmetic.multiply(a, b, s);
    arithmetic.add(s, a, s);
    arithmetic.fma(b, b, one, t);
    arithmetic.divide(s, t, t);
    for (number& x : t) x = x < 0 ? -x : x;
    arithmetic.sqrt(t, t);
    arithmetic.subtract(t, b, t);
    arithmetic.multiply(t, t, w);
    arithmetic.add(w, one, w);
    arithmetic.divide(s, w, w);
    arithmetic.fma(w, t, a, out);
}

}  // namespace stepwise

}  // namespace LOWP_ISA
}  // namespace lowp
