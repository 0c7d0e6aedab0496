// tests/random/philox_test.cpp -- Philox4x32-10: published answers, the layout, and a second way to write it.
#include "lowp/random/philox.hpp"

#include <array>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/round/stochastic.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/random_words.hpp"

using namespace lowp;
using test::words;
using test::worst_bit;
using test::worst_relation;

namespace {

using block = std::array<std::uint32_t, 4>;

// From the paper's figure: the two halves of a block (L, R) are swapped and R is multiplied; the key of round r is that
// of round 0 and r times Weyl's constants more.
block oracle(const block& counter, std::uint64_t key)
{
    constexpr std::uint64_t word = 0x1'0000'0000, multiplier[2] = {0xcd9e8d57, 0xd2511f53},
                            weyl[2] = {0x9e3779b9, 0xbb67ae85};
    std::uint64_t left[2] = {counter[1], counter[3]}, right[2] = {counter[2], counter[0]};
    for (std::uint64_t round = 0; round < 10; ++round) {
        std::uint64_t next_left[2], next_right[2];
        for (std::size_t k = 0; k < 2; ++k) {
            const std::uint64_t product = multiplier[k] * right[k];
            const std::uint64_t round_key = (key / (k == 0 ? 1 : word) % word + round * weyl[k]) % word;
            next_left[k] = product % word;
            next_right[1 - k] = product / word ^ left[k] ^ round_key;
        }
        for (std::size_t k = 0; k < 2; ++k) left[k] = next_left[k], right[k] = next_right[k];
    }
    return {static_cast<std::uint32_t>(right[1]), static_cast<std::uint32_t>(left[0]),
            static_cast<std::uint32_t>(right[0]), static_cast<std::uint32_t>(left[1])};
}

}  // namespace

TEST_CASE("Philox4x32-10 gives the answers of Random123", "[random]")
{
    // kat_vectors of that library.
    STATIC_REQUIRE(philox4x32_10(block{0, 0, 0, 0}, 0) == block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    STATIC_REQUIRE(philox4x32_10(block{~0u, ~0u, ~0u, ~0u}, ~0ull) ==
                   block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    STATIC_REQUIRE(philox4x32_10(block{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0'a4093822) ==
                   block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("words of Philox by seed and index", "[random]")
{
    // Computed with Random123 1.14 from the layout at the top of the header.
    STATIC_REQUIRE(philox{0}.bits(0) == 0x6627e8d5u);
    STATIC_REQUIRE(philox{0}.bits(15) == 0xa2e87675u);
    STATIC_REQUIRE(philox{0}.bits(16) == 0xe169c58du);
    STATIC_REQUIRE(philox{42}.bits(0) == 0x9ceaf053u);
    STATIC_REQUIRE(philox{42}.bits(17) == 0x53ba6cfdu);
    STATIC_REQUIRE(philox{42}.bits(63) == 0x3b0e37edu);
    STATIC_REQUIRE(philox{42}.bits(64) == 0xeba45c18u);
    STATIC_REQUIRE(philox{42}.bits(1000003) == 0x9bab1a00u);
    STATIC_REQUIRE(philox{42}.bits(0x40'0000'0021) == 0xe169e5f7u);
    STATIC_REQUIRE(philox{0xfedcba9876543210}.bits(5) == 0x56f786fau);
    STATIC_REQUIRE(philox{~0ull}.bits(~0ull) == 0x3915061cu);
}

TEST_CASE("a register of counters is a counter a lane, all words of counter and key counting", "[random]")
{
    using word_lanes = lanes<std::uint32_t>;
    for (std::uint64_t i = 0; i < 256; ++i) {
        std::uint32_t counters[4][lane_count], got[lane_count];
        for (std::size_t k = 0; k < lane_count; ++k)
            for (std::uint64_t word = 0; word < 4; ++word) counters[word][k] = stream{word}.bits(i * lane_count + k);
        const std::uint64_t key = mix64(i);
        const auto all = philox4x32_10<word_lanes>({word_lanes::load(counters[0]), word_lanes::load(counters[1]),
                                                    word_lanes::load(counters[2]), word_lanes::load(counters[3])},
                                                   key);
        for (std::size_t word = 0; word < 4; ++word) {
            all[word].store(got);
            for (std::size_t k = 0; k < lane_count; ++k) {
                const block counter{counters[0][k], counters[1][k], counters[2][k], counters[3][k]};
                REQUIRE(got[k] == oracle(counter, key)[word]);
                REQUIRE(got[k] == philox4x32_10(counter, key)[word]);
            }
        }
    }
}

TEST_CASE("batches of Philox are sixteen counters, component by component", "[random]")
{
    const philox p = philox{42}.fork("weights");
    for (const std::uint64_t batch : {std::uint64_t{0}, std::uint64_t{1}, (std::uint64_t{1} << 28) - 1,
                                      std::uint64_t{1} << 28, std::uint64_t{1} << 40, ~std::uint64_t{0} / 64})
        for (std::uint64_t component = 0; component < 4; ++component)
            for (std::uint64_t k = 0; k < 16; ++k) {
                const std::uint64_t number = 16 * batch + k;
                const block counter{static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32), 0, 0};
                REQUIRE(p.bits(64 * batch + 16 * component + k) == oracle(counter, p.seed)[component]);
            }
}

TEST_CASE("words of Philox in lanes, and filled, are those asked for one by one", "[random]")
{
    const philox p{42};
    test::check_same_words(p);
    std::uint32_t some[64] = {};
    CHECK_CONTRACT_BROKEN(p.fill(16, some, 64), "random words in multiples of 64");
    CHECK_CONTRACT_BROKEN(p.fill(64, some, 16), "random words in multiples of 64");
}

TEST_CASE("Philox forks as streams do", "[random]")
{
    STATIC_REQUIRE(philox{42}.fork(7).seed == stream{42}.fork(7).seed);
    STATIC_REQUIRE(philox{42}.fork("weights").seed == stream{42}.fork("weights").seed);
    STATIC_REQUIRE(philox{1}.fork(0) != philox{1});
    STATIC_REQUIRE(philox{1}.fork(2).fork(3) != philox{1}.fork(3).fork(2));
}

TEST_CASE("Philox: each bit is one half of the time", "[random]")
{
    for (const philox p : {philox{0}, philox{1}, philox{~0ull}, philox{1}.fork(1), philox{1}.fork(2)})
        CHECK(worst_bit(words(p, 0, 1 << 18)) < 4.9);  // 160 scores: 1.6 * 10^-4
}

TEST_CASE("Philox: indices and halves of the index are unrelated", "[random]")
{
    // 15 relations, 495 scores: 10^-4.
    constexpr std::size_t n = 1 << 16;
    const auto base = words(philox{1}, 0, n + (1 << 12));
    for (const std::ptrdiff_t lag : {1, 2, 3, 8, 15, 16, 17, 32, 48, 63, 64, 256, 784, 4096})
        CHECK(worst_relation(base, {base.begin() + lag, base.begin() + lag + n}) < 5.2);
    CHECK(worst_relation(base, words(philox{1}, std::uint64_t{1} << 34, n)) < 5.2);
}

TEST_CASE("Philox: neighbouring seeds, steps, roles, layers and names are unrelated", "[random]")
{
    CHECK(test::worst_of_neighbouring_streams<philox>() < 5.7);
}

TEST_CASE("Philox serves as the source of a mode: numbers, spans and their parts draw the same", "[random]")
{
    const quantizer q{known<e4m3fn>, stochastic_rounding<draw_count::floor, philox>{{7}}};
    std::vector<float> x(300), one_by_one(300), at_once(300), in_parts(300);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = stream{1}.uniform(i);
        one_by_one[i] = q(x[i], i);
    }
    q(x, at_once);
    CHECK(at_once == one_by_one);
    q(std::span<const float>(x).first(101), std::span(in_parts).first(101));
    q(std::span<const float>(x).subspan(101), std::span(in_parts).subspan(101), {.first = 101});
    CHECK(in_parts == one_by_one);
    q.fork(1)(x, at_once);
    CHECK(at_once != one_by_one);
}
