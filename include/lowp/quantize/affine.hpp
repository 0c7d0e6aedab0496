// lowp/quantize/affine.hpp -- matrices rounded to integers between the smallest and the largest number of each group.
//
//     affine_quantizer q{8};                           // 256 values from the smallest to the largest, nearest even
//     q(x, y);                                         // y: what the integers mean, in float
//     const auto w = q.encode(matrix_view(x, m, n));   // integers, scales and zero points
//     decode(w, y);                                    // the same y
//
// The quantizer of cyclic precision training (Fu et al. 2021), which took it from Banner et al.'s SBM (2018). With n =
// 2^bits - 1, a group's zero point is its smallest number, its scale max((largest - smallest) / n, 1e-8), and
//
//     q = round(clamp((x - zero point) / scale, 0, n)),    y = q scale + zero point.
//
// Scale and zero point are binary32 numbers. The rest is computed in binary64: differences, quotients and sums rounded
// once each, y once more to binary32. q scale has at most 16 + 24 bits and is exact, so a fused multiply-add gives the
// same bits as a product and a sum. The smallest number of a group stays what it is, and so does a group of equal
// numbers; zero is in general no value (and loses its sign).
//
// Infinities do not count for a group and become its ends. Integers have no NaN: it becomes the largest, as everywhere
// in formats without NaN; a group without finite numbers has zero point 0 and scale 1e-8. What would lie beyond
// binary32 becomes its largest number: a y, or the scale of one bit for a group wider than that number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/format/block.hpp"
#include "lowp/pack/bit_string.hpp"
#include "lowp/quantize/affine_groups.hpp"
#include "lowp/quantize/affine_matrix.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/block_scales.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/quantizer.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Calls use(part of at most in_block elements) for all of a matrix.
template <class Use>
void for_each_affine_part(std::size_t rows, std::size_t columns, int threads, const Use& use)
{
    const row_parts parts(rows, columns, 8);
    parallel_for(parts.size(), threads, [&](std::size_t number) {
        const row_part part = parts[number];
        for_each_block(part.count, [&](std::size_t k, std::size_t count) { use(row_part{part.i, part.j + k, count}); });
    });
}

}  // namespace inner

template <rounding_source Rounding = nearest_even>
struct affine_quantizer {
    int bits = 8;  // 1 to 16
    block_shape shape = whole_tensor;
    [[no_unique_address]] Rounding rounding{};

    // In place, or to a matrix that does not overlap. Rows are of consecutive elements. Element (i, j) is number
    // how.first + i columns + j of its tensor. A span is one row, and must not be cut within a group.
    void operator()(const matrix_view<const float>& in, const matrix_view<float>& out, const pass& how = {}) const
    {
        LOWP_EXPECTS(in.rows == out.rows && in.columns == out.columns, "matrices of one shape");
        LOWP_EXPECTS(out.column_stride == 1, "rows of consecutive elements");
        LOWP_EXPECTS(inner::equal_or_disjoint(in, out), "the same matrix twice, or two that do not overlap");
        const inner::affine_groups groups = groups_of(in, how);
        over_parts(in, how, [&](const auto& mode, const inner::row_part& part, const float* x, std::uint64_t first) {
            double steps[inner::in_block];
            groups.to_steps(part, x, steps);
            with_mode(mode)(std::span(steps, part.count), {.first = first});
            groups.from_steps(part, steps, out.data + part.i * out.row_stride + part.j);
        });
    }
    void operator()(std::span<const float> in, std::span<float> out, const pass& how = {}) const
    {
        LOWP_EXPECTS(in.size() == out.size(), "spans of equal length");
        LOWP_EXPECTS(inner::equal_or_disjoint(in, out), "the same span twice, or two that do not overlap");
        (*this)(matrix_view(in, 1, in.size()), matrix_view(out, 1, out.size()), how);
    }
    void operator()(std::span<float> x, const pass& how = {}) const { (*this)(x, x, how); }

    // The same as integers: to storage that is there, of these bits, groups and shape, or to new storage.
    void encode(const matrix_view<const float>& x, affine_matrix& w, const pass& how = {}) const
    {
        LOWP_EXPECTS(w.bits == bits && w.shape == shape && w.rows() == x.rows && w.columns() == x.columns,
                     "storage of the quantizer's bits and groups and the matrix's shape");
        const inner::affine_groups groups = groups_of(x, how);
        over_parts(x, how, [&](const auto& mode, const inner::row_part& part, const float* from, std::uint64_t first) {
            double steps[inner::in_block];
            groups.to_steps(part, from, steps);
            lowp::encode(std::span<const double>(steps, part.count), w.codes.row(part.i).subspan(part.j, part.count),
                         mode, on_overflow::saturate, {.first = first});
        });
        w.scales = groups.scales();
        w.zero_points = groups.zero_points();
    }
    affine_matrix encode(const matrix_view<const float>& x, const pass& how = {}) const
    {
        affine_matrix w(bits, shape, x.rows, x.columns);
        encode(x, w, how);
        return w;
    }
    affine_matrix encode(std::span<const float> x, const pass& how = {}) const
    {
        return encode(matrix_view(x, 1, x.size()), how);
    }

    template <class Child>
    constexpr affine_quantizer fork(const Child& child) const
    {
        return {bits, shape, quantizer<fixed_format, Rounding>{affine_codes(bits), rounding}.fork(child).rounding};
    }
    // Bytes that n elements take as one row: integers, scales and zero points.
    constexpr std::uint64_t stored_bytes(std::uint64_t n) const noexcept
    {
        return stored_bytes(1, static_cast<std::size_t>(n));
    }
    // The same of a matrix, without padding.
    constexpr std::uint64_t stored_bytes(std::size_t rows, std::size_t columns) const noexcept
    {
        LOWP_EXPECTS(is_valid_affine(bits, shape), "1 to 16 bits, and runs of a multiple of 8");
        return packed_bytes(std::uint64_t{rows} * columns, affine_codes(bits).width()) +
               2 * sizeof(float) * std::uint64_t{shape.count(rows, columns)};
    }

private:
    inner::affine_groups groups_of(const matrix_view<const float>& x, const pass& how) const
    {
        LOWP_EXPECTS(is_valid_affine(bits, shape), "1 to 16 bits, and runs of a multiple of 8");
        LOWP_EXPECTS(x.column_stride == 1, "rows of consecutive elements");
        expect_valid(rounding);
        return {bits, shape, x, how.threads};
    }
    template <class R>
    quantizer<fixed_format, R> with_mode(const R& mode) const
    {
        return {affine_codes(bits), mode, on_overflow::saturate};
    }
    // Calls use(mode, part, its first element, the place of that in the tensor).
    template <class Use>
    void over_parts(const matrix_view<const float>& x, const pass& how, const Use& use) const
    {
        with_rounding(rounding, [&](const auto& mode) {
            inner::for_each_affine_part(x.rows, x.columns, how.threads, [&](const inner::row_part& part) {
                use(mode, part, x.data + part.i * x.row_stride + part.j, how.first + part.i * x.columns + part.j);
            });
        });
    }
};

affine_quantizer() -> affine_quantizer<>;
affine_quantizer(int) -> affine_quantizer<>;
affine_quantizer(int, block_shape) -> affine_quantizer<>;
template <class R>
affine_quantizer(int, block_shape, R) -> affine_quantizer<R>;

// What the integers mean: the numbers that the quantizer makes of the same input, bit for bit.
inline void decode(const affine_matrix& w, const matrix_view<float>& out, const pass& how = {})
{
    LOWP_EXPECTS(out.rows == w.rows() && out.columns == w.columns(), "matrices of one shape");
    LOWP_EXPECTS(out.column_stride == 1, "rows of consecutive elements");
    const inner::affine_groups groups(w);
    inner::for_each_affine_part(w.rows(), w.columns(), how.threads, [&](const inner::row_part& part) {
        double steps[inner::in_block];
        decode(w.codes.row(part.i).subspan(part.j, part.count), std::span(steps, part.count));
        groups.from_steps(part, steps, out.data + part.i * out.row_stride + part.j);
    });
}
inline void decode(const affine_matrix& w, std::span<float> out, const pass& how = {})
{
    LOWP_EXPECTS(w.rows() == 1, "a matrix of one row");
    decode(w, matrix_view(out, 1, out.size()), how);
}

}  // namespace LOWP_ISA
}  // namespace lowp
