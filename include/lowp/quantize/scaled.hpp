// lowp/quantize/scaled.hpp -- a tensor rounded to a format times one power of two, chosen from its largest magnitude.
//
// The scale is the smallest power of two that keeps the largest finite magnitude within the format's range, so that
// nothing saturates. A format scaled by a power of two is a format with another bias (or another radix point), so no
// element is multiplied and each is rounded once.
#pragma once

#include <cstdint>
#include <span>

#include "lowp/quantize/array.hpp"
#include "lowp/quantize/largest.hpp"
#include "lowp/quantize/scale.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// The format times the power of two that suits x, kept where binary32 carries it; the format itself for all zeros.
template <number_format F>
F scaled_format(const F& format, std::span<const float> x) noexcept
{
    const float largest = largest_magnitude(x);
    int e = largest == 0 ? 0 : power_above(static_cast<double>(largest), format.largest());
    while (e != 0 && !carries<float>(scaled_by_power(format, e))) e += e < 0 ? 1 : -1;
    return scaled_by_power(format, e);
}

// An array quantizer. The scale is that of the span, so a tensor must not be cut up.
template <format_source Format, rounding_source Rounding = nearest_even>
struct scaled {
    quantizer<Format, Rounding> base;

    void operator()(std::span<const float> in, std::span<float> out, const pass& how = {}) const
    {
        const auto round = [&](const auto& f) {
            const auto chosen = scaled_format(f, in);
            quantizer<decltype(chosen), Rounding>{chosen, base.rounding, base.overflow}(in, out, how);
        };
        if constexpr (std::same_as<Format, any_format>)
            std::visit(round, base.format);
        else
            round(value_of(base.format));
    }
    void operator()(std::span<float> x, const pass& how = {}) const { (*this)(x, x, how); }

    template <class Child>
    constexpr scaled fork(const Child& child) const
    {
        return {base.fork(child)};
    }
    // With one byte for the exponent, as OCP's E8M0.
    constexpr std::uint64_t stored_bytes(std::uint64_t n) const noexcept { return base.stored_bytes(n) + 1; }
};

template <class F, class R>
scaled(quantizer<F, R>) -> scaled<F, R>;

}  // namespace LOWP_ISA
}  // namespace lowp
