// tests/quantize/code_counts_test.cpp -- codes counted, for every width, and their entropy.
#include "lowp/quantize/code_counts.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>

#include "lowp/format/fixed.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("codes of every width are counted", "[quantize]")
{
    const stream draw{1};
    for (int width = 1; width <= 16; ++width) {
        const fixed_format f{width, 0, fixed_range::without_sign};
        REQUIRE(f.width() == width);
        for (const std::size_t n : {0u, 1u, 7u, 1500u}) {
            packed_array<fixed_format> w(f, n);
            std::map<std::uint64_t, std::uint64_t> expected;
            for (std::size_t i = 0; i < n; ++i) {
                // Some codes often, some never.
                const std::uint64_t code = draw.bits(i) % 3 == 0 ? draw.bits(100 + i) & last_code(f) : 1;
                w.view().set_code(i, code);
                ++expected[code];
            }
            code_counts c(width);
            c.add(w);
            CAPTURE(width, n);
            REQUIRE(c.total() == n);
            REQUIRE(c.distinct() == expected.size());
            double entropy = 0;
            for (const auto& [code, times] : expected) {
                REQUIRE(c.counts()[code] == times);
                const double p = static_cast<double>(times) / static_cast<double>(n);
                entropy -= p * std::log2(p);
            }
            REQUIRE(std::fabs(c.entropy() - entropy) < 1e-12);
            // Twice as often: the same entropy; and nothing adds nothing.
            code_counts twice = c;
            twice += c;
            twice += code_counts();
            REQUIRE(twice.total() == 2 * n);
            REQUIRE(std::fabs(twice.entropy() - entropy) < 1e-12);
        }
    }
}

TEST_CASE("entropy of even and of single codes", "[quantize]")
{
    packed_array<fixed_format> w(fixed_format{7, 0}, 256);
    code_counts one(w.view().width());
    one.add(w);
    CHECK((one.distinct() == 1 && one.entropy() == 0));
    for (std::size_t i = 0; i < 256; ++i) w.view().set_code(i, i);
    code_counts all(w.view().width());
    all.add(w);
    CHECK(all.distinct() == 256);
    CHECK(std::fabs(all.entropy() - 8) < 1e-13);
    code_counts some;
    some += all;
    CHECK(some == all);
}
