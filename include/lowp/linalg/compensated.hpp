// lowp/linalg/compensated.hpp -- tiles of compensated sums: each with what its roundings have left out so far.
#pragma once

#include <cstddef>

#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/tile.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// One step of Kahan's: V is a number or a register.
template <class V>
struct compensated_sum {
    V sum, excess;  // by how much the sum is too large

    void add(const V& a, const V& b) noexcept
    {
        const V term = unfused_product(a, b) - excess, next = sum + term;
        excess = (next - sum) - term;
        sum = next;
    }
};

template <carrier_type T>
struct compensated_kernel {
    using element = T;
    using word = T;
    using sum = T;
    using numbers = lanes<T>;
    static constexpr std::size_t group = 1, registers = 2, columns = registers * numbers::size, parts = 2;
    using tiles = even_tiles<tile_rows / 2>;

    template <std::size_t Rows>
    void multiply(const tile<T, T>& t) const noexcept
    {
        const auto sums_of = [&](std::size_t r, std::size_t v) { return t.sums + r * t.stride + v * numbers::size; };
        const auto load = [&](const T* from) { return t.begins ? numbers(T(0)) : numbers::load(from); };
        compensated_sum<numbers> sums[Rows][registers];
        for (std::size_t r = 0; r < Rows; ++r)
            for (std::size_t v = 0; v < registers; ++v)
                sums[r][v] = {load(sums_of(r, v)), load(sums_of(r, v) + t.part)};

        const T *const rows = t.rows, *const panel = t.panel;
        const std::size_t across = t.panel_stride;
        for (std::size_t k = 0; k < t.depth; ++k) {
            numbers b[registers];
            for (std::size_t v = 0; v < registers; ++v) b[v] = numbers::load(panel + k * across + v * numbers::size);
            for (std::size_t r = 0; r < Rows; ++r) {
                const numbers a(rows[r * row_stride + k]);
                for (std::size_t v = 0; v < registers; ++v) sums[r][v].add(a, b[v]);
            }
        }
        for (std::size_t r = 0; r < Rows; ++r)
            for (std::size_t v = 0; v < registers; ++v) {
                sums[r][v].sum.store(sums_of(r, v));
                sums[r][v].excess.store(sums_of(r, v) + t.part);
            }
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
