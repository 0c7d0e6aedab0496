// tests/quantize/counted_test.cpp -- what is wrapped does what it did, and what is counted does not depend on how the
// work was shared out.
#include "lowp/quantize/counted.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/registers.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"

using namespace lowp;
using test::inf;

namespace {

// Keeps what is at least 1/4 in magnitude, makes the rest zero; also as codes, with the sign on top.
struct cut_small {
    template <class V>
    V operator()(const V& x, std::uint64_t) const
    {
        return select(select(x < V(0.0f), V(0.0f) - x, x) < V(0.25f), V(0.0f), x);
    }
};
struct codes_of_cut {
    lanes<std::uint32_t> operator()(const lanes<float>& x, std::uint64_t at) const
    {
        return to_bits(cut_small{}(x, at)) >> 16;
    }
};

tally by_definition(const std::vector<float>& x)
{
    // E4M3: 448, the threshold 464.
    tally t;
    for (const float v : x) {
        const float magnitude = std::fabs(v);
        ++t.elements;
        t.saturated += magnitude > 448;
        t.overflowed += magnitude >= 464;
        t.nans += std::isnan(v);
        t.flushed += v != 0 && magnitude < 0.25f;
        if (std::isfinite(v) && static_cast<double>(magnitude) > t.largest) t.largest = static_cast<double>(magnitude);
    }
    return t;
}

std::vector<float> numbers(std::size_t n)
{
    std::vector<float> x = test::some_numbers(n);
    for (std::size_t i = 0; i < n; ++i) {
        if (i / 1024 % 2 == 1) {  // a stretch with nothing to count
            x[i] = static_cast<float>(1 + i % 300);
            continue;
        }
        if (i % 97 == 5) x[i] = std::numeric_limits<float>::quiet_NaN();
        if (i % 101 == 7) x[i] = -std::numeric_limits<float>::infinity();
        // What is flushed below the format's smallest number alone is looked at.
        if (i % 13 == 3) x[i] = std::ldexp(x[i], -40);
        if (x[i] != 0 && std::fabs(x[i]) < 0.25f && std::fabs(x[i]) >= 0x1p-9f) x[i] = 1;
    }
    return x;
}

}  // namespace

TEST_CASE("pieces counted in registers, by any number of threads, as numbers and as codes", "[quantize]")
{
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{33}, inner::piece + 3, 3 * inner::piece}) {
        const std::vector<float> x = numbers(n);
        const tally expected = by_definition(x);
        std::vector<float> plain(n);
        const auto into = [&](auto& out, const auto& make) {
            return [&](std::size_t i, std::size_t count, const auto& wrap) {
                wrap.add(inner::by_registers(x.data() + i, out.data() + i, count, i, false, wrap(make)), count);
            };
        };
        inner::over_pieces<float>(n, 1, inner::no_counts{}, ~sign_pattern<float>, into(plain, cut_small{}));
        for (const int threads : {1, 3}) {
            std::vector<float> y(n);
            std::vector<std::uint32_t> codes(n);
            tally t, of_codes;
            inner::over_pieces<float>(n, threads, inner::counts_of<float>(e4m3fn, t), ~sign_pattern<float>,
                                      into(y, cut_small{}));
            inner::over_pieces<float>(n, threads, inner::counts_of<float>(known<e4m3fn>, of_codes), 0x7fffu,
                                      into(codes, codes_of_cut{}));
            REQUIRE(t == expected);
            REQUIRE(of_codes == expected);
            for (std::size_t i = 0; i < n; ++i) {
                REQUIRE(to_bits(y[i]) == to_bits(plain[i]));
                REQUIRE(codes[i] == to_bits(y[i]) >> 16);
            }
        }
    }
}

TEST_CASE("one by one it is the same sum, and tallies of pieces are added", "[quantize]")
{
    const std::vector<float> x = numbers(1000);
    inner::register_tally<float> seen{inner::tally_bounds_of<float>(e4m3fn)};
    for (const float v : x) seen.count(v, to_bits(cut_small{}(v, 0)) & ~sign_pattern<float>);
    CHECK(inner::sum_of(seen, x.size()) == by_definition(x));

    tally total{1, 1, 1, 1, 1, 0.5};
    inner::over_pieces<float>(
        2 * inner::piece + 1, 2, inner::counts_of<float>(any_format{e4m3fn}, total),
        [](std::size_t i, std::size_t count) { return tally{count, i, 2, 3, 4, static_cast<double>(i)}; });
    CHECK(total == tally{2 * inner::piece + 2, 3 * inner::piece + 1, 7, 10, 13, static_cast<double>(2 * inner::piece)});
}

TEST_CASE("one value to be counted, at any place among those that are not", "[quantize]")
{
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    const auto counts = [](const std::vector<float>& x) {
        std::vector<float> y(x.size());
        tally t;
        inner::over_pieces<float>(
            x.size(), 1, inner::counts_of<float>(e4m3fn, t), ~sign_pattern<float>,
            [&](std::size_t, std::size_t count, const auto& wrap) {
                wrap.add(inner::by_registers(x.data(), y.data(), count, 0, false, wrap(cut_small{})), count);
            });
        return t;
    };
    constexpr std::size_t n = 5 * inner::several * lanes<float>::size + 3;
    for (std::size_t at = 0; at < n; ++at) {
        std::vector<float> x(n);
        for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<float>(1 + i % 50);
        x[at] = -300;  // the largest, and nothing else to count
        REQUIRE(counts(x) == by_definition(x));
        for (const float special : {500.0f, -450.0f, 0x1p-10f, inf, nan, 0.0f}) {
            x[at] = special;
            REQUIRE(counts(x) == by_definition(x));
        }
    }
}
