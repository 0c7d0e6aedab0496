// lowp/simd/xsimd_doubles.hpp -- what xsimd's batches of binary64 lack: conversions, exact fusing, roots.
//
// Included by lowp/simd/xsimd_lanes.hpp only. Between binary64 and binary32 in memory no two versions of xsimd convert
// alike. Fused multiply-adds and roots are here because IEEE 754 rounds them correctly and xsimd does not everywhere:
// 8.1 does not fuse for AVX-512, no version does where there is no instruction, and NEON's root is a bit off. Without
// an instruction it goes lane by lane.
#pragma once

#include <cstddef>
#include <cstdint>

#include <xsimd/xsimd.hpp>

#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

using double_batch = xsimd::batch<double>;

inline double_batch widened(const float* from) noexcept
{
#if defined(__AVX512F__)
    return double_batch(_mm512_cvtps_pd(_mm256_loadu_ps(from)));
#elif defined(__AVX__)
    return double_batch(_mm256_cvtps_pd(_mm_loadu_ps(from)));
#elif defined(__SSE2__)
    return double_batch(_mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)))));
#else
    double some[double_batch::size];
    for (std::size_t i = 0; i < double_batch::size; ++i) some[i] = static_cast<double>(from[i]);
    return double_batch::load_unaligned(some);
#endif
}
inline void store_narrowed(const double_batch& x, float* to) noexcept
{
#if defined(__AVX512F__)
    _mm256_storeu_ps(to, _mm512_cvtpd_ps(x));
#elif defined(__AVX__)
    _mm_storeu_ps(to, _mm256_cvtpd_ps(x));
#elif defined(__SSE2__)
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_castps_si128(_mm_cvtpd_ps(x)));
#else
    double some[double_batch::size];
    x.store_unaligned(some);
    for (std::size_t i = 0; i < double_batch::size; ++i) to[i] = static_cast<float>(some[i]);
#endif
}
// Past the caches where half a register can be; the address is a multiple of its bytes.
inline void stream_narrowed(const double_batch& x, float* to) noexcept
{
#if defined(__AVX512F__)
    _mm256_stream_ps(to, _mm512_cvtpd_ps(x));
#elif defined(__AVX__)
    _mm_stream_ps(to, _mm256_cvtpd_ps(x));
#else
    store_narrowed(x, to);
#endif
}
// Words beside them.
using long_word_batch = xsimd::batch<std::uint64_t>;
inline long_word_batch widened(const std::uint32_t* from) noexcept
{
#if defined(__AVX512F__)
    return long_word_batch(_mm512_cvtepu32_epi64(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))));
#elif defined(__AVX2__)
    return long_word_batch(_mm256_cvtepu32_epi64(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
#elif defined(__SSE2__) && !defined(__AVX__)
    const __m128i words = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
    return long_word_batch(_mm_unpacklo_epi32(words, _mm_setzero_si128()));
#else
    std::uint64_t some[long_word_batch::size];
    for (std::size_t i = 0; i < long_word_batch::size; ++i) some[i] = from[i];
    return long_word_batch::load_unaligned(some);
#endif
}

inline double_batch fused_exactly(const double_batch& a, const double_batch& b, const double_batch& c) noexcept
{
#if defined(__AVX512F__)
    return double_batch(_mm512_fmadd_pd(a, b, c));
#elif defined(__AVX__) && defined(__FMA__)
    return double_batch(_mm256_fmadd_pd(a, b, c));
#else
    double x[double_batch::size], y[double_batch::size], z[double_batch::size];
    a.store_unaligned(x);
    b.store_unaligned(y);
    c.store_unaligned(z);
    for (std::size_t i = 0; i < double_batch::size; ++i) z[i] = lowp::fused_multiply_add(x[i], y[i], z[i]);
    return double_batch::load_unaligned(z);
#endif
}
inline double_batch root(const double_batch& a) noexcept
{
#if defined(__SSE2__)
    return xsimd::sqrt(a);
#else
    double x[double_batch::size];
    a.store_unaligned(x);
    for (double& element : x) element = lowp::square_root(element);
    return double_batch::load_unaligned(x);
#endif
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
