// tests/linalg/random_words_512_test.cpp -- keys and words in registers are the stream's.
#include "lowp/linalg/isa/random_words_512.hpp"

#include "lowp/linalg/isa/integer_quads.hpp"
#include "support/catch.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)

namespace {

__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni"))) bool agree(const lowp::stream& draw)
{
    lowp::inner::random_words_512 words(draw);
    bool all = true;
    for (std::size_t turn = 0; turn < 3; ++turn) {
        alignas(64) std::uint64_t keys[8];
        words.next_keys(keys);
        for (std::size_t k = 0; k < 8; ++k) {
            alignas(64) std::uint32_t got[16];
            _mm512_store_si512(got, lowp::inner::random_words_512::of(keys + k));
            for (std::size_t i = 0; i < 16; ++i) all = all && got[i] == draw.bits(16 * (8 * turn + k) + i);
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

#else

TEST_CASE("random words in registers of 512 bits", "[linalg][simd]") { SUCCEED("there are no such registers"); }

#endif
