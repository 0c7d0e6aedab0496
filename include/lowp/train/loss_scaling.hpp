// lowp/train/loss_scaling.hpp -- gradients made larger while they are in a narrow format, by a power of two that
// adapts.
//
// The gradient of the loss is multiplied by S before anything of it is rounded, and gradients of parameters are divided
// by S before the optimizer sees them (Micikevicius et al. 2018). A step that has infinity or NaN in a gradient of
// parameters, as the gradients' rule has rounded it, is skipped, and S made smaller (formats that saturate hide them);
// after growth_interval good steps in a row it is made larger. All factors are powers of two, so that scaling is exact:
// where nothing overflows or falls below a format's smallest numbers, S changes no bit.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <span>
#include <stdexcept>
#include <string>

#include "lowp/core/bits.hpp"

namespace lowp {

struct loss_scaling {
    float initial = 65536;
    float growth = 2, backoff = 0.5f;   // 1 and 1 for a scale that never changes; steps are skipped nevertheless
    std::uint64_t growth_interval = 0;  // good steps; 0 for the steps of an epoch
};

// What a run carries of it from one step to the next.
struct loss_scale {
    float value = 1;
    std::uint64_t good_steps = 0;  // in a row, since the scale last changed
    std::uint64_t skipped = 0;     // steps, in all

    friend constexpr bool operator==(const loss_scale&, const loss_scale&) = default;
};

namespace detail {

[[noreturn]] inline void refuse(const loss_scaling& options)
{
    char given[96];
    std::snprintf(given, sizeof given, "initial %.9g, growth %.9g and backoff %.9g",
                  static_cast<double>(options.initial), static_cast<double>(options.growth),
                  static_cast<double>(options.backoff));
    throw std::invalid_argument(
        std::string("loss scaling: ") + given +
        ", expected powers of two from 2^-126 to 2^126, growth at least 1 and backoff at most 1");
}

}  // namespace detail

// Throws std::invalid_argument for what is no power of two, or on the wrong side of 1.
inline void expect_valid(const loss_scaling& options)
{
    const auto is_power = [](float x) { return x >= 0x1p-126f && x <= 0x1p126f && (to_bits(x) & 0x7fffff) == 0; };
    if (!is_power(options.initial) || !is_power(options.growth) || !is_power(options.backoff) || options.growth < 1 ||
        options.backoff > 1)
        detail::refuse(options);
}

inline bool all_finite(std::span<const float> numbers) noexcept
{
    return std::ranges::all_of(numbers, [](float x) { return std::isfinite(x); });
}
inline void rescale(std::span<float> numbers, float factor) noexcept
{
    for (float& x : numbers) x *= factor;
}

// The scale after a step, good or skipped. It stays within 2^-126 to 2^126.
inline void adapt(loss_scale& scale, const loss_scaling& options, bool is_good) noexcept
{
    if (!is_good) {
        scale.value = std::max(scale.value * options.backoff, 0x1p-126f);
        scale.good_steps = 0;
        ++scale.skipped;
    } else if (++scale.good_steps >= options.growth_interval) {
        scale.value = std::min(scale.value * options.growth, 0x1p126f);
        scale.good_steps = 0;
    }
}

}  // namespace lowp
