// lowp/linalg/isa/integer_step_256.hpp -- the same as integer_step_512.hpp in registers of 256 bits, for machines that
// have AVX2 and not AVX-512.
//
// There is no dot product of bytes here that could not overflow; so even and odd bytes are widened in their places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/integer_step.hpp"
#include "lowp/random/stream.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)
#include <immintrin.h>
#define LOWP_TARGET __attribute__((target("avx2")))
#define LOWP_INLINE [[gnu::always_inline]] LOWP_TARGET inline
#endif

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

#if defined(LOWP_TARGET)

inline bool has_integer_step_256() noexcept { return __builtin_cpu_supports("avx2"); }

class integer_step_256 {
public:
    template <class Coefficient>
    static std::int32_t run(const integer_steps<std::int8_t>& steps, std::int8_t* z, const Coefficient& a_of)
    {
        const std::size_t count = steps.order.size() - 1, distance = rows_ahead(steps.rows);
        const auto row = [&](std::size_t s) { return steps.rows.row(steps.order[s < count ? s : count]); };
        std::int32_t dot = dot_of_codes(z, row(0), steps.rows.columns);
        for (std::size_t s = 0; s < count; ++s) {
            const row_work w{z,
                             row(s),
                             row(s + 1),
                             row(s + distance),
                             steps.rows.columns,
                             steps.drift,
                             steps.decay,
                             a_of(steps.order[s], dot)};
            dot = take(w, steps.draw.fork(steps.first + s));
        }
        return dot;
    }

private:
    using reg = __m256i;
    static constexpr std::size_t batch = 32;  // elements of a register

    struct row_work {
        std::int8_t* z;
        const std::int8_t *x, *next, *ahead;
        std::size_t columns;
        const std::int16_t* drift;
        int decay, a;
    };

    LOWP_TARGET static std::int32_t take(const row_work& w, const lowp::stream& draw) noexcept
    {
        std::uint64_t key = detail::start_of_keys(draw.seed);
        const std::uint64_t step = detail::step_of_keys(draw.seed);
        reg dot = _mm256_setzero_si256();
        for (std::size_t first = 0; first < w.columns; first += 128, key += step) {
            const std::uint64_t mixed = mix64(key);
            const reg random[2] = {words_of(mixed, 0), words_of(mixed, 8)};
            for (std::size_t k = 0; k < 4; ++k) {
                const std::size_t j = first + k * batch;
                if (j >= w.columns) break;
                const std::int16_t* const drift = w.drift == nullptr ? nullptr : w.drift + j - k % 2 * 16;
                if (w.columns - j >= batch)
                    update(w, w.z + j, w.x + j, w.next + j, drift, random[k % 2], k / 2 * 2, dot);
                else
                    update_last(w, j, drift, random[k % 2], k / 2 * 2, dot);
                __builtin_prefetch(w.ahead + j);
            }
        }
        __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(dot), _mm256_extracti128_si256(dot, 1));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
        return _mm_cvtsi128_si32(_mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1)));
    }
    LOWP_INLINE static void update(const row_work& w, std::int8_t* to, const std::int8_t* from,
                                   const std::int8_t* from_next, const std::int16_t* drift, reg word,
                                   std::size_t factor, reg& dot) noexcept
    {
        const reg upper = shorts(0xff00), a = shorts(static_cast<std::uint32_t>(w.a)), x = load(from), z = load(to);
        reg even = _mm256_srli_epi16(_mm256_mullo_epi16(word, shorts(noise_factors[factor])), 16 - step_fraction_bits);
        reg odd =
            _mm256_srli_epi16(_mm256_mullo_epi16(word, shorts(noise_factors[factor + 1])), 16 - step_fraction_bits);
        if (drift != nullptr) {
            even = _mm256_add_epi16(even, load(drift));
            odd = _mm256_add_epi16(odd, load(drift + 32));
        }
        if (w.decay != 0) {
            const reg decay = shorts(static_cast<std::uint32_t>(w.decay));
            even = _mm256_add_epi16(even, _mm256_mulhrs_epi16(_mm256_slli_epi16(z, 8), decay));
            odd = _mm256_add_epi16(odd, _mm256_mulhrs_epi16(_mm256_and_si256(z, upper), decay));
        }
        even = _mm256_add_epi16(even, _mm256_mulhrs_epi16(_mm256_slli_epi16(x, 8), a));
        odd = _mm256_add_epi16(odd, _mm256_mulhrs_epi16(_mm256_and_si256(x, upper), a));
        even = _mm256_andnot_si256(upper, _mm256_srai_epi16(even, step_fraction_bits));
        odd = _mm256_and_si256(upper, _mm256_srai_epi16(odd, step_fraction_bits - 8));
        const reg stepped = _mm256_adds_epi8(z, _mm256_or_si256(even, odd));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), stepped);
        const reg next = load(from_next);
        dot = _mm256_add_epi32(dot, _mm256_madd_epi16(_mm256_srai_epi16(stepped, 8), _mm256_srai_epi16(next, 8)));
        dot = _mm256_add_epi32(dot, _mm256_madd_epi16(_mm256_srai_epi16(_mm256_slli_epi16(stepped, 8), 8),
                                                      _mm256_srai_epi16(_mm256_slli_epi16(next, 8), 8)));
    }
    LOWP_TARGET static void update_last(const row_work& w, std::size_t j, const std::int16_t* drift, reg word,
                                        std::size_t factor, reg& dot) noexcept
    {
        const std::size_t count = w.columns - j;
        std::int8_t z[batch] = {}, x[batch] = {}, next[batch] = {};
        std::memcpy(z, w.z + j, count);
        std::memcpy(x, w.x + j, count);
        std::memcpy(next, w.next + j, count);
        update(w, z, x, next, drift, word, factor, dot);
        std::memcpy(w.z + j, z, count);
    }

    LOWP_INLINE static reg words_of(std::uint64_t key, std::size_t place) noexcept
    {
        reg x = _mm256_xor_si256(load(detail::word_places + place), words(static_cast<std::uint32_t>(key)));
        x = _mm256_mullo_epi32(x, words(0x7feb'352du));
        x = _mm256_xor_si256(_mm256_xor_si256(x, _mm256_srli_epi32(x, 15)),
                             words(static_cast<std::uint32_t>(key >> 32)));
        x = _mm256_mullo_epi32(x, words(0x846c'a68bu));
        return _mm256_xor_si256(x, _mm256_srli_epi32(x, 16));
    }
    LOWP_INLINE static reg load(const void* from) noexcept
    {
        return _mm256_loadu_si256(static_cast<const __m256i*>(from));
    }
    LOWP_INLINE static reg words(std::uint32_t x) noexcept { return _mm256_set1_epi32(static_cast<int>(x)); }
    LOWP_INLINE static reg shorts(std::uint32_t x) noexcept { return _mm256_set1_epi16(static_cast<short>(x)); }
};

#else

// Never called: there are no such registers.
constexpr bool has_integer_step_256() noexcept { return false; }
struct integer_step_256 {
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
