// lowp/quantize/block.hpp -- matrices rounded to block formats: in float, or to codes and scales.
//
//     constexpr block_quantizer q{mxfp4};              // nearest even, saturating, scales by OCP's rule
//     q(x, y);                                         // y: what the codes mean, in float
//     const auto w = q.encode(matrix_view(x, m, n));   // codes and scales in their own bits
//     decode(w, y);                                    // the same y
//
// A block's scale comes from its largest magnitude (lowp/quantize/scale.hpp). x / scale is computed in binary64, where
// it is exact for scales that are powers of two, and else so close that the mode rounds it as it would the exact
// quotient (a draw of more than 24 bits apart); the product with the scale is rounded to binary32 once.
//
// NaN: in element formats that have NaN it stays in its place, and the scale is that of the other elements. In formats
// without NaN (FP4, FP6, INT8) the scale becomes NaN, and with it the whole block. Infinities do not count for a scale;
// the overflow policy says what they become. A value whose scale lifts it beyond binary32 becomes its largest number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/format/block.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/block_matrix.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/largest.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/scale.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// A part of a row: element (i, j) and the ones after it, all of whole runs or up to the row's end.
struct row_part {
    std::size_t i, j, count;
};

// Calls use(part) for parts of a matrix that threads may work on; they begin on multiples of `unit` columns.
template <class Use>
void for_each_row_part(std::size_t rows, std::size_t columns, std::size_t unit, int threads, const Use& use)
{
    if (columns == 0) return;
    const std::size_t length = (piece + unit - 1) / unit * unit, in_row = (columns + length - 1) / length;
    parallel_for(rows * in_row, threads, [&](std::size_t k) {
        const std::size_t j = k % in_row * length;
        use(row_part{k / in_row, j, smaller(length, columns - j)});
    });
}

// The scales of a matrix's blocks, and what elements are divided by.
class block_scales {
public:
    template <block_element E>
    block_scales(const block_format<E>& f, scale_rule rule, matrix_view<const float> x, int threads)
        : shape_(f.shape), columns_(x.columns), scales_(f.shape.count(x.rows, x.columns))
    {
        const auto row = [&x](std::size_t i) { return std::span(x.data + i * x.row_stride, x.columns); };
        std::vector<float> of_rows(x.rows);
        if (f.two_levels || f.shape.kind == shared_by::tensor)
            parallel_for(x.rows, threads, [&](std::size_t i) { of_rows[i] = largest_magnitude(row(i)); });
        const auto of_tensor = [&] {
            float largest = 0;
            for (const float one : of_rows) largest = larger(largest, one);
            return static_cast<double>(largest);
        };
        if (f.two_levels) tensor_scale_ = tensor_scale_for(f, of_tensor());

        const auto scale = [&](double largest, bool nans) {
            if (nans && !f.element.has_nan()) return from_bits(nan_pattern<float>);
            return static_cast<float>(scale_for(f, rule, largest, tensor_scale()));
        };
        switch (shape_.kind) {
            case shared_by::run:
                for_each_row_part(x.rows, x.columns, shape_.length, threads, [&](const row_part& part) {
                    for (std::size_t j = part.j; j < part.j + part.count; j += shape_.length) {
                        bool nans = false;
                        const float largest =
                            largest_magnitude(row(part.i).subspan(j, smaller(shape_.length, x.columns - j)), &nans);
                        scales_[shape_.of(part.i, j, columns_)] = scale(largest, nans);
                    }
                });
                break;
            case shared_by::row:
                parallel_for(x.rows, threads, [&](std::size_t i) {
                    bool nans = false;
                    const float largest = largest_magnitude(row(i), &nans);
                    scales_[i] = scale(largest, nans);
                });
                break;
            case shared_by::column: {
                std::vector<std::uint32_t> finite(x.columns), all(x.columns);
                for (std::size_t i = 0; i < x.rows; ++i)
                    for (std::size_t j = 0; j < x.columns; ++j) {
                        const std::uint32_t m = to_bits(row(i)[j]) & ~sign_pattern<float>;
                        all[j] = larger(all[j], m);
                        finite[j] = larger(finite[j], m < infinity_pattern<float> ? m : 0u);
                    }
                for (std::size_t j = 0; j < x.columns; ++j)
                    scales_[j] = scale(from_bits(finite[j]), all[j] > infinity_pattern<float>);
                break;
            }
            case shared_by::tensor: {
                bool nans = false;
                if (!f.element.has_nan())
                    for (std::size_t i = 0; i < x.rows && !nans; ++i) largest_magnitude(row(i), &nans);
                if (!scales_.empty()) scales_[0] = scale(of_tensor(), nans);
                break;
            }
        }
    }
    // Those of a stored matrix.
    template <block_element E>
    explicit block_scales(const block_matrix<E>& w)
        : shape_(w.format.shape), columns_(w.columns()), scales_(w.scales.size()), tensor_scale_(w.tensor_scale)
    {
        decode(w.scales, scales_);
    }

    std::span<const float> all() const noexcept { return scales_; }
    double tensor_scale() const noexcept { return static_cast<double>(tensor_scale_); }

    // What element (i, j) is divided by: exact, since a scale of a scale has few bits.
    double operator()(std::size_t i, std::size_t j) const noexcept
    {
        return static_cast<double>(scales_[shape_.of(i, j, columns_)]) * tensor_scale();
    }

private:
    block_shape shape_;
    std::size_t columns_;
    std::vector<float> scales_;
    float tensor_scale_ = 1;
};

// A number of a block in binary32, with the library's NaN.
constexpr float scaled_back(double element, double scale) noexcept
{
    const double x = element * scale, largest = static_cast<double>(std::numeric_limits<float>::max());
    if (x != x) return from_bits(nan_pattern<float>);
    if (x > largest || x < -largest) {  // infinity only from an infinite element
        const bool infinite = element > largest || element < -largest;
        const float end = infinite ? from_bits(infinity_pattern<float>) : std::numeric_limits<float>::max();
        return x < 0 ? -end : end;
    }
    return static_cast<float>(x);
}

// Calls use(j, elements) for blocks of a row part, whose elements are x / scale in binary64.
template <class Use>
void for_each_divided(const row_part& part, const float* x, const block_scales& scales, const Use& use)
{
    for_each_block(part.count, [&](std::size_t k, std::size_t count) {
        double elements[codes_in_block];
        const std::size_t j = part.j + k;
        for (std::size_t l = 0; l < count; ++l) elements[l] = static_cast<double>(x[j + l]) / scales(part.i, j + l);
        use(j, std::span(elements, count));
    });
}

// The columns that parts of rows begin on multiples of: whole runs, and whole bytes of codes.
inline std::size_t unit_of(const block_shape& shape) noexcept
{
    return shape.kind == shared_by::run ? shape.length : 8;
}

}  // namespace inner

template <block_element Element, rounding_source Rounding = nearest_even>
struct block_quantizer {
    block_format<Element> format;
    [[no_unique_address]] Rounding rounding{};
    on_overflow overflow = on_overflow::saturate;  // of elements, whose scale is that of the finite ones
    scale_rule rule = scale_rule::floor;           // where scales are powers of two

    // In place, or to a matrix that does not overlap. Rows are of consecutive elements. Element (i, j) is number
    // how.first + i columns + j of its tensor. Blocks end at the ends of rows; a span is one row.
    void operator()(matrix_view<const float> in, matrix_view<float> out, const pass& how = {}) const
    {
        LOWP_EXPECTS(in.rows == out.rows && in.columns == out.columns, "matrices of one shape");
        expect_valid_input(in);
        LOWP_EXPECTS(out.column_stride == 1, "rows of consecutive elements");
        const inner::block_scales scales(format, rule, in, how.threads);
        const quantizer<Element, Rounding> q{format.element, rounding, overflow};
        over_parts(in, how, [&](const inner::row_part& part, const float* x) {
            float* const y = out.data + part.i * out.row_stride;
            inner::for_each_divided(part, x, scales, [&](std::size_t j, std::span<double> elements) {
                q(elements, {.first = how.first + part.i * in.columns + j});
                for (std::size_t l = 0; l < elements.size(); ++l)
                    y[j + l] = inner::scaled_back(elements[l], scales(part.i, j + l));
            });
        });
    }
    void operator()(std::span<const float> in, std::span<float> out, const pass& how = {}) const
    {
        LOWP_EXPECTS(in.size() == out.size(), "spans of equal length");
        LOWP_EXPECTS(inner::equal_or_disjoint(in, out), "the same span twice, or two that do not overlap");
        (*this)(matrix_view(in, 1, in.size()), matrix_view(out, 1, out.size()), how);
    }
    void operator()(std::span<float> x, const pass& how = {}) const { (*this)(x, x, how); }

    // The same in the format's own bits.
    block_matrix<Element> encode(matrix_view<const float> x, const pass& how = {}) const
    {
        expect_valid_input(x);
        block_matrix<Element> w(format, x.rows, x.columns);
        const inner::block_scales scales(format, rule, x, how.threads);
        w.tensor_scale = static_cast<float>(scales.tensor_scale());
        lowp::encode(scales.all(), w.scales);  // exact
        over_parts(x, how, [&](const inner::row_part& part, const float* row) {
            inner::for_each_divided(part, row, scales, [&](std::size_t j, std::span<double> elements) {
                lowp::encode(elements, w.codes.row(part.i).subspan(j, elements.size()), rounding, overflow,
                             {.first = how.first + part.i * x.columns + j});
            });
        });
        return w;
    }
    block_matrix<Element> encode(std::span<const float> x, const pass& how = {}) const
    {
        return encode(matrix_view(x, 1, x.size()), how);
    }

    template <class Child>
    constexpr block_quantizer fork(const Child& child) const
    {
        const quantizer<Element, Rounding> forked = quantizer<Element, Rounding>{format.element, rounding}.fork(child);
        return {format, forked.rounding, overflow, rule};
    }
    // Bytes that n elements take as one row.
    constexpr std::uint64_t stored_bytes(std::uint64_t n) const noexcept
    {
        return (stored_bits(format, 1, static_cast<std::size_t>(n)) + 7) / 8;
    }

private:
    void expect_valid_input(const matrix_view<const float>& x) const
    {
        LOWP_EXPECTS(is_valid(format), "a block format with runs of a multiple of 8, and scales that can be NaN");
        LOWP_EXPECTS(x.column_stride == 1, "rows of consecutive elements");
    }
    template <class Use>
    void over_parts(const matrix_view<const float>& x, const pass& how, const Use& use) const
    {
        inner::for_each_row_part(x.rows, x.columns, inner::unit_of(format.shape), how.threads,
                                 [&](const inner::row_part& part) { use(part, x.data + part.i * x.row_stride); });
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
template <block_element E>
void decode(const block_matrix<E>& w, matrix_view<float> out, const pass& how = {})
{
    LOWP_EXPECTS(out.rows == w.rows() && out.columns == w.columns(), "matrices of one shape");
    LOWP_EXPECTS(out.column_stride == 1, "rows of consecutive elements");
    const inner::block_scales scales(w);
    inner::for_each_row_part(w.rows(), w.columns(), inner::unit_of(w.format.shape), how.threads,
                             [&](const inner::row_part& part) {
                                 float* const y = out.data + part.i * out.row_stride;
                                 inner::for_each_block(part.count, [&](std::size_t k, std::size_t count) {
                                     double elements[inner::codes_in_block];
                                     const std::size_t j = part.j + k;
                                     decode(w.codes.row(part.i).subspan(j, count), std::span(elements, count));
                                     for (std::size_t l = 0; l < count; ++l)
                                         y[j + l] = inner::scaled_back(elements[l], scales(part.i, j + l));
                                 });
                             });
}
template <block_element E>
void decode(const block_matrix<E>& w, std::span<float> out, const pass& how = {})
{
    LOWP_EXPECTS(w.rows() == 1, "a matrix of one row");
    decode(w, matrix_view(out, 1, out.size()), how);
}

}  // namespace LOWP_ISA
}  // namespace lowp
