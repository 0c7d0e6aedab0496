// tests/quantize/largest_test.cpp -- the largest finite magnitude: all lengths, any place, any alignment, any sign.
#include "lowp/quantize/largest.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/random/stream.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"

using namespace lowp;
using test::inf;

namespace {

struct found {
    float largest = 0;
    bool nans = false;
};
found by_definition(const std::vector<float>& x, std::size_t from)
{
    found f;
    for (std::size_t i = from; i < x.size(); ++i) {
        if (std::isnan(x[i])) f.nans = true;
        if (std::isfinite(x[i]) && std::fabs(x[i]) > f.largest) f.largest = std::fabs(x[i]);
    }
    return f;
}
void check(const std::vector<float>& x)
{
    for (const std::size_t from : {0u, 1u, 3u}) {
        if (from > x.size()) continue;
        const found expected = by_definition(x, from);
        bool nans = false, kept = true;
        const auto part = std::span(x).subspan(from);
        REQUIRE(to_bits(largest_magnitude(part, &nans)) == to_bits(expected.largest));
        REQUIRE(nans == expected.nans);
        REQUIRE(largest_magnitude(part, &kept) == expected.largest);
        REQUIRE(kept);  // never set back
        REQUIRE(largest_magnitude(part) == expected.largest);
    }
}

}  // namespace

TEST_CASE("one value anywhere in any length", "[quantize]")
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (std::size_t n = 0; n <= 70; ++n)
        for (const float rest : {0.0f, -0.0f, 1e-45f, -2.0f}) {
            check(std::vector<float>(n, rest));
            for (std::size_t at = 0; at < n; ++at)
                for (const float special : {nan, -nan, from_bits(0x7f80'0001u), inf, -inf, -0.0f, 1e-45f, -3.0f,
                                            std::numeric_limits<float>::max(), -std::numeric_limits<float>::max()}) {
                    std::vector<float> x(n, rest);
                    x[at] = special;
                    check(x);
                }
        }
}

TEST_CASE("many values, a tenth of them special", "[quantize]")
{
    constexpr stream words{6};
    for (std::size_t n : {64u, 500u, 4099u}) {
        std::vector<float> x(n);
        for (std::size_t i = 0; i < n; ++i) x[i] = from_bits(words.bits(n * n + i));  // any pattern
        check(x);
        for (std::size_t i = 0; i < n; i += 10) x[i] = from_bits(0xff80'0000u + (i % 20 == 0 ? 1u : 0u));
        check(x);
    }
    CHECK(largest_magnitude({}) == 0);
    const float only[] = {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()};
    CHECK(to_bits(largest_magnitude(only)) == 0);
}

TEST_CASE("the largest pattern of each run", "[quantize]")
{
    constexpr stream words{8};
    for (const std::size_t length : {8u, 16u, 24u, 32u, 64u})
        for (std::size_t n = 1; n < 70 * length; n += n % 5 == 0 ? 7 * length + 3 : 5 * length - 1) {
            std::vector<float> x(n), found((n + length - 1) / length, -1.0f);
            for (std::size_t i = 0; i < n; ++i) x[i] = from_bits(words.bits(n + i));  // any pattern
            std::uint32_t expected_highest = 0;
            const std::uint32_t highest = inner::largest_patterns_of_runs(x, length, found);
            for (std::size_t r = 0; r < found.size(); ++r) {
                std::uint32_t expected = 0;
                for (std::size_t i = r * length; i < n && i < (r + 1) * length; ++i)
                    expected = larger(expected, to_bits(x[i]) & ~sign_pattern<float>);
                REQUIRE(to_bits(found[r]) == expected);
                expected_highest = larger(expected_highest, expected);
            }
            REQUIRE(highest == expected_highest);
        }
    // No run is found beyond the last, whose place may belong to others.
    for (std::size_t runs = 1; runs < 40; ++runs) {
        const std::vector<float> x(runs * 16, 1.0f);
        std::vector<float> found(runs + 16, -1.0f);
        inner::largest_patterns_of_runs(x, 16, std::span(found).first(runs));
        for (std::size_t r = 0; r < found.size(); ++r) REQUIRE(found[r] == (r < runs ? 1.0f : -1.0f));
    }
}
