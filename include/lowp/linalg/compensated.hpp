// lowp/linalg/compensated.hpp -- tiles of compensated sums: each with what its roundings have left out so far.
#pragma once

#include <cstddef>
#include <utility>

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
    static constexpr std::size_t group = 1, columns = 2 * numbers::size;
    using tiles = even_tiles<tile_rows / 2>;
    static constexpr std::size_t parts(std::size_t) noexcept { return 2; }

    template <std::size_t... R>
    void multiply(const tile<T, T>& t, std::index_sequence<R...>) const noexcept
    {
        pair sums[sizeof...(R)];
        (begin(t, t.sums + R * t.stride, sums[R]), ...);
        const T *const rows = t.rows, *const panel = t.panel;
        const std::size_t across = t.panel_stride;
        for (std::size_t k = 0; k < t.depth; ++k) {
            const T* const from = panel + k * across;
            const numbers low = numbers::load(from), high = numbers::load(from + numbers::size);
            const auto add = [&](T factor, pair& s) __attribute__((always_inline)) {
                const numbers a(factor);
                s.low.add(a, low);
                s.high.add(a, high);
            };
            (add(rows[R * row_stride + k], sums[R]), ...);
        }
        (store(t, sums[R], t.sums + R * t.stride), ...);
    }

private:
    struct pair {
        compensated_sum<numbers> low, high;
    };
    static void begin(const tile<T, T>& t, const T* from, pair& sums) noexcept
    {
        pair_of_sums<T> of, excess;
        of.begin(t.begins, from);
        excess.begin(t.begins, from + t.part);
        sums = {{of.low, excess.low}, {of.high, excess.high}};
    }
    static void store(const tile<T, T>& t, const pair& sums, T* to) noexcept
    {
        pair_of_sums<T>{sums.low.sum, sums.high.sum}.store(to);
        if (!t.ends) pair_of_sums<T>{sums.low.excess, sums.high.excess}.store(to + t.part);
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
