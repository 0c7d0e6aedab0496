// lowp/round/overflow.hpp -- what becomes of values outside the range, and of those that a format has no code for.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "lowp/format/format.hpp"

namespace lowp {

// Rounding comes first, with an exponent that knows no bound; then one of these acts. "Infinity" means NaN in a format
// without infinity, and the largest finite value in a format with neither. Modes that never round away from zero in the
// direction at hand (toward_zero, ...) keep finite overflow at the largest finite value under every policy, as IEEE 754
// has it.
//
//                    finite overflow    infinite input     P3109's name
//   saturate         largest finite     largest finite     SatFinite
//   saturate_finite  largest finite     infinity           SatPropagate
//   infinity         infinity           infinity           OvfInf
//   wrap             modulo 2^width     largest finite     two's complement and unsigned fixed point only, and of
//                                                          numbers with at most 127 significant bits
//
// NaN stays NaN. In a format without NaN it becomes the largest value, as in the hardware's conversions to FP4 and FP6
// (NVIDIA PTX ISA, cvt), so that it does not pass for a small number.
//
// -0 becomes 0 where there is no -0. In a format without a sign the range ends at its smallest value, and below that is
// overflow, too: negative values become 0, or NaN under `infinity`. In a format without zero (E8M0), positive values
// below the smallest become the smallest; zero and negative values do so, too, or become NaN under `infinity`.
enum class on_overflow : unsigned char { saturate, saturate_finite, infinity, wrap };

inline constexpr std::array<std::pair<std::string_view, on_overflow>, 4> overflow_names{
    {{"saturate", on_overflow::saturate},
     {"saturate_finite", on_overflow::saturate_finite},
     {"infinity", on_overflow::infinity},
     {"wrap", on_overflow::wrap}}};

// Whether a policy has a meaning for a format.
template <number_format F>
constexpr bool is_valid_policy(const F&, on_overflow policy) noexcept
{
    return policy < on_overflow::wrap;
}
constexpr bool is_valid_policy(const fixed_format& f, on_overflow policy) noexcept
{
    return policy < on_overflow::wrap || (policy == on_overflow::wrap && f.range != fixed_range::symmetric);
}

}  // namespace lowp
