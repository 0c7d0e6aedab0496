// lowp/linalg/isa/bfloat16_pairs.hpp -- tiles by the dot-product instruction for pairs of bfloat16 numbers.
//
// vdpbf16ps adds two products to a sum of binary32: first that of the odd elements, then that of the even ones, each
// rounded once, to nearest even; subnormal operands, sums and results are zero. The functions carry their instructions
// with them, so they are compiled for any x86-64 and called where the machine has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/tile.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)
#include <immintrin.h>
#define LOWP_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")))
#define LOWP_INLINE [[gnu::always_inline]] LOWP_TARGET inline
#endif

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

#if defined(LOWP_TARGET)

inline bool has_bfloat16_pairs() noexcept
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bf16");
}

// On Intel's machines the instruction does in a cycle what a fused multiply-add of binary32 does in one, and operands
// need not be paired for that.
inline bool pays_to_pair_bfloat16() noexcept
{
    return has_bfloat16_pairs() && (lane_count < 16 || !__builtin_cpu_is("intel"));
}

struct bfloat16_pairs {
    using element = std::uint16_t;
    using word = std::uint32_t;
    using sum = float;
    static constexpr std::size_t group = 2, columns = 32;
    using tiles = even_tiles<12>;

    LOWP_TARGET static void interleave(const element* const (&rows)[2], std::size_t count, word* to) noexcept
    {
        const std::size_t whole = count / 32 * 32;
        for (std::size_t j = 0; j < whole; j += 32) {
            const __m512i low_order = _mm512_set_epi16(47, 15, 46, 14, 45, 13, 44, 12, 43, 11, 42, 10, 41, 9, 40, 8, 39,
                                                       7, 38, 6, 37, 5, 36, 4, 35, 3, 34, 2, 33, 1, 32, 0);
            const __m512i even = _mm512_loadu_si512(rows[0] + j), odd = _mm512_loadu_si512(rows[1] + j);
            const __m512i high_order = _mm512_add_epi16(low_order, _mm512_set1_epi16(16));
            _mm512_storeu_si512(to + j, _mm512_permutex2var_epi16(even, low_order, odd));
            _mm512_storeu_si512(to + j + 16, _mm512_permutex2var_epi16(even, high_order, odd));
        }
        for (std::size_t j = whole; j < count; ++j) to[j] = rows[0][j] | static_cast<word>(rows[1][j]) << 16;
    }

    // Sums are named by constants throughout: g++ 12 keeps an array in registers only then.
    template <std::size_t... R>
    LOWP_TARGET void multiply(const tile<word, sum>& t, std::index_sequence<R...>) const noexcept
    {
        pair sums[sizeof...(R)];
        (begin(t.begins, t.sums + R * t.stride, sums[R]), ...);
        const word *rows = t.rows, *panel = t.panel;
        for (const word* const end = rows + t.depth; rows != end; ++rows, panel += columns) {
            const __m512i low = _mm512_loadu_si512(panel), high = _mm512_loadu_si512(panel + 16);
            (add(rows[R * row_stride], low, high, sums[R]), ...);
        }
        (store(sums[R], t.sums + R * t.stride), ...);
    }

private:
    struct pair {
        __m512 low, high;
    };
    LOWP_INLINE static void begin(bool begins, const sum* from, pair& sums) noexcept
    {
        sums.low = begins ? _mm512_setzero_ps() : _mm512_loadu_ps(from);
        sums.high = begins ? _mm512_setzero_ps() : _mm512_loadu_ps(from + 16);
    }
    LOWP_INLINE static void add(word a, __m512i low, __m512i high, pair& sums) noexcept
    {
        const __m512i two = _mm512_set1_epi32(static_cast<int>(a));
        // As asm: g++ 12 would copy each sum before the instruction that changes it.
        __asm__("vdpbf16ps %2, %1, %0" : "+v"(sums.low) : "v"(two), "v"(low));
        __asm__("vdpbf16ps %2, %1, %0" : "+v"(sums.high) : "v"(two), "v"(high));
    }
    LOWP_INLINE static void store(const pair& sums, sum* to) noexcept
    {
        _mm512_storeu_ps(to, sums.low);
        _mm512_storeu_ps(to + 16, sums.high);
    }
};

#else

// Never called: there is no such instruction.
constexpr bool has_bfloat16_pairs() noexcept { return false; }
constexpr bool pays_to_pair_bfloat16() noexcept { return false; }
struct bfloat16_pairs : lane_kernel<float, accumulate::wide> {};

#endif

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_INLINE
#undef LOWP_TARGET
