// tests/number/hash_test.cpp -- equal numbers have equal hashes, and others differ.
#include "lowp/number/hash.hpp"

#include <set>
#include <unordered_set>

#include "lowp/number/types.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("hashes tell numbers apart, but not the zeros", "[number]")
{
    const std::hash<float8_e4m3fn> hash;
    CHECK(hash(float8_e4m3fn(0.0)) == hash(float8_e4m3fn(-0.0)));
    std::set<std::size_t> seen;
    for (const std::uint64_t code : codes(e4m3fn)) seen.insert(hash(float8_e4m3fn::from_bits(std::uint8_t(code))));
    CHECK(seen.size() == 255);

    std::unordered_set<bfloat16_t> set{1, 2, 2, 0, -0.0f};
    CHECK(set.size() == 3);
    CHECK(set.contains(2));
}
