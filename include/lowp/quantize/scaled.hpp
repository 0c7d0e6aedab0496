// lowp/quantize/scaled.hpp -- a tensor rounded to a format times one power of two, chosen from its largest magnitude.
//
// The scale is the smallest power of two that keeps the largest finite magnitude within the format's range, so that
// nothing finite saturates, unless binary32 ends before. A format scaled by a power of two is a format with another
// bias (or another radix point), so no element is multiplied and each is rounded once; and the stored form is an array
// of codes of that format. With other scales, and with several to a tensor: lowp/quantize/block.hpp.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <variant>

#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/largest.hpp"
#include "lowp/quantize/scale.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// The format times the power of two that suits x, kept where binary32 carries it; the format itself for all zeros. Of
// the same family, or any if it was.
template <format_source F>
auto scaled_format(const F& format, std::span<const float> x)
{
    const float largest = largest_magnitude(x);
    const auto scale = [largest](const auto& f) {
        int e = largest == 0 ? 0 : power_above(static_cast<double>(largest), f.largest());
        while (e != 0 && !carries<float>(scaled_by_power(f, e))) e += e < 0 ? 1 : -1;
        return scaled_by_power(f, e);
    };
    if constexpr (std::same_as<F, any_format>)
        return std::visit([&scale](const auto& f) { return any_format(scale(f)); }, format);
    else
        return scale(value_of(format));
}

// An array quantizer. The scale is that of the span, so a tensor must not be cut up.
template <format_source Format, rounding_source Rounding = nearest_even>
struct scaled {
    quantizer<Format, Rounding> base;

    // The quantizer that suits x.
    auto chosen(std::span<const float> x) const
    {
        return quantizer{scaled_format(base.format, x), base.rounding, base.overflow};
    }

    void operator()(std::span<const float> in, std::span<float> out, const pass& how = {}) const
    {
        chosen(in)(in, out, how);
    }
    void operator()(std::span<float> x, const pass& how = {}) const { (*this)(x, x, how); }
    // With a tally, which is that of the scaled format.
    void operator()(std::span<const float> in, std::span<float> out, tally& t, const pass& how = {}) const
    {
        chosen(in)(in, out, t, how);
    }
    void operator()(std::span<float> x, tally& t, const pass& how = {}) const { (*this)(x, x, t, how); }

    // The same in bits: a packed_array, of which decode() gives back the result of the above.
    auto encode(std::span<const float> x, const pass& how = {}) const
    {
        const auto q = chosen(x);
        packed_array w{q.format, x.size()};
        lowp::encode(q, x, w, how);
        return w;
    }

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
