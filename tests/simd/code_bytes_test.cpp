// tests/simd/code_bytes_test.cpp -- bytes of codes are sums less a constant with signs, for every byte and width.
#include "lowp/simd/code_bytes.hpp"

#include <cstdint>
#include <limits>

#include "lowp/core/bits.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// A template, so that machines without them need not compile the body.
template <class Words>
void check_bytes()
{
    if constexpr (has_code_bytes) {
        using numbers = lanes<float>;
        constexpr std::size_t size = numbers::size;
        for (int width = 2; width <= 8; ++width)
            for (std::uint32_t constant = 0; constant < 256; constant += 5)
                for (std::uint32_t first = 0; first < (1u << (width - 1)); first += 4 * size) {
                    std::uint32_t sums[4 * size];
                    float x[4 * size];
                    std::uint8_t codes[4 * size];
                    for (std::uint32_t k = 0; k < 4 * size; ++k) {
                        const std::uint32_t magnitude = (first + k) % (1u << (width - 1));
                        sums[k] = (magnitude + constant) % 256 | (0x9e3779b9u * (k + 1) << 8);
                        x[k] = k % 3 == 0 ? -1.5f : k % 3 == 1 ? 0x1.fffffep5f : -0.0f;
                    }
                    const Words s[4] = {Words::load(sums), Words::load(sums + size), Words::load(sums + 2 * size),
                                        Words::load(sums + 3 * size)};
                    const numbers y[4] = {numbers::load(x), numbers::load(x + size), numbers::load(x + 2 * size),
                                          numbers::load(x + 3 * size)};
                    store_code_bytes(s, y, static_cast<std::uint8_t>(constant), width, codes);
                    for (std::uint32_t k = 0; k < 4 * size; ++k) {
                        const std::uint32_t sign = k % 3 == 1 ? 0 : 1u << (width - 1);
                        REQUIRE(codes[k] == (((first + k) % (1u << (width - 1))) | sign));
                    }
                }
    }
}
template <class Numbers>
void check_nan()
{
    if constexpr (has_code_bytes)
        for (std::size_t place = 0; place < 4 * Numbers::size; ++place)
            for (const float special : {std::numeric_limits<float>::quiet_NaN(), from_bits(0xff800001u), -0.0f,
                                        std::numeric_limits<float>::infinity()}) {
                float x[4 * Numbers::size] = {};
                x[place] = special;
                Numbers y[4];
                for (std::size_t k = 0; k < 4; ++k) y[k] = Numbers::load(x + k * Numbers::size);
                REQUIRE(any_nan(y) == (special != special));
            }
}

}  // namespace

TEST_CASE("bytes of codes", "[simd]")
{
    check_bytes<lanes<std::uint32_t>>();
    check_nan<lanes<float>>();
    SUCCEED("or there are none");
}
