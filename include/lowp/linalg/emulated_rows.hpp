// lowp/linalg/emulated_rows.hpp -- sums rounded at each step by operations on arrays: any mode, any format, any
// carrier.
//
// Row after row of c, a stretch of it at a time: what lowp/quantize/arithmetic.hpp does to whole arrays, once for each
// k. Its numbers are the ones that registers of tiles give where they can (lowp/linalg/emulated.hpp).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/linalg/blocked.hpp"
#include "lowp/linalg/chunks.hpp"
#include "lowp/linalg/emulated.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/quantize/arithmetic.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// All elements of an operand, in rows as the GEMM sees them.
template <carrier_type T>
class whole_operand {
public:
    // With room behind it, so that whole registers can be read at the end of any row.
    explicit whole_operand(const operand<T>& m)
        : columns_(m.columns()), numbers_(m.rows() * m.columns() + lanes<T>::size)
    {
        const std::size_t lines = m.turned() ? m.columns() : m.rows(), length = m.turned() ? m.rows() : m.columns();
        std::vector<T> room(length);
        for (std::size_t i = 0; i < lines; ++i) {
            const T* const from = m.run(i, 0, length, room.data());
            for (std::size_t j = 0; j < length; ++j)
                numbers_[m.turned() ? j * columns_ + i : i * columns_ + j] = from[j];
        }
    }
    const T* row(std::size_t i) const noexcept { return numbers_.data() + i * columns_; }

private:
    std::size_t columns_;
    aligned_vector<T> numbers_;
};

// Part of a row: what is summed, and what a step needs besides.
template <carrier_type T>
struct row_of_sums {
    std::span<T> sums;
    const T* a;           // row i of a
    std::size_t i, j;     // of the first sum
    std::span<T> factor;  // room
    std::span<T> other;   // and more of it
    drawn_places place;

    pass at(std::size_t step) const noexcept { return {.first = place(step, i, j)}; }
    std::span<const T> factors(std::size_t k) const
    {
        std::fill(factor.begin(), factor.end(), a[k]);
        return factor;
    }
};

template <class Q, carrier_type T>
void sum_row(const accumulate::rounded<Q>& by, const row_of_sums<T>& row, const whole_operand<T>& b, std::size_t depth)
{
    for (std::size_t k = 0; k < depth; ++k)
        fma(by.round, row.factors(k), std::span<const T>(b.row(k) + row.j, row.sums.size()), row.sums, row.sums,
            row.at(k));
}
template <class P, class S, carrier_type T>
void sum_row(const accumulate::separately<P, S>& by, const row_of_sums<T>& row, const whole_operand<T>& b,
             std::size_t depth)
{
    for (std::size_t k = 0; k < depth; ++k) {
        multiply(by.product, row.factors(k), std::span<const T>(b.row(k) + row.j, row.sums.size()), row.other,
                 row.at(k));
        add(by.sum, row.sums, row.other, row.sums, row.at(k));
    }
}
template <class Q, carrier_type T>
void sum_row(const accumulate::chunked<Q>& by, const row_of_sums<T>& row, const whole_operand<T>& b, std::size_t depth)
{
    using numbers = lanes<T>;
    for (std::size_t first = 0; first < depth; first += by.length) {
        std::fill_n(row.other.data(), column_block, T(0));
        walk_pairs(first, std::min(depth, first + by.length), [&](std::size_t k) {
            const T* const from = b.row(k) + row.j;
            T* const to = row.other.data();  // a block of columns, whole registers of them
            for (std::size_t l = 0; l < row.sums.size(); l += numbers::size)
                multiply_add(numbers(row.a[k]), numbers::load(from + l), numbers::load(to + l)).store(to + l);
        });
        add(by.round, row.sums, row.other, row.sums, row.at(first / by.length));
    }
}

template <class Accumulate, carrier_type T>
void gemm_by_rows(const Accumulate& by, const operand<T>& a, const operand<T>& b, const result<T>& to, int threads)
{
    const whole_operand<T> left(a), right(b);
    const std::size_t m = a.rows(), n = b.columns();
    parallel_for(m, threads, [&](std::size_t i) {
        alignas(cache_line) T sums[column_block], factors[column_block], others[column_block];
        for (std::size_t j = 0; j < n; j += column_block) {
            const std::size_t count = std::min(column_block, n - j);
            std::fill_n(sums, count, T(0));
            sum_row(by, row_of_sums<T>{{sums, count}, left.row(i), i, j, {factors, count}, {others, count}, {m, n}},
                    right, a.columns());
            to.finish(i, 1, j, count, sums, count);
        }
    });
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
