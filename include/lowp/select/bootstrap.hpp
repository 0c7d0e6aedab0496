// lowp/select/bootstrap.hpp -- whether one method is better than another, or only luckier with these tasks.
//
// Both were scored on the same tasks, so the difference is taken task by task. Tasks are drawn anew, with replacement,
// many times; the mean differences of these samples spread as that of other tasks would (Efron 1979, percentiles).
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/random/uniform_index.hpp"
#include "lowp/select/argument.hpp"

namespace lowp {

struct bootstrap_options {
    std::size_t resamples = 2000;
    double confidence = 0.95;
    stream draw{1};
};

struct confidence_interval {
    double mean = 0, low = 0, high = 0;
};

inline namespace LOWP_ISA {

// The mean of a[i] - b[i] and where it lies with how.confidence; a below b throughout: high < 0. Throws
// std::invalid_argument for counts that differ, no tasks, no resamples, or a confidence outside of (0, 1).
inline confidence_interval paired_bootstrap(std::span<const double> a, std::span<const double> b,
                                            const bootstrap_options& how = {})
{
    detail::expect_count("paired_bootstrap", "scores b", b.size(), a.size(), "score a");
    if (a.empty()) detail::bad_argument("paired_bootstrap", "the number of scores", a.size(), "at least 1");
    if (how.resamples == 0) detail::bad_argument("paired_bootstrap", "resamples", how.resamples, "at least 1");
    if (!(how.confidence > 0 && how.confidence < 1))
        detail::bad_argument("paired_bootstrap", "confidence", how.confidence, "a share above 0 and below 1");
    const double n = static_cast<double>(a.size());
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] - b[i];
    std::vector<double> means(how.resamples);
    for (std::size_t r = 0; r < how.resamples; ++r) {
        const lowp::stream draw = how.draw.fork(r);
        for (std::size_t i = 0; i < a.size(); ++i) {
            const auto task = static_cast<std::size_t>(uniform_index(draw, i, a.size()));
            means[r] += a[task] - b[task];
        }
        means[r] /= n;
    }
    std::ranges::sort(means);
    const auto percentile = [&](double share) {
        return means[static_cast<std::size_t>(share * static_cast<double>(how.resamples - 1) + 0.5)];
    };
    const double outside = (1 - how.confidence) / 2;
    return {sum / n, percentile(outside), percentile(1 - outside)};
}

}  // namespace LOWP_ISA
}  // namespace lowp
