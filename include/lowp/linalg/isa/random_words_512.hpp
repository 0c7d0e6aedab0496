// lowp/linalg/isa/random_words_512.hpp -- the words of a stream in registers of 512 bits, for kernels that are made of
// little else.
//
// The same words as those of lowp/random/stream.hpp. Keys are made eight at a time, and ahead of when they are needed:
// they take as long as a short row's whole step. Their halves are broadcast from memory, as operands, which costs
// nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

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
        _mm512_store_si512(to, mixed(at_));
        at_ = _mm512_add_epi64(at_, step_);
        __asm__("" : "+m"(*reinterpret_cast<std::uint64_t(*)[keys_at_once]>(to)));  // compilers would shuffle instead
    }

    // What blocks are made with, in registers throughout: g++ would make them anew wherever they are used, which it
    // takes to be free, if it were not told that they might be anything.
    struct constants {
        __m512i places = _mm512_loadu_si512(detail::word_places);
        __m512i first = words(0x7feb'352du), second = words(0x846c'a68bu);

        LOWP_INLINE constants() noexcept { __asm__("" : "+v"(places), "+v"(first), "+v"(second)); }
    };
    // The block of a key.
    LOWP_INLINE static __m512i of(const std::uint64_t* key, const constants& c) noexcept
    {
        std::uint32_t low, high;  // each from memory: halves of a number would come from general registers
        std::memcpy(&low, key, sizeof low);
        std::memcpy(&high, reinterpret_cast<const char*>(key) + sizeof low, sizeof high);
        __m512i x = _mm512_xor_si512(c.places, words(low));
        x = _mm512_mullo_epi32(x, c.first);
        x = _mm512_xor_si512(_mm512_xor_si512(x, _mm512_maskz_srli_epi32(0xffff, x, 15)), words(high));
        x = _mm512_mullo_epi32(x, c.second);
        return _mm512_xor_si512(x, _mm512_maskz_srli_epi32(0xffff, x, 16));
    }

    // mix64() of each.
    LOWP_INLINE static __m512i mixed(__m512i k) noexcept
    {
        k = _mm512_mullo_epi64(_mm512_xor_si512(k, right<30>(k)), wide(0xbf58'476d'1ce4'e5b9u));
        k = _mm512_mullo_epi64(_mm512_xor_si512(k, right<27>(k)), wide(0x94d0'49bb'1331'11ebu));
        return _mm512_xor_si512(k, right<31>(k));
    }
    LOWP_INLINE static __m512i wide(std::uint64_t x) noexcept { return _mm512_set1_epi64(static_cast<long long>(x)); }

private:
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

// The keys of a few blocks of each step, for eight steps at once: one register has eight steps' forks, another one
// where their keys begin. They are ready up to eight steps before they are needed.
template <std::size_t Blocks>
class keys_of_steps_512 {
public:
    // Of draw.fork(first + s), where s counts up from 0.
    LOWP_INLINE keys_of_steps_512(const lowp::stream& draw, std::uint64_t first) noexcept
        : forks_(mix64(draw.seed + 0x9e37'79b9'7f4a'7c15u)), first_(first)
    {
        make(0);
    }
    // The first key of step s; the k-th is 8 k further.
    LOWP_INLINE const std::uint64_t* of_step(std::size_t s) noexcept
    {
        if (s % 8 == 0) make(s / 8 + 1);
        return keys_[s / 8 % 2][0] + s % 8;
    }

private:
    using all = random_words_512;

    // As lowp/random/stream.hpp has it: fork(), start_of_keys(), step_of_keys(), and the keys.
    LOWP_INLINE void make(std::size_t turn) noexcept
    {
        const __m512i child = _mm512_add_epi64(all::wide(first_ + 8 * turn), _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0));
        const __m512i seed = all::mixed(
            _mm512_add_epi64(all::wide(forks_), _mm512_mullo_epi64(child, all::wide(0xd134'2543'de82'ef95u))));
        __m512i at = all::mixed(_mm512_add_epi64(seed, all::wide(0x3c6e'f372'fe94'f82au)));
        const __m512i step =
            _mm512_or_si512(all::mixed(_mm512_add_epi64(seed, all::wide(0xdaa6'6d2c'7ddf'743fu))), all::wide(1));
        for (std::size_t k = 0; k < Blocks; ++k, at = _mm512_add_epi64(at, step))
            _mm512_store_si512(keys_[turn % 2][k], all::mixed(at));
        __asm__("" : "+m"(keys_));  // as in next_keys()
    }

    alignas(64) std::uint64_t keys_[2][Blocks][8];
    std::uint64_t forks_, first_;
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_INLINE
#undef LOWP_TARGET
#endif
