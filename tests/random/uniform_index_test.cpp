// tests/random/uniform_index_test.cpp -- an index is the whole part of n times a fraction of 64 bits.
#include "lowp/random/uniform_index.hpp"

#include <cmath>
#include <vector>

#include "lowp/random/permutation.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

__extension__ typedef unsigned __int128 wide;

// floor(word n / 2^64), from a product of 128 bits.
std::uint64_t expected(const stream& draw, std::uint64_t place, std::uint64_t n)
{
    const std::uint64_t word = std::uint64_t{draw.bits(2 * place)} << 32 | draw.bits(2 * place + 1);
    return static_cast<std::uint64_t>(wide{word} * n >> 64);
}

}  // namespace

TEST_CASE("an index is floor(word n / 2^64), below n", "[random]")
{
    const stream draw{3};
    std::size_t wrong = 0;
    for (const std::uint64_t n :
         {1u, 2u, 3u, 10u, 255u, 256u, 65537u, 0x7fff'ffffu, 0x8000'0000u, 0xffff'fffeu, 0xffff'ffffu})
        for (std::uint64_t place = 0; place < 10'000; ++place) {
            const std::uint64_t index = uniform_index(draw, place, n);
            wrong += index != expected(draw, place, n) || index >= n;
        }
    for (std::uint64_t n = 1; n < 10'000; ++n) wrong += uniform_index(draw, n, n) != expected(draw, n, n);
    CHECK(wrong == 0);
    static_assert(uniform_index(stream{3}, 5, 1) == 0);
}

TEST_CASE("indices come equally often, at neighbouring places too", "[random]")
{
    constexpr std::size_t n = 7, draws = 70'000;
    std::vector<double> once(n), pairs(n * n);
    for (std::size_t place = 0; place < draws; ++place) {
        const auto a = static_cast<std::size_t>(uniform_index(stream{8}, place, n)),
                   b = static_cast<std::size_t>(uniform_index(stream{8}, place + 1, n));
        once[a] += 1;
        pairs[a * n + b] += 1;
    }
    for (const double count : once) CHECK(std::fabs(count - draws / 7.0) < 5 * std::sqrt(draws / 7.0));
    for (const double count : pairs) CHECK(std::fabs(count - draws / 49.0) < 5 * std::sqrt(draws / 49.0));
}

// Printed results hang on these.
TEST_CASE("indices and permutations are those that they have always been", "[random]")
{
    std::vector<std::uint64_t> indices;
    for (std::uint64_t place = 0; place < 8; ++place) indices.push_back(uniform_index(stream{42}, place, 1000));
    CHECK(indices == std::vector<std::uint64_t>{842, 593, 548, 601, 770, 804, 114, 421});
    CHECK(permutation(10, stream{42}) == std::vector<std::size_t>{5, 6, 1, 3, 4, 9, 2, 8, 7, 0});
    CHECK(permutation(10, stream{7}.fork(3)) == std::vector<std::size_t>{7, 1, 9, 6, 4, 5, 8, 0, 3, 2});
}
