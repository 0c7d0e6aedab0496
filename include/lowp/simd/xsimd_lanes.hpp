// lowp/simd/xsimd_lanes.hpp -- registers of the machine's width, on xsimd 8.1 to 14.
//
// Included by lowp/simd/lanes.hpp only. A batch is wrapped rather than used bare: its versions
// differ in spelling and some of its operations are wrong on some machines (8.1's mask ^ on AVX-512, negation that
// loses -0, float != on NaN), and a type of our own is found by argument-dependent lookup wherever it is used. Nothing
// here uses what is wrong. Counts of shifts a lane are below 32; words given to to_carrier are below 2^31, or 2^52
// where they have 64 bits.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include <xsimd/xsimd.hpp>

#include "lowp/core/bits.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/simd/xsimd_doubles.hpp"

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
    if constexpr (sizeof(T) == 8 && sizeof(Short) == 4)
        return xsimd::batch<T>(_mm512_cvtepu32_epi64(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))));
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

// The low bytes of four registers whose words are below 256. The packing instructions of AVX and later work within
// 128 bits; a permutation puts their quarters in order.
inline void store_low_bytes(const word_batch& a, const word_batch& b, const word_batch& c, const word_batch& d,
                            std::uint8_t* to) noexcept
{
#if defined(__AVX512BW__)
    const __m512i packed = _mm512_packus_epi16(_mm512_packus_epi32(a, b), _mm512_packus_epi32(c, d));
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    _mm512_storeu_si512(to, _mm512_permutexvar_epi32(order, packed));
#elif defined(__AVX2__) && !defined(__AVX512F__)
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

inline void finish_streams() noexcept
{
#if defined(__SSE2__)
    _mm_sfence();
#endif
}

// Word is an unsigned integer of the lanes' width.
template <class Word>
struct lane_mask {
    xsimd::batch_bool<Word> v;

    friend bool any(lane_mask m) noexcept { return xsimd::any(m.v); }
};

template <class T>
struct lanes {
    using element = T;
    template <class U>
    using of = lanes<U>;  // a register of other elements
    using batch = xsimd::batch<T>;
    using word = inner::word_beside<T>;
    using mask = lane_mask<word>;
    static constexpr std::size_t size = batch::size;
    batch v;

    lanes() = default;
    explicit lanes(T value) noexcept : v(value) {}
    explicit lanes(batch values) noexcept : v(values) {}
    static lanes load(const T* from) noexcept { return lanes(batch::load_unaligned(from)); }
    void store(T* to) const noexcept { v.store_unaligned(to); }
    // Past the caches, for what is not read again soon; `to` begins on a multiple of the register's bytes. Other
    // threads see it after finish_streams().
    void stream(T* to) const noexcept { inner::stream(v, to); }

    // The same of elements half as wide: widened exactly; rounded to nearest even.
    static lanes load(const float* from) noexcept
        requires std::same_as<T, double>
    {
        return lanes(inner::widened(from));
    }
    void store(float* to) const noexcept
        requires std::same_as<T, double>
    {
        inner::store_narrowed(v, to);
    }
    void stream(float* to) const noexcept
        requires std::same_as<T, double>
    {
        inner::stream_narrowed(v, to);
    }
    static lanes load(const std::uint32_t* from) noexcept
        requires std::same_as<T, std::uint64_t>
    {
        return lanes(inner::widened<std::uint32_t, T>(reinterpret_cast<const std::uint8_t*>(from)));
    }

    // Words of so many bytes in memory, in the machine's order: the upper bits are zero, or are left out.
    static lanes load_short(const std::uint8_t* from, int bytes) noexcept
        requires std::unsigned_integral<T>
    {
        if (bytes == 1) return lanes(inner::widened<std::uint8_t, T>(from));
        if (bytes == 2) return lanes(inner::widened<std::uint16_t, T>(from));
        if (sizeof(T) == 8 && bytes == 4) return lanes(inner::widened<std::uint32_t, T>(from));
        return lanes(inner::widened<T, T>(from));
    }
    void store_short(std::uint8_t* to, int bytes) const noexcept
        requires std::unsigned_integral<T>
    {
        if (bytes == 1) return inner::store_narrowed<std::uint8_t>(v, to);
        if (bytes == 2) return inner::store_narrowed<std::uint16_t>(v, to);
        if (sizeof(T) == 8 && bytes == 4) return inner::store_narrowed<std::uint32_t>(v, to);
        inner::store_narrowed<T>(v, to);
    }
    // The low bytes of four registers of words below 256, one after the other.
    static void store_bytes(const lanes (&x)[4], std::uint8_t* to) noexcept
        requires std::same_as<T, std::uint32_t>
    {
        inner::store_low_bytes(x[0].v, x[1].v, x[2].v, x[3].v, to);
    }

    friend lanes operator+(lanes a, lanes b) noexcept { return lanes(a.v + b.v); }
    friend lanes operator-(lanes a, lanes b) noexcept { return lanes(a.v - b.v); }
    friend lanes operator*(lanes a, lanes b) noexcept { return lanes(a.v * b.v); }
    friend lanes operator/(lanes a, lanes b) noexcept
        requires std::same_as<T, double>
    {
        return lanes(a.v / b.v);
    }

    friend lanes operator&(lanes a, lanes b) noexcept { return lanes(a.v & b.v); }
    friend lanes operator|(lanes a, lanes b) noexcept { return lanes(a.v | b.v); }
    friend lanes operator^(lanes a, lanes b) noexcept { return lanes(a.v ^ b.v); }
    friend lanes operator~(lanes a) noexcept { return lanes(~a.v); }
    friend lanes operator<<(lanes a, lanes b) noexcept { return lanes(inner::shifted_left(a.v, b.v)); }
    friend lanes operator>>(lanes a, lanes b) noexcept { return lanes(inner::shifted_right(a.v, b.v)); }
    friend lanes operator<<(lanes a, int b) noexcept { return lanes(inner::shifted_left(a.v, b)); }
    friend lanes operator>>(lanes a, int b) noexcept { return lanes(inner::shifted_right(a.v, b)); }

    friend lanes times_power(lanes a, lanes b) noexcept { return a * b; }

    friend mask operator==(lanes a, lanes b) noexcept { return {inner::mask_cast<word>(a.v == b.v)}; }
    friend mask operator!=(lanes a, lanes b) noexcept { return {inner::mask_cast<word>(a.v != b.v)}; }
    friend mask operator<(lanes a, lanes b) noexcept { return {inner::mask_cast<word>(a.v < b.v)}; }
    friend mask operator>(lanes a, lanes b) noexcept { return {inner::mask_cast<word>(a.v > b.v)}; }
    friend lanes select(mask m, lanes yes, lanes no) noexcept
    {
        return lanes(xsimd::select(inner::mask_cast<T>(m.v), yes.v, no.v));
    }
    friend lanes smaller(lanes a, lanes b) noexcept { return lanes(xsimd::min(a.v, b.v)); }
    friend lanes larger(lanes a, lanes b) noexcept { return lanes(xsimd::max(a.v, b.v)); }
    friend lanes smaller_or_limit(lanes a, lanes limit) noexcept
    {
#if defined(__SSE2__)
        // The instruction returns its second operand where either is NaN; since 14.0 that is xsimd's first.
        return lanes(XSIMD_VERSION_MAJOR < 14 ? xsimd::min(a.v, limit.v) : xsimd::min(limit.v, a.v));
#else
        return select(a < limit, a, limit);
#endif
    }

    friend T largest_lane(lanes a) noexcept
        requires std::same_as<T, std::uint32_t>
    {
#if defined(__AVX512F__)
        return _mm512_reduce_max_epu32(a.v);
#else
        T all[size];
        a.store(all);
        T largest = all[0];
        for (const T one : all) largest = one < largest ? largest : one;
        return largest;
#endif
    }

    friend auto to_bits(lanes x) noexcept
        requires std::floating_point<T>
    {
        return lanes<word>(inner::reinterpreted<word>(x.v));
    }
    friend auto from_bits(lanes u) noexcept
        requires std::unsigned_integral<T>
    {
        using number = std::conditional_t<sizeof(T) == 4, float, double>;
        return lanes<number>(inner::reinterpreted<number>(u.v));
    }
    friend auto to_carrier(lanes n) noexcept
        requires std::same_as<T, std::uint32_t>
    {
        return lanes<float>(xsimd::to_float(inner::reinterpreted<std::int32_t>(n.v)));
    }
    // As the low bits of a number that begins with 2^52.
    friend auto to_carrier(lanes n) noexcept
        requires std::same_as<T, std::uint64_t>
    {
        return from_bits(n | lanes(lowp::to_bits(0x1p52))) - lanes<double>(0x1p52);
    }

    friend product_halves<lanes> whole_product(lanes a, lanes b) noexcept
        requires std::same_as<T, std::uint32_t>
    {
        const auto [high, low] = inner::whole_product(a.v, b.v);
        return {lanes(high), lanes(low)};
    }

    // a * b, rounded before anything is added to it (lowp/core/unfused.hpp).
    friend lanes unfused_product(lanes a, lanes b) noexcept
    {
        lanes product = a * b;
        keep_rounded(product.v.data);
        return product;
    }
    // a * b + c, fused where the machine can: for sums whose order and rounding are the machine's own affair.
    friend lanes multiply_add(lanes a, lanes b, lanes c) noexcept
        requires std::floating_point<T>
    {
        return lanes(inner::fused(a.v, b.v, c.v));
    }
    // The same, rounded once on every machine, and the root.
    friend lanes fused_multiply_add(lanes a, lanes b, lanes c) noexcept
        requires std::same_as<T, double>
    {
        return lanes(inner::fused_exactly(a.v, b.v, c.v));
    }
    friend lanes square_root(lanes x) noexcept
        requires std::same_as<T, double>
    {
        return lanes(inner::root(x.v));
    }
};

}  // namespace LOWP_ISA

template <carrier_type T>
struct register_of<lanes<T>> {
    using carrier = T;
    using word = lanes<word_of<T>>;
};

}  // namespace lowp
