// tests/support/integer_runs.hpp -- runs of steps in integers, and what a kernel must make of them: the definition's
// bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "lowp/linalg/integer_step.hpp"
#include "lowp/linalg/short_step.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

namespace integer_runs {

// Codes of which an eighth each is the lowest and the highest, where `extreme`; a model does not begin at -32768.
template <class T>
std::vector<T> codes(std::size_t n, const lowp::stream& draw, bool extreme, bool model)
{
    constexpr int lowest = sizeof(T) == 1 ? -128 : -32768, highest = -(lowest + 1);
    std::vector<T> made(n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t word = draw.bits(i);
        const int kind = extreme ? static_cast<int>(word >> 29) : 7;
        const int code = kind == 0 ? lowest : kind == 1 ? highest : static_cast<T>(word);
        made[i] = static_cast<T>(model && code == -32768 ? -32767 : code);
    }
    return made;
}

// Calls run(steps, codes of the model, coefficient), which is to change the codes and to give the last dot product.
template <class T, class Run>
void check(std::size_t columns, std::uint64_t seed, const Run& run)
{
    using namespace lowp;
    constexpr std::size_t rows = 7, count = 9;
    const lowp::stream draw = lowp::stream{seed}.fork(columns);
    const std::size_t stride = columns + columns % 3;
    const std::vector<T> x = codes<T>(rows * stride, draw.fork(1), seed % 2 == 1, false);
    std::vector<std::uint32_t> order(count + 1);
    for (std::size_t s = 0; s < order.size(); ++s) order[s] = draw.fork(2).bits(s) % rows;
    std::vector<std::int16_t> drift(drift_size(columns));
    for (std::size_t j = 0; j < drift.size(); ++j) {
        const std::uint32_t word = draw.fork(3).bits(j);
        drift[j] = static_cast<std::int16_t>(word % 5 == 0   ? largest_drift
                                             : word % 5 == 1 ? -largest_drift
                                                             : static_cast<int>(word % 2001) - 1000);
    }
    std::vector<float> offsets(rows);
    for (std::size_t i = 0; i < rows; ++i) offsets[i] = 40000 * (draw.fork(4).uniform(i) - 0.5f);

    const auto compare = [&](const integer_steps<T>& steps, const auto& a_of) {
        std::vector<T> wanted = codes<T>(columns, draw.fork(5), seed % 2 == 1, true), got = wanted;
        const std::int64_t dot = reference_steps(steps, wanted.data(), a_of);
        INFO(columns << " columns, seed " << seed << ", decay " << steps.decay);
        CHECK(std::int64_t{run(steps, got, a_of)} == dot);
        CHECK(got == wanted);
    };
    integer_steps<T> steps{{x.data(), stride, columns}, order, draw.fork(6), seed};
    if constexpr (sizeof(T) == 1) {
        const auto swinging = [](std::size_t i, std::int64_t dot) {
            const auto word = static_cast<int>(mix64(static_cast<std::uint64_t>(dot) + i) % 6);
            return word == 0 ? largest_coefficient : word == 1 ? -largest_coefficient : word * 700 - 2000;
        };
        for (const int decay : {0, -3, -largest_decay, largest_decay})
            for (const bool drifts : {false, true}) {
                steps.decay = decay;
                steps.drift = drifts ? drift.data() : nullptr;
                compare(steps, swinging);
            }
        steps.decay = 0;
        compare(steps, linear_coefficient{-0.37f});
        compare(steps, linear_coefficient{-0.37f, offsets.data()});
        compare(steps, linear_coefficient{1e30f});
    } else {
        for (const int shift : {15, 16, 17, 23, 29, 30}) {
            const auto swinging = [shift](std::size_t i, std::int64_t dot) {
                const auto word = static_cast<int>(mix64(static_cast<std::uint64_t>(dot) + i) % 5);
                return scaled_coefficient{word == 0 ? 0x7fff : word == 1 ? -0x7fff : word * 7000 - 20000, shift};
            };
            compare(steps, swinging);
        }
        compare(steps, [](std::size_t, std::int64_t dot) {
            return scaled_coefficient_of(static_cast<double>(dot) * -0x1p-34);
        });
    }
}

// All lengths up to three hundred, and some of thousands.
template <class T, class Run>
void check_all(const Run& run)
{
    for (std::size_t columns = 1; columns <= 300; ++columns) check<T>(columns, columns, run);
    for (const std::size_t columns :
         {1000u, 1023u, 1024u, 1025u, 1087u, 1088u, 1152u, 2047u, 2048u, 2112u, 3000u, 5000u})
        for (const std::uint64_t seed : {1u, 2u}) check<T>(columns, seed, run);
}

}  // namespace integer_runs
