// lowp/linalg/tile.hpp -- the inner loop of a GEMM: a few rows times a panel, with all sums in registers.
//
// A kernel is a type that knows: what it reads (`element`), how many of them along k are a word (`group`, `word`), what
// it sums in (`sum`), how many columns a panel has (`columns`), how rows are cut into tiles (`tiles`), and how to
// multiply a tile of them. It may have two numbers to a sum (`parts`), and a hand in packing (`interleave`, where a
// group is more than one, `finish_rows`, `finish_panel`).
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Rows of a and a panel of b, `depth` words each, and the sums, whose rows are `stride` apart. Where the whole depth
// begins, they are 0.
template <class Word, class Sum>
struct tile {
    const Word* rows = nullptr;
    const Word* panel = nullptr;
    std::size_t panel_stride = 0;  // from one word of a column to the next
    std::size_t depth = 0;
    Sum* sums = nullptr;
    std::size_t stride = 0;
    std::size_t part = 0;  // where there are two numbers to a sum until it ends, how far the second is from the first
    bool begins = true, ends = true;
    std::size_t i = 0, j = 0, k = 0;  // where in c the first sum stands, and which word comes first
    std::size_t row_count = 0;        // rows that are there
};

// Any number of rows up to a most, in tiles of which the last two are equal: few rows would leave the machine waiting
// for one sum after the other.
template <std::size_t Most>
struct even_tiles {
    template <std::size_t... R>
    static std::index_sequence<R + 1 ...> counted(std::index_sequence<R...>);
    using counts = decltype(counted(std::make_index_sequence<Most>{}));

    static constexpr std::size_t of(std::size_t left) noexcept
    {
        return left >= 2 * Most || left <= Most ? std::min(left, Most) : left / 2;
    }
};

// A tile of so many rows has its sums in registers, with two for b and one for a.
inline constexpr std::size_t tile_rows = register_count >= 32 ? 12 : 6;

template <carrier_type T>
lanes<T> accumulated(accumulate::ordered, const lanes<T>& a, const lanes<T>& b, const lanes<T>& sum) noexcept
{
    return sum + unfused_product(a, b);
}
template <carrier_type T>
lanes<T> accumulated(accumulate::wide, const lanes<T>& a, const lanes<T>& b, const lanes<T>& sum) noexcept
{
    return multiply_add(a, b, sum);
}

// Two registers of sums. Which tile's they are is said by constants throughout: compilers keep an array in registers
// only then.
template <carrier_type T>
struct pair_of_sums {
    using numbers = lanes<T>;
    numbers low, high;

    void begin(bool begins, const T* from) noexcept
    {
        low = begins ? numbers(T(0)) : numbers::load(from);
        high = begins ? numbers(T(0)) : numbers::load(from + numbers::size);
    }
    void store(T* to) const noexcept
    {
        low.store(to);
        high.store(to + numbers::size);
    }
};

// Numbers, by registers of them.
template <carrier_type T, class Order>
struct lane_kernel {
    using element = T;
    using word = T;
    using sum = T;
    using numbers = lanes<T>;
    static constexpr std::size_t group = 1, columns = 2 * numbers::size;
    using tiles = even_tiles<tile_rows>;

    [[no_unique_address]] Order order;

    template <std::size_t... R>
    void multiply(const tile<T, T>& t, std::index_sequence<R...>) const noexcept
    {
        pair_of_sums<T> sums[sizeof...(R)];
        (sums[R].begin(t.begins, t.sums + R * t.stride), ...);
        const T *const rows = t.rows, *const panel = t.panel;
        const std::size_t across = t.panel_stride;
        order.walk(t.depth, [&](std::size_t k) __attribute__((always_inline)) {
            const numbers low = numbers::load(panel + k * across),
                          high = numbers::load(panel + k * across + numbers::size);
            const auto add = [&](T factor, pair_of_sums<T>& s) __attribute__((always_inline)) {
                const numbers a(factor);
                s.low = accumulated(order, a, low, s.low);
                s.high = accumulated(order, a, high, s.high);
            };
            (add(rows[R * row_stride + k], sums[R]), ...);
        });
        (sums[R].store(t.sums + R * t.stride), ...);
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
