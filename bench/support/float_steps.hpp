// bench/support/float_steps.hpp -- the steps that integer ones are held against: SVRG and SGD of a linear model in
// binary32, one pass a step.
//
// As fast as we can make them: the pass that updates z takes its dot product with the next row at once, in four sums,
// and asks for a row that is some steps ahead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/simd/lanes.hpp"

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace bench {

struct float_run {
    const float* rows;
    std::size_t columns;                   // a multiple of 64
    std::span<const std::uint32_t> order;  // and the row after the last step
    float factor;                          // of a dot product, as the coefficient of its row
    std::size_t ahead = 2;                 // steps that a row is asked for before it is needed
    const float* offsets = nullptr;        // for each row, added to that
    const float* drift = nullptr;          // added to z in each step

    const float* row(std::size_t s) const noexcept
    {
        return rows + order[s < order.size() ? s : order.size() - 1] * columns;
    }
};

inline float sum_of(const lowp::lanes<float>& x) noexcept
{
#if defined(__AVX512F__)
    return _mm512_reduce_add_ps(x.v);
#else
    alignas(64) float all[lowp::lanes<float>::size];
    x.store(all);
    float sum = 0;
    for (const float one : all) sum += one;
    return sum;
#endif
}

template <bool Drift>
float float_steps(const float_run& run, float* z)
{
    using numbers = lowp::lanes<float>;
    constexpr std::size_t size = numbers::size;
    const std::size_t d = run.columns;
    const float* const drift = run.drift;  // stores may change what a reference sees
    numbers begin(0.0f);
    for (std::size_t j = 0; j < d; j += size)
        begin = multiply_add(numbers::load(z + j), numbers::load(run.row(0) + j), begin);
    float dot = sum_of(begin);
    for (std::size_t s = 0; s + 1 < run.order.size(); ++s) {
        const float *const x = run.row(s), *const next = run.row(s + 1), *const far = run.row(s + run.ahead);
        const numbers a(dot * run.factor + (run.offsets == nullptr ? 0 : run.offsets[run.order[s]]));
        numbers s0(0.0f), s1(0.0f), s2(0.0f), s3(0.0f);
        const auto part = [&](std::size_t i, numbers& sum) {
            numbers now = numbers::load(z + i);
            if constexpr (Drift) now = now + numbers::load(drift + i);
            now = multiply_add(a, numbers::load(x + i), now);
            now.store(z + i);
            sum = multiply_add(now, numbers::load(next + i), sum);
            if (i * sizeof(float) % 64 == 0) __builtin_prefetch(far + i);
        };
        for (std::size_t j = 0; j < d; j += 4 * size) {
            part(j, s0);
            part(j + size, s1);
            part(j + 2 * size, s2);
            part(j + 3 * size, s3);
        }
        dot = sum_of((s0 + s1) + (s2 + s3));
    }
    return dot;
}

}  // namespace bench
