// lowp/quantize/array.hpp -- quantizers on spans: a register at a time, the same bits as one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "lowp/quantize/quantizer.hpp"
#include "lowp/quantize/registers.hpp"

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

// One for each grid and mode, whatever quantizer they come from.
template <carrier_type T, class Grid, rounding_mode R>
void round_span(const Grid& g, const R& mode, const T* in, T* out, std::size_t n, std::uint64_t first)
{
    with_register_rounding(g, mode, [&](const auto& round) { by_registers(in, out, n, first, round); });
}

template <class T, class Format, class Rounding>
void quantize_span(const quantizer<Format, Rounding>& q, std::span<const T> in, std::span<T> out, std::uint64_t first)
{
    LOWP_EXPECTS(in.size() == out.size(), "spans of equal length");
    LOWP_EXPECTS(equal_or_disjoint(in, out), "the same span twice, or two that do not overlap");
    expect_valid(q.rounding);
    with_grid<T>(q.format, q.overflow, [&](const auto& g) {
        with_rounding(q.rounding,
                      [&](const auto& mode) { round_span(g, mode, in.data(), out.data(), in.size(), first); });
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
