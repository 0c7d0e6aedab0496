// lowp/quantize/affine_groups.hpp -- scales and zero points of a matrix's groups, and the way there and back.
//
// They come from the smallest and the largest finite number of a group, found as a maximum of integers, so that they
// are the same in any order and on any number of threads. lowp/quantize/affine.hpp has the formulas.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/format/block.hpp"
#include "lowp/quantize/affine_matrix.hpp"
#include "lowp/quantize/block_scales.hpp"
#include "lowp/simd/lanes.hpp"
#include "lowp/simd/prefetch.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// The smallest and the largest finite number. As patterns with all bits turned for negative numbers and the sign for
// the others, numbers are ordered as unsigned integers; what is looked for are the largest pattern and the largest
// complement of one, which no number has as 0.
struct finite_range {
    std::uint32_t highest = 0, lowest = 0;

    void add(const finite_range& other) noexcept
    {
        highest = larger(highest, other.highest);
        lowest = larger(lowest, other.lowest);
    }
    bool is_empty() const noexcept { return highest == 0; }
    float smallest() const noexcept { return number(~lowest); }
    float largest() const noexcept { return number(highest); }

    // Puts the key of each number in `high` and its complement in `low`, if larger than what is there.
    template <class U>
    static constexpr void see(const U& pattern, U& high, U& low) noexcept
    {
        const U key = pattern ^ ((U(0u) - (pattern >> 31)) | U(sign_pattern<float>));
        const auto finite = (pattern & U(~sign_pattern<float>)) < U(infinity_pattern<float>);
        high = larger(high, select(finite, key, U(0u)));
        low = larger(low, select(finite, ~key, U(0u)));
    }

private:
    static constexpr float number(std::uint32_t key) noexcept
    {
        return from_bits(key >> 31 != 0 ? key ^ sign_pattern<float> : ~key);
    }
};
inline finite_range range_of(std::span<const float> x) noexcept
{
    using words = lanes<std::uint32_t>;
    std::size_t i = 0;
    words high(0u), low(0u);
    for (; x.size() - i >= words::size; i += words::size) {
        prefetch_after(x.data() + i);
        finite_range::see(to_bits(lanes<float>::load(x.data() + i)), high, low);
    }
    finite_range range{largest_lane(high), largest_lane(low)};
    for (; i < x.size(); ++i) finite_range::see(to_bits(x[i]), range.highest, range.lowest);
    return range;
}

// In binary32; what lies beyond becomes its largest number. No NaN comes here.
inline float in_range(double x) noexcept
{
    constexpr double largest = static_cast<double>(std::numeric_limits<float>::max());
    return static_cast<float>(larger(-largest, smaller(largest, x)));
}

// The scales and zero points of a matrix's groups.
class affine_groups {
public:
    affine_groups(int bits, const block_shape& shape, const matrix_view<const float>& x, int threads)
        : shape_(shape), columns_(x.columns), highest_code_(affine_codes(bits).largest())
    {
        std::vector<finite_range> ranges(shape.count(x.rows, x.columns));
        const auto row = [&](std::size_t i) { return x.data + i * x.row_stride; };
        const row_parts parts(x.rows, x.columns, unit_of(shape));
        if (shape.kind == shared_by::column) {
            for (std::size_t i = 0; i < x.rows; ++i)
                for (std::size_t j = 0; j < x.columns; ++j)
                    finite_range::see(to_bits(row(i)[j]), ranges[j].highest, ranges[j].lowest);
        } else if (shape.kind == shared_by::run) {
            parallel_for(parts.size(), threads, [&](std::size_t k) {
                const row_part part = parts[k];
                for (std::size_t j = part.j; j < part.j + part.count; j += shape.length)
                    ranges[shape.of(part.i, j, columns_)] =
                        range_of({row(part.i) + j, smaller(shape.length, part.j + part.count - j)});
            });
        } else {
            std::vector<finite_range> found(parts.size());
            parallel_for(parts.size(), threads,
                         [&](std::size_t k) { found[k] = range_of({row(parts[k].i) + parts[k].j, parts[k].count}); });
            for (std::size_t k = 0; k < found.size(); ++k) ranges[shape.of(parts[k].i, 0, columns_)].add(found[k]);
        }
        scales_.reserve(ranges.size());
        zero_points_.reserve(ranges.size());
        for (const finite_range& range : ranges) add(range);
    }
    explicit affine_groups(const affine_matrix& w)
        : shape_(w.shape), columns_(w.columns()), scales_(w.scales), zero_points_(w.zero_points)
    {}

    const std::vector<float>& scales() const noexcept { return scales_; }
    const std::vector<float>& zero_points() const noexcept { return zero_points_; }

    // From numbers to what is rounded to integers, and from integers to numbers, for a part of a row.
    void to_steps(const row_part& part, const float* x, double* steps) const
    {
        for_each_stretch(part, [&](std::size_t k, std::size_t end, double scale, double zero_point) {
            for (; k < end; ++k) {
                const double step = (static_cast<double>(x[k]) - zero_point) / scale;
                steps[k] = step < 0 ? 0 : step;  // minus infinity; NaN stays
            }
        });
    }
    void from_steps(const row_part& part, const double* steps, float* y) const
    {
        for_each_stretch(part, [&](std::size_t k, std::size_t end, double scale, double zero_point) {
            for (; k < end; ++k) y[k] = in_range(steps[k] * scale + zero_point);
        });
    }

private:
    void add(const finite_range& range)
    {
        const float smallest = range.is_empty() ? 0 : range.smallest() + 0.0f;  // no -0
        const float largest = range.is_empty() ? 0 : range.largest();
        const double width = static_cast<double>(largest) - static_cast<double>(smallest);
        scales_.push_back(larger(in_range(width / highest_code_), 1e-8f));
        zero_points_.push_back(smallest);
    }
    // Calls use(k, end, scale, zero point) for the stretches [k, end) of a part of a row that are in one group.
    template <class Use>
    void for_each_stretch(const row_part& part, const Use& use) const
    {
        const std::size_t length = shape_.kind == shared_by::run      ? shape_.length
                                   : shape_.kind == shared_by::column ? 1
                                                                      : part.j + part.count;
        std::size_t group = shape_.of(part.i, part.j, columns_);
        for (std::size_t k = 0, end; k < part.count; k = end, ++group) {
            end = smaller(part.count, k + length - (part.j + k) % length);
            use(k, end, static_cast<double>(scales_[group]), static_cast<double>(zero_points_[group]));
        }
    }

    block_shape shape_;
    std::size_t columns_;
    double highest_code_ = 0;
    std::vector<float> scales_, zero_points_;
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
