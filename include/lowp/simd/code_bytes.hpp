// lowp/simd/code_bytes.hpp -- codes of a byte and their signs, gathered from four registers at a time.
//
// Where bytes of two registers are permuted at once, codes are put together as bytes: what is done to a byte is then
// done to 64 codes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/isa.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

#if defined(__AVX512VBMI__) && !defined(LOWP_NO_SIMD)

inline constexpr bool has_code_bytes = true;

inline bool any_nan(const lanes<float> (&x)[4]) noexcept
{
    return (_mm512_cmp_ps_mask(x[0].v, x[1].v, _CMP_UNORD_Q) | _mm512_cmp_ps_mask(x[2].v, x[3].v, _CMP_UNORD_Q)) != 0;
}

// 64 codes of `width` bits, one of them the sign: the low bytes of sums, less a constant, are below 2^(width - 1), and
// signs are those of x.
inline void store_code_bytes(const lanes<std::uint32_t> (&sums)[4], const lanes<float> (&x)[4], std::uint8_t constant,
                             int width, std::uint8_t* to) noexcept
{
    const auto bits = [&](std::size_t k) { return _mm512_castps_si512(x[k].v); };
    const __m512i codes = _mm512_sub_epi8(inner::gathered_bytes<0>(sums[0].v, sums[1].v, sums[2].v, sums[3].v),
                                          _mm512_set1_epi8(static_cast<char>(constant)));
    const __m512i upper = inner::gathered_bytes<3>(bits(0), bits(1), bits(2), bits(3));
    const __m512i signs = _mm512_srl_epi16(upper, _mm_cvtsi32_si128(8 - width));
    constexpr int first_and_second_or_third = 0xea;
    const __m512i sign = _mm512_set1_epi8(static_cast<char>(1 << (width - 1)));
    _mm512_storeu_si512(to, _mm512_ternarylogic_epi32(signs, sign, codes, first_and_second_or_third));
}

#else

inline constexpr bool has_code_bytes = false;

#endif

}  // namespace LOWP_ISA
}  // namespace lowp
