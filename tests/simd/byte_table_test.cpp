// tests/simd/byte_table_test.cpp -- numbers looked up are those of the table, in order, for every code.
#include "lowp/simd/byte_table.hpp"

#include <cstdint>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

void fill(std::uint32_t (&patterns)[256])
{
    for (std::uint32_t code = 0; code < 256; ++code) patterns[code] = stream{4}.bits(code) & 0xffff'0000u;
}

}  // namespace

TEST_CASE("every code, in order, streamed or not", "[simd]")
{
    std::uint32_t patterns[256];
    fill(patterns);
    byte_table table;
    REQUIRE(table.make(patterns));
    for (const std::size_t n : {std::size_t{0}, std::size_t{64}, std::size_t{640}})
        for (const std::size_t offset : {std::size_t{0}, std::size_t{16}, std::size_t{5}}) {
            std::vector<std::uint8_t> codes(n + 3);
            for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<std::uint8_t>(37 * i + i / 256);
            aligned_vector<float> out(n + offset + 1, -1.0f);
            table.numbers(codes.data() + 3, n, out.data() + offset, offset != 5);
            for (std::size_t i = 0; i < n; ++i) REQUIRE(to_bits(out[i + offset]) == patterns[codes[i + 3]]);
            REQUIRE(out[n + offset] == -1.0f);
        }
}

TEST_CASE("numbers that need more than two bytes are refused", "[simd]")
{
    std::uint32_t patterns[256];
    byte_table table;
    for (const int code : {0, 100, 255}) {
        fill(patterns);
        patterns[code] |= 1;
        CHECK_FALSE(table.make(patterns));
    }
}
