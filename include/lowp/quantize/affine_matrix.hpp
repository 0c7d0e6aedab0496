// lowp/quantize/affine_matrix.hpp -- a matrix of unsigned integers, with a scale and a zero point for each group.
//
// Element (i, j) is code * scale + zero point, of its group. What groups are is said as for blocks.
#pragma once

#include <cstddef>
#include <vector>

#include "lowp/core/contract.hpp"
#include "lowp/format/block.hpp"
#include "lowp/format/fixed.hpp"
#include "lowp/pack/packed_array.hpp"

namespace lowp {

// The integers from 0 to 2^bits - 1. A single bit takes two, as formats have two or more: 0 and 1 of -1, 0, 1.
constexpr fixed_format affine_codes(int bits) noexcept
{
    return {bits, 0, bits == 1 ? fixed_range::symmetric : fixed_range::without_sign};
}
constexpr bool is_valid_affine(int bits, const block_shape& shape) noexcept
{
    return bits >= 1 && bits <= 16 && (shape.kind != shared_by::run || (shape.length > 0 && shape.length % 8 == 0));
}

// A matrix of integers, with the scale and the zero point of each group.
struct affine_matrix {
    int bits = 8;
    block_shape shape = whole_tensor;
    packed_matrix<fixed_format> codes;
    std::vector<float> scales, zero_points;  // of shape.of(i, j, columns) for element (i, j)

    affine_matrix() = default;
    affine_matrix(int bit_count, const block_shape& groups, std::size_t rows, std::size_t columns)
        : bits(bit_count), shape(groups)
    {
        LOWP_EXPECTS(is_valid_affine(bits, shape), "1 to 16 bits, and runs of a multiple of 8");
        codes = {affine_codes(bits), rows, columns};
        scales.resize(shape.count(rows, columns));
        zero_points.resize(scales.size());
    }

    std::size_t rows() const noexcept { return codes.rows(); }
    std::size_t columns() const noexcept { return codes.columns(); }
    // Bytes held, row padding included.
    std::size_t stored_bytes() const noexcept
    {
        return codes.bytes().size() + sizeof(float) * (scales.size() + zero_points.size());
    }
};

}  // namespace lowp
