// lowp/linalg/step_loops.hpp -- steps in integers on machines without instructions for them: loops that compilers
// vectorise, with the bits of the definition.
//
// Codes of 8 bits are read two at a time as a number of 16 bits, of which one is the upper byte and the other is
// shifted there: even and odd elements lie in lanes of their own, as in isa/integer_step_512.hpp, and nothing is
// shuffled.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/integer_step.hpp"
#include "lowp/linalg/short_step.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// The halves of 64 words from word 64 i on, as they are numbered.
class random_halves {
public:
    static constexpr std::size_t count = 128;

    void draw(const lowp::stream& from, std::size_t i) noexcept
    {
        alignas(cache_line) std::uint32_t words[64];
        from.fill<lanes<std::uint32_t>>(64 * i, words, 64);
        for (std::size_t k = 0; k < 64; ++k)
            if constexpr (std::endian::native != std::endian::little) words[k] = std::rotl(words[k], 16);
        std::memcpy(halves, words, sizeof words);
    }
    alignas(cache_line) std::uint16_t halves[count];
};

// 64 elements, of which even and odd ones have their noise from `halves` by two factors.
template <bool Drift, bool Decay>
void step_of_64(std::int8_t* z, const std::int8_t* x, int a, const std::int16_t* drift, int decay,
                const std::uint16_t* halves, const std::uint32_t* factors) noexcept
{
    constexpr int upper = std::endian::native == std::endian::little ? 1 : 0;
    const auto share = [](std::uint16_t codes, bool is_upper, int by) {
        const auto code = static_cast<std::int16_t>(is_upper ? codes & 0xff00 : codes << 8);
        return static_cast<std::int16_t>(((code * by >> 14) + 1) >> 1);
    };
    std::uint16_t codes_of_x[32], codes_of_z[32], steps[32];
    std::memcpy(codes_of_x, x, 64);
    std::memcpy(codes_of_z, z, 64);
    for (int odd = 0; odd < 2; ++odd)
        for (std::size_t e = 0; e < 32; ++e) {
            const auto own = static_cast<std::uint16_t>(halves[e] * factors[odd]);
            int sum = share(codes_of_x[e], odd == upper, a) + (own >> (16 - step_fraction_bits));
            if constexpr (Decay) sum += share(codes_of_z[e], odd == upper, decay);
            if constexpr (Drift) sum += drift[32 * odd + static_cast<int>(e)];
            const auto all = static_cast<std::int16_t>(sum);
            if (odd == 0)
                steps[e] = static_cast<std::uint16_t>(upper == 1 ? all >> step_fraction_bits & 0xff
                                                                 : all >> (step_fraction_bits - 8) & 0xff00);
            else
                steps[e] = static_cast<std::uint16_t>(steps[e] | (upper == 1 ? all >> (step_fraction_bits - 8) & 0xff00
                                                                             : all >> step_fraction_bits & 0xff));
        }
    std::int8_t step[64];
    std::memcpy(step, steps, 64);
    for (std::size_t j = 0; j < 64; ++j) {
        const int sum = z[j] + step[j];
        z[j] = static_cast<std::int8_t>(sum < -128 ? -128 : sum > 127 ? 127 : sum);
    }
}

template <bool Drift, bool Decay, class Coefficient>
std::int32_t step_loop_with(const integer_steps<std::int8_t>& run, std::int8_t* z, const Coefficient& a_of)
{
    const std::size_t d = run.rows.columns;
    std::int32_t dot = dot_of_codes(z, run.rows.row(run.order[0]), d);
    random_halves random;
    for (std::size_t s = 0; s + 1 < run.order.size(); ++s) {
        const std::int8_t* const x = run.rows.row(run.order[s]);
        const lowp::stream draw = run.draw.fork(run.first + s);
        const int a = a_of(run.order[s], dot);
        for (std::size_t j = 0; j < d; j += 64) {
            if (j % 512 == 0) random.draw(draw, j / 512);
            const std::int16_t* const drift = Drift ? run.drift + j : nullptr;
            const std::uint16_t* const halves = random.halves + j % 512 / 128 * 32;
            const std::uint32_t* const factors = noise_factors + j % 128 / 64 * 2;
            if (d - j >= 64) {
                step_of_64<Drift, Decay>(z + j, x + j, a, drift, run.decay, halves, factors);
            } else {
                std::int8_t last_x[64] = {}, last_z[64] = {};
                std::memcpy(last_x, x + j, d - j);
                std::memcpy(last_z, z + j, d - j);
                step_of_64<Drift, Decay>(last_z, last_x, a, drift, run.decay, halves, factors);
                std::memcpy(z + j, last_z, d - j);
            }
        }
        dot = dot_of_codes(z, run.rows.row(run.order[s + 1]), d);
    }
    return dot;
}

template <class Coefficient>
std::int32_t step_loop(const integer_steps<std::int8_t>& run, std::int8_t* z, const Coefficient& a_of)
{
    if (run.drift == nullptr)
        return run.decay == 0 ? step_loop_with<false, false>(run, z, a_of) : step_loop_with<false, true>(run, z, a_of);
    return run.decay == 0 ? step_loop_with<true, false>(run, z, a_of) : step_loop_with<true, true>(run, z, a_of);
}

template <class Coefficient>
std::int64_t step_loop(const integer_steps<std::int16_t>& run, std::int16_t* w, const Coefficient& a_of)
{
    const std::size_t d = run.rows.columns;
    std::int64_t dot = dot_of_codes(w, run.rows.row(run.order[0]), d);
    random_halves random;
    for (std::size_t s = 0; s + 1 < run.order.size(); ++s) {
        const std::int16_t* const x = run.rows.row(run.order[s]);
        const lowp::stream draw = run.draw.fork(run.first + s);
        const scaled_coefficient a = a_of(run.order[s], dot);
        for (std::size_t j = 0; j < d; j += random_halves::count) {
            random.draw(draw, j / random_halves::count);
            const std::size_t n = d - j < random_halves::count ? d - j : random_halves::count;
            for (std::size_t k = 0; k < n; ++k) {
                const std::uint32_t noise = (std::uint32_t{random.halves[k]} << 16 | 0x8000u) >> (32 - a.shift);
                w[j + k] = after_short_step(w[j + k], x[j + k], a, static_cast<int>(noise));
            }
        }
        dot = dot_of_codes(w, run.rows.row(run.order[s + 1]), d);
    }
    return dot;
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
