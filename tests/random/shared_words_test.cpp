// tests/random/shared_words_test.cpp -- shared words: who shares with whom, and that nothing else of a word is used.
#include "lowp/random/shared_words.hpp"

#include <algorithm>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/random/philox.hpp"
#include "lowp/round/stochastic.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/random_words.hpp"

using namespace lowp;
using test::words;
using test::worst_bit;
using test::worst_relation;

namespace {

// In the place of a stream: word i has the draw i % 2^Bits in each of its slots.
template <int Bits>
struct counting {
    template <class I>
    constexpr I bits(std::uint64_t first) const noexcept
    {
        std::uint32_t some[sizeof(I) / sizeof(std::uint32_t)];
        for (std::uint32_t& word : some)
            word = static_cast<std::uint32_t>(first++) % (1u << Bits) * (Bits == 8 ? 0x0101'0101u : 0x0001'0001u);
        if constexpr (requires { I::load(some); })
            return I::load(some);
        else
            return some[0];
    }
    friend bool operator==(const counting&, const counting&) = default;
};

// Of 2^bits draws, those that round p = j / 2^12 up.
std::uint64_t ups(draw_count count, std::uint64_t j, int bits)
{
    const std::uint64_t draws = j << bits, whole = draws >> 12, rest = draws % 4096;
    if (count == draw_count::floor) return whole;
    if (count == draw_count::half_up) return whole + (rest >= 2048 ? 1 : 0);
    return whole + (rest > 2048 || (rest == 2048 && whole % 2 == 1) ? 1 : 0);
}

template <draw_count Count, int Bits>
void check_counts(std::uint64_t step)
{
    constexpr std::uint64_t draws = std::uint64_t{1} << Bits, share = 32 / Bits;
    const quantizer q{known<e4m3fn>, stochastic_rounding<Count, shared_words<Bits, counting<Bits>>>{}};
    std::vector<float> x(draws * share), y(draws * share);
    for (std::uint64_t j = 0; j < 4096; j += step) {
        std::ranges::fill(x, 1 + 0.125f * static_cast<float>(j) / 4096);  // e4m3fn has 1 and 1.125
        q(x, y);
        std::uint64_t went_up[4] = {};
        for (std::size_t i = 0; i < y.size(); ++i) {
            went_up[i / 16 % share] += y[i] == 1.125f;
            if (y[i] != 1 && y[i] != 1.125f) FAIL("no neighbour");
        }
        for (std::size_t slot = 0; slot < share; ++slot)
            if (went_up[slot] != ups(Count, j, Bits))
                FAIL(j << " / 2^12 went up " << went_up[slot] << " times in slot " << slot);
    }
}

}  // namespace

TEMPLATE_TEST_CASE("an element has its slot of a word, and zeros", "[random]", stream, philox)
{
    const TestType source{42};
    for (const std::uint64_t far : {std::uint64_t{0}, std::uint64_t{1} << 40})
        for (std::uint64_t batch = 0; batch < 5; ++batch)
            for (std::uint64_t slot = 0; slot < 4; ++slot)
                for (std::uint64_t lane = 0; lane < 16; ++lane) {
                    const std::uint32_t word = source.bits(16 * (far + batch) + lane);
                    const std::uint64_t of_four = 64 * (far + batch) + 16 * slot + lane;
                    REQUIRE(shared_words<8, TestType>{source}.bits(of_four) == (word >> (24 - 8 * slot) & 0xff) << 24);
                    if (slot >= 2) continue;
                    const std::uint64_t of_two = 32 * (far + batch) + 16 * slot + lane;
                    REQUIRE(shared_words<16, TestType>{source}.bits(of_two) == (word >> (16 - 16 * slot)) << 16);
                }
}

TEST_CASE("of all draws of shared words, exactly so many round up, in each slot", "[random]")
{
    check_counts<draw_count::floor, 8>(1);
    check_counts<draw_count::half_up, 8>(1);
    check_counts<draw_count::half_even, 8>(1);
    check_counts<draw_count::floor, 16>(37);
    check_counts<draw_count::half_up, 16>(37);
    check_counts<draw_count::half_even, 16>(37);
}

TEST_CASE("a mode draws no more bits than a shared word has, by itself too", "[random]")
{
    using eight = stochastic_rounding<draw_count::floor, shared_words<8>>;
    using sixteen = stochastic_rounding<draw_count::half_even, shared_words<16, philox>>;
    STATIC_REQUIRE((eight{}.bits == 8 && eight{}.is_valid() && !eight{{}, 9}.is_valid()));
    STATIC_REQUIRE((sixteen{}.bits == 16 && sixteen{}.is_valid() && !sixteen{{}, 17}.is_valid()));
    std::vector<float> x(1);
    CHECK_CONTRACT_BROKEN((quantizer{known<e4m3fn>, eight{{}, 24}}(x)), "a rounding mode with its numbers in range");
}

TEMPLATE_TEST_CASE("shared words in lanes, and filled, are those asked for one by one", "[random]", shared_words<8>,
                   shared_words<16>, (shared_words<8, philox>), (shared_words<16, philox>))
{
    const TestType s{{42}};
    test::check_same_words(s);
    std::uint32_t some[64] = {};
    CHECK_CONTRACT_BROKEN(s.fill(16, some, 64), "random words in multiples of 64");
    CHECK_CONTRACT_BROKEN(s.fill(64, some, 16), "random words in multiples of 64");
    // From anywhere in what its source computes at once.
    for (std::uint64_t first = 0; first < 512; first += 64) {
        s.fill(first, some, 64);
        CHECK(std::vector<std::uint32_t>(some, some + 64) == words(s, first, 64));
    }
}

TEST_CASE("shared words fork as their source does", "[random]")
{
    using shared = shared_words<8, philox>;
    STATIC_REQUIRE(shared{{42}}.fork(7) == shared{philox{42}.fork(7)});
    STATIC_REQUIRE(shared{{42}}.fork("weights") == shared{philox{42}.fork("weights")});
    STATIC_REQUIRE(shared{{42}}.fork(7) != shared{{42}});
    STATIC_REQUIRE((fork(stochastic_rounding<draw_count::floor, shared>{{{42}}, 5}, 7) ==
                    stochastic_rounding<draw_count::floor, shared>{{philox{42}.fork(7)}, 5}));
}

TEMPLATE_TEST_CASE("elements that share a word are unrelated, and each bit is one half of the time", "[random]", stream,
                   philox)
{
    // 8 or 16 bits, and 8 relations of them: 232 scores, 2 * 10^-4.
    constexpr std::size_t n = 1 << 17;
    const auto check = [](const auto& s, int bits) {
        const auto base = words(s, 0, n);
        CHECK(worst_bit(base, bits) < 4.9);
        for (const std::ptrdiff_t lag : {1, 15, 16, 17, 32, 48, 64})
            CHECK(worst_relation(base, {base.begin() + lag, base.end()}, bits) < 4.9);
        CHECK(worst_relation(base, words(s.fork(1), 0, n), bits) < 4.9);
    };
    check(shared_words<8, TestType>{{1}}, 8);
    check(shared_words<16, TestType>{{1}}, 16);
}
