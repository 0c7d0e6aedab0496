// lowp/quantize/array.hpp -- quantizers on spans: a register at a time, the same bits as one by one.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "lowp/core/matrix_view.hpp"
#include "lowp/quantize/counted.hpp"
#include "lowp/quantize/drawn.hpp"
#include "lowp/quantize/pass.hpp"
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

// The same of matrices, whose rows must not overlap each other either. Column strides are 1.
template <class T>
bool equal_or_disjoint(const matrix_view<const T>& in, const matrix_view<T>& out) noexcept
{
    if (out.rows > 1 && out.row_stride < out.columns) return false;
    const auto extent = [](const auto& m) {
        return m.rows == 0 || m.columns == 0 ? 0 : (m.rows - 1) * m.row_stride + m.columns;
    };
    const std::span<const T> from(in.data, extent(in));
    const std::span<T> to(out.data, extent(out));
    const bool same_rows = in.row_stride == out.row_stride || in.rows <= 1;
    return equal_or_disjoint(from, to) && (in.data != out.data || same_rows);
}

// One for each grid and mode, whatever quantizer they come from.
template <carrier_type T, class Grid, rounding_mode R, class Counts>
void round_span(const Grid& g, const R& mode, const T* in, T* out, std::size_t n, const pass& how, const Counts& counts)
{
    const bool streamed = in != out && n * sizeof(T) >= streamed_bytes;
    over_pieces<T>(
        n, how.threads, counts, ~sign_pattern<T>, [&](std::size_t begin, std::size_t length, const auto& wrap) {
            const std::uint64_t first = how.first + begin;
            with_drawn_words(mode, [&](const auto& drawn, const auto& over) {
                with_register_rounding(g, drawn, [&](const auto& round) {
                    auto make = wrap(round);
                    over(first, length, [&](std::size_t i, std::size_t count) {
                        make = by_registers(in + begin + i, out + begin + i, count, first + i, streamed, make);
                    });
                    wrap.add(make, length);
                    if (streamed) finish_streams();
                });
            });
        });
}

template <class T, class Format, class Rounding, class Counts>
void quantize_span(const quantizer<Format, Rounding>& q, std::span<const T> in, std::span<T> out, const pass& how,
                   const Counts& counts)
{
    LOWP_EXPECTS(in.size() == out.size(), "spans of equal length");
    LOWP_EXPECTS(equal_or_disjoint(in, out), "the same span twice, or two that do not overlap");
    expect_valid(q.rounding);
    with_grid<T>(q.format, q.overflow, [&](const auto& g) {
        with_rounding(q.rounding,
                      [&](const auto& mode) { round_span(g, mode, in.data(), out.data(), in.size(), how, counts); });
    });
}

}  // namespace inner

template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<const float> in, std::span<float> out, const pass& how) const
{
    inner::quantize_span<float>(*this, in, out, how, inner::no_counts{});
}
template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<float> x, const pass& how) const
{
    inner::quantize_span<float>(*this, x, x, how, inner::no_counts{});
}
template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<const float> in, std::span<float> out, tally& t, const pass& how) const
{
    inner::quantize_span<float>(*this, in, out, how, inner::counts_of<float>(format, t));
}
template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<float> x, tally& t, const pass& how) const
{
    inner::quantize_span<float>(*this, x, x, how, inner::counts_of<float>(format, t));
}
template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<const double> in, std::span<double> out, const pass& how) const
{
    inner::quantize_span<double>(*this, in, out, how, inner::no_counts{});
}
template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<double> x, const pass& how) const
{
    inner::quantize_span<double>(*this, x, x, how, inner::no_counts{});
}
template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<const double> in, std::span<double> out, tally& t, const pass& how) const
{
    inner::quantize_span<double>(*this, in, out, how, inner::counts_of<double>(format, t));
}
template <format_source F, rounding_source R>
void quantizer<F, R>::operator()(std::span<double> x, tally& t, const pass& how) const
{
    inner::quantize_span<double>(*this, x, x, how, inner::counts_of<double>(format, t));
}

}  // namespace LOWP_ISA
}  // namespace lowp
