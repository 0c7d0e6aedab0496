// lowp/linalg/transposed.hpp -- matrices of codes, or of blocks of codes, read with rows for columns.
//
//     gemm(x, transposed(w), y);  // w: packed_matrix or block_matrix
//
// Nothing moves: the operand is told that what it reads is turned (lowp/linalg/operand.hpp).
#pragma once

#include <cstddef>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/block_operand.hpp"
#include "lowp/linalg/number_range.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/linalg/packed_operand.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/block_matrix.hpp"

namespace lowp {

// Of a matrix that somebody else owns.
template <class Matrix>
struct transposed_matrix {
    const Matrix& memory;

    std::size_t rows() const noexcept { return memory.columns(); }
    std::size_t columns() const noexcept { return memory.rows(); }
    double operator()(std::size_t i, std::size_t j) const noexcept { return memory(j, i); }
};
template <format_source Format>
transposed_matrix<packed_matrix<Format>> transposed(const packed_matrix<Format>& m) noexcept
{
    return {m};
}
template <number_format Element>
transposed_matrix<block_matrix<Element>> transposed(const block_matrix<Element>& m) noexcept
{
    return {m};
}
template <class Matrix>
const Matrix& transposed(const transposed_matrix<Matrix>& m) noexcept
{
    return m.memory;
}

inline namespace LOWP_ISA {

namespace inner {

// What is said of a matrix holds for the transposed one.
template <class Matrix, class E>
inline constexpr bool reads_as<transposed_matrix<Matrix>, E> = reads_as<Matrix, E>;
template <class Matrix>
number_range range_of(const transposed_matrix<Matrix>& m)
{
    return range_of(m.memory);
}
template <class Matrix>
bool is_in_int8(const transposed_matrix<Matrix>& m) noexcept
{
    return is_in_int8(m.memory);
}
template <class Matrix>
double scale_of(const transposed_matrix<Matrix>& m) noexcept
{
    return scale_of(m.memory);
}
template <class E, class Matrix, class Use>
void with_operand(const transposed_matrix<Matrix>& m, const Use& use)
{
    with_operand<E>(m.memory, use, true);
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
