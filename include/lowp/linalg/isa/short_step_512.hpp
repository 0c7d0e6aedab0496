// lowp/linalg/isa/short_step_512.hpp -- steps of integers of 16 bits (lowp/linalg/short_step.hpp) in registers of 512
// bits.
//
// vpmaddwd by pairs (m, 0) and (0, m) multiplies even and odd elements to 32 bits, which is how the halves of random
// words come, too. Dot products of pairs fit 32 bits; their halves are added apart, so that no sum overflows.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/isa/integer_quads.hpp"
#include "lowp/linalg/isa/random_words_512.hpp"
#include "lowp/linalg/short_step.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)
#include <immintrin.h>
#define LOWP_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define LOWP_INLINE [[gnu::always_inline]] LOWP_TARGET inline
#endif

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

#if defined(LOWP_TARGET)

inline bool has_short_step_512() noexcept { return has_integer_quads(); }

class short_step_512 {
public:
    template <class Coefficient>
    LOWP_TARGET static std::int64_t run(const integer_steps<std::int16_t>& steps, std::int16_t* w,
                                        const Coefficient& a_of)
    {
        const std::size_t d = steps.rows.columns, count = steps.order.size() - 1, whole = d / batch * batch;
        const std::size_t distance = rows_ahead(steps.rows);
        const std::uint32_t* const order = steps.order.data();
        const random_words_512::constants of_words;
        step_keys_512 keys(steps.draw.fork(steps.first));
        std::int64_t dot = dot_of_codes(w, steps.rows.row(order[0]), d);
        for (std::size_t s = 0; s < count; ++s) {
            const scaled_coefficient a = a_of(order[s], dot);
            const auto mantissa = static_cast<std::uint32_t>(a.mantissa);
            const row_work work{w,
                                steps.rows.row(order[s]),
                                steps.rows.row(order[s + 1]),
                                steps.rows.row(order[s + distance <= count ? s + distance : count]),
                                words(mantissa & 0xffff),
                                words(mantissa << 16),
                                words(static_cast<std::uint32_t>(a.shift)),
                                words(static_cast<std::uint32_t>(32 - a.shift))};
            keys.begin_step(s, steps.draw.fork(steps.first + s + 1));
            sums all{_mm512_setzero_si512(), _mm512_setzero_si512()};
            for (std::size_t begin = 0; begin < d; begin += turn) {
                const std::uint64_t* key = keys.turn(begin / turn, begin + turn < d);
                const std::size_t end = begin + turn < whole ? begin + turn : whole;
                std::size_t j = begin;
                for (; j < end; j += batch, ++key) update<false>(work, j, random_words_512::of(key, of_words), all);
                if (j < d && j < begin + turn)
                    update<true>(work, j, random_words_512::of(key, of_words), all, (__mmask32{1} << (d - j)) - 1);
            }
            dot = std::int64_t{sum_of(all.high)} * 0x1'0000 + static_cast<std::uint32_t>(sum_of(all.low));
        }
        return dot;
    }

private:
    using reg = __m512i;
    static constexpr std::size_t batch = 32;  // elements of a register, and of a key
    static constexpr std::size_t turn = random_words_512::keys_at_once * batch;

    struct row_work {
        std::int16_t* w;
        const std::int16_t *x, *next, *ahead;
        reg even, odd;     // the mantissa for either
        reg down, to_top;  // the shift, and what is left of 32
    };
    struct sums {
        reg low, high;
    };

    template <bool Part>
    LOWP_INLINE static void update(const row_work& work, std::size_t j, reg random, sums& to,
                                   __mmask32 mask = 0) noexcept
    {
        const reg upper = words(0xffff'0000u), half = words(0x8000);
        const reg x = load<Part>(work.x + j, mask), w = load<Part>(work.w + j, mask);
        const reg noise_even = _mm512_or_si512(_mm512_maskz_slli_epi32(0xffff, random, 16), half);
        const reg noise_odd = _mm512_or_si512(_mm512_and_si512(random, upper), half);
        const reg sum_even = _mm512_add_epi32(_mm512_madd_epi16(x, work.even), right(noise_even, work.to_top));
        const reg sum_odd = _mm512_add_epi32(_mm512_madd_epi16(x, work.odd), right(noise_odd, work.to_top));
        const reg low = _mm512_maskz_srav_epi32(0xffff, sum_even, work.down);
        const reg high = _mm512_maskz_slli_epi32(0xffff, _mm512_maskz_srav_epi32(0xffff, sum_odd, work.down), 16);
        const reg step = _mm512_mask_blend_epi16(0xaaaa'aaaau, low, high);
        const reg after = _mm512_max_epi16(_mm512_adds_epi16(w, step), words(0x8001'8001u));
        if constexpr (Part)
            _mm512_mask_storeu_epi16(work.w + j, mask, after);
        else
            _mm512_storeu_si512(work.w + j, after);
        const reg pair = _mm512_madd_epi16(after, load<Part>(work.next + j, mask));
        to.low = _mm512_add_epi32(to.low, _mm512_and_si512(pair, words(0xffff)));
        to.high = _mm512_add_epi32(to.high, _mm512_maskz_srai_epi32(0xffff, pair, 16));
        __builtin_prefetch(work.ahead + j);
    }
    // Of 65536 halves at most, so that upper ones fit an int32 and lower ones 32 bits without a sign.
    LOWP_INLINE static std::int32_t sum_of(reg x) noexcept
    {
        x = _mm512_add_epi32(x, _mm512_maskz_shuffle_i64x2(0xff, x, x, 0x4e));
        x = _mm512_add_epi32(x, _mm512_maskz_shuffle_i64x2(0xff, x, x, 0xb1));
        x = _mm512_add_epi32(x, _mm512_maskz_shuffle_epi32(0xffff, x, static_cast<_MM_PERM_ENUM>(0x4e)));
        x = _mm512_add_epi32(x, _mm512_maskz_shuffle_epi32(0xffff, x, static_cast<_MM_PERM_ENUM>(0xb1)));
        return ((__v16si)x)[0];
    }
    template <bool Part>
    LOWP_INLINE static reg load(const std::int16_t* from, __mmask32 mask) noexcept
    {
        if constexpr (Part)
            return _mm512_maskz_loadu_epi16(mask, from);
        else
            return _mm512_loadu_si512(from);
    }
    LOWP_INLINE static reg words(std::uint32_t x) noexcept { return _mm512_set1_epi32(static_cast<int>(x)); }
    LOWP_INLINE static reg right(reg x, reg by) noexcept { return _mm512_maskz_srlv_epi32(0xffff, x, by); }
};

#else

// Never called: there are no such registers.
constexpr bool has_short_step_512() noexcept { return false; }
struct short_step_512 {
    template <class Coefficient>
    static std::int64_t run(const integer_steps<std::int16_t>& steps, std::int16_t* w, const Coefficient& a_of)
    {
        return reference_steps(steps, w, a_of);
    }
};

#endif

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_INLINE
#undef LOWP_TARGET
