// lowp/simd/lanes.hpp -- a register of numbers, with the vocabulary of lowp/core/bits.hpp.
//
// lanes<float> and lanes<std::uint32_t> have the same number of elements, lane_count. What the library needs of them is
// little, and it is the same here and on a machine without SIMD, where a register has one lane; so kernels are written
// once. Comparisons give a lane_mask, to be used with select().
#pragma once

#include <cstddef>

#include "lowp/core/isa.hpp"

#if defined(LOWP_NO_SIMD)
#define LOWP_ONE_LANE 1
#else
#include <xsimd/xsimd.hpp>
#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
#define LOWP_ONE_LANE 1
#else
#define LOWP_ONE_LANE 0
#endif
#endif

#if LOWP_ONE_LANE
#include "lowp/simd/one_lane.hpp"
#else
#include "lowp/simd/xsimd_lanes.hpp"
#endif
#undef LOWP_ONE_LANE

namespace lowp {
inline namespace LOWP_ISA {

inline constexpr std::size_t lane_count = lanes<float>::size;
// How many registers a kernel may count on.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr std::size_t register_count = 32;
#else
inline constexpr std::size_t register_count = 16;
#endif

}  // namespace LOWP_ISA
}  // namespace lowp
