// lowp/precision/level_formats.hpp -- what "low" and "high" are: two formats each, forward and backward.
#pragma once

#include <cstdint>
#include <variant>

#include "lowp/precision/assignment.hpp"
#include "lowp/quantize/with_infinity.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct level_format {
    with_infinity forward, backward;  // of weights and activations; of errors and gradients
};
struct level_formats {
    level_format low, high;

    const with_infinity& operator()(precision_level level, role r) const noexcept
    {
        const level_format& f = level == precision_level::low ? low : high;
        return r == role::errors || r == role::gradients ? f.backward : f.forward;
    }
    std::uint64_t bits(precision_level level, role r) const noexcept
    {
        return static_cast<std::uint64_t>(width_of((*this)(level, r).base.format));
    }
};

// The formats of hybrid FP8 (Sun et al. 2019), as Lee, Sharma and Aiken emulate them: 1-4-3 with bias 4 forward, 1-5-2
// backward, and 1-6-9 both ways. No code is kept for infinity or NaN. To nearest, ties away from zero; forward
// saturates, and backward overflow becomes infinity.
inline level_formats hybrid_formats()
{
    constexpr floating_format forward8{4, 3, 11, specials::none}, backward8{5, 2, 15, specials::none},
        both16{6, 9, 31, specials::none};
    const auto q = [](const floating_format& f, on_overflow overflow) {
        return with_infinity{{f, nearest_away{}, overflow}};
    };
    return {{q(forward8, on_overflow::saturate), q(backward8, on_overflow::infinity)},
            {q(both16, on_overflow::saturate), q(both16, on_overflow::infinity)}};
}

// Those of hardware today: OCP's E4M3 forward and E5M2 backward, and bfloat16 or binary16 both ways. Forward saturates,
// or does not, as the casts of many frameworks: E4M3 then overflows to NaN.
inline level_formats ocp_formats(const floating_format& high = bfloat16, on_overflow forward = on_overflow::saturate)
{
    const auto q = [](const floating_format& f, on_overflow overflow) {
        return with_infinity{{f, nearest_even{}, overflow}};
    };
    return {{q(e4m3fn, forward), q(e5m2, on_overflow::infinity)}, {q(high, forward), q(high, on_overflow::infinity)}};
}

}  // namespace LOWP_ISA
}  // namespace lowp
