// lowp/quantize/block_scales.hpp -- the scales of a matrix's blocks, found from its largest magnitudes.
//
// A matrix is gone through in parts of rows, which threads share, and a part in chunks that stay in the nearest cache:
// the scales of runs are found just before their elements are rounded. Scales of rows, columns and tensors must be
// known before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/format/block.hpp"
#include "lowp/quantize/block_matrix.hpp"
#include "lowp/quantize/decode.hpp"
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

// Calls use(chunk) for pieces of a part, as long as a block of codes or one run.
template <class Use>
void for_each_chunk(const row_part& part, std::size_t unit, const Use& use)
{
    const std::size_t length = larger(unit, in_block / unit * unit);
    for (std::size_t k = 0; k < part.count; k += length)
        use(row_part{part.i, part.j + k, smaller(length, part.count - k)});
}

// Scales in E8M0, whose codes are the exponent fields of binary32; but 2^-127 is a subnormal there, and NaN has the
// field of infinity, too. The rest is the codec's.
inline void encode_scales(std::span<const float> scales, packed_array<floating_format>& to)
{
    if (to.format() != e8m0fnu) return encode(scales, to);
    for (std::size_t k = 0; k < scales.size(); ++k)
        to.bytes()[k] = static_cast<std::uint8_t>(to_bits(scales[k]) >> carrier<float>::fraction_bits);
}
inline void decode_scales(const packed_array<floating_format>& from, std::span<float> scales)
{
    if (from.format() != e8m0fnu) return decode(from, scales);
    for (std::size_t k = 0; k < scales.size(); ++k) {
        const std::uint32_t field = from.bytes()[k];
        scales[k] = from_bits(field == 255 ? nan_pattern<float>
                              : field == 0 ? 1u << (carrier<float>::fraction_bits - 1)
                                           : field << carrier<float>::fraction_bits);
    }
}

template <number_format E>
class block_scales {
public:
    // All but those of runs, which find_runs() adds.
    block_scales(const block_format<E>& f, scale_rule rule, const matrix_view<const float>& x, int threads)
        : shape_(f.shape), columns_(x.columns), scales_(f.shape.count(x.rows, x.columns))
    {
        if (f.two_levels) tensor_scale_ = tensor_scale_for(f, static_cast<double>(largest_of(x, threads).value));
        make_ = scale_maker<E>(f, rule, tensor_scale_);
        if (f.shape.kind == shared_by::row)
            parallel_for(x.rows, threads, [&](std::size_t i) { scales_[i] = of(largest_in({row(x, i), x.columns})); });
        if (f.shape.kind == shared_by::column) find_columns(x);
        if (f.shape.kind == shared_by::tensor && !scales_.empty()) scales_[0] = of(largest_of(x, threads));
    }
    // Those of a stored matrix.
    explicit block_scales(const block_matrix<E>& w)
        : shape_(w.format.shape), columns_(w.columns()), scales_(w.scales.size()), tensor_scale_(w.tensor_scale)
    {
        decode_scales(w.scales, scales_);
    }

    block_scales without_that_of_tensor() &&
    {
        tensor_scale_ = 1;
        return std::move(*this);
    }

    // Those of the runs in a part of a row, whose elements are x and on.
    void find_runs(const row_part& part, const float* x)
    {
        if (shape_.kind != shared_by::run) return;
        const std::span<float> found(&scales_[place(part.i, part.j)], (part.count + shape_.length - 1) / shape_.length);
        // What comes next is asked for by the loop that rounds, which has time to wait for it.
        const std::uint32_t highest = largest_patterns_of_runs({x, part.count}, shape_.length, found);
        if (highest < infinity_pattern<float>)
            make_.each(found);
        else
            for (std::size_t r = 0, k = 0; r < found.size(); ++r, k += shape_.length)
                found[r] = of(largest_in({x + k, smaller(shape_.length, part.count - k)}));
    }

    std::span<const float> all() const noexcept { return scales_; }
    float of_tensor() const noexcept { return tensor_scale_; }

    // Calls use(k, count, divisor) for the stretches of a part of a row that are divided by one number: exact, since
    // a scale that has a scale has few bits.
    template <class Use>
    void for_each_stretch(const row_part& part, const Use& use) const
    {
        const bool is_run = shape_.kind == shared_by::run;
        const std::size_t length = is_run ? shape_.length : shape_.kind == shared_by::column ? 1 : part.count;
        const float* scale = &scales_[place(part.i, part.j)];
        std::size_t count = smaller(is_run ? length - part.j % length : length, part.count);
        for (std::size_t k = 0; k < part.count; k += count, count = smaller(length, part.count - k))
            use(k, count, static_cast<double>(*scale++) * static_cast<double>(tensor_scale_));
    }
    const block_shape& shape() const noexcept { return shape_; }
    // The scales of a part of a row, one after the other.
    std::span<const float> of_part(const row_part& part) const noexcept
    {
        const std::size_t last = place(part.i, part.j + part.count - 1), first = place(part.i, part.j);
        return {&scales_[first], last - first + 1};
    }

private:
    struct largest {
        float value = 0;
        bool nans = false;
    };

    std::size_t place(std::size_t i, std::size_t j) const noexcept { return shape_.of(i, j, columns_); }
    static const float* row(const matrix_view<const float>& x, std::size_t i) { return x.data + i * x.row_stride; }

    static largest largest_in(std::span<const float> x)
    {
        largest l;
        l.value = largest_magnitude(x, &l.nans);
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
            scales_[j] = of({from_bits(finite[j]), any_pattern[j] > infinity_pattern<float>});
    }
    float of(const largest& l) const { return make_(l.value, l.nans); }

    block_shape shape_;
    scale_maker<E> make_;
    std::size_t columns_;
    std::vector<float> scales_;
    float tensor_scale_ = 1;
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
