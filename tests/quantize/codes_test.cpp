// tests/quantize/codes_test.cpp -- codes go to storage and come from it at their places, whatever the width, and
// nothing else is touched.
#include "lowp/quantize/codes.hpp"

#include <cstdint>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

// The pattern's upper bits as a code: what `make` makes of x does not matter here.
struct upper_bits {
    int width;

    lanes<std::uint32_t> operator()(const lanes<float>& x, std::uint64_t) const { return to_bits(x) >> (32 - width); }
};
struct as_patterns {
    lanes<float> operator()(const lanes<std::uint32_t>& code, std::size_t) const { return from_bits(code); }
};

}  // namespace

TEST_CASE("codes of every width, at every length and place", "[quantize]")
{
    for (const int width : {1, 3, 4, 7, 8, 11, 16, 17, 24, 31})
        for (std::size_t n = 0; n < 1200; n += n < 90 ? 1 : 173)
            for (const std::size_t begin : {std::size_t{0}, std::size_t{8}, std::size_t{24}}) {
                std::vector<float> x(n), y(n + 1, -1.0f);
                for (std::size_t i = 0; i < n; ++i) x[i] = from_bits(stream{6}.bits(i) & 0x7fff'ffffu);
                std::vector<std::uint8_t> storage(packed_bytes(begin + n, width) + 2, 0x5a);
                inner::store_codes(n, width, storage.data(), begin,
                                   [&](std::size_t i, std::size_t count, std::uint8_t* codes) {
                                       inner::codes_by_registers(x.data() + i, codes, inner::code_bytes(width), count,
                                                                 i + 3, upper_bits{width});
                                   });
                for (std::size_t i = 0; i < n; ++i)
                    REQUIRE(read_code(storage.data(), begin + i, width) == to_bits(x[i]) >> (32 - width));
                REQUIRE((storage[storage.size() - 1] == 0x5a && storage[storage.size() - 2] == 0x5a));
                for (std::size_t i = 0; i < packed_bytes(begin, width); ++i) REQUIRE(storage[i] == 0x5a);
                for (const bool streamed : {false, true}) {
                    inner::load_codes(n, width, storage.data(), begin,
                                      [&](std::size_t i, std::size_t count, const std::uint8_t* codes) {
                                          inner::numbers_by_registers(codes, inner::code_bytes(width), y.data() + i,
                                                                      count, streamed, as_patterns{});
                                      });
                    for (std::size_t i = 0; i < n; ++i) REQUIRE(to_bits(y[i]) == to_bits(x[i]) >> (32 - width));
                    REQUIRE(y[n] == -1.0f);
                }
            }
}
