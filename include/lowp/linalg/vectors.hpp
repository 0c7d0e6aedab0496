// lowp/linalg/vectors.hpp -- sums, dot products, norms and axpy of spans: the same bits on every machine.
//
//     float s = dot(x, y);                   // also sum(x), nrm2(x)
//     axpy(0.5f, x, y, {.threads = 4});      // y += 0.5 x
//
// A sum is a tree that depends on the length alone. A block of 4096 elements has 64 sums, of every 64th element, in
// ascending order; the 64 are added in pairs that are 32 apart, then 16, 8, 4, 2, 1. Sums of blocks are added by
// halves: those of the first 2^k blocks, the largest power of two below their number, and those of the rest. So the
// width of a register and the number of threads do not show, and errors grow with the logarithm of the length, once it
// is long.
#pragma once

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>

#include "lowp/core/aligned.hpp"
#include "lowp/core/bits.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/scale.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

inline constexpr std::size_t sums_of_block = 64, summed_block = 4096;

// The sum of terms [0, n), n at most a block: term(k, V) is a number, or a register of those from k on.
template <carrier_type T, class Term>
T sum_of_block(std::size_t n, const Term& term)
{
    using numbers = lanes<T>;
    constexpr std::size_t registers = sums_of_block / numbers::size;
    numbers sums[registers];
    for (numbers& one : sums) one = numbers(T(0));
    std::size_t k = 0;
    for (; n - k >= sums_of_block; k += sums_of_block)
        for (std::size_t r = 0; r < registers; ++r)
            sums[r] = sums[r] + term(k + r * numbers::size, std::type_identity<numbers>{});
    alignas(cache_line) T all[sums_of_block];
    for (std::size_t r = 0; r < registers; ++r) sums[r].store(all + r * numbers::size);
    for (std::size_t l = 0; k < n; ++k, ++l) all[l] += term(k, std::type_identity<T>{});
    for (std::size_t apart = sums_of_block / 2; apart > 0; apart /= 2)
        for (std::size_t l = 0; l < apart; ++l) all[l] += all[l + apart];
    return all[0];
}
template <carrier_type T>
T sum_by_halves(const T* sums, std::size_t n) noexcept
{
    if (n == 1) return sums[0];
    const std::size_t first = std::bit_floor(n - 1);
    return sum_by_halves(sums, first) + sum_by_halves(sums + first, n - first);
}
template <carrier_type T, class Term>
T sum_of_terms(std::size_t n, int threads, const Term& term)
{
    if (n <= summed_block) return sum_of_block<T>(n, term);
    const std::size_t blocks = (n + summed_block - 1) / summed_block;
    const scratch<T> sums(blocks);
    parallel_for(blocks, threads, [&](std::size_t b) {
        const std::size_t first = b * summed_block;
        sums.data()[b] = sum_of_block<T>(smaller(summed_block, n - first),
                                         [&](std::size_t k, auto as) { return term(first + k, as); });
    });
    return sum_by_halves(sums.data(), blocks);
}

template <class V>
V load_as(const auto* from) noexcept
{
    if constexpr (carrier_type<V>)
        return static_cast<V>(*from);
    else
        return V::load(from);
}

// Elements of a span of numbers that may be const.
template <class X>
using number_of_span = std::remove_cvref_t<decltype(*std::span(std::declval<const X&>()).data())>;

}  // namespace inner

template <class X>
concept span_of_numbers = carrier_type<inner::number_of_span<X>>;

template <span_of_numbers X, class T = inner::number_of_span<X>>
T sum(const X& x, const pass& how = {})
{
    const T* const from = std::span(x).data();
    return inner::sum_of_terms<T>(std::size(x), how.threads, [from]<class V>(std::size_t k, std::type_identity<V>) {
        return inner::load_as<V>(from + k);
    });
}

// Products are rounded by themselves.
template <span_of_numbers X, span_of_numbers Y, class T = inner::number_of_span<X>>
    requires std::same_as<T, inner::number_of_span<Y>>
T dot(const X& x, const Y& y, const pass& how = {})
{
    LOWP_EXPECTS(std::size(x) == std::size(y), "dot: spans of equal length");
    const T *const a = std::span(x).data(), *const b = std::span(y).data();
    return inner::sum_of_terms<T>(std::size(x), how.threads, [a, b]<class V>(std::size_t k, std::type_identity<V>) {
        return unfused_product(inner::load_as<V>(a + k), inner::load_as<V>(b + k));
    });
}

// The Euclidean norm, the root of the sum of squares. Those of float are exact, and summed in binary64; of double they
// neither overflow nor vanish: where they might, elements are scaled by a power of two.
template <span_of_numbers X>
auto nrm2(const X& x, const pass& how = {}) -> inner::number_of_span<X>
{
    using T = inner::number_of_span<X>;
    const T* const from = std::span(x).data();
    const std::size_t n = std::size(x);
    const auto squares = [&](double scale) {
        return inner::sum_of_terms<double>(n, how.threads,
                                           [from, scale]<class V>(std::size_t k, std::type_identity<V>) {
                                               const V number = inner::load_as<V>(from + k) * V(scale);
                                               return unfused_product(number, number);
                                           });
    };
    double all = squares(1), back = 1;
    if constexpr (std::same_as<T, double>)
        if (!(all > 0x1p-900 && all < 0x1p900)) {
            double largest = 0;
            for (const double one : std::span(x)) largest = larger(largest, one < 0 ? -one : one);
            if (largest > 0 && largest <= std::numeric_limits<double>::max()) {
                // To [1, 2), in two steps where the scale would be no number.
                const int e = smaller(larger(exponent_of(largest), -1000), 1000);
                back = exp2i(e);
                all = squares(exp2i(-e));
            }
        }
    return static_cast<T>(square_root(all) * back);
}

// y += alpha x; the product is rounded by itself.
template <class T, span_of_numbers X, class Y>
    requires std::same_as<inner::number_of_span<X>, inner::number_of_span<Y>>
void axpy(T alpha, const X& x, Y&& y, const pass& how = {})
{
    using number = inner::number_of_span<X>;
    using numbers = lanes<number>;
    const std::span out(y);
    LOWP_EXPECTS(std::size(x) == out.size(), "axpy: spans of equal length");
    const number* const from = std::span(x).data();
    number* const to = out.data();
    const auto factor = static_cast<number>(alpha);
    inner::for_each_piece(out.size(), how.threads, [&](std::size_t begin, std::size_t length) {
        std::size_t k = begin;
        for (const std::size_t end = begin + length; k < end;) {
            if (end - k >= numbers::size) {
                (numbers::load(to + k) + unfused_product(numbers(factor), numbers::load(from + k))).store(to + k);
                k += numbers::size;
            } else {
                to[k] += unfused_product(factor, from[k]);
                ++k;
            }
        }
    });
}

}  // namespace LOWP_ISA
}  // namespace lowp
