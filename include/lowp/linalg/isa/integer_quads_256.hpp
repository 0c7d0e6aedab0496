// lowp/linalg/isa/integer_quads_256.hpp -- the same as integer_quads.hpp in registers of 256 bits: AVX-VNNI, of
// machines that have AVX2 and not AVX-512.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/integer_lanes.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/tile.hpp"
#include "lowp/simd/lanes.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)
#include <immintrin.h>
#define LOWP_TARGET __attribute__((target("avx2,avxvnni")))
#define LOWP_INLINE [[gnu::always_inline]] LOWP_TARGET inline
#endif

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

#if defined(LOWP_TARGET)

// What __builtin_cpu_supports does not know in every compiler: CPUID 7.1, bit 4 of EAX. Asked once, since virtual
// machines take their time to answer.
inline bool has_integer_quads_256() noexcept
{
    static const bool is_there = [] {
        unsigned a = 7, b = 0, c = 1, d = 0;
        __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
        return __builtin_cpu_supports("avx2") && (a >> 4 & 1) != 0;
    }();
    return is_there;
}

struct integer_quads_256 {
    using element = std::int8_t;
    using word = std::uint32_t;
    using sum = std::int32_t;
    static constexpr std::size_t group = 4, columns = 16;
    using tiles = even_tiles<6>;

    static void interleave(const element* const (&rows)[4], std::size_t count, word* to) noexcept
    {
        using words = lanes<word>;
        const auto bytes = [&rows](int r, std::size_t j) {
            return words::load_short(reinterpret_cast<const std::uint8_t*>(rows[r] + j), 1) << (8 * r);
        };
        const std::size_t whole = count / words::size * words::size;
        for (std::size_t j = 0; j < whole; j += words::size)
            (bytes(0, j) | bytes(1, j) | bytes(2, j) | bytes(3, j)).store(to + j);
        for (std::size_t j = whole; j < count; ++j) {
            to[j] = 0;
            for (int r = 0; r < 4; ++r) to[j] |= static_cast<word>(static_cast<std::uint8_t>(rows[r][j])) << (8 * r);
        }
    }

    // a + 128, as bytes.
    static void finish_rows(word* to, std::size_t rows, std::size_t depth) noexcept
    {
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t k = 0; k < depth; ++k) to[r * row_stride + k] ^= 0x80808080u;
    }

    LOWP_TARGET static void finish_panel(word* panel, std::size_t depth) noexcept
    {
        const __m256i ones = _mm256_set1_epi8(1);
        pair all{_mm256_setzero_si256(), _mm256_setzero_si256()};
        for (std::size_t k = 0; k < depth; ++k) add(ones, load(panel + k * columns), all);
        const __m256i zero = _mm256_setzero_si256();
        store({_mm256_sub_epi32(zero, _mm256_slli_epi32(all.low, 7)),
               _mm256_sub_epi32(zero, _mm256_slli_epi32(all.high, 7))},
              panel + depth * columns);
    }

    template <std::size_t... R>
    LOWP_TARGET void multiply(const tile<word, sum>& t, std::index_sequence<R...>) const noexcept
    {
        pair sums[sizeof...(R)];
        (begin(t, t.sums + R * t.stride, sums[R]), ...);
        const word *rows = t.rows, *panel = t.panel;
        for (const word* const end = rows + t.depth; rows != end; ++rows, panel += columns) {
            const pair b = load(panel);
            (add(_mm256_set1_epi32(static_cast<int>(rows[R * row_stride])), b, sums[R]), ...);
        }
        (store(sums[R], t.sums + R * t.stride), ...);
    }

private:
    struct pair {
        __m256i low, high;
    };
    LOWP_INLINE static pair load(const void* from) noexcept
    {
        const auto* const at = static_cast<const __m256i*>(from);
        return {_mm256_loadu_si256(at), _mm256_loadu_si256(at + 1)};
    }
    LOWP_INLINE static void store(const pair& sums, void* to) noexcept
    {
        auto* const at = static_cast<__m256i*>(to);
        _mm256_storeu_si256(at, sums.low);
        _mm256_storeu_si256(at + 1, sums.high);
    }
    LOWP_INLINE static void begin(const tile<word, sum>& t, const sum* from, pair& sums) noexcept
    {
        sums = load(t.panel + t.depth * columns);
        if (t.begins) return;
        const pair before = load(from);
        sums.low = _mm256_add_epi32(sums.low, before.low);
        sums.high = _mm256_add_epi32(sums.high, before.high);
    }
    // As asm, as in integer_quads.hpp; with VEX, which is not AVX-512's.
    LOWP_INLINE static void add(__m256i four, const pair& b, pair& sums) noexcept
    {
        __asm__("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sums.low) : "x"(four), "x"(b.low));
        __asm__("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sums.high) : "x"(four), "x"(b.high));
    }
};

#else

// Never called: there is no such instruction.
constexpr bool has_integer_quads_256() noexcept { return false; }
struct integer_quads_256 : integer_lanes {};

#endif

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_INLINE
#undef LOWP_TARGET
