// lowp/linalg/reference.hpp -- what gemm() computes, as the loop one would write first.
//
// This is the definition, not a fallback: the kernels equal it bit for bit, and tests hold them to it (`wide` where its
// bits are the same on every machine at all: lowp/linalg/accumulate.hpp).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "lowp/core/dyadic.hpp"
#include "lowp/core/exact.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/linalg/epilogue.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/round/code_grid.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/round/modes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// One sum of products: of row i of a and column j of b.
template <carrier_type T>
T sum_of_products(const matrix_view<const T>& a, const matrix_view<const T>& b, std::size_t i, std::size_t j,
                  accumulate::ordered)
{
    T sum = 0;
    for (std::size_t k = 0; k < a.columns; ++k) sum += unfused_product(a(i, k), b(k, j));
    return sum;
}
template <carrier_type T>
T sum_of_products(const matrix_view<const T>& a, const matrix_view<const T>& b, std::size_t i, std::size_t j,
                  accumulate::wide order)
{
    T sum = 0;
    order.walk(a.columns, [&](std::size_t k) { sum = std::fma(a(i, k), b(k, j), sum); });
    return sum;
}

// Rounded once: the sum of binary64 is exact (lowp/linalg/number_range.hpp).
template <carrier_type T>
T sum_of_products(const matrix_view<const T>& a, const matrix_view<const T>& b, std::size_t i, std::size_t j,
                  accumulate::exact)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.columns; ++k) sum += static_cast<double>(a(i, k)) * static_cast<double>(b(k, j));
    return static_cast<T>(sum);
}

template <carrier_type T>
T sum_of_products(const matrix_view<const T>& a, const matrix_view<const T>& b, std::size_t i, std::size_t j,
                  accumulate::kahan)
{
    T sum = 0, excess = 0;
    for (std::size_t k = 0; k < a.columns; ++k) {
        const T term = unfused_product(a(i, k), b(k, j)) - excess, next = sum + term;
        excess = (next - sum) - term;
        sum = next;
    }
    return sum;
}

namespace inner {

// An exact number, rounded by a quantizer.
template <carrier_type T, class Quantizer>
T rounded_exactly(const Quantizer& q, const dyadic& x, std::uint64_t index)
{
    return with_rounding(q.rounding, [&](const auto& mode) {
        return round_to(code_grid<T>{any_of(q.format), q.overflow}, x, index, mode);
    });
}
// Whether sums that are exactly zero are -0.
template <class Quantizer>
bool has_minus_zero_sums(const Quantizer& q)
{
    return with_rounding(q.rounding, []<class R>(const R&) { return sums_to_minus_zero<R>; });
}
// Where step s of element (i, j) draws.
template <class T>
std::uint64_t drawn_place(const matrix_view<const T>& a, const matrix_view<const T>& b, std::size_t step, std::size_t i,
                          std::size_t j)
{
    return (std::uint64_t{step} * a.rows + i) * ((b.columns + 15) / 16 * 16) + j;
}

}  // namespace inner

template <carrier_type T, class Q>
T sum_of_products(const matrix_view<const T>& a, const matrix_view<const T>& b, std::size_t i, std::size_t j,
                  const accumulate::rounded<Q>& by)
{
    T sum = 0;
    for (std::size_t k = 0; k < a.columns; ++k)
        sum = inner::rounded_exactly<T>(
            by.round,
            exact::fused(exactly(a(i, k)), exactly(b(k, j)), exactly(sum), inner::has_minus_zero_sums(by.round)),
            inner::drawn_place(a, b, k, i, j));
    return sum;
}
template <carrier_type T, class P, class S>
T sum_of_products(const matrix_view<const T>& a, const matrix_view<const T>& b, std::size_t i, std::size_t j,
                  const accumulate::separately<P, S>& by)
{
    T sum = 0;
    for (std::size_t k = 0; k < a.columns; ++k) {
        const std::uint64_t at = inner::drawn_place(a, b, k, i, j);
        const T product = inner::rounded_exactly<T>(by.product, exact::product(exactly(a(i, k)), exactly(b(k, j))), at);
        sum = inner::rounded_exactly<T>(
            by.sum, exact::sum(exactly(sum), exactly(product), inner::has_minus_zero_sums(by.sum)), at);
    }
    return sum;
}
// Pairs of an even and an odd k go together, the odd one first, where a chunk has both.
template <carrier_type T, class Q>
T sum_of_products(const matrix_view<const T>& a, const matrix_view<const T>& b, std::size_t i, std::size_t j,
                  const accumulate::chunked<Q>& by)
{
    T sum = 0;
    for (std::size_t first = 0; first < a.columns; first += by.length) {
        const std::size_t end = first + by.length < a.columns ? first + by.length : a.columns;
        T chunk = 0;
        for (std::size_t k = first; k < end; ++k) {
            const std::size_t partner = k ^ 1, visited = partner >= first && partner < end ? partner : k;
            chunk = std::fma(a(i, visited), b(visited, j), chunk);
        }
        sum = inner::rounded_exactly<T>(by.round,
                                        exact::sum(exactly(sum), exactly(chunk), inner::has_minus_zero_sums(by.round)),
                                        inner::drawn_place(a, b, first / by.length, i, j));
    }
    return sum;
}

namespace inner {

template <carrier_type T, class Accumulate>
void reference_loop(const matrix_view<const T>& a, const matrix_view<const T>& b, const matrix_view<T>& c,
                    const Accumulate& order, const gemm_options& options)
{
    for (std::size_t i = 0; i < c.rows; ++i)
        for (std::size_t j = 0; j < c.columns; ++j) {
            const T bias = options.bias.empty() ? T(0) : T(options.bias[j]);
            c(i, j) = finished(sum_of_products(a, b, i, j, order), options.beta == 0 ? T(0) : c(i, j), bias, options);
        }
}

}  // namespace inner

template <class Accumulate>
void gemm_reference(matrix_view<const float> a, matrix_view<const float> b, matrix_view<float> c,
                    const Accumulate& order, const gemm_options& options = {})
{
    inner::reference_loop(a, b, c, order, options);
}
template <class Accumulate>
void gemm_reference(matrix_view<const double> a, matrix_view<const double> b, matrix_view<double> c,
                    const Accumulate& order, const gemm_options& options = {})
{
    inner::reference_loop(a, b, c, order, options);
}

}  // namespace LOWP_ISA
}  // namespace lowp
