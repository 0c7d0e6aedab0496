// lowp/quantize/array.hpp -- quantizers on spans: a register at a time, the same bits as one by one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <type_traits>

#include "lowp/quantize/quantizer.hpp"
#include "lowp/round/round_by_sum.hpp"
#include "lowp/round/round_pattern.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Equal spans or disjoint ones: a shifted overlap would read what was written.
template <class T>
bool equal_or_disjoint(std::span<const T> in, std::span<T> out) noexcept
{
    const std::less_equal<const T*> before;  // a total order, also between arrays
    return in.data() == out.data() || before(in.data() + in.size(), out.data()) ||
           before(out.data() + out.size(), in.data());
}

// Applies round(x, at) to a span, where x is a register and `at` the place of its first element, a multiple of the
// register's length. What is less than a register goes through one as well.
template <class T, class Round>
void by_registers(const T* in, T* out, std::size_t n, std::uint64_t first, const Round& round) noexcept
{
    constexpr std::size_t size = lanes<T>::size;
    const auto part = [&](std::size_t i, std::size_t count, std::size_t offset) {
        T some[size] = {};
        std::copy_n(in + i, count, some + offset);
        round(lanes<T>::load(some), first + i - offset).store(some);
        std::copy_n(some + offset, count, out + i);
    };
    std::size_t i = 0;
    const auto offset = static_cast<std::size_t>(first % size);
    if (offset != 0 && n != 0) {
        i = std::min(n, size - offset);
        part(0, i, offset);
    }
    for (; n - i >= size; i += size) round(lanes<T>::load(in + i), first + i).store(out + i);
    if (i < n) part(i, n - i, 0);
}

// The grid and the mode by value: the compiler then sees that no store to `out` can change them.
template <carrier_type T, rounding_mode R>
void round_span(const grid<T> g, const T* in, T* out, std::size_t n, std::uint64_t first, const R mode) noexcept
{
    const auto with_ends = [&](const auto& use) {
        if (is_plain(g))
            use(std::true_type{});
        else
            use(std::false_type{});
    };
    if constexpr (has_near_form<R, T>)
        if (has_sum(g) && is_near(mode)) {
            const sum_grid<T> s = sum_grid_of(g);
            if (has_one_pitch(g))
                return by_registers(in, out, n, first, [&](const lanes<T>& x, std::uint64_t at) {
                    return round_one_pitch(g, s, x, at, mode);
                });
            return with_ends([&](auto plain) {
                by_registers(in, out, n, first, [&](const lanes<T>& x, std::uint64_t at) {
                    return round_by_sum<plain()>(g, s, x, at, mode);
                });
            });
        }
    if constexpr (std::same_as<T, float>) {
        if (has_pattern(g))
            return with_ends([&](auto plain) {
                by_registers(in, out, n, first, [&](const lanes<T>& x, std::uint64_t at) {
                    return round_pattern<plain()>(g, x, at, mode);
                });
            });
        by_registers(in, out, n, first, [&](const lanes<T>& x, std::uint64_t at) { return round_to(g, x, at, mode); });
    } else {
        for (std::size_t i = 0; i < n; ++i) out[i] = round_to(g, in[i], first + i, mode);
    }
}
template <carrier_type T, rounding_mode R>
void round_span(const code_grid<T> g, const T* in, T* out, std::size_t n, std::uint64_t first, const R mode) noexcept
{
    for (std::size_t i = 0; i < n; ++i) out[i] = round_to(g, in[i], first + i, mode);
}

template <class T, class Format, class Rounding>
void quantize_span(const quantizer<Format, Rounding>& q, std::span<const T> in, std::span<T> out, std::uint64_t first)
{
    LOWP_EXPECTS(in.size() == out.size(), "spans of equal length");
    LOWP_EXPECTS(equal_or_disjoint(in, out), "the same span twice, or two that do not overlap");
    expect_valid(q.rounding);
    with_grid<T>(q.format, q.overflow, [&](const auto& g) {
        with_rounding(q.rounding,
                      [&](const auto& mode) { round_span(g, in.data(), out.data(), in.size(), first, mode); });
    });
}

}  // namespace inner

template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<const float> in, std::span<float> out, std::uint64_t first) const
{
    inner::quantize_span<float>(*this, in, out, first);
}
template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<float> x, std::uint64_t first) const
{
    inner::quantize_span<float>(*this, x, x, first);
}
template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<const double> in, std::span<double> out, std::uint64_t first) const
{
    inner::quantize_span<double>(*this, in, out, first);
}
template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<double> x, std::uint64_t first) const
{
    inner::quantize_span<double>(*this, x, x, first);
}

}  // namespace LOWP_ISA
}  // namespace lowp
