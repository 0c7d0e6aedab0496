// lowp/select/bootstrap.hpp -- whether one method is better than another, or only luckier with these tasks.
//
// Both were scored on the same tasks, so the difference is taken task by task. Tasks are drawn anew, with replacement,
// many times; if tasks were independent draws, the mean differences of these samples would spread as that of other
// tasks does (Efron 1979, percentiles). Tasks made of the same data are no independent draws: with groups, whole groups
// are drawn, as many as there are, and the mean is that of all their tasks. Few groups give a rough interval.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
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
    std::vector<std::size_t> groups{};  // one for each score; empty: its own
};

struct confidence_interval {
    double mean = 0, low = 0, high = 0;
};

inline namespace LOWP_ISA {

// The mean of a[i] - b[i] and where it lies with how.confidence; a below b throughout: high < 0. Throws
// std::invalid_argument for counts that differ, no tasks, scores that are not finite, no resamples, or a confidence
// outside of (0, 1).
inline confidence_interval paired_bootstrap(std::span<const double> a, std::span<const double> b,
                                            const bootstrap_options& how = {})
{
    detail::expect_count("paired_bootstrap", "scores b", b.size(), a.size(), "score a");
    if (a.empty()) detail::bad_argument("paired_bootstrap", "the number of scores", a.size(), "at least 1");
    if (how.resamples == 0) detail::bad_argument("paired_bootstrap", "resamples", how.resamples, "at least 1");
    if (!(how.confidence > 0 && how.confidence < 1))
        detail::bad_argument("paired_bootstrap", "confidence", how.confidence, "a share above 0 and below 1");
    if (!how.groups.empty()) detail::expect_count("paired_bootstrap", "groups", how.groups.size(), a.size(), "score a");
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!std::isfinite(a[i]))
            detail::bad_argument("paired_bootstrap", detail::element("a", i), a[i], "a finite number");
        if (!std::isfinite(b[i]))
            detail::bad_argument("paired_bootstrap", detail::element("b", i), b[i], "a finite number");
    }
    struct group {
        double sum = 0, count = 0;  // of differences
    };
    std::vector<group> groups;
    std::map<std::size_t, std::size_t> place;
    group all;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::size_t g = place.try_emplace(how.groups.empty() ? i : how.groups[i], groups.size()).first->second;
        if (g == groups.size()) groups.emplace_back();
        for (group* const to : {&groups[g], &all}) to->sum += a[i] - b[i], ++to->count;
    }
    std::vector<double> means(how.resamples);
    for (std::size_t r = 0; r < how.resamples; ++r) {
        const lowp::stream draw = how.draw.fork(r);
        group drawn;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const group& g = groups[static_cast<std::size_t>(uniform_index(draw, i, groups.size()))];
            drawn.sum += g.sum, drawn.count += g.count;
        }
        means[r] = drawn.sum / drawn.count;
    }
    std::ranges::sort(means);
    const auto percentile = [&](double share) {
        return means[static_cast<std::size_t>(share * static_cast<double>(how.resamples - 1) + 0.5)];
    };
    const double outside = (1 - how.confidence) / 2;
    return {all.sum / all.count, percentile(outside), percentile(1 - outside)};
}

}  // namespace LOWP_ISA
}  // namespace lowp
