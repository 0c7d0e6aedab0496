// lowp/quantize/block_matrix.hpp -- a matrix in a block format's own bits: codes, scales, and the tensor's scale.
#pragma once

#include <cstddef>

#include "lowp/core/contract.hpp"
#include "lowp/format/block.hpp"
#include "lowp/pack/packed_array.hpp"

namespace lowp {

template <number_format Element>
struct block_matrix {
    block_format<Element> format;
    packed_matrix<Element> codes;
    packed_array<floating_format> scales;  // of block format.shape.of(i, j, columns) for element (i, j)
    float tensor_scale = 1;

    block_matrix() = default;
    block_matrix(const block_format<Element>& f, std::size_t rows, std::size_t columns)
        : format(valid(f)), codes(f.element, rows, columns), scales(f.scale, f.shape.count(rows, columns))
    {}

    std::size_t rows() const noexcept { return codes.rows(); }
    std::size_t columns() const noexcept { return codes.columns(); }

    // The value of an element: a product of at most three numbers of 8, 24 and 24 bits or fewer, exact but for its
    // last rounding to binary64.
    double operator()(std::size_t i, std::size_t j) const noexcept
    {
        return codes(i, j) * scales[format.shape.of(i, j, columns())] * static_cast<double>(tensor_scale);
    }
    // Bytes held, row padding included.
    std::size_t stored_bytes() const noexcept
    {
        return codes.bytes().size() + scales.bytes().size() + (format.two_levels ? sizeof(float) : 0);
    }

private:
    static const block_format<Element>& valid(const block_format<Element>& f)
    {
        LOWP_EXPECTS(is_valid(f), "a block format with runs of a multiple of 8, and scales that can be NaN");
        return f;
    }
};

}  // namespace lowp
