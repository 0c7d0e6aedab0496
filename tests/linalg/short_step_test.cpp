// tests/linalg/short_step_test.cpp -- a step of 16 bits rounds as it should.
#include "lowp/linalg/short_step.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

static_assert(after_short_step(3, 2, {16384, 15}, 0) == 4 && after_short_step(32767, 1, {32767, 15}, 32767) == 32767);
static_assert(after_short_step(-32767, -1, {32767, 15}, 0) == -32767);
static_assert(scaled_coefficient_of(0) == scaled_coefficient{0, 30} &&
              scaled_coefficient_of(0.5) == scaled_coefficient{16384, 15} &&
              scaled_coefficient_of(-0.75) == scaled_coefficient{-24576, 15} &&
              scaled_coefficient_of(1) == scaled_coefficient{32767, 15} &&
              scaled_coefficient_of(-1e300) == scaled_coefficient{-32767, 15} &&
              scaled_coefficient_of(0x1p-30) == scaled_coefficient{1, 30} &&
              scaled_coefficient_of(0x1p-32) == scaled_coefficient{0, 30});

TEST_CASE("coefficients have 15 significant bits, or all above 2^-30", "[linalg]")
{
    for (double c = 0x1p-31; c < 1; c *= 1.0037)
        for (const double signed_c : {c, -c}) {
            const scaled_coefficient a = scaled_coefficient_of(signed_c);
            const double value = std::ldexp(a.mantissa, -a.shift);
            REQUIRE((a.shift >= 15 && a.shift <= 30 && std::abs(a.mantissa) <= 32767));
            REQUIRE(std::fabs(value - signed_c) <= std::fmax(c * 0x1p-15, 0x1p-31));
        }
    CHECK(scaled_coefficient_of(std::numeric_limits<double>::infinity()) == scaled_coefficient{32767, 15});
}

TEST_CASE("of all draws of 16 bits, as many round up as the fraction says", "[linalg]")
{
    const stream pick{5};
    for (std::uint64_t k = 0; k < 60; ++k) {
        const auto x = static_cast<std::int16_t>(pick.bits(k));
        const scaled_coefficient a{static_cast<int>(pick.fork(1).bits(k) % 65535) - 32767,
                                   15 + static_cast<int>(k % 16)};
        const double step = std::ldexp(x * double(a.mantissa), -a.shift);  // exact
        const double below = std::floor(step);
        int ups = 0;
        for (std::uint32_t r = 0; r < 65536; ++r) {
            const auto noise = static_cast<int>((r << 16 | 0x8000u) >> (32 - a.shift));
            const int after = after_short_step(0, x, a, noise);
            REQUIRE((after == std::fmax(below, -32767) || after == below + 1));
            ups += after == below + 1 && below + 1 <= 32767 ? 1 : 0;
        }
        if (below > -32767 && below < 32767) CHECK(std::fabs(ups - (step - below) * 65536) <= 0.5);
    }
}

TEST_CASE("noise is the halves of words, in their order", "[linalg]")
{
    const stream draw{9};
    for (std::size_t j = 0; j < 100; ++j)
        for (const int shift : {15, 16, 20, 30}) {
            const std::uint32_t word = draw.bits(j / 2), half = j % 2 == 0 ? word % 65536u : word / 65536u;
            CHECK(short_step_noise(draw, j, shift) == std::floor(std::ldexp(half + 0.5, shift - 16)));
        }
}

TEST_CASE("a run of steps of 16 bits is one step after the other", "[linalg]")
{
    const std::vector<std::int16_t> x{100, -200, 300, 7, 8, -9};
    const std::vector<std::uint32_t> order{1, 0, 1};
    std::vector<std::int16_t> w{1, 2, 3}, by_hand = w;
    const stream draw{6};
    std::vector<std::int64_t> dots;
    const std::int64_t last = reference_steps(integer_steps<std::int16_t>{{x.data(), 3, 3}, order, draw, 4}, w.data(),
                                              [&](std::size_t, std::int64_t dot) {
                                                  dots.push_back(dot);
                                                  return scaled_coefficient{20000, 16};
                                              });
    CHECK(dots.size() == 2);
    CHECK(dots[0] == 1 * 7 + 2 * 8 - 3 * 9);
    for (std::size_t s = 0; s < 2; ++s)
        for (std::size_t j = 0; j < 3; ++j)
            by_hand[j] = after_short_step(by_hand[j], x[order[s] * 3 + j], {20000, 16},
                                          short_step_noise(draw.fork(4 + s), j, 16));
    CHECK(w == by_hand);
    CHECK(last == w[0] * 7 + w[1] * 8 - w[2] * 9);
}
