// tests/random/stream_test.cpp -- the random function: known answers, independence of streams, uniformity of each bit.
//
// The thorough battery is tests/random/battery.sh; here is what would show at once if the function were broken, with
// the probability at which it would show in a perfect one.
#include "lowp/random/stream.hpp"

#include <bit>
#include <cmath>
#include <set>
#include <vector>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/random_words.hpp"

using namespace lowp;
using test::score;
using test::words;
using test::worst_bit;
using test::worst_relation;

TEST_CASE("known answers", "[random]")
{
    // Computed by another program, from the description at the top of the header.
    STATIC_REQUIRE(stream{0}.bits(0) == 0x9185ef41u);
    STATIC_REQUIRE(stream{0}.bits(1) == 0x3c58f492u);
    STATIC_REQUIRE(stream{0}.bits(15) == 0xc7cb75f4u);
    STATIC_REQUIRE(stream{0}.bits(16) == 0xe8adeae5u);
    STATIC_REQUIRE(stream{1}.bits(0) == 0x2a548e35u);
    STATIC_REQUIRE(stream{42}.bits(0) == 0xd7a74e8bu);
    STATIC_REQUIRE(stream{42}.bits(1000003) == 0xdf7e7853u);
    STATIC_REQUIRE(stream{42}.bits(0x100000000) == 0x20d55227u);
    STATIC_REQUIRE(stream{0xffffffffffffffff}.bits(0xffffffffffffffff) == 0x6df8a09au);
    STATIC_REQUIRE(stream{42}.fork(7).seed == 0xbf7c16a0cce47f65u);
    STATIC_REQUIRE(stream{42}.fork("weights").seed == 0xcb8bcf07d4d10bdeu);
    STATIC_REQUIRE(stream{42}.fork(7).bits(3) == 0xd584e2fau);
}

TEST_CASE("streams and indices do not depend on how they are asked for", "[random]")
{
    STATIC_REQUIRE(stream{42}.bits(7) == stream{42}.bits<std::uint32_t>(7));
    STATIC_REQUIRE(stream{1}.fork("weights") != stream{1}.fork("weight"));
    STATIC_REQUIRE(stream{1}.fork("") != stream{1});
    STATIC_REQUIRE(stream{1}.fork(0) != stream{1});
    STATIC_REQUIRE(stream{1}.fork(2).fork(3) != stream{1}.fork(3).fork(2));
    for (std::uint64_t i = 0; i < 4096; ++i) {
        const float u = stream{3}.uniform(i);
        REQUIRE((u >= 0 && u < 1 && u * 0x1p24f == std::floor(u * 0x1p24f)));
    }
}

TEST_CASE("each bit is one half of the time", "[random]")
{
    for (const stream s : {stream{0}, stream{1}, stream{42}, stream{~0ull}, stream{1}.fork(1), stream{1}.fork(2)})
        CHECK(worst_bit(words(s, 0, 1 << 20)) < 4.9);
    CHECK(worst_bit(words(stream{1}, std::uint64_t{1} << 63, 1 << 20)) < 4.9);  // 224 scores: 2 * 10^-4
}

TEST_CASE("seeds, forks, indices and halves of the index are unrelated", "[random]")
{
    // 23 relations, 759 scores: 1.5 * 10^-4.
    constexpr std::size_t n = 1 << 17;
    const auto base = words(stream{1}, 0, n);
    for (const stream other : {stream{0}, stream{2}, stream{3}, stream{1ull << 63}, stream{1}.fork(0),
                               stream{1}.fork(1), stream{1}.fork("a")})
        CHECK(worst_relation(base, words(other, 0, n)) < 5.2);
    CHECK(worst_relation(words(stream{1}.fork(0), 0, n), words(stream{1}.fork(1), 0, n)) < 5.2);
    for (const std::uint64_t lag : {1u, 2u, 3u, 8u, 15u, 16u, 17u, 32u, 64u, 256u, 784u, 4096u, 65536u, 1u << 20})
        CHECK(worst_relation(base, words(stream{1}, lag, n)) < 5.2);
    CHECK(worst_relation(base, words(stream{1}, std::uint64_t{1} << 32, n)) < 5.2);
}

TEST_CASE("neighbouring seeds, steps, roles, layers and names are unrelated", "[random]")
{
    CHECK(test::worst_of_neighbouring_streams<stream>() < 5.7);
}

TEST_CASE("words in lanes, and words filled, are those asked for one by one", "[random]")
{
    const stream s = stream{42}.fork(7);
    test::check_same_words(s);
    std::uint32_t some[64] = {};
    CHECK_CONTRACT_BROKEN(s.fill(16, some, 64), "random words in multiples of 64");
    CHECK_CONTRACT_BROKEN(s.fill(64, some, 16), "random words in multiples of 64");
}

TEST_CASE("words repeat as often as random ones do, and not over the other half of the index", "[random]")
{
    // 2^20 words of 32 bits: 128 equal pairs expected, standard deviation 11.3. A permutation would have none.
    const auto drawn = words(stream{9}, 0, 1 << 20);
    const std::size_t repeated = drawn.size() - std::set<std::uint32_t>(drawn.begin(), drawn.end()).size();
    CHECK(repeated > 128 - 60);
    CHECK(repeated < 128 + 60);
}

TEST_CASE("flipping any bit of the index, the seed or a fork flips half of the word", "[random]")
{
    constexpr int n = 1 << 13;
    for (int bit = 0; bit < 64; ++bit) {
        double by_index = 0, by_seed = 0, by_child = 0;
        for (std::uint64_t i = 0; i < n; ++i) {
            const std::uint64_t other = std::uint64_t{1} << bit;
            by_index += std::popcount(stream{5}.bits(i) ^ stream{5}.bits(i ^ other));
            by_seed += std::popcount(stream{i}.bits(3) ^ stream{i ^ other}.bits(3));
            by_child += std::popcount(stream{5}.fork(i).bits(3) ^ stream{5}.fork(i ^ other).bits(3));
        }
        // Pairs are counted from both sides for low bits, which doubles the variance.
        for (const double ones : {by_index, by_seed, by_child}) CHECK(std::fabs(score(ones, 32.0 * n)) < 7.2);
    }
}
