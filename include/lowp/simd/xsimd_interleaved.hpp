// lowp/simd/xsimd_interleaved.hpp -- two registers' elements in turn, over the whole width of a register.
//
// Included by lowp/simd/xsimd_lanes.hpp only.
#pragma once

#include <bit>
#include <cstddef>

#include <xsimd/xsimd.hpp>

#include "lowp/core/isa.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// The elements of both registers in turn, a's first: those of their lower halves, and of their upper ones.
template <bool Upper, class T>
xsimd::batch<T> interleaved(const xsimd::batch<T>& a, const xsimd::batch<T>& b) noexcept
{
#if defined(__AVX512F__)
    constexpr int first = Upper ? static_cast<int>(xsimd::batch<T>::size / 2) : 0;
    __m512i order;
    if constexpr (sizeof(T) == 4)
        order = _mm512_add_epi32(_mm512_set1_epi32(first),
                                 _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    else
        order = _mm512_add_epi64(_mm512_set1_epi64(first), _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11));
    const auto x = std::bit_cast<__m512i>(a.data), y = std::bit_cast<__m512i>(b.data);
    if constexpr (sizeof(T) == 4)
        return xsimd::batch<T>(std::bit_cast<decltype(a.data)>(_mm512_permutex2var_epi32(x, order, y)));
    else
        return xsimd::batch<T>(std::bit_cast<decltype(a.data)>(_mm512_permutex2var_epi64(x, order, y)));
#elif defined(__AVX__)  // which interleaves within 128 bits, as xsimd 8.1 does
    const auto of_quarters = [](const auto& low, const auto& high) {
        const auto x = std::bit_cast<__m256>(low), y = std::bit_cast<__m256>(high);
        return xsimd::batch<T>(std::bit_cast<decltype(a.data)>(_mm256_permute2f128_ps(x, y, Upper ? 0x31 : 0x20)));
    };
    if constexpr (sizeof(T) == 4) {
        const auto x = std::bit_cast<__m256>(a.data), y = std::bit_cast<__m256>(b.data);
        return of_quarters(_mm256_unpacklo_ps(x, y), _mm256_unpackhi_ps(x, y));
    } else {
        const auto x = std::bit_cast<__m256d>(a.data), y = std::bit_cast<__m256d>(b.data);
        return of_quarters(_mm256_unpacklo_pd(x, y), _mm256_unpackhi_pd(x, y));
    }
#else
    return Upper ? xsimd::zip_hi(a, b) : xsimd::zip_lo(a, b);
#endif
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
