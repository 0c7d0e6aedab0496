// lowp/linalg/packed_operand.hpp -- a matrix of codes as an operand of a GEMM: decoded on the way to where it is used.
//
//     gemm(a, transposed(w), c);  // a and w: packed_matrix, of any formats
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/isa.hpp"
#include "lowp/format/format.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/round/grid.hpp"

namespace lowp {

// A matrix of codes that somebody else owns, and that is read with rows for columns.
template <format_source Format>
struct transposed_codes {
    const packed_matrix<Format>& memory;

    std::size_t rows() const noexcept { return memory.columns(); }
    std::size_t columns() const noexcept { return memory.rows(); }
    double operator()(std::size_t i, std::size_t j) const noexcept { return memory(j, i); }
};
template <format_source Format>
transposed_codes<Format> transposed(const packed_matrix<Format>& m) noexcept
{
    return {m};
}
template <format_source Format>
const packed_matrix<Format>& transposed(const transposed_codes<Format>& m) noexcept
{
    return m.memory;
}

inline namespace LOWP_ISA {

namespace inner {

// F is a descriptor.
template <carrier_type T, class F>
struct packed_operand {
    const std::uint8_t* bytes;
    std::size_t memory_rows, memory_columns, row_bytes;
    bool turned;
    decoder<T, F> numbers;

    std::size_t rows() const noexcept { return turned ? memory_columns : memory_rows; }
    std::size_t columns() const noexcept { return turned ? memory_rows : memory_columns; }
    void read(std::size_t i, std::size_t j, std::size_t count, T* out) const
    {
        numbers(bytes + i * row_bytes, j, count, out);
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
