// tests/quantize/every_float_test.cpp -- all 2^32 binary32 numbers, rounded to nearest even, against the definition.
//
// Positive numbers are walked in ascending order along the ladder of the format's values: the rung changes where a
// midpoint is passed, or met from an odd rung. About ten seconds a format.
#include <vector>

#include "lowp/format/p3109.hpp"
#include "lowp/quantize/array.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

// Every number of one sign; the number of those that differ from the definition.
std::uint64_t mismatches(const floating_format& f, bool minus)
{
    const auto l = oracle::of(f);
    const quantizer q{f};
    const std::uint32_t sign = minus ? sign_pattern<float> : 0;
    constexpr std::uint32_t block = 1 << 16, finite = infinity_pattern<float>;
    std::vector<float> x(block), y(block);
    std::uint64_t wrong = 0;
    std::size_t k = 0;
    for (std::uint32_t first = 0; first < finite; first += block) {
        for (std::uint32_t i = 0; i < block; ++i) x[i] = from_bits(sign | (first + i));
        q(x, y);
        for (std::uint32_t i = 0; i < block; ++i) {
            const double magnitude = static_cast<double>(from_bits(first + i));
            while (k + 1 < l.rungs.size()) {
                const double middle = (l.rungs[k] + l.rungs[k + 1]) / 2;
                if (magnitude < middle || (magnitude == middle && !l.is_odd(k))) break;
                ++k;
            }
            const double rounded = oracle::finish(l, l.rungs[k], minus, false, false, on_overflow::saturate);
            wrong += to_bits(y[i]) != to_bits(static_cast<float>(magnitude == 0 && !l.has_zero ? l.rungs[0] : rounded));
        }
    }
    return wrong;
}

}  // namespace

TEST_CASE("all 2^32 floats to every 8-bit format, binary16 and bfloat16", "[quantize][exhaustive]")
{
    std::vector<floating_format> formats{binary16, bfloat16};
    for (const auto& named : named_formats)
        if (named.format.width() == 8) formats.push_back(named.format);
    for (int P = 1; P <= 7; ++P) formats.push_back(p3109(8, P));
    for (const floating_format& f : formats)
        for (const bool minus : {false, true}) {
            INFO(format_text(f));
            CHECK(mismatches(f, minus) == 0);
        }
}

TEST_CASE("all infinities and NaNs to 8 bits", "[quantize][exhaustive]")
{
    // Infinities saturate, and every NaN is the one NaN.
    std::vector<float> x(1 << 16), y(1 << 16);
    for (const std::uint32_t sign : {0u, sign_pattern<float>})
        for (std::uint32_t pattern = infinity_pattern<float>; pattern < sign_pattern<float>; pattern += 1 << 16) {
            for (std::uint32_t i = 0; i < x.size(); ++i) x[i] = from_bits(sign | (pattern + i));
            quantizer{e4m3fn}(x, y);
            for (std::uint32_t i = 0; i < x.size(); ++i) {
                const bool infinity = pattern + i == infinity_pattern<float>;
                if (to_bits(y[i]) != (infinity ? sign | to_bits(448.0f) : nan_pattern<float>))
                    FAIL(std::hex << (sign | (pattern + i)));
            }
        }
}
