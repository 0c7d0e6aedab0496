// tests/precision/level_formats_test.cpp -- the hybrid formats against tables made from their definition.
//
// (exp, man, bias): numbers are 2^-bias (+-2^E (1 + k / 2^man)) with E from -(2^(exp-1) - 2) to 2^(exp-1), and the
// subnormal ones below; every one of them, and zero, stands in a table, and a number becomes the nearest, of two
// nearest the one farther from zero.
#include "lowp/precision/level_formats.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

struct table_of_numbers {
    std::vector<double> numbers{};  // not negative, ascending
    double past;                    // what would come next

    table_of_numbers(int exp, int man, int bias)
    {
        const int first = -((1 << (exp - 1)) - 2), last = 1 << (exp - 1), steps = 1 << man;
        for (int k = 0; k < steps; ++k) numbers.push_back(std::ldexp(k, first - man - bias));
        for (int e = first; e <= last; ++e)
            for (int k = 0; k < steps; ++k) numbers.push_back(std::ldexp(steps + k, e - man - bias));
        past = std::ldexp(2.0, last - bias);
    }
    // The index of the nearest; numbers.size() past the range.
    std::size_t nearest(double magnitude) const
    {
        const auto above = static_cast<std::size_t>(std::ranges::upper_bound(numbers, magnitude) - numbers.begin());
        const double high = above == numbers.size() ? past : numbers[above];
        return high - magnitude <= magnitude - numbers[above - 1] ? above : above - 1;
    }
    float rounded(float x, bool saturates) const
    {
        const std::size_t i = std::isinf(x) ? numbers.size() : nearest(std::fabs(static_cast<double>(x)));
        const double magnitude = i < numbers.size() ? numbers[i]
                                 : saturates        ? numbers.back()
                                                    : std::numeric_limits<double>::infinity();
        return std::copysign(static_cast<float>(magnitude), x);
    }
};

// 2^20 patterns of binary32, spread evenly; most of them far from a format's range. Then as many whose exponents reach
// from far below to just above it, and all turning points with their neighbours.
std::vector<float> points_to_round(const table_of_numbers& table)
{
    std::vector<float> all;
    for (std::uint32_t i = 0; i < 1u << 20; ++i) {
        const std::uint32_t pattern = i * 4093u;
        if (!std::isnan(from_bits(pattern))) all.push_back(from_bits(pattern));
    }
    std::uint64_t state = 7;
    const int low = std::ilogb(table.numbers[1]) - 4, high = std::ilogb(table.past) + 2;
    for (std::uint32_t i = 0; i < 1u << 20; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const auto word = static_cast<std::uint32_t>(state >> 32);
        const int e = low + static_cast<int>((state >> 12) % static_cast<unsigned>(high - low));
        all.push_back(std::ldexp(from_bits((word & 0x807fffffu) | 0x3f800000u), e));
    }
    for (std::size_t k = 0; k < table.numbers.size(); ++k) {
        const double next = k + 1 < table.numbers.size() ? table.numbers[k + 1] : table.past;
        for (const double point : {table.numbers[k], (table.numbers[k] + next) / 2}) {
            const auto x = static_cast<float>(point);
            for (const float y : {x, std::nextafter(x, 0.0f), std::nextafter(x, 3e38f)}) {
                all.push_back(y);
                all.push_back(-y);
            }
        }
    }
    return all;
}

std::size_t differences(const with_infinity& q, const table_of_numbers& table, bool saturates)
{
    const auto x = points_to_round(table);
    std::vector<float> y(x.size());
    q(x, y);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < x.size(); ++i) wrong += to_bits(y[i]) != to_bits(table.rounded(x[i], saturates));
    return wrong;
}

float rounded_one(const with_infinity& q, float x)
{
    q(std::span(&x, 1), std::span(&x, 1));
    return x;
}

}  // namespace

TEST_CASE("hybrid FP8 is bit for bit the nearest of its numbers, ties away from zero", "[precision]")
{
    const level_formats f = hybrid_formats();
    const table_of_numbers forward{4, 3, 4}, backward{5, 2, 0}, both{6, 9, 0};
    CHECK((forward.numbers.size() == 128 && backward.numbers.size() == 128 && both.numbers.size() == 1 << 15));
    CHECK((forward.numbers.back() == 30 && backward.numbers.back() == 114688));
    CHECK(differences(f.low.forward, forward, true) == 0);
    CHECK(differences(f.low.backward, backward, false) == 0);
    CHECK(differences(f.high.forward, both, true) == 0);
    CHECK(differences(f.high.backward, both, false) == 0);

    const float infinity = std::numeric_limits<float>::infinity();
    CHECK((rounded_one(f.low.forward, 30.99f) == 30 && rounded_one(f.low.forward, 31) == 30 &&
           rounded_one(f.low.forward, -1e30f) == -30));
    CHECK((rounded_one(f.low.forward, 0x1p-14f) == 0x1p-13f &&
           rounded_one(f.low.forward, std::nextafter(0x1p-14f, 0.0f)) == 0));
    CHECK((rounded_one(f.low.backward, 122880) == infinity && rounded_one(f.low.backward, -122880) == -infinity));
    CHECK(rounded_one(f.low.backward, std::nextafter(122880.0f, 0.0f)) == 114688);
    CHECK((rounded_one(f.low.backward, infinity) == infinity && std::isnan(rounded_one(f.low.backward, NAN))));
    CHECK((rounded_one(f.high.forward, 3e38f) == 0x1p32f * (2 - 0x1p-9f) &&
           rounded_one(f.high.backward, 3e38f) == infinity));
}

TEST_CASE("where forward overflow begins to count", "[precision]")
{
    const std::vector<float> x{30,  30.5f, std::nextafter(31.0f, 0.0f),           31,
                               -31, 1e9f,  std::numeric_limits<float>::infinity()};
    std::vector<float> y(x.size());
    tally t;
    hybrid_formats().low.forward(x, y, t);
    CHECK((t.elements == 7 && t.overflowed == 4));
}

TEST_CASE("levels choose a format by the direction of the role", "[precision]")
{
    const level_formats f = ocp_formats(binary16);
    using enum precision_level;
    CHECK((f(low, role::weights).base.format == any_format{e4m3fn} &&
           f(low, role::activations).base.format == any_format{e4m3fn}));
    CHECK((f(low, role::errors).base.format == any_format{e5m2} &&
           f(low, role::gradients).base.format == any_format{e5m2}));
    for (const role r : assigned_roles) {
        CHECK(f(high, r).base.format == any_format{binary16});
        CHECK((f.bits(low, r) == 8 && f.bits(high, r) == 16));
        CHECK((hybrid_formats().bits(low, r) == 8 && hybrid_formats().bits(high, r) == 16));
    }
    CHECK(ocp_formats()(high, role::errors).base.format == any_format{bfloat16});
    CHECK((rounded_one(f.low.forward, 1e9f) == 448 &&
           rounded_one(f.low.backward, 1e9f) == std::numeric_limits<float>::infinity()));
    const level_formats casts = ocp_formats(binary16, on_overflow::infinity);
    CHECK((std::isnan(rounded_one(casts.low.forward, 465)) && rounded_one(casts.low.forward, 464) == 448));
    CHECK(rounded_one(casts.high.forward, 1e9f) == std::numeric_limits<float>::infinity());
    CHECK((rounded_one(f.low.forward, 17) == 16 && rounded_one(f.low.forward, 19) == 20));  // ties to even
}
