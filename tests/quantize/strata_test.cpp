// tests/quantize/strata_test.cpp -- every number is counted in the stratum it belongs to, whatever the cut.
#include "lowp/quantize/strata.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// Numbers of all binades and both signs, zeros, and what is not finite.
std::vector<float> numbers_of_all_binades(std::size_t n)
{
    const stream draw{7};
    std::vector<float> x;
    for (std::size_t i = 0; i < n; ++i) x.push_back(from_bits(draw.bits(i) & ~((draw.bits(i + n) % 4) << 28)));
    x[3] = 0, x[5] = -0.0f;
    x[7] = std::numeric_limits<float>::infinity();
    x[8] = std::numeric_limits<float>::quiet_NaN();
    return x;
}

// The definition: sign, exponent and the fraction's upper part, by arithmetic.
std::pair<bool, double> stratum_of(float x)
{
    if (x == 0) return {std::signbit(x), 0.0};
    const int e = std::max(std::ilogb(x), -126);
    return {std::signbit(x), std::floor(std::ldexp(std::fabs(static_cast<double>(x)), 10 - e)) * std::ldexp(1.0, e)};
}

}  // namespace

TEST_CASE("strata hold each finite number once, and the first of it", "[quantize]")
{
    const auto x = numbers_of_all_binades(20000);
    std::map<std::pair<bool, double>, stratum> expected;
    for (const float one : x)
        if (std::isfinite(one)) ++expected.try_emplace(stratum_of(one), stratum{one, 0}).first->second.count;
    strata all;
    all.add(x);
    std::vector<stratum> sorted;
    for (const auto& [key, one] : expected) sorted.push_back(one);
    CHECK(all.list() == sorted);

    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{9999}, x.size()}) {
        strata first, second;
        first.add(std::span(x).first(cut));
        second.add(std::span(x).subspan(cut));
        first += second;
        CHECK(first.list() == sorted);
    }
    CHECK(strata().list().empty());
}
