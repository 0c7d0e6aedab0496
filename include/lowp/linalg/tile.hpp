// lowp/linalg/tile.hpp -- the inner loop of a GEMM: a few rows times a panel, with all sums in registers.
#pragma once

#include <cstddef>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

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

// sums += rows * panel, over `depth` elements of each row; sums are as far apart as `stride`, and 0 where it begins.
template <std::size_t Rows, carrier_type T, class Order>
void multiply_tile(Order order, const T* rows, const T* panel, std::size_t depth, T* sums, std::size_t stride,
                   bool begins) noexcept
{
    using numbers = lanes<T>;
    constexpr std::size_t width = panel_columns<T>;
    numbers sum[Rows][panel_registers];
    for (std::size_t r = 0; r < Rows; ++r)
        for (std::size_t v = 0; v < panel_registers; ++v)
            sum[r][v] = begins ? numbers(T(0)) : numbers::load(sums + r * stride + v * numbers::size);

    order.walk(depth, [&](std::size_t k) {
        numbers b[panel_registers];
        for (std::size_t v = 0; v < panel_registers; ++v) b[v] = numbers::load(panel + k * width + v * numbers::size);
        for (std::size_t r = 0; r < Rows; ++r) {
            const numbers a(rows[r * row_stride + k]);
            for (std::size_t v = 0; v < panel_registers; ++v) sum[r][v] = accumulated(order, a, b[v], sum[r][v]);
        }
    });
    for (std::size_t r = 0; r < Rows; ++r)
        for (std::size_t v = 0; v < panel_registers; ++v) sum[r][v].store(sums + r * stride + v * numbers::size);
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
