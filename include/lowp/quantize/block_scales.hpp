// lowp/quantize/block_scales.hpp -- the scales of a matrix's blocks, found from its largest magnitudes.
//
// A matrix is gone through in parts of rows, which threads share, and a part in chunks that stay in the nearest cache:
// the scales of runs are found just before their elements are rounded. Scales of rows, columns and tensors must be
// known before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/format/block.hpp"
#include "lowp/quantize/block_matrix.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/largest.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/scale.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Elements (i, j) to (i, j + count) of a matrix.
struct row_part {
    std::size_t i, j, count;
};

// The parts of a matrix that threads may work on. They begin on multiples of `unit` columns.
class row_parts {
public:
    row_parts(std::size_t rows, std::size_t columns, std::size_t unit) noexcept
        : columns_(columns),
          length_((piece + unit - 1) / unit * unit),
          in_row_((columns + length_ - 1) / length_),
          count_(rows * in_row_)
    {}
    std::size_t size() const noexcept { return count_; }
    row_part operator[](std::size_t k) const noexcept
    {
        const std::size_t j = k % in_row_ * length_;
        return {k / in_row_, j, smaller(length_, columns_ - j)};
    }

private:
    std::size_t columns_, length_, in_row_, count_;
};

// What parts and chunks begin on multiples of: whole runs, and whole bytes of codes.
inline std::size_t unit_of(const block_shape& shape) noexcept
{
    return shape.kind == shared_by::run ? shape.length : 8;
}

// Calls use(chunk) for pieces of a part, of some thousand elements or one run.
template <class Use>
void for_each_chunk(const row_part& part, std::size_t unit, const Use& use)
{
    const std::size_t length = larger(unit, 4096 / unit * unit);
    for (std::size_t k = 0; k < part.count; k += length)
        use(row_part{part.i, part.j + k, smaller(length, part.count - k)});
}

template <block_element E>
class block_scales {
public:
    // All but those of runs, which find_runs() adds.
    block_scales(const block_format<E>& f, scale_rule rule, const matrix_view<const float>& x, int threads)
        : format_(f), rule_(rule), columns_(x.columns), scales_(f.shape.count(x.rows, x.columns))
    {
        if (f.two_levels) tensor_scale_ = tensor_scale_for(f, largest_of(x, threads).value);
        if (f.shape.kind == shared_by::row)
            parallel_for(x.rows, threads,
                         [&](std::size_t i) { scales_[i] = scale(largest_in({row(x, i), x.columns})); });
        if (f.shape.kind == shared_by::column) find_columns(x);
        if (f.shape.kind == shared_by::tensor && !scales_.empty()) scales_[0] = scale(largest_of(x, threads));
    }
    // Those of a stored matrix.
    explicit block_scales(const block_matrix<E>& w)
        : format_(w.format), columns_(w.columns()), scales_(w.scales.size()), tensor_scale_(w.tensor_scale)
    {
        decode(w.scales, scales_);
    }

    // Those of the runs in a part of a row, whose elements are x and on.
    void find_runs(const row_part& part, const float* x)
    {
        if (format_.shape.kind != shared_by::run) return;
        const std::size_t length = format_.shape.length;
        for (std::size_t k = 0; k < part.count; k += length)
            scales_[place(part.i, part.j + k)] = scale(largest_in({x + k, smaller(length, part.count - k)}));
    }

    std::span<const float> all() const noexcept { return scales_; }
    float of_tensor() const noexcept { return tensor_scale_; }
    float of_block(std::size_t i, std::size_t j) const noexcept { return scales_[place(i, j)]; }

    // What element (i, j) is divided by: exact, since a scale that has a scale has few bits.
    double operator()(std::size_t i, std::size_t j) const noexcept
    {
        return static_cast<double>(of_block(i, j)) * static_cast<double>(tensor_scale_);
    }

    // Calls use(k, count) for the stretches of a part of a row that have one scale.
    template <class Use>
    void for_each_stretch(const row_part& part, const Use& use) const
    {
        const block_shape& shape = format_.shape;
        for (std::size_t k = 0; k < part.count;) {
            const std::size_t left = part.count - k;
            const std::size_t count = shape.kind == shared_by::run
                                          ? smaller(shape.length - (part.j + k) % shape.length, left)
                                      : shape.kind == shared_by::column ? 1
                                                                        : left;
            use(k, count);
            k += count;
        }
    }

private:
    struct largest {
        double value = 0;
        bool nans = false;
    };

    std::size_t place(std::size_t i, std::size_t j) const noexcept { return format_.shape.of(i, j, columns_); }
    static const float* row(const matrix_view<const float>& x, std::size_t i) { return x.data + i * x.row_stride; }

    static largest largest_in(std::span<const float> x)
    {
        largest l;
        l.value = static_cast<double>(largest_magnitude(x, &l.nans));
        return l;
    }
    static largest largest_of(const matrix_view<const float>& x, int threads)
    {
        const row_parts parts(x.rows, x.columns, 8);
        std::vector<largest> found(parts.size());
        parallel_for(parts.size(), threads, [&](std::size_t k) {
            const row_part part = parts[k];
            found[k] = largest_in({row(x, part.i) + part.j, part.count});
        });
        largest all;
        for (const largest& one : found) all = {larger(all.value, one.value), all.nans || one.nans};
        return all;
    }
    void find_columns(const matrix_view<const float>& x)
    {
        std::vector<std::uint32_t> finite(x.columns), any_pattern(x.columns);
        for (std::size_t i = 0; i < x.rows; ++i)
            for (std::size_t j = 0; j < x.columns; ++j) {
                const std::uint32_t m = to_bits(row(x, i)[j]) & ~sign_pattern<float>;
                any_pattern[j] = larger(any_pattern[j], m);
                finite[j] = larger(finite[j], m < infinity_pattern<float> ? m : 0u);
            }
        for (std::size_t j = 0; j < x.columns; ++j)
            scales_[j] = scale({static_cast<double>(from_bits(finite[j])), any_pattern[j] > infinity_pattern<float>});
    }
    float scale(const largest& l) const
    {
        if (l.nans && !format_.element.has_nan()) return from_bits(nan_pattern<float>);
        return static_cast<float>(scale_for(format_, rule_, l.value, static_cast<double>(tensor_scale_)));
    }

    block_format<E> format_;
    scale_rule rule_ = scale_rule::floor;
    std::size_t columns_;
    std::vector<float> scales_;
    float tensor_scale_ = 1;
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
