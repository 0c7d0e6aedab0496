// lowp/linalg/isa/integer_step_512.hpp -- steps of integers of 8 bits (lowp/linalg/integer_step.hpp) in registers of
// 512 bits.
//
// Sixteen-bit lanes hold even and odd elements apart, so that nothing is widened or shuffled: x << 8 and x & 0xff00 are
// 256 times the two, and vpmulhrsw is the rounded share. The odd sums are shifted by three bits, which puts their steps
// into the upper byte at once. The dot product with the next row is taken in the same pass, of z + 128, as vpdpbusd
// wants it, and less 128 times the row's own sum.
//
// What bounds a step of few columns is latency, from one dot product to the next; so it never leaves the vector
// registers where its coefficient is linear, and the keys of a step's words are made while the step before it runs.
// Rows of at most 256 columns have a kernel of their own, narrow_step_512.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/integer_step.hpp"
#include "lowp/linalg/isa/integer_quads.hpp"
#include "lowp/linalg/isa/narrow_step_512.hpp"
#include "lowp/linalg/isa/random_words_512.hpp"
#include "lowp/linalg/isa/step_lanes_512.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)
#include <immintrin.h>
#define LOWP_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define LOWP_INLINE [[gnu::always_inline]] LOWP_TARGET inline
#endif

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

#if defined(LOWP_TARGET)

inline bool has_integer_step_512() noexcept { return has_integer_quads(); }

class integer_step_512 : step_lanes_512 {
public:
    template <class Coefficient>
    static std::int32_t run(const integer_steps<std::int8_t>& steps, std::int8_t* z, const Coefficient& a_of)
    {
        if (steps.drift == nullptr)
            return steps.decay == 0 ? take<false, false>(steps, z, a_of) : take<false, true>(steps, z, a_of);
        return steps.decay == 0 ? take<true, false>(steps, z, a_of) : take<true, true>(steps, z, a_of);
    }

private:
    static constexpr std::size_t batch = 128;  // elements of a key
    static constexpr std::size_t turn = random_words_512::keys_at_once * batch;

    // What a step does with 64 elements. `Part`: with those of the mask alone.
    struct row_work {
        std::int8_t* z;
        const std::int8_t *x, *next, *ahead;
        const std::int16_t* drift;
        reg a, decay;
    };
    struct sums {
        reg dot, row;
    };
    template <bool Drift, bool Decay, bool Part>
    LOWP_INLINE static void update(const row_work& w, std::size_t j, reg word, std::size_t factor, sums& to,
                                   __mmask64 mask = 0) noexcept
    {
        const reg upper = shorts(0xff00);
        const reg x = load<Part>(w.x + j, mask), z = load<Part>(w.z + j, mask);
        const auto noise = [&](std::size_t k) LOWP_TARGET {
            const reg own = k == 0 ? word : _mm512_mullo_epi16(word, shorts(noise_factors[k]));
            return _mm512_srli_epi16(own, 16 - step_fraction_bits);
        };
        reg even = noise(factor), odd = noise(factor + 1);
        if constexpr (Drift) {
            even = _mm512_add_epi16(even, _mm512_loadu_si512(w.drift + j));
            odd = _mm512_add_epi16(odd, _mm512_loadu_si512(w.drift + j + 32));
        }
        if constexpr (Decay) {
            even = _mm512_add_epi16(even, _mm512_mulhrs_epi16(_mm512_slli_epi16(z, 8), w.decay));
            odd = _mm512_add_epi16(odd, _mm512_mulhrs_epi16(_mm512_and_si512(z, upper), w.decay));
        }
        even = _mm512_add_epi16(even, _mm512_mulhrs_epi16(_mm512_slli_epi16(x, 8), w.a));
        odd = _mm512_add_epi16(odd, _mm512_mulhrs_epi16(_mm512_and_si512(x, upper), w.a));
        even = _mm512_srai_epi16(even, step_fraction_bits);
        odd = _mm512_srai_epi16(odd, step_fraction_bits - 8);
        const reg stepped = _mm512_adds_epi8(z, _mm512_mask_blend_epi8(0xaaaa'aaaa'aaaa'aaaau, even, odd));
        if constexpr (Part)
            _mm512_mask_storeu_epi8(w.z + j, mask, stepped);
        else
            _mm512_storeu_si512(w.z + j, stepped);
        const reg next = load<Part>(w.next + j, mask), sign = words(0x8080'8080u);
        to.dot = _mm512_dpbusd_epi32(to.dot, _mm512_xor_si512(stepped, sign), next);
        to.row = _mm512_dpbusd_epi32(to.row, sign, next);
        __builtin_prefetch(w.ahead + j);
    }

    template <bool Drift, bool Decay, class Coefficient>
    LOWP_TARGET static std::int32_t take(const integer_steps<std::int8_t>& steps, std::int8_t* z,
                                         const Coefficient& a_of)
    {
        if (steps.rows.columns <= narrow_step_512::most_columns)
            return narrow_step_512::take<Drift, Decay>(steps, z, a_of);
        const std::size_t d = steps.rows.columns, count = steps.order.size() - 1, whole = d / batch * batch;
        const std::size_t distance = rows_ahead(steps.rows);
        const std::uint32_t* const order = steps.order.data();
        const random_words_512::constants of_words;
        step_keys_512 keys(steps.draw.fork(steps.first));
        row_work w{z, nullptr, nullptr, nullptr, steps.drift, {}, shorts(static_cast<std::uint32_t>(steps.decay))};
        dot product = dot_of(dot_of_codes(z, steps.rows.row(order[0]), d));
        for (std::size_t s = 0; s < count; ++s) {
            w.x = steps.rows.row(order[s]), w.next = steps.rows.row(order[s + 1]);
            w.ahead = steps.rows.row(order[s + distance <= count ? s + distance : count]);
            w.a = coefficient(a_of, order[s], product);
            keys.begin_step(s, steps.draw.fork(steps.first + s + 1));

            const reg zero = _mm512_setzero_si512();
            sums to[2] = {{zero, zero}, {zero, zero}};
            for (std::size_t begin = 0; begin < d; begin += turn) {
                const std::uint64_t* key = keys.turn(begin / turn, begin + turn < d);
                const std::size_t end = begin + turn < whole ? begin + turn : whole;
                std::size_t j = begin;
                for (; j < end; j += batch, ++key) {
                    const reg word = random_words_512::of(key, of_words);
                    update<Drift, Decay, false>(w, j, word, 0, to[0]);
                    update<Drift, Decay, false>(w, j + 64, word, 2, to[1]);
                }
                if (j < d && j < begin + turn) {
                    const reg word = random_words_512::of(key, of_words);
                    update<Drift, Decay, true>(w, j, word, 0, to[0], first_of(static_cast<std::ptrdiff_t>(d - j)));
                    if (j + 64 < d)
                        update<Drift, Decay, true>(w, j + 64, word, 2, to[1],
                                                   first_of(static_cast<std::ptrdiff_t>(d - j - 64)));
                }
            }
            product = sum_of_all(
                _mm512_sub_epi32(_mm512_add_epi32(to[0].dot, to[1].dot), _mm512_add_epi32(to[0].row, to[1].row)));
        }
        return lowest(product);
    }

    template <bool Part>
    LOWP_INLINE static reg load(const std::int8_t* from, __mmask64 mask) noexcept
    {
        if constexpr (Part)
            return _mm512_maskz_loadu_epi8(mask, from);
        else
            return _mm512_loadu_si512(from);
    }
};

#else

// Never called: there are no such registers.
constexpr bool has_integer_step_512() noexcept { return false; }
struct integer_step_512 {
    template <class Coefficient>
    static std::int32_t run(const integer_steps<std::int8_t>& steps, std::int8_t* z, const Coefficient& a_of)
    {
        return reference_steps(steps, z, a_of);
    }
};

#endif

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_INLINE
#undef LOWP_TARGET
