// lowp/train/keep_codes.hpp -- activations that wait for the backward pass in their quantizer's own bits.
//
//     const auto run = train(net, data, fp8, method, options, observe, keep_codes{});
//     run.memory.held        // bytes of codes, at most; run.memory.floats: of the buffers beside them
//
// An output is rounded, stored as codes, and forgotten as soon as the next layer has read it; the backward pass reads
// it back when its turn has come. Only what one layer reads and writes is there as floats. Codes are exact for what was
// rounded to their format, so every bit of the run is that of the same run in floats.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/with_infinity.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// The format whose codes hold all that a quantizer leaves. Throws std::invalid_argument where there is none: scaled
// tensors, and infinity beside codes that are all numbers. Blocks and affine integers do not compile.
template <array_quantizer Q>
any_format storage_format(const Q& q)
{
    if constexpr (requires { q.base.has_value(); }) {
        return q.base ? storage_format(*q.base) : any_format{binary32};
    } else if constexpr (std::same_as<Q, with_infinity>) {
        const auto* f = std::get_if<floating_format>(&q.base.format);
        if (f != nullptr && !f->has_infinity() && !f->has_nan() && q.base.overflow == on_overflow::infinity)
            throw std::invalid_argument("stored activations: infinity in a format without it, expected saturation");
        return storage_format(q.base);
    } else {
        static_assert(
            requires { any_format{any_of(q.format)}; },
            "stored activations: expected quantizers to one format of numbers, not blocks, scaled or affine");
        if constexpr (requires { q.is_scaled; })
            if (q.is_scaled) throw std::invalid_argument("stored activations: a scaled tensor, expected one format");
        return any_of(q.format);
    }
}

class keep_codes {
public:
    static constexpr bool frees_floats = true;

    // Tensor i, rounded by q before.
    template <array_quantizer Q>
    void hold(std::size_t i, const Q& q, std::span<const float> rounded)
    {
        if (i >= held_.size()) held_.resize(i + 1);
        const any_format format = storage_format(q);
        if (held_[i].size() != rounded.size() || !(held_[i].format() == format))
            held_[i] = packed_array<any_format>(format, rounded.size());
        encode(rounded, held_[i], nearest_even{}, on_overflow::saturate_finite);
    }
    void restore(std::size_t i, std::span<float> to) const { decode(held_[i], to); }

    // As they are allocated.
    std::uint64_t bytes() const noexcept
    {
        std::uint64_t sum = 0;
        for (const auto& one : held_) sum += one.bytes().size();
        return sum;
    }

private:
    std::vector<packed_array<any_format>> held_;
};

}  // namespace LOWP_ISA
}  // namespace lowp
