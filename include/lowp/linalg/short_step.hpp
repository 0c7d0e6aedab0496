// lowp/linalg/short_step.hpp -- a step of a linear model in integers of 16 bits: what it is, element by element.
//
// As lowp/linalg/integer_step.hpp for 8 bits, but that products have all their 31 bits:
//
//     w = saturate(w + ((x m + r) >> s)),   |w| <= 32767
//
// The coefficient is a mantissa m of 16 bits times 2^-s, chosen anew for each step; r has 16 random bits of its own
// below 2^s, and half of what they leave out below them, so that rounding is unbiased to within 2^-17 of a step. Half h
// of word k of the stream belongs to element 2 k + h. w = -32768 is not used: two products then fit one int32.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/integer_step.hpp"
#include "lowp/random/stream.hpp"

namespace lowp {

// m 2^-s.
struct scaled_coefficient {
    int mantissa = 0;  // at most 32767 in magnitude
    int shift = 30;    // 15 to 30

    friend constexpr bool operator==(const scaled_coefficient&, const scaled_coefficient&) = default;
};

// One close to c: of magnitudes from 2^-16 to 1, to within 2^-15 of them. NaN gives 0.
constexpr scaled_coefficient scaled_coefficient_of(double c) noexcept
{
    constexpr int most = 0x7fff;
    const double magnitude = c < 0 ? -c : c;
    if (c != c) return {};
    if (magnitude >= 1) return {c < 0 ? -most : most, 15};
    int shift = 15;
    while (shift < 30 && magnitude * static_cast<double>(1 << shift) < 0x1p14) ++shift;
    constexpr double to_integer = 0x1.8p52;
    const int mantissa = static_cast<int>((c * static_cast<double>(1 << shift) + to_integer) - to_integer);
    return {mantissa > most ? most : mantissa < -most ? -most : mantissa, shift};
}

// What the element at j adds before it is rounded down.
constexpr int short_step_noise(const stream& draw, std::size_t j, int shift) noexcept
{
    const std::uint32_t word = draw.bits(j / 2);
    return static_cast<int>(((j % 2 == 0 ? word << 16 : word & 0xffff'0000u) | 0x8000u) >> (32 - shift));
}

// w after a step.
constexpr std::int16_t after_short_step(std::int16_t w, std::int16_t x, const scaled_coefficient& a, int noise) noexcept
{
    const int sum = w + ((x * a.mantissa + noise) >> a.shift);
    return static_cast<std::int16_t>(sum < -0x7fff ? -0x7fff : sum > 0x7fff ? 0x7fff : sum);
}

inline namespace LOWP_ISA {

constexpr std::int64_t dot_of_codes(const std::int16_t* w, const std::int16_t* x, std::size_t n) noexcept
{
    std::int64_t sum = 0;
    for (std::size_t j = 0; j < n; ++j) sum += w[j] * x[j];
    return sum;
}

// The definition of a run, as that of 8 bits; a_of(row, dot) gives a scaled_coefficient. There is neither drift nor
// decay.
template <class Coefficient>
constexpr std::int64_t reference_steps(const integer_steps<std::int16_t>& run, std::int16_t* w, const Coefficient& a_of)
{
    const std::size_t d = run.rows.columns;
    std::int64_t dot = dot_of_codes(w, run.rows.row(run.order[0]), d);
    for (std::size_t s = 0; s + 1 < run.order.size(); ++s) {
        const std::int16_t* const x = run.rows.row(run.order[s]);
        const stream draw = run.draw.fork(run.first + s);
        const scaled_coefficient a = a_of(run.order[s], dot);
        for (std::size_t j = 0; j < d; ++j) w[j] = after_short_step(w[j], x[j], a, short_step_noise(draw, j, a.shift));
        dot = dot_of_codes(w, run.rows.row(run.order[s + 1]), d);
    }
    return dot;
}

}  // namespace LOWP_ISA
}  // namespace lowp
