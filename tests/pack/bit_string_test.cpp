// tests/pack/bit_string_test.cpp -- codes in a string of bits: where each bit stands, one by one and in bulk.
#include "lowp/pack/bit_string.hpp"

#include <vector>

#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

std::uint64_t random_code(std::uint64_t i, int width)
{
    const std::uint64_t word = std::uint64_t{stream{5}.bits(2 * i)} << 32 | stream{5}.bits(2 * i + 1);
    return word >> (64 - width);
}
// Bit b of the string.
bool bit(const std::vector<std::uint8_t>& bytes, std::size_t b) { return (bytes[b / 8] >> b % 8 & 1) != 0; }

}  // namespace

TEST_CASE("code i of width w stands in bits i w and on, and nothing else changes", "[pack]")
{
    for (int width = 1; width <= 64; ++width) {
        const auto bits = static_cast<std::size_t>(stored_bits(width));
        CHECK(bits == (width <= 16 ? static_cast<std::size_t>(width) : width <= 32 ? 32 : 64));
        for (const std::size_t n : {1u, 2u, 7u, 8u, 9u, 31u}) {
            CHECK(packed_bytes(n, width) == (n * bits + 7) / 8);
            for (const std::uint8_t filling : {std::uint8_t{0x00}, std::uint8_t{0xff}}) {
                std::vector<std::uint8_t> bytes(packed_bytes(n, width) + 1, filling);
                for (std::size_t i = 0; i < n; ++i) {
                    const std::vector<std::uint8_t> before = bytes;
                    const std::uint64_t code = random_code(i, width);
                    write_code(bytes.data(), i, width, code);
                    REQUIRE(read_code(bytes.data(), i, width) == code);
                    for (std::size_t b = 0; b < 8 * bytes.size(); ++b) {
                        const bool own = b >= i * bits && b < (i + 1) * bits;
                        REQUIRE(bit(bytes, b) ==
                                (own ? (b - i * bits < 64 && (code >> (b - i * bits) & 1) != 0) : bit(before, b)));
                    }
                }
            }
        }
    }
}

TEST_CASE("in bulk as one by one, for every width, length and place", "[pack]")
{
    for (int width = 1; width <= 64; ++width)
        with_stored_bits(width, [&](auto constant) {
            constexpr int bits = constant();
            using word = detail::code_word<bits>;
            REQUIRE(bits == stored_bits(width));
            for (const std::size_t first : {std::size_t{0}, std::size_t{8}, std::size_t{24}})
                for (std::size_t n = 0; n < 45; ++n) {
                    std::vector<word> codes(n + 1, word(0x55)), back(n + 1, word(0x55));
                    for (std::size_t i = 0; i < n; ++i) codes[i] = static_cast<word>(random_code(i, width));
                    const std::size_t end = packed_bytes(first + n, width);
                    std::vector<std::uint8_t> got(end + 3, 0xa5), expected(end + 3, 0xa5);
                    for (std::size_t b = packed_bytes(first, width); b < end; ++b) expected[b] = 0;
                    for (std::size_t i = 0; i < n; ++i) write_code(expected.data(), first + i, width, codes[i]);
                    pack_codes<bits>(codes.data(), n, got.data(), first);
                    REQUIRE(got == expected);
                    unpack_codes<bits>(got.data(), back.data(), n, first);
                    REQUIRE(back == codes);
                }
        });
}

TEST_CASE("the order of the string, by hand", "[pack]")
{
    std::uint8_t fours[2] = {}, threes[3] = {}, twelves[3] = {}, halves[4] = {};
    for (std::size_t i = 0; i < 4; ++i) write_code(fours, i, 4, i + 1);
    CHECK((fours[0] == 0x21 && fours[1] == 0x43));
    for (std::size_t i = 0; i < 8; ++i) write_code(threes, i, 3, i);
    CHECK((threes[0] == 0x88 && threes[1] == 0xc6 && threes[2] == 0xfa));
    write_code(twelves, 0, 12, 0xabc);
    write_code(twelves, 1, 12, 0xdef);
    CHECK((twelves[0] == 0xbc && twelves[1] == 0xfa && twelves[2] == 0xde));
    write_code(halves, 1, 16, 0x1234);
    CHECK((halves[2] == 0x34 && halves[3] == 0x12));
}
