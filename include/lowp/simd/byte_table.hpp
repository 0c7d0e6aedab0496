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
        using words = lanes<std::uint32_t>;
        words rest(0u);
        for (std::size_t code = 0; code < 256; code += words::size) {
            const words pattern = words::load(patterns + code);
            rest = rest | (pattern & words(0xffffu));
            ((pattern >> 16) & words(0xffu)).store_short(low + code, 1);
            (pattern >> 24).store_short(high + code, 1);
        }
        return !any(rest != words(0u));
    }

    // The two bytes of a code, of 64 codes.
    struct both_bytes {
        __m512i low, high;
    };
    class looking_up {
    public:
        // One by one: g++ 12 would put arrays that a loop has filled into memory, and wait for it.
        explicit looking_up(const byte_table& from) noexcept
            : low_{part(from.low, 0), part(from.low, 1), part(from.low, 2), part(from.low, 3)},
              high_{part(from.high, 0), part(from.high, 1), part(from.high, 2), part(from.high, 3)}
        {}
        both_bytes operator()(__m512i code) const noexcept
        {
            const __mmask64 upper = _mm512_movepi8_mask(code);
            return {_mm512_mask_blend_epi8(upper, _mm512_permutex2var_epi8(low_[0], code, low_[1]),
                                           _mm512_permutex2var_epi8(low_[2], code, low_[3])),
                    _mm512_mask_blend_epi8(upper, _mm512_permutex2var_epi8(high_[0], code, high_[1]),
                                           _mm512_permutex2var_epi8(high_[2], code, high_[3]))};
        }

    private:
        static __m512i part(const std::uint8_t* table, std::size_t k) noexcept
        {
            return _mm512_load_si512(table + 64 * k);
        }
        __m512i low_[4], high_[4];
    };

    // The upper halves of their patterns, of n codes.
    void halves(const std::uint8_t* codes, std::size_t n, std::uint16_t* out) const noexcept
    {
        // As below: what is to come out in order must go in so, by eight bytes.
        const __m512i order = _mm512_setr_epi64(0, 4, 1, 5, 2, 6, 3, 7);
        const looking_up look(*this);
        const std::size_t whole = n / step * step;
        for (std::size_t i = 0; i < whole; i += step) {
            const auto [l, h] = look(_mm512_permutexvar_epi64(order, _mm512_loadu_si512(codes + i)));
            _mm512_storeu_si512(out + i, _mm512_unpacklo_epi8(l, h));
            _mm512_storeu_si512(out + i + 32, _mm512_unpackhi_epi8(l, h));
        }
        for (std::size_t i = whole; i < n; ++i)
            out[i] = static_cast<std::uint16_t>(high[codes[i]] << 8 | low[codes[i]]);
    }

    // The numbers of n codes, a multiple of 64; streamed to where a multiple of 64 bytes begins, if so wanted.
    void numbers(const std::uint8_t* codes, std::size_t n, float* out, bool streamed) const noexcept
    {
        // Bytes of the two tables are paired within 128 bits, and the pairs put above zeros. What comes out in order
        // must go in so: in each 128 bits, four bytes for each of the four registers that leave.
        const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        const __m512i zero = _mm512_setzero_si512();
        const looking_up look(*this);
        for (std::size_t i = 0; i < n; i += step) {
            prefetch_after(codes + i);
            const auto [l, h] = look(_mm512_permutexvar_epi32(order, _mm512_loadu_si512(codes + i)));
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
    void halves(const std::uint8_t* codes, std::size_t n, std::uint16_t* out) const noexcept
    {
        for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<std::uint16_t>(to_bits(number[codes[i]]) >> 16);
    }
    void numbers(const std::uint8_t* codes, std::size_t n, float* out, bool) const noexcept
    {
        for (std::size_t i = 0; i < n; ++i) out[i] = number[codes[i]];
    }
};

#endif

}  // namespace LOWP_ISA
}  // namespace lowp
