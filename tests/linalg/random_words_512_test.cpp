// tests/linalg/random_words_512_test.cpp -- keys and words in registers are the stream's.
#include "lowp/linalg/isa/random_words_512.hpp"

#include "lowp/linalg/isa/integer_quads.hpp"
#include "support/catch.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)

namespace {

__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni"))) bool agree(const lowp::stream& draw)
{
    lowp::inner::random_words_512 words(draw);
    const lowp::inner::random_words_512::constants of_words;
    bool all = true;
    for (std::size_t turn = 0; turn < 3; ++turn) {
        alignas(64) std::uint64_t keys[8];
        words.next_keys(keys);
        for (std::size_t k = 0; k < 8; ++k) {
            alignas(64) std::uint32_t got[16];
            _mm512_store_si512(got, lowp::inner::random_words_512::of(keys + k, of_words));
            for (std::size_t i = 0; i < 16; ++i) all = all && got[i] == draw.bits(16 * (8 * turn + k) + i);
        }
    }
    return all;
}

// Of steps, whose keys are made eight steps at once, and from any first one on.
template <std::size_t Blocks>
__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni"))) bool steps_agree(const lowp::stream& draw,
                                                                                          std::uint64_t first)
{
    lowp::inner::keys_of_steps_512<Blocks> keys(draw, first);
    const lowp::inner::random_words_512::constants of_words;
    bool all = true;
    for (std::size_t s = 0; s < 40; ++s) {
        const std::uint64_t* const key = keys.of_step(s);
        for (std::size_t k = 0; k < Blocks; ++k) {
            alignas(64) std::uint32_t got[16];
            _mm512_store_si512(got, lowp::inner::random_words_512::of(key + 8 * k, of_words));
            for (std::size_t i = 0; i < 16; ++i) all = all && got[i] == draw.fork(first + s).bits(16 * k + i);
        }
    }
    return all;
}

}  // namespace

TEST_CASE("random words in registers of 512 bits", "[linalg][simd]")
{
    if (lowp::inner::has_integer_quads())
        for (std::uint64_t seed = 0; seed < 50; ++seed) CHECK(agree(lowp::stream{seed}));
    SUCCEED("or there are no such registers");
}

TEST_CASE("random words of many steps in registers of 512 bits", "[linalg][simd]")
{
    if (lowp::inner::has_integer_quads())
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            CHECK(steps_agree<1>(lowp::stream{seed}, seed));
            CHECK(steps_agree<2>(lowp::stream{seed}, 0xffff'fffcu + seed));
            CHECK(steps_agree<3>(lowp::stream{seed}, ~std::uint64_t{0} - seed));
        }
    SUCCEED("or there are no such registers");
}

#else

TEST_CASE("random words in registers of 512 bits", "[linalg][simd]") { SUCCEED("there are no such registers"); }

#endif
