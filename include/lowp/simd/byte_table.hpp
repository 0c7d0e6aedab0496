// lowp/simd/byte_table.hpp -- codes of up to 8 bits to floats, by looking them up.
//
// The numbers of small formats are mostly bfloat16 numbers, too: their patterns end in 16 zeros, and what is left is
// two bytes. Two tables of 256 bytes are eight registers of AVX-512, where one instruction looks up 64 bytes among 128.
// Elsewhere looking up is one by one, and arithmetic on registers is faster: is_looked_up is false.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/simd/lanes.hpp"
#include "lowp/simd/prefetch.hpp"

namespace lowp {
inline namespace LOWP_ISA {

#if defined(__AVX512VBMI__) && !defined(LOWP_NO_SIMD)

inline constexpr bool is_looked_up = true;

struct byte_table {
    static constexpr std::size_t step = 64;  // codes at once

    alignas(64) std::uint8_t low[256], high[256];

    // From the patterns of all codes; false if they are not those of bfloat16 numbers.
    bool make(const std::uint32_t (&patterns)[256]) noexcept
    {
        std::uint32_t rest = 0;
        for (int code = 0; code < 256; ++code) {
            rest |= patterns[code] & 0xffffu;
            low[code] = static_cast<std::uint8_t>(patterns[code] >> 16);
            high[code] = static_cast<std::uint8_t>(patterns[code] >> 24);
        }
        return rest == 0;
    }

    // The numbers of n codes, a multiple of 64; streamed to where a multiple of 64 bytes begins, if so wanted.
    void numbers(const std::uint8_t* codes, std::size_t n, float* out, bool streamed) const noexcept
    {
        // Bytes of the two tables are paired within 128 bits, and the pairs put above zeros. What comes out in order
        // must go in so: in each 128 bits, four bytes for each of the four registers that leave.
        const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        const __m512i zero = _mm512_setzero_si512();
        const auto part = [](const std::uint8_t* bytes) { return _mm512_load_si512(bytes); };
        const __m512i low_0 = part(low), low_1 = part(low + 64), low_2 = part(low + 128), low_3 = part(low + 192);
        const __m512i high_0 = part(high), high_1 = part(high + 64), high_2 = part(high + 128),
                      high_3 = part(high + 192);
        for (std::size_t i = 0; i < n; i += step) {
            prefetch_after(codes + i);
            const __m512i code = _mm512_permutexvar_epi32(order, _mm512_loadu_si512(codes + i));
            const __mmask64 upper = _mm512_movepi8_mask(code);
            const __m512i l = _mm512_mask_blend_epi8(upper, _mm512_permutex2var_epi8(low_0, code, low_1),
                                                     _mm512_permutex2var_epi8(low_2, code, low_3));
            const __m512i h = _mm512_mask_blend_epi8(upper, _mm512_permutex2var_epi8(high_0, code, high_1),
                                                     _mm512_permutex2var_epi8(high_2, code, high_3));
            const __m512i first = _mm512_unpacklo_epi8(l, h), second = _mm512_unpackhi_epi8(l, h);
            const __m512i words[4] = {_mm512_unpacklo_epi16(zero, first), _mm512_unpackhi_epi16(zero, first),
                                      _mm512_unpacklo_epi16(zero, second), _mm512_unpackhi_epi16(zero, second)};
            for (std::size_t k = 0; k < 4; ++k) {
                float* const to = out + i + 16 * k;
                if (streamed)
                    _mm512_stream_si512(reinterpret_cast<__m512i*>(to), words[k]);
                else
                    _mm512_storeu_si512(to, words[k]);
            }
        }
    }
};

#else

inline constexpr bool is_looked_up = false;

struct byte_table {
    static constexpr std::size_t step = 1;

    float number[256];

    bool make(const std::uint32_t (&patterns)[256]) noexcept
    {
        std::uint32_t rest = 0;
        for (int code = 0; code < 256; ++code) {
            rest |= patterns[code] & 0xffffu;
            number[code] = from_bits(patterns[code]);
        }
        return rest == 0;
    }
    void numbers(const std::uint8_t* codes, std::size_t n, float* out, bool) const noexcept
    {
        for (std::size_t i = 0; i < n; ++i) out[i] = number[codes[i]];
    }
};

#endif

}  // namespace LOWP_ISA
}  // namespace lowp
