// lowp/linalg/shapes.hpp -- what a GEMM asks of its matrices before it begins: their shapes, and that none is written
// while it is read.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Views of what owns numbers; the rest as it is.
template <class M>
decltype(auto) as_input(const M& m)
{
    if constexpr (requires { m.view(); })
        return m.view();
    else if constexpr (requires { m.column_stride; })
        return matrix_view<std::add_const_t<std::remove_pointer_t<decltype(m.data)>>>(m);
    else
        return (m);
}
// Of views, of what stores codes, and of results.
template <class M>
std::size_t row_count(const M& m) noexcept
{
    if constexpr (requires { m.column_stride; })
        return m.rows;
    else if constexpr (requires { m.rows(); })
        return m.rows();
    else
        return row_count(m.c);
}
template <class M>
std::size_t column_count(const M& m) noexcept
{
    if constexpr (requires { m.column_stride; })
        return m.columns;
    else if constexpr (requires { m.columns(); })
        return m.columns();
    else
        return column_count(m.c);
}

// The first and one past the last element that a view can touch.
template <class T>
std::pair<const void*, const void*> extent(const matrix_view<T>& m) noexcept
{
    if (m.rows == 0 || m.columns == 0) return {nullptr, nullptr};
    return {m.data, m.data + (m.rows - 1) * m.row_stride + (m.columns - 1) * m.column_stride + 1};
}
template <class T>
bool disjoint(const matrix_view<const T>& input, const matrix_view<T>& output) noexcept
{
    if (input.row_stride == 1 && output.row_stride == 1 && input.column_stride != 1)
        return disjoint(transposed(input), transposed(output));
    // Column ranges of one row-major buffer: rows interleave, elements do not meet.
    const std::size_t stride = output.row_stride;
    if (input.row_stride == stride && input.column_stride == 1 && output.column_stride == 1 && stride > 0) {
        const auto bytes = reinterpret_cast<std::uintptr_t>(output.data) - reinterpret_cast<std::uintptr_t>(input.data);
        const auto apart = static_cast<std::ptrdiff_t>(bytes) / static_cast<std::ptrdiff_t>(sizeof(T));
        const auto width = static_cast<std::ptrdiff_t>(stride);
        const auto shift = static_cast<std::size_t>((apart % width + width) % width);
        if (shift >= input.columns && shift + output.columns <= stride) return true;
    }
    const auto [a, a_end] = extent(input);
    const auto [c, c_end] = extent(output);
    const std::less_equal<const void*> before;
    return a == a_end || c == c_end || before(a_end, c) || before(c_end, a);
}
// Numbers and codes are never in one memory; codes may be.
template <class Input, class Output>
bool disjoint(const Input& input, const Output& output) noexcept
{
    if constexpr (requires { disjoint(input, output.c); } && requires { output.c.column_stride; })
        return disjoint(input, output.c);
    else if constexpr (requires { &input.memory == &output.c; })
        return &input.memory != &output.c;
    else if constexpr (requires { &input == &output.c; })
        return &input != &output.c;
    else
        return true;
}

template <class T>
bool no_element_twice(const matrix_view<T>& c) noexcept
{
    if (c.rows == 0 || c.columns == 0) return true;
    if (c.rows <= 1 || c.columns <= 1)
        return (c.rows <= 1 || c.row_stride > 0) && (c.columns <= 1 || c.column_stride > 0);
    return c.column_stride > 0 && c.row_stride > 0 &&
           (c.row_stride > (c.columns - 1) * c.column_stride || c.column_stride > (c.rows - 1) * c.row_stride);
}
template <class C>
bool tells_apart(const C& c) noexcept
{
    if constexpr (requires { no_element_twice(c); })
        return no_element_twice(c);
    else if constexpr (requires { no_element_twice(c.c); })
        return no_element_twice(c.c);
    else
        return true;
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
