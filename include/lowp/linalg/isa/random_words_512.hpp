// lowp/linalg/isa/random_words_512.hpp -- the words of a stream in registers of 512 bits, for kernels that are made of
// little else.
//
// The same words as those of lowp/random/stream.hpp. Keys are made eight at a time, and ahead of when they are needed:
// they take as long as a short row's whole step. Their halves are broadcast from memory, as operands, which costs
// nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/isa.hpp"
#include "lowp/random/stream.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)
#include <immintrin.h>
#define LOWP_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define LOWP_INLINE [[gnu::always_inline]] LOWP_TARGET inline

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

class random_words_512 {
public:
    static constexpr std::size_t keys_at_once = 8;

    random_words_512() = default;
    LOWP_INLINE explicit random_words_512(const lowp::stream& draw) noexcept
    {
        const std::uint64_t step = detail::step_of_keys(draw.seed);
        at_ = _mm512_add_epi64(wide(detail::start_of_keys(draw.seed)),
                               _mm512_mullo_epi64(wide(step), _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0)));
        step_ = wide(keys_at_once * step);
    }

    // The keys of the next eight blocks, to an aligned place.
    LOWP_INLINE void next_keys(std::uint64_t* to) noexcept
    {
        __m512i k = _mm512_xor_si512(at_, right<30>(at_));
        at_ = _mm512_add_epi64(at_, step_);
        k = _mm512_mullo_epi64(k, wide(0xbf58'476d'1ce4'e5b9u));
        k = _mm512_mullo_epi64(_mm512_xor_si512(k, right<27>(k)), wide(0x94d0'49bb'1331'11ebu));
        _mm512_store_si512(to, _mm512_xor_si512(k, right<31>(k)));
        __asm__("" : "+m"(*reinterpret_cast<std::uint64_t(*)[keys_at_once]>(to)));  // compilers would shuffle instead
    }

    // The block of a key.
    LOWP_INLINE static __m512i of(const std::uint64_t* key) noexcept
    {
        const auto low = static_cast<std::uint32_t>(*key), high = static_cast<std::uint32_t>(*key >> 32);
        __m512i x = _mm512_xor_si512(_mm512_loadu_si512(detail::word_places), words(low));
        x = _mm512_mullo_epi32(x, words(0x7feb'352du));
        x = _mm512_xor_si512(_mm512_xor_si512(x, _mm512_maskz_srli_epi32(0xffff, x, 15)), words(high));
        x = _mm512_mullo_epi32(x, words(0x846c'a68bu));
        return _mm512_xor_si512(x, _mm512_maskz_srli_epi32(0xffff, x, 16));
    }

private:
    LOWP_INLINE static __m512i wide(std::uint64_t x) noexcept { return _mm512_set1_epi64(static_cast<long long>(x)); }
    LOWP_INLINE static __m512i words(std::uint32_t x) noexcept { return _mm512_set1_epi32(static_cast<int>(x)); }
    // With a mask that is full, as in integer_quads.hpp.
    template <unsigned Bits>
    LOWP_INLINE static __m512i right(__m512i x) noexcept
    {
        return _mm512_maskz_srli_epi64(0xff, x, Bits);
    }

    __m512i at_, step_;
};

// Keys of this step and of the next, each of them of this turn and of the next: a turn is eight blocks.
class step_keys_512 {
public:
    LOWP_INLINE explicit step_keys_512(const lowp::stream& first) noexcept : next_(first)
    {
        next_.next_keys(keys_[0][0]);
    }
    LOWP_INLINE void begin_step(std::size_t s, const lowp::stream& of_next) noexcept
    {
        now_ = next_;
        mine_ = keys_[s % 2];
        next_ = random_words_512(of_next);
        next_.next_keys(keys_[(s + 1) % 2][0]);
    }
    // Those of a turn; and those of the turn after it are made, if there is one.
    LOWP_INLINE const std::uint64_t* turn(std::size_t number, bool goes_on) noexcept
    {
        if (goes_on) now_.next_keys(mine_[(number + 1) % 2]);
        return mine_[number % 2];
    }

private:
    alignas(64) std::uint64_t keys_[2][2][random_words_512::keys_at_once];
    std::uint64_t (*mine_)[random_words_512::keys_at_once] = nullptr;
    random_words_512 now_, next_;
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_INLINE
#undef LOWP_TARGET
#endif
