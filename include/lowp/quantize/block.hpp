// lowp/quantize/block.hpp -- matrices rounded to block formats: in float, or to codes and scales.
//
//     constexpr block_quantizer q{mxfp4};              // nearest even, saturating, scales by OCP's rule
//     q(x, y);                                         // y: what the codes mean, in float
//     const auto w = q.encode(matrix_view(x, m, n));   // codes and scales in their own bits
//     decode(w, y);                                    // the same y
//
// A block's scale comes from its largest magnitude (lowp/quantize/scale.hpp). x / scale is computed in binary64, where
// it is exact for scales that are powers of two, and else so close that the mode rounds it as it would the exact
// quotient (stochastic modes of more than 24 bits may differ by 2^-53 of it); the product with the scale is rounded to
// binary32 once.
//
// NaN: in element formats that have NaN it stays in its place, and the scale is that of the other elements. In formats
// without NaN (FP4, FP6, INT8) the scale becomes NaN, and with it the whole block. Infinities do not count for a scale;
// the overflow policy says what they become. A value whose scale lifts it beyond binary32 becomes its largest number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/format/block.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/block_chunks.hpp"
#include "lowp/quantize/block_matrix.hpp"
#include "lowp/quantize/block_scales.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/scale.hpp"

namespace lowp {
inline namespace LOWP_ISA {

template <number_format Element, rounding_source Rounding = nearest_even>
struct block_quantizer {
    block_format<Element> format;
    [[no_unique_address]] Rounding rounding{};
    on_overflow overflow = on_overflow::saturate;  // of elements, whose scale is that of the finite ones
    scale_rule rule = scale_rule::floor;           // where scales are powers of two

    // In place, or to a matrix that does not overlap. Rows are of consecutive elements. Element (i, j) is number
    // how.first + i columns + j of its tensor. Blocks end at the ends of rows; a span is one row.
    void operator()(const matrix_view<const float>& in, const matrix_view<float>& out, const pass& how = {}) const
    {
        LOWP_EXPECTS(in.rows == out.rows && in.columns == out.columns, "matrices of one shape");
        LOWP_EXPECTS(out.column_stride == 1, "rows of consecutive elements");
        LOWP_EXPECTS(inner::equal_or_disjoint(in, out), "the same matrix twice, or two that do not overlap");
        over_chunks(in, how,
                    [&](const auto& chunk) { chunk.round(out.data + chunk.part.i * out.row_stride + chunk.part.j); });
    }
    void operator()(std::span<const float> in, std::span<float> out, const pass& how = {}) const
    {
        LOWP_EXPECTS(in.size() == out.size(), "spans of equal length");
        LOWP_EXPECTS(inner::equal_or_disjoint(in, out), "the same span twice, or two that do not overlap");
        (*this)(matrix_view(in, 1, in.size()), matrix_view(out, 1, out.size()), how);
    }
    void operator()(std::span<float> x, const pass& how = {}) const { (*this)(x, x, how); }

    // The same in the format's own bits: to storage that is there, of this format and shape, or to new storage.
    void encode(const matrix_view<const float>& x, block_matrix<Element>& w, const pass& how = {}) const
    {
        LOWP_EXPECTS(w.format == format && w.rows() == x.rows && w.columns() == x.columns,
                     "storage of the quantizer's format and the matrix's shape");
        const auto scales = over_chunks(x, how, [&](const auto& chunk) { chunk.encode(w.codes.row(chunk.part.i)); });
        w.tensor_scale = scales.of_tensor();
        inner::encode_scales(scales.all(), w.scales);
    }
    block_matrix<Element> encode(const matrix_view<const float>& x, const pass& how = {}) const
    {
        block_matrix<Element> w(format, x.rows, x.columns);
        encode(x, w, how);
        return w;
    }
    block_matrix<Element> encode(std::span<const float> x, const pass& how = {}) const
    {
        return encode(matrix_view(x, 1, x.size()), how);
    }

    template <class Child>
    constexpr block_quantizer fork(const Child& child) const
    {
        return {format, quantizer<Element, Rounding>{format.element, rounding}.fork(child).rounding, overflow, rule};
    }
    // Bytes that n elements take as one row, without padding.
    constexpr std::uint64_t stored_bytes(std::uint64_t n) const noexcept
    {
        return stored_bytes(1, static_cast<std::size_t>(n));
    }
    // The same of a matrix.
    constexpr std::uint64_t stored_bytes(std::size_t rows, std::size_t columns) const noexcept
    {
        LOWP_EXPECTS(is_valid(format), "a block format with runs of a multiple of 8, and scales that can be NaN");
        return (stored_bits(format, rows, columns) + 7) / 8;
    }

private:
    // Calls use(chunk) for all of x, and gives back the scales.
    template <class Use>
    inner::block_scales<Element> over_chunks(const matrix_view<const float>& x, const pass& how, const Use& use) const
    {
        LOWP_EXPECTS(is_valid(format), "a block format with runs of a multiple of 8, and scales that can be NaN");
        LOWP_EXPECTS(x.column_stride == 1, "rows of consecutive elements");
        LOWP_EXPECTS(is_valid_policy(format.element, overflow),
                     "wrap with two's complement and unsigned fixed point only");
        expect_valid(rounding);
        inner::block_scales<Element> scales(format, rule, x, how.threads);
        const inner::fast_elements fast(format, overflow);
        const std::size_t unit = inner::unit_of(format.shape);
        const inner::row_parts parts(x.rows, x.columns, unit);
        with_rounding(rounding, [&]<class R>(const R& mode) {
            parallel_for(parts.size(), how.threads, [&](std::size_t k) {
                inner::for_each_chunk(parts[k], unit, [&](const inner::row_part& part) {
                    const float* const from = x.data + part.i * x.row_stride + part.j;
                    scales.find_runs(part, from);
                    use(inner::block_chunk<Element, R>{format, scales, fast, overflow, mode, part, from,
                                                       how.first + part.i * x.columns + part.j});
                });
            });
        });
        return scales;
    }
};

template <class E>
block_quantizer(block_format<E>) -> block_quantizer<E>;
template <class E, class R>
block_quantizer(block_format<E>, R) -> block_quantizer<E, R>;
template <class E, class R>
block_quantizer(block_format<E>, R, on_overflow) -> block_quantizer<E, R>;
template <class E, class R>
block_quantizer(block_format<E>, R, on_overflow, scale_rule) -> block_quantizer<E, R>;

// What the codes and scales mean: the numbers that the quantizer makes of the same input, bit for bit.
template <number_format E>
void decode(const block_matrix<E>& w, const matrix_view<float>& out, const pass& how = {})
{
    LOWP_EXPECTS(out.rows == w.rows() && out.columns == w.columns(), "matrices of one shape");
    LOWP_EXPECTS(out.column_stride == 1, "rows of consecutive elements");
    const inner::block_scales<E> scales(w);
    const std::size_t unit = inner::unit_of(w.format.shape);
    const inner::row_parts parts(w.rows(), w.columns(), unit);
    parallel_for(parts.size(), how.threads, [&](std::size_t k) {
        const inner::row_part part = parts[k];
        inner::decode_chunk(w, scales, part, out.data + part.i * out.row_stride + part.j);
    });
}
template <number_format E>
void decode(const block_matrix<E>& w, std::span<float> out, const pass& how = {})
{
    LOWP_EXPECTS(w.rows() == 1, "a matrix of one row");
    decode(w, matrix_view(out, 1, out.size()), how);
}

}  // namespace LOWP_ISA
}  // namespace lowp
