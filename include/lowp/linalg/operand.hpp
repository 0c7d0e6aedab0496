// lowp/linalg/operand.hpp -- what a GEMM multiplies, read a run of elements at a time as numbers of its carrier.
//
// Memory is read by rows, whatever the view calls them: a transposed view is a matrix whose rows in memory are its
// columns, which packing must know and nobody else. An operand has rows() and columns() as the GEMM sees them, `turned`
// if these are columns and rows in memory, and read(i, j, count, out): the elements from (i, j) of memory on.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/round/grid.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

template <carrier_type T>
struct view_operand {
    matrix_view<const T> memory;
    bool turned;

    std::size_t rows() const noexcept { return turned ? memory.columns : memory.rows; }
    std::size_t columns() const noexcept { return turned ? memory.rows : memory.columns; }
    void read(std::size_t i, std::size_t j, std::size_t count, T* out) const noexcept
    {
        const T* from = &memory(i, j);
        if (memory.column_stride == 1)
            std::copy_n(from, count, out);
        else
            for (std::size_t k = 0; k < count; ++k) out[k] = from[k * memory.column_stride];
    }
};

template <carrier_type T>
view_operand<T> operand_of(const matrix_view<const T>& m) noexcept
{
    const bool turned = m.column_stride != 1 && m.row_stride == 1;
    return {turned ? transposed(m) : m, turned};
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
