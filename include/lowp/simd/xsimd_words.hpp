// lowp/simd/xsimd_words.hpp -- what registers of words need beyond xsimd: patterns, shifts, short words, products.
//
// Included by lowp/simd/xsimd_lanes.hpp only. Each is an instruction where the machine has one that not all versions of
// xsimd know, and a few of xsimd's own operations or a plain loop elsewhere.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include <xsimd/xsimd.hpp>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"

#if defined(__AVX512F__) && !(defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__))
#error "lowp: AVX-512 is used with its BW, DQ and VL extensions: compile with them too, or with -mno-avx512f"
#endif

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

template <class T>
using word_beside = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

// Masks of numbers and of words of one width are exchanged freely.
template <class To, class From>
xsimd::batch_bool<To> mask_cast(const xsimd::batch_bool<From>& m) noexcept
{
    return xsimd::batch_bool<To>(std::bit_cast<typename xsimd::batch_bool<To>::register_type>(m.data));
}

template <class To, class From>
xsimd::batch<To> reinterpreted(const xsimd::batch<From>& x) noexcept
{
#if XSIMD_VERSION_MAJOR < 11
    return xsimd::bitwise_cast<xsimd::batch<To>>(x);
#else
    return xsimd::bitwise_cast<To>(x);
#endif
}

// Shifts by a count a lane. xsimd has them lane by lane where it does not know the instruction, which for AVX-512 is
// every version to 8.1.
using word_batch = xsimd::batch<std::uint32_t>;
inline word_batch shifted_left(const word_batch& x, const word_batch& count) noexcept
{
#if defined(__AVX512F__)
    return word_batch(_mm512_sllv_epi32(x, count));
#else
    return x << count;
#endif
}
inline word_batch shifted_right(const word_batch& x, const word_batch& count) noexcept
{
#if defined(__AVX512F__)
    return word_batch(_mm512_srlv_epi32(x, count));
#else
    return x >> count;
#endif
}

// By one count, which in AVX2 and later is dearer than a count a lane unless the compiler knows it.
template <class T>
xsimd::batch<T> shifted_left(const xsimd::batch<T>& x, int count) noexcept
{
#if defined(__AVX2__)
    if constexpr (sizeof(T) == 4)
        if (!__builtin_constant_p(count)) return shifted_left(x, word_batch(static_cast<std::uint32_t>(count)));
#endif
    return x << count;
}
template <class T>
xsimd::batch<T> shifted_right(const xsimd::batch<T>& x, int count) noexcept
{
#if defined(__AVX2__)
    if constexpr (sizeof(T) == 4)
        if (!__builtin_constant_p(count)) return shifted_right(x, word_batch(static_cast<std::uint32_t>(count)));
#endif
    return x >> count;
}

// Between words and shorter ones in memory. xsimd has no conversions across widths that all its versions share; what is
// written here as a loop, compilers turn into a few shuffles.
template <class Short, class T>
xsimd::batch<T> widened(const std::uint8_t* from) noexcept
{
#if defined(__AVX512F__)
    if constexpr (sizeof(T) == 4 && sizeof(Short) == 1)
        return xsimd::batch<T>(_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
    if constexpr (sizeof(T) == 4 && sizeof(Short) == 2)
        return xsimd::batch<T>(_mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))));
#endif
    Short some[xsimd::batch<T>::size];
    std::memcpy(some, from, sizeof some);
    T words[xsimd::batch<T>::size];
    for (std::size_t i = 0; i < xsimd::batch<T>::size; ++i) words[i] = some[i];
    return xsimd::batch<T>::load_unaligned(words);
}
template <class Short, class T>
void store_narrowed(const xsimd::batch<T>& x, std::uint8_t* to) noexcept
{
#if defined(__AVX512F__)
    if constexpr (sizeof(T) == 4 && sizeof(Short) == 1)
        return _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_cvtepi32_epi8(x));
    if constexpr (sizeof(T) == 4 && sizeof(Short) == 2)
        return _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtepi32_epi16(x));
#endif
    T words[xsimd::batch<T>::size];
    x.store_unaligned(words);
    Short some[xsimd::batch<T>::size];
    for (std::size_t i = 0; i < xsimd::batch<T>::size; ++i) some[i] = static_cast<Short>(words[i]);
    std::memcpy(to, some, sizeof some);
}

// The low bytes of four registers. The packing instructions of AVX and later saturate words above 255 and work within
// 128 bits; a permutation puts their quarters in order. Where bytes are cut off, words may be above 255.
#if defined(__AVX512VBMI__)
inline constexpr bool bytes_are_cut = true;

// One byte of each word.
template <char Byte>
__m512i gathered_bytes(__m512i a, __m512i b, __m512i c, __m512i d) noexcept
{
    alignas(64) static constexpr std::uint8_t every_fourth[64] = {
        0,  4,  8,  12, 16, 20, 24, 28, 32, 36,  40,  44,  48,  52,  56,  60,   //
        64, 68, 72, 76, 80, 84, 88, 92, 96, 100, 104, 108, 112, 116, 120, 124,  //
        0,  4,  8,  12, 16, 20, 24, 28, 32, 36,  40,  44,  48,  52,  56,  60,   //
        64, 68, 72, 76, 80, 84, 88, 92, 96, 100, 104, 108, 112, 116, 120, 124};
    const __m512i order = _mm512_add_epi8(_mm512_load_si512(every_fourth), _mm512_set1_epi8(Byte));
    const __m512i ab = _mm512_permutex2var_epi8(a, order, b), cd = _mm512_permutex2var_epi8(c, order, d);
    return _mm512_mask_blend_epi64(0xf0, ab, cd);
}
#else
inline constexpr bool bytes_are_cut = false;
#endif
inline void store_low_bytes(const word_batch& a, const word_batch& b, const word_batch& c, const word_batch& d,
                            std::uint8_t* to) noexcept
{
#if defined(__AVX512VBMI__)
    _mm512_storeu_si512(to, gathered_bytes<0>(a, b, c, d));
#elif defined(__AVX512F__)
    const __m512i packed = _mm512_packus_epi16(_mm512_packus_epi32(a, b), _mm512_packus_epi32(c, d));
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    _mm512_storeu_si512(to, _mm512_permutexvar_epi32(order, packed));
#elif defined(__AVX2__)
    const __m256i packed = _mm256_packus_epi16(_mm256_packus_epi32(a, b), _mm256_packus_epi32(c, d));
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_permutevar8x32_epi32(packed, order));
#elif defined(__SSE2__) && !defined(__AVX__)
    const __m128i packed = _mm_packus_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), packed);
#else
    constexpr std::size_t size = word_batch::size;
    store_narrowed<std::uint8_t>(a, to);
    store_narrowed<std::uint8_t>(b, to + size);
    store_narrowed<std::uint8_t>(c, to + 2 * size);
    store_narrowed<std::uint8_t>(d, to + 3 * size);
#endif
}

template <class T>
void stream(const xsimd::batch<T>& x, T* to) noexcept
{
#if defined(__AVX512F__)
    _mm512_stream_si512(reinterpret_cast<__m512i*>(to), std::bit_cast<__m512i>(x.data));
#elif defined(__AVX__)
    _mm256_stream_si256(reinterpret_cast<__m256i*>(to), std::bit_cast<__m256i>(x.data));
#elif defined(__SSE2__)
    _mm_stream_si128(reinterpret_cast<__m128i*>(to), std::bit_cast<__m128i>(x.data));
#else
    x.store_aligned(to);
#endif
}

// Both halves of a * b, for which xsimd has a name since version 14.3. x86 multiplies every other word to 64 bits, NEON
// two neighbours.
inline product_halves<word_batch> whole_product(const word_batch& a, const word_batch& b) noexcept
{
#if defined(__AVX512F__)
    const __m512i even = _mm512_mul_epu32(a, b),
                  odd = _mm512_mul_epu32(_mm512_srli_epi64(a, 32), _mm512_srli_epi64(b, 32));
    return {word_batch(_mm512_mask_shuffle_epi32(odd, 0x5555, even, _MM_PERM_DDBB)),
            word_batch(_mm512_mask_shuffle_epi32(even, 0xaaaa, odd, _MM_PERM_CCAA))};
#elif defined(__AVX2__)
    const __m256i even = _mm256_mul_epu32(a, b),
                  odd = _mm256_mul_epu32(_mm256_srli_epi64(a, 32), _mm256_srli_epi64(b, 32));
    return {word_batch(_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa)),
            word_batch(_mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa))};
#elif defined(__SSE2__) && !defined(__AVX__)
    const __m128i even = _mm_mul_epu32(a, b), odd = _mm_mul_epu32(_mm_srli_epi64(a, 32), _mm_srli_epi64(b, 32)),
                  upper = _mm_set1_epi64x(-0x1'0000'0000);
    return {word_batch(_mm_or_si128(_mm_srli_epi64(even, 32), _mm_and_si128(upper, odd))),
            word_batch(_mm_or_si128(_mm_slli_epi64(odd, 32), _mm_andnot_si128(upper, even)))};
#elif defined(__aarch64__)
    const uint32x4_t first = vreinterpretq_u32_u64(vmull_u32(vget_low_u32(a), vget_low_u32(b))),
                     second = vreinterpretq_u32_u64(vmull_high_u32(a, b));
    return {word_batch(vuzp2q_u32(first, second)), word_batch(vuzp1q_u32(first, second))};
#else
    std::uint32_t x[word_batch::size], y[word_batch::size];
    a.store_unaligned(x), b.store_unaligned(y);
    for (std::size_t i = 0; i < word_batch::size; ++i) {
        const auto [high, low] = lowp::whole_product(x[i], y[i]);
        x[i] = high, y[i] = low;
    }
    return {word_batch::load_unaligned(x), word_batch::load_unaligned(y)};
#endif
}

// The larger of every two words of a and of b, in one register. Which two, and where the larger goes, differs from
// machine to machine and with the registers a and b are made of, so that largest_of_each() has each word in its place.
#if defined(__AVX512F__)
template <std::size_t registers>
inline word_batch larger_halves(__m512i a, __m512i b) noexcept
{
    if constexpr (registers == 2)
        return word_batch(_mm512_max_epu32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b)));
    if constexpr (registers == 4)
        return word_batch(_mm512_max_epu32(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b)));
    return word_batch(_mm512_max_epu32(_mm512_shuffle_i32x4(a, b, 0x88), _mm512_shuffle_i32x4(a, b, 0xdd)));
}
#elif defined(__AVX2__)
template <std::size_t registers>
inline word_batch larger_halves(__m256i a, __m256i b) noexcept
{
    if constexpr (registers == 2)
        return word_batch(_mm256_max_epu32(_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b)));
    if constexpr (registers == 4)
        return word_batch(_mm256_max_epu32(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b)));
    return word_batch(_mm256_max_epu32(_mm256_permute2x128_si256(a, b, 0x20), _mm256_permute2x128_si256(a, b, 0x31)));
}
#elif defined(__SSE2__) && !defined(__AVX__)
template <std::size_t registers>
inline word_batch larger_halves(__m128i a, __m128i b) noexcept
{
    if constexpr (registers == 2)
        return xsimd::max(word_batch(_mm_unpacklo_epi32(a, b)), word_batch(_mm_unpackhi_epi32(a, b)));
    return xsimd::max(word_batch(_mm_unpacklo_epi64(a, b)), word_batch(_mm_unpackhi_epi64(a, b)));
}
#elif defined(__aarch64__)
template <std::size_t registers>
inline word_batch larger_halves(uint32x4_t a, uint32x4_t b) noexcept
{
    return word_batch(vpmaxq_u32(a, b));
}
#else
template <std::size_t registers>
inline word_batch larger_halves(const word_batch& a, const word_batch& b) noexcept
{
    constexpr std::size_t half = word_batch::size / 2;
    std::uint32_t x[2 * half], y[2 * half], larger_ones[2 * half];
    a.store_unaligned(x), b.store_unaligned(y);
    for (std::size_t k = 0; k < half; ++k) {
        larger_ones[k] = lowp::larger(x[2 * k], x[2 * k + 1]);
        larger_ones[half + k] = lowp::larger(y[2 * k], y[2 * k + 1]);
    }
    return word_batch::load_unaligned(larger_ones);
}
#endif

// The largest word of each of as many registers as a register has words.
template <std::size_t registers = word_batch::size>
inline word_batch largest_of_each(const word_batch* x) noexcept
{
    if constexpr (registers == 1) {
        return *x;
    } else {
        constexpr std::size_t half = registers / 2;
        return larger_halves<registers>(largest_of_each<half>(x), largest_of_each<half>(x + half));
    }
}

// a * b + c, fused where the instruction exists; xsimd 8.1 does not fuse for AVX-512.
template <class T>
xsimd::batch<T> fused(const xsimd::batch<T>& a, const xsimd::batch<T>& b, const xsimd::batch<T>& c) noexcept
{
#if defined(__AVX512F__)
    if constexpr (sizeof(T) == 4)
        return xsimd::batch<T>(_mm512_fmadd_ps(a, b, c));
    else
        return xsimd::batch<T>(_mm512_fmadd_pd(a, b, c));
#else
    return xsimd::fma(a, b, c);
#endif
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
