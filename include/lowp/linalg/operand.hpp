// lowp/linalg/operand.hpp -- what a GEMM multiplies: a matrix of which runs of elements can be read.
//
// Memory is read by rows, whatever the matrix calls them: a transposed one is a matrix whose rows in memory are its
// columns, which packing must know and nobody else. How a run comes to be -- it stands there, it is gathered, it is
// decoded from codes -- is behind a pointer, so that what multiplies is compiled once for all operands.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/linalg/number_range.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// E is what elements are read as: float, double, std::uint16_t (patterns of bfloat16), std::int8_t (integers).
template <class E>
class operand {
public:
    // A reader is called as run() is below, and outlives the operand.
    template <class Reader>
    operand(const Reader& reader, std::size_t memory_rows, std::size_t memory_columns, bool is_turned) noexcept
        : memory_rows_(memory_rows),
          memory_columns_(memory_columns),
          turned_(is_turned),
          reader_(&reader),
          run_([](const void* from, std::size_t i, std::size_t j, std::size_t count, E* room) {
              return (*static_cast<const Reader*>(from))(i, j, count, room);
          })
    {}

    // Elements that stand in memory as they are read, in rows that are `stride` apart.
    operand(const E* elements, std::size_t stride, std::size_t memory_rows, std::size_t memory_columns,
            bool is_turned) noexcept
        : memory_rows_(memory_rows),
          memory_columns_(memory_columns),
          turned_(is_turned),
          elements_(elements),
          stride_(stride)
    {}

    // As the GEMM sees them; they are columns and rows of memory if it is turned.
    std::size_t rows() const noexcept { return turned_ ? memory_columns_ : memory_rows_; }
    std::size_t columns() const noexcept { return turned_ ? memory_rows_ : memory_columns_; }
    bool turned() const noexcept { return turned_; }

    // Elements (i, j), (i, j + 1), ... of memory, so many: where they are, or in `room`. Codes begin on bytes, so j is
    // a multiple of 8.
    const E* run(std::size_t i, std::size_t j, std::size_t count, E* room) const
    {
        return run_ == nullptr ? elements_ + i * stride_ + j : run_(reader_, i, j, count, room);
    }

    // Element (0, 0) where all stand in memory as they are read, in rows that are stride() apart; else nullptr.
    const E* elements() const noexcept { return elements_; }
    std::size_t stride() const noexcept { return stride_; }

private:
    std::size_t memory_rows_, memory_columns_;
    bool turned_;
    const E* elements_ = nullptr;
    std::size_t stride_ = 0;
    const void* reader_ = nullptr;
    const E* (*run_)(const void*, std::size_t, std::size_t, std::size_t, E*) = nullptr;
};

// Whether a matrix, of type M, may be one of elements E.
template <class M, class E>
inline constexpr bool reads_as = carrier_type<E>;
template <>
inline constexpr bool reads_as<matrix_view<const std::int8_t>, std::int8_t> = true;

// Whether a matrix may be an operand where numbers are of carrier T.
template <class M, class T>
inline constexpr bool is_operand = reads_as<M, std::uint16_t> || reads_as<M, std::int8_t>;  // what is decoded
template <carrier_type T>
inline constexpr bool is_operand<matrix_view<const T>, T> = true;

template <carrier_type T>
number_range range_of(const matrix_view<const T>&) noexcept
{
    return sizeof(T) == 4 ? range_of_binary32 : range_of_binary64;
}
inline number_range range_of(const matrix_view<const std::int8_t>&) noexcept { return {7, 0, 7}; }
inline bool is_in_int8(const matrix_view<const std::int8_t>&) noexcept { return true; }

template <class E, class Number>
struct view_reader {
    matrix_view<const Number> memory;

    const E* operator()(std::size_t i, std::size_t j, std::size_t count, E* room) const noexcept
    {
        const Number* const from = memory.data + i * memory.row_stride + j * memory.column_stride;
        for (std::size_t k = 0; k < count; ++k) room[k] = static_cast<E>(from[k * memory.column_stride]);
        return room;
    }
};

// Calls use(operand).
template <class E, class Number, class Use>
    requires(std::same_as<E, Number> || std::same_as<Number, std::int8_t>)
void with_operand(const matrix_view<const Number>& m, const Use& use)
{
    const bool turned = m.column_stride != 1 && m.row_stride == 1;
    const view_reader<E, Number> reader{turned ? transposed(m) : m};
    if constexpr (std::same_as<E, Number>)
        if (reader.memory.column_stride == 1)
            return use(operand<E>(reader.memory.data, reader.memory.row_stride, reader.memory.rows,
                                  reader.memory.columns, turned));
    use(operand<E>(reader, reader.memory.rows, reader.memory.columns, turned));
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
