// lowp/quantize/scaled.hpp -- a tensor rounded to a format times one power of two, chosen from its largest magnitude.
//
// The scale is the smallest power of two that keeps the largest finite magnitude within the format's range, so that
// nothing finite saturates, unless binary32 ends before. A format scaled by a power of two is a format with another
// bias (or another radix point), so no element is multiplied and each is rounded once; and the stored form is an array
// of codes of that format. With other scales, and with several to a tensor: lowp/quantize/block.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <type_traits>

#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/encode.hpp"
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

namespace inner {

template <format_source F>
struct descriptor {
    using type = decltype(value_of(F{}));
};
template <>
struct descriptor<any_format> {
    using type = any_format;
};

}  // namespace inner

// What a format is when it is met at run time: of the same family, or any.
template <format_source F>
using descriptor_of = typename inner::descriptor<F>::type;

// An array quantizer. The scale is that of the span, so a tensor must not be cut up.
template <format_source Format, rounding_source Rounding = nearest_even>
struct scaled {
    using stored_format = descriptor_of<Format>;

    quantizer<Format, Rounding> base;

    void operator()(std::span<const float> in, std::span<float> out, const pass& how = {}) const
    {
        with_chosen(in, [&](const auto& q) { q(in, out, how); });
    }
    void operator()(std::span<float> x, const pass& how = {}) const { (*this)(x, x, how); }
    // With a tally, which is that of the scaled format.
    void operator()(std::span<const float> in, std::span<float> out, tally& t, const pass& how = {}) const
    {
        with_chosen(in, [&](const auto& q) { q(in, out, t, how); });
    }
    void operator()(std::span<float> x, tally& t, const pass& how = {}) const { (*this)(x, x, t, how); }

    // The same in bits: decode() gives back the result of the above.
    packed_array<stored_format> encode(std::span<const float> x, const pass& how = {}) const
    {
        packed_array<stored_format> w;
        with_chosen(x, [&](const auto& q) {
            w = {q.format, x.size()};
            lowp::encode(x, w, q.rounding, q.overflow, how);
        });
        return w;
    }

    template <class Child>
    constexpr scaled fork(const Child& child) const
    {
        return {base.fork(child)};
    }
    // With one byte for the exponent, as OCP's E8M0.
    constexpr std::uint64_t stored_bytes(std::uint64_t n) const noexcept { return base.stored_bytes(n) + 1; }

private:
    // Calls use(quantizer) with the one that suits x.
    template <class Use>
    void with_chosen(std::span<const float> x, const Use& use) const
    {
        with_descriptor(base.format, [&](const auto& f) {
            const auto chosen = scaled_format(f, x);
            use(quantizer<std::remove_const_t<decltype(chosen)>, Rounding>{chosen, base.rounding, base.overflow});
        });
    }
};

template <class F, class R>
scaled(quantizer<F, R>) -> scaled<F, R>;

}  // namespace LOWP_ISA
}  // namespace lowp
