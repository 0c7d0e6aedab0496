// lowp/format/block.hpp -- block formats: elements of one format that share a scale.
//
// A number is its element's value times the scale of its block. A block is a run of elements of a row, as in OCP MX and
// NVFP4; or a row, a column or all of a matrix, as in integer quantization and in SWALP's block floating point. Scales
// have a format, too: powers of two in E8M0, or numbers; with two levels the scales of blocks are relative to one
// binary32 number for the whole tensor.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/format/fixed.hpp"
#include "lowp/format/floating.hpp"
#include "lowp/format/format.hpp"
#include "lowp/format/named.hpp"

namespace lowp {

enum class shared_by : unsigned char { run, row, column, tensor };

// Which elements share a scale. A row's last run may be shorter.
struct block_shape {
    shared_by kind = shared_by::run;
    std::size_t length = 32;  // of runs: a multiple of 8, so that their codes begin on bytes

    // The number of blocks of a matrix; of those of a row; and the block of an element.
    constexpr std::size_t in_row(std::size_t columns) const noexcept
    {
        return kind == shared_by::run ? (columns + length - 1) / length : kind == shared_by::column ? columns : 1;
    }
    constexpr std::size_t count(std::size_t rows, std::size_t columns) const noexcept
    {
        return rows == 0 || columns == 0 ? 0 : in_row(columns) * (has_own_rows() ? rows : 1);
    }
    constexpr std::size_t of(std::size_t i, std::size_t j, std::size_t columns) const noexcept
    {
        return (has_own_rows() ? i * in_row(columns) : 0) + (kind == shared_by::run      ? j / length
                                                             : kind == shared_by::column ? j
                                                                                         : 0);
    }
    constexpr bool has_own_rows() const noexcept { return kind == shared_by::run || kind == shared_by::row; }

    friend constexpr bool operator==(const block_shape&, const block_shape&) = default;
};
constexpr block_shape runs_of(std::size_t length) noexcept { return {shared_by::run, length}; }
inline constexpr block_shape each_row{shared_by::row, 0}, each_column{shared_by::column, 0},
    whole_tensor{shared_by::tensor, 0};

template <number_format Element = floating_format>
struct block_format {
    Element element;
    floating_format scale = e8m0fnu;
    block_shape shape = runs_of(32);
    bool two_levels = false;

    // Scales are powers of two: elements are then scaled without a rounding.
    constexpr bool has_power_scales() const noexcept { return scale.fraction_bits == 0 && !two_levels; }

    friend constexpr bool operator==(const block_format&, const block_format&) = default;
};
template <number_format E>
block_format(E) -> block_format<E>;
template <number_format E>
block_format(E, floating_format) -> block_format<E>;
template <number_format E>
block_format(E, floating_format, block_shape) -> block_format<E>;
template <number_format E>
block_format(E, floating_format, block_shape, bool) -> block_format<E>;

// Elements that binary64 holds; scales that binary32 holds, that can be NaN, and that are powers of two or have a zero.
template <number_format E>
constexpr bool is_valid(const block_format<E>& f) noexcept
{
    return is_valid(f.element) && carries<double>(f.element) && is_valid(f.scale) && carries<float>(f.scale) &&
           f.scale.has_nan() && (f.has_power_scales() || f.scale.has_zero()) &&
           (f.shape.kind != shared_by::run || (f.shape.length > 0 && f.shape.length % 8 == 0));
}

// The bits of a rows x columns matrix without padding: codes, scales, and what is held once a tensor.
template <number_format E>
constexpr std::uint64_t stored_bits(const block_format<E>& f, std::size_t rows, std::size_t columns) noexcept
{
    return std::uint64_t{rows} * columns * static_cast<std::uint64_t>(f.element.width()) +
           std::uint64_t{f.shape.count(rows, columns)} * static_cast<std::uint64_t>(f.scale.width()) +
           (f.two_levels ? 32 : 0);
}

// OCP Microscaling Formats (MX) 1.0: runs of 32 with a scale in E8M0.
inline constexpr block_format<> mxfp8_e5m2{e5m2}, mxfp8_e4m3{e4m3fn}, mxfp6_e3m2{e3m2fn}, mxfp6_e2m3{e2m3fn},
    mxfp4{e2m1fn};
inline constexpr block_format<fixed_format> mxint8{fixed_format{1, 6, fixed_range::symmetric}};
// NVIDIA: runs of 16 with a scale in E4M3, whose sign is never set, relative to a scale of the tensor.
inline constexpr block_format<> nvfp4{e2m1fn, e4m3fn, runs_of(16), true};

// Block floating point as in SWALP (Yang et al. 2019): integers of so many bits that share an exponent of eight bits.
// An element is an integer times 2^(2 - bits), below 2 in magnitude, with the exponent of the block's largest.
constexpr block_format<fixed_format> block_floating_point(int bits, block_shape shape = whole_tensor) noexcept
{
    return {fixed_format{1, bits - 2}, e8m0fnu, shape};
}

}  // namespace lowp
