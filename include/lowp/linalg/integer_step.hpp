// lowp/linalg/integer_step.hpp -- a step of a linear model in integers of 8 bits: what it is, element by element.
//
// A model of codes z, |z| <= 128, learns from rows of codes x. A step adds `a` times a row, what has been prepared for
// all steps of a round (the drift g), and a share of z itself (the decay); the sum has 9 fraction bits, is rounded
// stochastically, and saturates:
//
//     z = saturate((round(x a / 128) + round(z decay / 128) + g + r) >> 9 + z),   r = 9 random bits
//
// So `a` counts 2^-16 steps of the grid for one unit of x. Its bounds and those of g and the decay keep every sum
// within 16 bits, which is what makes the step fast: no addition but the last one saturates. Then comes the dot product
// of z with the next step's row, exactly, from which that step has its a. This file is the definition; kernels
// (lowp/linalg/integer_steps.hpp) give the same bits.
//
// Why 9: with more, the bound of `a` is met by ordinary steps where data use a part of their range only, and
// convergence suffers; with fewer, what a round's drift loses by rounding begins to show.
//
// Where the bits come from: sixteen words of a stream serve 128 elements. Each half of a word is multiplied by four odd
// constants modulo 2^16, and the upper 9 bits of the products are r for four elements. Each r is uniform. For any
// two elements, the probability that one is below s and the other below t is that of independent ones to within
// 2^-13.9, whatever s and t: the 2^16 products are a lattice of low discrepancy. (A word for two elements each would
// cost half as much again as all the rest of a step.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/random/stream.hpp"

namespace lowp {

inline constexpr int step_fraction_bits = 9;
inline constexpr int largest_coefficient = 1 << 14;  // of a, with either sign: 32 steps of the grid for x = 128
inline constexpr int largest_drift = 1 << 13;        // of g: 16 steps
inline constexpr int largest_decay = 1 << 12;        // 1/16
inline constexpr std::size_t largest_step_columns = 0x1'ffffu;  // whose dot products int32 holds

// What the element at j adds before it is rounded down, of a step that draws from `draw`.
inline constexpr std::uint32_t noise_factors[4] = {1, 53505, 41473, 29441};  // 53505^k
constexpr int step_noise(const stream& draw, std::size_t j) noexcept
{
    const std::size_t half = j % 64 / 2;
    const std::uint32_t word = draw.bits(j / 128 * 16 + half / 2);
    const std::uint32_t own = (half % 2 == 0 ? word : word >> 16) * noise_factors[j % 128 / 64 * 2 + j % 2];
    return static_cast<int>((own & 0xffffu) >> (16 - step_fraction_bits));
}

// x a / 128 to the nearest integer, ties up.
constexpr int step_share(std::int8_t x, int a) noexcept { return (x * 256 * a + (1 << 14)) >> 15; }

// z after a step.
constexpr std::int8_t after_step(std::int8_t z, std::int8_t x, int a, int drift, int decay, int noise) noexcept
{
    const int sum = z + ((step_share(x, a) + step_share(z, decay) + drift + noise) >> step_fraction_bits);
    return static_cast<std::int8_t>(sum < -128 ? -128 : sum > 127 ? 127 : sum);
}

// Where the drift of element j stands: even elements of 64 before odd ones, as 16-bit lanes have them. An array of
// drifts has room for whole batches of 64.
constexpr std::size_t drift_place(std::size_t j) noexcept { return j / 64 * 64 + j % 2 * 32 + j % 64 / 2; }
constexpr std::size_t drift_size(std::size_t columns) noexcept { return (columns + 63) / 64 * 64; }

// Rows of consecutive codes.
template <class T>
struct integer_rows {
    const T* codes = nullptr;
    std::size_t stride = 0, columns = 0;

    constexpr const T* row(std::size_t i) const noexcept { return codes + i * stride; }
};

// Kernels ask for the row that is so many steps ahead: about 16 KiB before it is needed.
template <class T>
constexpr std::size_t rows_ahead(const integer_rows<T>& rows) noexcept
{
    const std::size_t count = 0x4000 / (rows.columns * sizeof(T) + 1);
    return count < 2 ? 2 : count > 16 ? 16 : count;
}

// Steps 0 ... order.size() - 2 of a run: step s learns from row order[s] and draws from draw.fork(first + s).
template <class T>
struct integer_steps {
    integer_rows<T> rows;
    std::span<const std::uint32_t> order;  // and one more row, with which the last dot product is
    stream draw{};
    std::uint64_t first = 0;
    const std::int16_t* drift = nullptr;  // by drift_place(); none: 0
    int decay = 0;                        // in 2^-16, of z each step; none of the larger ones
};

inline namespace LOWP_ISA {

// a = dot * factor + offsets[row], in binary32, to the nearest integer, ties to even, and within the bounds of a. What
// else is callable so, with a row's number and a dot product, will do as well, and costs a little more. (Products that
// it adds to something must go through unfused_product(): kernels are compiled for machines that would fuse them.)
struct linear_coefficient {
    float factor = 0;
    const float* offsets = nullptr;  // none: 0

    constexpr int operator()(std::size_t row, std::int32_t dot) const noexcept
    {
        constexpr float most = largest_coefficient, shift = 0x1.8p23f;
        float a = unfused_product(static_cast<float>(dot), factor);
        if (offsets != nullptr) a += offsets[row];
        a = a > most ? most : a < -most ? -most : a;
        return static_cast<int>((a + shift) - shift);
    }
};

constexpr std::int32_t dot_of_codes(const std::int8_t* z, const std::int8_t* x, std::size_t n) noexcept
{
    std::int32_t sum = 0;
    for (std::size_t j = 0; j < n; ++j) sum += z[j] * x[j];
    return sum;
}

// The definition of a run, of which the last dot product is returned. Preconditions: at least one row in the order,
// rows of at most largest_step_columns, and terms within their bounds.
template <class Coefficient>
constexpr std::int32_t reference_steps(const integer_steps<std::int8_t>& run, std::int8_t* z, const Coefficient& a_of)
{
    const std::size_t d = run.rows.columns;
    std::int32_t dot = dot_of_codes(z, run.rows.row(run.order[0]), d);
    for (std::size_t s = 0; s + 1 < run.order.size(); ++s) {
        const std::int8_t* const x = run.rows.row(run.order[s]);
        const stream draw = run.draw.fork(run.first + s);
        const int a = a_of(run.order[s], dot);
        for (std::size_t j = 0; j < d; ++j) {
            const int drift = run.drift == nullptr ? 0 : run.drift[drift_place(j)];
            z[j] = after_step(z[j], x[j], a, drift, run.decay, step_noise(draw, j));
        }
        dot = dot_of_codes(z, run.rows.row(run.order[s + 1]), d);
    }
    return dot;
}

}  // namespace LOWP_ISA
}  // namespace lowp
