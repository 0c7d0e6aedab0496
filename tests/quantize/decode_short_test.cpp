// tests/quantize/decode_short_test.cpp -- codes as patterns of bfloat16 and as integers are what decode() says they
// are.
#include "lowp/quantize/decode_short.hpp"

#include <cstdint>
#include <vector>

#include "lowp/format/codec.hpp"
#include "lowp/format/named.hpp"
#include "lowp/pack/packed_array.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// All codes, over and over, in runs that begin anywhere.
template <class F>
packed_array<F> all_codes(const F& f, std::size_t n)
{
    packed_array w{f, n};
    for (std::size_t i = 0; i < n; ++i) w.set_code(i, i & last_code(f));
    return w;
}
template <class F>
void check_bfloat16(const F& f)
{
    const std::size_t n = f.width() > 8 ? std::size_t{1} << f.width() : 1100;
    const auto w = all_codes(f, n);
    for (const std::size_t expected : {std::size_t{1}, std::size_t{1} << 20}) {  // with a table, or without
        const inner::bfloat16_decoder<F> decoder(f, expected);
        for (const auto& [begin, count] :
             {std::pair<std::size_t, std::size_t>{0, n}, {8, 130}, {16, 1}, {64, 63}, {8, 0}}) {
            std::vector<std::uint16_t> found(count + 1, 0xabcd);
            decoder(w.bytes().data(), begin, count, found.data());
            for (std::size_t i = 0; i < count; ++i) {
                const float number = from_bits(std::uint32_t{found[i]} << 16);
                const auto value = static_cast<float>(w[begin + i]);
                INFO("code " << w.code(begin + i));
                if (value != value)
                    REQUIRE(number != number);
                else
                    REQUIRE(to_bits(number) == to_bits(value));
            }
            REQUIRE(found[count] == 0xabcd);
        }
    }
}

}  // namespace

TEST_CASE("patterns of bfloat16 of all codes", "[quantize][simd]")
{
    for (const auto& f : {e4m3fn, e5m2, e3m4, e2m3fn, e3m2fn, e2m1fn, e4m3fnuz, e8m0fnu, bfloat16,
                          floating_format{8, 3}, floating_format{6, 7}})
        check_bfloat16(f);
    for (const auto& f :
         {fixed_format{2, 5}, fixed_format{1, 6}, fixed_format{0, 3}, fixed_format{3, 5, fixed_range::without_sign}})
        check_bfloat16(f);
    check_bfloat16(logarithmic_format{6, 0});
}

TEST_CASE("integers of all codes of two's complement", "[quantize]")
{
    for (int width = 2; width <= 8; ++width) {
        const fixed_format f{1, width - 2};
        const auto w = all_codes(f, 600);
        const inner::integer_decoder<fixed_format> decoder{f};
        for (const std::size_t begin : {0u, 8u, 64u, 592u}) {
            std::vector<std::int8_t> found(600 - begin);
            decoder(w.bytes().data(), begin, found.size(), found.data());
            for (std::size_t i = 0; i < found.size(); ++i) REQUIRE(found[i] == w[begin + i] / f.smallest());
        }
    }
}
