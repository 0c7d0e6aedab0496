// lowp/quantize/with_infinity.hpp -- overflow to infinity, emulated, in formats whose codes are all finite numbers.
//
// Such formats have no code for infinity, so that their largest number is twice that of IEEE 754's kind, and a
// quantizer saturates. In emulated training a gradient past the range must show nevertheless, for the step is to be
// skipped. So numbers are rounded to the same grid with one more exponent bit; what lies past the largest number of the
// format itself is infinity, and NaN stays NaN. Those two cannot be stored; all else can. Other formats and policies
// are the base's.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <variant>

#include "lowp/quantize/any_quantizer.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct with_infinity {
    any_quantizer base;

    void operator()(std::span<const float> in, std::span<float> out, const pass& how = {}) const
    {
        if (const floating_format* f = finite_format())
            past_the_range(*f, in, out, how);
        else
            base(in, out, how);
    }
    // The counts are those of the base.
    void operator()(std::span<const float> in, std::span<float> out, tally& t, const pass& how = {}) const
    {
        const floating_format* f = finite_format();
        if (f == nullptr) return base(in, out, t, how);
        float saturated[inner::in_block];
        for (std::size_t i = 0; i < in.size(); i += inner::in_block) {
            const std::size_t n = smaller(inner::in_block, in.size() - i);
            const pass part{how.first + i, 1};
            base(in.subspan(i, n), std::span(saturated).first(n), t, part);
            past_the_range(*f, in.subspan(i, n), out.subspan(i, n), part);
        }
    }

    template <class Child>
    with_infinity fork(const Child& child) const
    {
        return {base.fork(child)};
    }
    std::uint64_t stored_bytes(std::uint64_t n) const noexcept { return base.stored_bytes(n); }

private:
    const floating_format* finite_format() const
    {
        const auto* f = std::get_if<floating_format>(&base.format);
        return f != nullptr && base.overflow == on_overflow::infinity && !f->has_infinity() && !f->has_nan() ? f
                                                                                                             : nullptr;
    }
    void past_the_range(floating_format f, std::span<const float> in, std::span<float> out, const pass& how) const
    {
        LOWP_EXPECTS(!base.is_scaled, "a format without infinity that is not scaled");
        const auto largest = static_cast<float>(f.largest());
        ++f.exponent_bits;
        f.special = specials::ieee;
        any_quantizer{f, base.rounding, on_overflow::infinity}(in, out, how);
        for (float& x : out)
            if (std::fabs(x) > largest) x = std::copysign(std::numeric_limits<float>::infinity(), x);
    }
};

static_assert(array_quantizer<with_infinity>);

}  // namespace LOWP_ISA
}  // namespace lowp
