// lowp/quantize/array.hpp -- quantizers on spans: a register at a time, the same bits as one by one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "lowp/quantize/quantizer.hpp"
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

// The grid and the mode by value: the compiler then sees that no store to `out` can change them.
template <rounding_mode R>
void round_span(const grid<float> g, const float* in, float* out, std::size_t n, std::uint64_t first,
                const R mode) noexcept
{
    std::size_t i = 0;
    const auto one_by_one = [&](std::size_t end) {
        for (; i < end; ++i) out[i] = round_to(g, in[i], first + i, mode);
    };
    // Random words come in blocks, so registers of them begin where a register of a whole tensor would.
    static_assert(stream::block % lane_count == 0);
    if constexpr (draws<R>) one_by_one(std::min<std::size_t>(n, static_cast<std::size_t>(-first % lane_count)));
    for (; n - i >= lane_count; i += lane_count)
        round_to(g, lanes<float>::load(in + i), first + i, mode).store(out + i);
    one_by_one(n);
}
template <class Grid, carrier_type T, rounding_mode R>
void round_span(const Grid g, const T* in, T* out, std::size_t n, std::uint64_t first, const R mode) noexcept
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
