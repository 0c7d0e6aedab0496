// lowp/linalg/isa/integer_quads.hpp -- tiles by the dot-product instruction for four integers of 8 bits.
//
// vpdpbusd adds to a sum of int32 four products of an unsigned and a signed number, exactly. So a's numbers come with
// 128 added, and a panel is followed by what that makes too much: -128 times the sum of each column, from which sums
// begin. The functions carry their instructions with them (lowp/linalg/isa/bfloat16_pairs.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/integer_lanes.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/tile.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)
#include <immintrin.h>
#define LOWP_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define LOWP_INLINE [[gnu::always_inline]] LOWP_TARGET inline
#endif

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

#if defined(LOWP_TARGET)

inline bool has_integer_quads() noexcept
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vnni");
}

struct integer_quads {
    using element = std::int8_t;
    using word = std::uint32_t;
    using sum = std::int32_t;
    static constexpr std::size_t group = 4, columns = 32;
    using tiles = even_tiles<12>;

    LOWP_TARGET static void interleave(const element* const (&rows)[4], std::size_t count, word* to) noexcept
    {
        const std::size_t whole = count / 16 * 16;
        for (std::size_t j = 0; j < whole; j += 16) {
            const __m512i first = bytes_of(rows[0] + j), second = shifted<8>(bytes_of(rows[1] + j));
            const __m512i third = shifted<16>(bytes_of(rows[2] + j)), fourth = shifted<24>(bytes_of(rows[3] + j));
            _mm512_storeu_si512(to + j,
                                _mm512_or_si512(_mm512_or_si512(first, second), _mm512_or_si512(third, fourth)));
        }
        for (std::size_t j = whole; j < count; ++j) {
            to[j] = 0;
            for (int r = 0; r < 4; ++r) to[j] |= static_cast<word>(static_cast<std::uint8_t>(rows[r][j])) << (8 * r);
        }
    }

    // a + 128, as bytes; rows have room for whole registers.
    LOWP_TARGET static void finish_rows(word* to, std::size_t rows, std::size_t depth) noexcept
    {
        const __m512i offset = _mm512_set1_epi8(-128);
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t k = 0; k < depth; k += 16) {
                word* const place = to + r * row_stride + k;
                _mm512_storeu_si512(place, _mm512_xor_si512(_mm512_loadu_si512(place), offset));
            }
    }

    LOWP_TARGET static void finish_panel(word* panel, std::size_t depth) noexcept
    {
        const __m512i ones = _mm512_set1_epi8(1);
        for (std::size_t v = 0; v < columns; v += 16) {
            __m512i all = _mm512_setzero_si512();
            for (std::size_t k = 0; k < depth; ++k)
                all = _mm512_dpbusd_epi32(all, ones, _mm512_loadu_si512(panel + k * columns + v));
            _mm512_storeu_si512(panel + depth * columns + v, _mm512_sub_epi32(_mm512_setzero_si512(), shifted<7>(all)));
        }
    }

    // Sums are named by constants throughout: g++ 12 keeps an array in registers only then.
    template <std::size_t... R>
    LOWP_TARGET void multiply(const tile<word, sum>& t, std::index_sequence<R...>) const noexcept
    {
        pair sums[sizeof...(R)];
        (begin(t, t.sums + R * t.stride, sums[R]), ...);
        const word *rows = t.rows, *panel = t.panel;
        for (const word* const end = rows + t.depth; rows != end; ++rows, panel += columns) {
            const pair b{_mm512_loadu_si512(panel), _mm512_loadu_si512(panel + 16)};
            (add(rows[R * row_stride], b, sums[R]), ...);
        }
        (store(sums[R], t.sums + R * t.stride), ...);
    }

private:
    // With a mask that is full: without one, g++ 12 warns of what its own header does.
    LOWP_INLINE static __m512i bytes_of(const element* from) noexcept
    {
        return _mm512_maskz_cvtepu8_epi32(0xffff, _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    }
    template <unsigned Bits>
    LOWP_INLINE static __m512i shifted(__m512i x) noexcept
    {
        return _mm512_maskz_slli_epi32(0xffff, x, Bits);
    }

    struct pair {
        __m512i low, high;
    };
    LOWP_INLINE static void begin(const tile<word, sum>& t, const sum* from, pair& sums) noexcept
    {
        const word* const offsets = t.panel + t.depth * columns;
        sums.low = _mm512_loadu_si512(offsets), sums.high = _mm512_loadu_si512(offsets + 16);
        if (t.begins) return;
        sums.low = _mm512_add_epi32(sums.low, _mm512_loadu_si512(from));
        sums.high = _mm512_add_epi32(sums.high, _mm512_loadu_si512(from + 16));
    }
    LOWP_INLINE static void add(word a, const pair& b, pair& sums) noexcept
    {
        const __m512i four = _mm512_set1_epi32(static_cast<int>(a));
        // As asm: g++ 12 would copy each sum before the instruction that changes it.
        __asm__("vpdpbusd %2, %1, %0" : "+v"(sums.low) : "v"(four), "v"(b.low));
        __asm__("vpdpbusd %2, %1, %0" : "+v"(sums.high) : "v"(four), "v"(b.high));
    }
    LOWP_INLINE static void store(const pair& sums, sum* to) noexcept
    {
        _mm512_storeu_si512(to, sums.low);
        _mm512_storeu_si512(to + 16, sums.high);
    }
};

#else

// Never called: there is no such instruction.
constexpr bool has_integer_quads() noexcept { return false; }
struct integer_quads : integer_lanes {};

#endif

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_INLINE
#undef LOWP_TARGET
