// lowp/core/fused.hpp -- a product and a sum rounded once, on every machine, and the square root.
//
// The other side of lowp/core/unfused.hpp: where what a rounding left out is to be had exactly, fma(a, b, -a b) gives
// it, and a multiply-add that the machine may or may not fuse does not. IEEE 754 rounds both operations correctly, so
// they are the same bits wherever they come from: an instruction, or the C library's software.
#pragma once

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"

namespace lowp {
inline namespace LOWP_ISA {

inline float fused_multiply_add(float a, float b, float c) noexcept { return __builtin_fmaf(a, b, c); }
inline double fused_multiply_add(double a, double b, double c) noexcept { return __builtin_fma(a, b, c); }

inline float square_root(float x) noexcept { return __builtin_sqrtf(x); }
inline double square_root(double x) noexcept { return __builtin_sqrt(x); }

}  // namespace LOWP_ISA
}  // namespace lowp
