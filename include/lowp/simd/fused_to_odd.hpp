// lowp/simd/fused_to_odd.hpp -- a b + c and a + c in binary32, rounded to odd, where instructions carry a rounding
// direction.
//
// Rounded down and rounded up, a number that is none of binary32 gives two neighbours, of which one has a last bit
// of 1.
#pragma once

#include "lowp/core/isa.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

#if defined(__AVX512F__) && !defined(LOWP_NO_SIMD)

inline constexpr bool has_fused_to_odd = true;

namespace inner {

// A sum that is exactly zero is -0 if so asked, else 0, unless both terms agree (IEEE 754, 6.3).
template <bool MinusZero>
[[gnu::always_inline]] inline lanes<float> odd_of(__m512 down, __m512 up) noexcept
{
    const __m512 first = MinusZero ? up : down, second = MinusZero ? down : up;
    const __mmask16 odd = _mm512_test_epi32_mask(_mm512_castps_si512(first), _mm512_set1_epi32(1));
    return lanes<float>(xsimd::batch<float>(_mm512_mask_blend_ps(odd, second, first)));
}

}  // namespace inner

template <bool MinusZero>
[[gnu::always_inline]] inline lanes<float> fused_to_odd(const lanes<float>& a, const lanes<float>& b,
                                                        const lanes<float>& c) noexcept
{
    const __m512 down = _mm512_fmadd_round_ps(a.v, b.v, c.v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
    const __m512 up = _mm512_fmadd_round_ps(a.v, b.v, c.v, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
    return inner::odd_of<MinusZero>(down, up);
}
template <bool MinusZero>
[[gnu::always_inline]] inline lanes<float> sum_to_odd(const lanes<float>& a, const lanes<float>& c) noexcept
{
    const __m512 down = _mm512_add_round_ps(a.v, c.v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
    const __m512 up = _mm512_add_round_ps(a.v, c.v, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
    return inner::odd_of<MinusZero>(down, up);
}

#else

inline constexpr bool has_fused_to_odd = false;

#endif

}  // namespace LOWP_ISA
}  // namespace lowp
