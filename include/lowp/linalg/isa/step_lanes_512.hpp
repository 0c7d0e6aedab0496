// lowp/linalg/isa/step_lanes_512.hpp -- what steps of 8 bits in registers of 512 bits have in common: from a dot
// product to the next step's coefficient.
//
// Nothing can be done at the same time but what the step after it draws, so it takes the shortest way there is. Sums
// are halved to a register of 128 bits, whose lanes all have the result and which never goes through a general
// register; a's lower 16 bits are then broadcast, which is one cycle.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/integer_step.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)
#include <immintrin.h>
#define LOWP_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define LOWP_INLINE [[gnu::always_inline]] LOWP_TARGET inline

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

struct step_lanes_512 {
    using reg = __m512i;
    using dot = __m128i;  // in all lanes

    LOWP_INLINE static dot dot_of(std::int32_t x) noexcept { return _mm_set1_epi32(x); }
    LOWP_INLINE static std::int32_t lowest(dot x) noexcept { return _mm_cvtsi128_si32(x); }
    LOWP_INLINE static dot sum_of_all(reg x) noexcept
    {
        const __m256i half =
            _mm256_add_epi32(_mm512_maskz_extracti64x4_epi64(0xf, x, 0), _mm512_maskz_extracti64x4_epi64(0xf, x, 1));
        __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
        return _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1));
    }

    // a in all lanes of 16 bits.
    template <class Coefficient>
    LOWP_INLINE static reg coefficient(const Coefficient& a_of, std::size_t row, dot of)
    {
        if constexpr (std::same_as<Coefficient, linear_coefficient>) {
            __m128 a = _mm_mul_ps(_mm_cvtepi32_ps(of), _mm_set1_ps(a_of.factor));
            if (a_of.offsets != nullptr) {
                __asm__("" : "+v"(a));  // compilers would fuse
                a = _mm_add_ps(a, _mm_set1_ps(a_of.offsets[row]));
            }
            // The one of smaller magnitude, with the sign of a.
            a = _mm_range_ps(a, _mm_set1_ps(largest_coefficient), 2);
            return _mm512_maskz_broadcastw_epi16(~__mmask32{0}, _mm_cvtps_epi32(a));
        } else {
            const int a = a_of(row, lowest(of));
            return shorts(static_cast<std::uint32_t>(a));
        }
    }

    // The first n lanes of 64, none if n is not positive.
    LOWP_INLINE static __mmask64 first_of(std::ptrdiff_t n) noexcept
    {
        return n >= 64 ? ~__mmask64{0} : n <= 0 ? 0 : (__mmask64{1} << n) - 1;
    }
    LOWP_INLINE static reg words(std::uint32_t x) noexcept { return _mm512_set1_epi32(static_cast<int>(x)); }
    LOWP_INLINE static reg shorts(std::uint32_t x) noexcept { return _mm512_set1_epi16(static_cast<short>(x)); }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_INLINE
#undef LOWP_TARGET
#endif
