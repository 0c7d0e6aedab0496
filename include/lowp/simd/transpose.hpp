// lowp/simd/transpose.hpp -- rows become columns, a square of registers at a time.
//
// Interleaving register i with register i + size / 2, for all i, moves the lowest bit of an element's row to the lowest
// bit of its column, and all others up by one: after as many rounds as an index has bits, rows are columns.
#pragma once

#include <cstddef>

#include "lowp/core/isa.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Register i becomes what lane i of all registers was.
template <class V>
void transpose(V (&x)[V::size]) noexcept
{
    if constexpr (V::size > 1) {
        constexpr std::size_t half = V::size / 2;
        for (std::size_t round = 1; round < V::size; round *= 2) {
            V y[V::size];
            for (std::size_t i = 0; i < half; ++i) {
                y[2 * i] = interleaved_low(x[i], x[i + half]);
                y[2 * i + 1] = interleaved_high(x[i], x[i + half]);
            }
            for (std::size_t i = 0; i < V::size; ++i) x[i] = y[i];
        }
    }
}

// to[j * to_stride + i] = from[i * from_stride + j] for i < rows and j < columns.
template <class T>
void transpose(const T* from, std::size_t from_stride, std::size_t rows, std::size_t columns, T* to,
               std::size_t to_stride) noexcept
{
    using V = lanes<T>;
    constexpr std::size_t size = V::size;
    std::size_t i = 0;
    for (; rows - i >= size; i += size) {
        std::size_t j = 0;
        for (; columns - j >= size; j += size) {
            V square[size];
            for (std::size_t k = 0; k < size; ++k) square[k] = V::load(from + (i + k) * from_stride + j);
            transpose(square);
            for (std::size_t k = 0; k < size; ++k) square[k].store(to + (j + k) * to_stride + i);
        }
        for (; j < columns; ++j)
            for (std::size_t k = i; k < i + size; ++k) to[j * to_stride + k] = from[k * from_stride + j];
    }
    for (; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) to[j * to_stride + i] = from[i * from_stride + j];
}

}  // namespace LOWP_ISA
}  // namespace lowp
