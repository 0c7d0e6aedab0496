// lowp/linalg/isa/narrow_step_512.hpp -- the steps of integer_step_512.hpp for rows of at most 256 columns: the model
// stays in registers.
//
// So short a step is mostly latency: from one coefficient to the next takes longer than all the work would without that
// dependence. Whatever does not wait for the coefficient is therefore done before it: noise and drift are added up, the
// next row is there with its correction, and the words of the step after this one are drawn while the dot product is
// summed. Keys are made for eight steps at once. And constants must stay where they are: g++ makes them anew in each
// step, which it takes to be free, unless it is told that they might be anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/integer_step.hpp"
#include "lowp/linalg/isa/random_words_512.hpp"
#include "lowp/linalg/isa/step_lanes_512.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)
#include <immintrin.h>
#define LOWP_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define LOWP_INLINE [[gnu::always_inline]] LOWP_TARGET inline

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

class narrow_step_512 : step_lanes_512 {
public:
    static constexpr std::size_t most_columns = 256;

    template <bool Drift, bool Decay, class Coefficient>
    static std::int32_t take(const integer_steps<std::int8_t>& steps, std::int8_t* z, const Coefficient& a_of)
    {
        const std::size_t parts = (steps.rows.columns + 63) / 64;
        if (parts <= 1) return take_parts<Drift, Decay>(steps, z, a_of, std::make_index_sequence<1>{});
        if (parts == 2) return take_parts<Drift, Decay>(steps, z, a_of, std::make_index_sequence<2>{});
        if (parts == 3) return take_parts<Drift, Decay>(steps, z, a_of, std::make_index_sequence<3>{});
        return take_parts<Drift, Decay>(steps, z, a_of, std::make_index_sequence<4>{});
    }

private:
    struct constants {
        reg factors[3] = {shorts(noise_factors[1]), shorts(noise_factors[2]), shorts(noise_factors[3])};
        reg upper = shorts(0xff00), sign = words(0x8080'8080u), decay;

        LOWP_INLINE explicit constants(int decay_of) noexcept : decay(shorts(static_cast<std::uint32_t>(decay_of)))
        {
            __asm__("" : "+v"(factors[0]), "+v"(factors[1]), "+v"(factors[2]), "+v"(upper), "+v"(sign));
        }
    };

    // P: parts of 64 elements, by their numbers; g++ 12 keeps an array in registers only where those are constants.
    template <bool Drift, bool Decay, class Coefficient, std::size_t... P>
    LOWP_TARGET static std::int32_t take_parts(const integer_steps<std::int8_t>& steps, std::int8_t* codes,
                                               const Coefficient& a_of, std::index_sequence<P...>)
    {
        constexpr std::size_t parts = sizeof...(P), blocks = (parts + 1) / 2;
        const std::size_t d = steps.rows.columns, stride = steps.rows.stride, count = steps.order.size() - 1;
        const std::size_t distance = rows_ahead(steps.rows);
        const std::int8_t* const rows = steps.rows.codes;
        const std::uint32_t* const order = steps.order.data();
        const std::int16_t* const drift = steps.drift;
        const constants c(steps.decay);
        const random_words_512::constants of_words;

        const __mmask64 mask[parts] = {
            first_of(static_cast<std::ptrdiff_t>(d) - static_cast<std::ptrdiff_t>(64 * P))...};
        reg z[parts] = {_mm512_maskz_loadu_epi8(mask[P], codes + 64 * P)...};
        reg x[parts] = {_mm512_maskz_loadu_epi8(mask[P], rows + order[0] * stride + 64 * P)...};
        keys_of_steps_512<blocks> keys(steps.draw, steps.first);
        reg word[blocks];
        draw<blocks>(word, keys.of_step(0), of_words);
        dot product = dot_of(dot_of_codes(codes, rows + order[0] * stride, d));
        for (std::size_t s = 0; s < count; ++s) {
            const std::int8_t* const next = rows + order[s + 1] * stride;
            const std::int8_t* const ahead = rows + order[s + distance <= count ? s + distance : count] * stride;
            reg even[parts], odd[parts];
            (prepare<Drift, Decay, P>(even[P], odd[P], z[P], word[P / 2], drift, c), ...);
            const reg y[parts] = {_mm512_maskz_loadu_epi8(mask[P], next + 64 * P)...};
            reg of_row = _mm512_setzero_si512();
            ((of_row = _mm512_dpbusd_epi32(of_row, c.sign, y[P])), ...);
            reg sums[2] = {_mm512_sub_epi32(_mm512_setzero_si512(), of_row), _mm512_setzero_si512()};
            (__builtin_prefetch(ahead + 64 * P), ...);

            const reg a = coefficient(a_of, order[s], product);
            ((z[P] = stepped(z[P], x[P], even[P], odd[P], a, c)), ...);
            ((sums[P % 2] = _mm512_dpbusd_epi32(sums[P % 2], _mm512_xor_si512(z[P], c.sign), y[P])), ...);
            draw<blocks>(word, keys.of_step(s + 1), of_words);
            product = sum_of_all(_mm512_add_epi32(sums[0], sums[1]));
            ((x[P] = y[P]), ...);
        }
        (_mm512_mask_storeu_epi8(codes + 64 * P, mask[P], z[P]), ...);
        return lowest(product);
    }

    template <std::size_t Blocks>
    LOWP_INLINE static void draw(reg (&word)[Blocks], const std::uint64_t* key,
                                 const random_words_512::constants& by) noexcept
    {
        word[0] = random_words_512::of(key, by);
        __asm__("" : "+v"(word[0]));  // here, not where it is used
        if constexpr (Blocks == 2) {
            word[1] = random_words_512::of(key + 8, by);
            __asm__("" : "+v"(word[1]));
        }
    }
    // What is added to the 64 elements of part P beside the shares of x.
    template <bool Drift, bool Decay, std::size_t P>
    LOWP_INLINE static void prepare(reg& even, reg& odd, reg z, reg word, const std::int16_t* drift,
                                    const constants& c) noexcept
    {
        constexpr std::size_t factor = P % 2 * 2;
        even = word;
        if constexpr (factor != 0) even = _mm512_mullo_epi16(word, c.factors[factor - 1]);
        even = _mm512_srli_epi16(even, 16 - step_fraction_bits);
        odd = _mm512_srli_epi16(_mm512_mullo_epi16(word, c.factors[factor]), 16 - step_fraction_bits);
        if constexpr (Drift) {
            even = _mm512_add_epi16(even, _mm512_loadu_si512(drift + 64 * P));
            odd = _mm512_add_epi16(odd, _mm512_loadu_si512(drift + 64 * P + 32));
        }
        if constexpr (Decay) {
            even = _mm512_add_epi16(even, _mm512_mulhrs_epi16(_mm512_slli_epi16(z, 8), c.decay));
            odd = _mm512_add_epi16(odd, _mm512_mulhrs_epi16(_mm512_and_si512(z, c.upper), c.decay));
        }
        __asm__("" : "+v"(even), "+v"(odd));  // compilers would begin with the share of x
    }
    LOWP_INLINE static reg stepped(reg z, reg x, reg even, reg odd, reg a, const constants& c) noexcept
    {
        even = _mm512_add_epi16(even, _mm512_mulhrs_epi16(_mm512_slli_epi16(x, 8), a));
        odd = _mm512_add_epi16(odd, _mm512_mulhrs_epi16(_mm512_and_si512(x, c.upper), a));
        even = _mm512_srai_epi16(even, step_fraction_bits);
        odd = _mm512_srai_epi16(odd, step_fraction_bits - 8);
        return _mm512_adds_epi8(z, _mm512_ternarylogic_epi32(c.upper, odd, even, 0xca));  // upper ? odd : even
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_INLINE
#undef LOWP_TARGET
#endif
