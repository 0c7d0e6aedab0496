// lowp/round/overflow.hpp -- what a value becomes that rounds beyond the largest finite one.
#pragma once

#include <array>
#include <string_view>
#include <utility>

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
//
// NaN stays NaN. In a format without NaN it becomes the largest value, as in the hardware's conversions to FP4 and FP6
// (NVIDIA PTX ISA, cvt), so that it does not pass for a small number.
enum class on_overflow : unsigned char { saturate, saturate_finite, infinity };

inline constexpr std::array<std::pair<std::string_view, on_overflow>, 3> overflow_names{
    {{"saturate", on_overflow::saturate},
     {"saturate_finite", on_overflow::saturate_finite},
     {"infinity", on_overflow::infinity}}};

}  // namespace lowp
