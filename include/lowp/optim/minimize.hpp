// lowp/optim/minimize.hpp -- one way to run all optimizers of finite sums, and to watch them.
//
//     std::vector<double> w(f.dimension());
//     const trace t = minimize(svrg{.rate = 0.25}, f, w, {.rounds = 20}, [](const outer_step& s, auto w) { ... });
//
// A method is asked for one round after the other. Between two, the value and the full gradient at w are computed here,
// which methods with variance reduction need anyway, and which tell when to stop. A method is a type with
//
//     begin(f, w, how)                 what it keeps while it runs, of which is asked:
//       .advance(round, gradient, w)   inner steps; w becomes the answer so far
//       .goes_on(best, now)            from the gradient's norm, and the lowest so far; else the best is taken up again
//       .gradients()                   of samples, computed so far
//       .pitch(), .counted()           of its grid, and what its rounding met in this round
//
// What is drawn is a function of how.draw, the round and the step: no result depends on the number of threads.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/vectors.hpp"
#include "lowp/optim/finite_sum.hpp"
#include "lowp/optim/trace.hpp"
#include "lowp/quantize/tally.hpp"
#include "lowp/random/stream.hpp"

namespace lowp {

struct minimize_options {
    std::size_t rounds = 50;
    std::size_t steps = 0;  // of a round; 0: twice as many as there are samples
    stream draw{};
    double tolerance = 0;  // ends when the gradient's norm is at most so much of the first
    int threads = 1;       // for values and full gradients
};

inline namespace LOWP_ISA {

// Where a round ends: at its last iterate, at one drawn from all of its steps, or at their mean.
enum class iterate : unsigned char { last, random, averaged };

namespace inner {

// Whether x is what is asked for; else an error that names it.
inline void expect_option(bool fine, const char* method, const char* option, double x, const char* expected)
{
    if (fine) return;
    char number[32];
    std::snprintf(number, sizeof number, "%g", x);
    throw std::invalid_argument(std::string(method) + ": " + option + " is " + number + ", expected " + expected);
}
inline void expect_positive(const char* method, const char* option, double x)
{
    expect_option(x > 0 && std::isfinite(x), method, option, x, "a positive number");
}

// What all methods keep.
struct run_basics {
    double pitch() const noexcept { return 0; }
    const tally& counted() const noexcept { return seen; }
    std::uint64_t gradients() const noexcept { return computed; }
    static bool goes_on(double, double) noexcept { return true; }

    tally seen{};
    std::uint64_t computed = 0;
};

inline std::string in_words(ending end, const outer_step& last, double first_norm)
{
    char text[160];
    const double share = first_norm == 0 ? 0 : last.gradient_norm / first_norm;
    std::snprintf(text, sizeof text, " after round %zu: f(w) = %.6g, and the gradient's norm is %.3g of the first",
                  last.round, last.value, share);
    switch (end) {
        case ending::rounds:
            return std::string("all rounds done") + text;
        case ending::tolerance:
            return std::string("the tolerance is reached") + text;
        case ending::stationary:
            return std::string("the gradient is zero") + text;
        case ending::diverged:
            break;
    }
    return std::string("diverged") + text;
}

}  // namespace inner

struct watches_nothing {
    void operator()(const outer_step&, std::span<const double>) const noexcept {}
};

// Minimizes f from w on, which holds the answer afterwards: of a run that diverged, the iterate with the smallest
// gradient. Calls
// observe(step, w) for the start and for each round. Throws std::invalid_argument for options that make no sense.
template <class Method, finite_sum F,
          std::invocable<const outer_step&, std::span<const double>> Observe = watches_nothing>
trace minimize(const Method& method, const F& f, std::span<double> w, minimize_options how = {}, Observe&& observe = {})
{
    LOWP_EXPECTS(f.size() > 0 && w.size() == f.dimension(), "minimize: a problem with samples, and w of its dimension");
    LOWP_EXPECTS(f.size() <= 0xffff'ffffu, "minimize: fewer than 2^32 samples");
    inner::expect_option(how.tolerance >= 0, "minimize", "tolerance", how.tolerance, "a number that is not negative");
    inner::expect_option(how.threads >= 1, "minimize", "threads", how.threads, "at least 1");
    if (how.steps == 0) how.steps = 2 * f.size();
    auto run = method.begin(f, std::span<const double>(w), std::as_const(how));

    trace t;
    aligned_vector<double> slope(w.size()), best_slope, best_w(w.begin(), w.end());
    const auto measured = [&](std::size_t round, std::span<double> at) {
        const double now = value_and_gradient(f, w, at, how.threads);
        return outer_step{.round = round,
                          .gradients = run.gradients() + (round + 1) * f.size(),
                          .value = now,
                          .gradient_norm = nrm2(at),
                          .pitch = run.pitch(),
                          .clipped = run.counted().elements == 0 ? 0
                                                                 : static_cast<double>(run.counted().saturated) /
                                                                       static_cast<double>(run.counted().elements)};
    };
    const auto told = [&](const outer_step& step) {
        t.steps.push_back(step);
        observe(step, std::span<const double>(w));
    };
    const auto ended = [&](ending end) {
        t.end = end;
        t.message = inner::in_words(end, t.last(), t.steps.front().gradient_norm);
        return t;
    };
    // A small first value says nothing: a run that begins near the optimum, or where f is 0, may end far above it.
    int growing = 0;
    const auto is_lost = [&](const outer_step& before, const outer_step& step) {
        constexpr double too_far = 1e6;
        constexpr int too_long = 5;
        growing = step.value > 1.5 * before.value ? growing + 1 : 0;
        return !std::isfinite(step.value) || !std::isfinite(step.gradient_norm) ||
               (growing >= too_long && step.value > too_far * std::fabs(t.steps.front().value));
    };

    const outer_step first = measured(0, slope);
    told(first);
    if (is_lost(first, first)) return ended(ending::diverged);
    outer_step now = first, best = first;
    best_slope = slope;
    const auto go_back = [&] {
        std::copy(best_w.begin(), best_w.end(), w.begin());
        slope = best_slope;
        now.value = best.value, now.gradient_norm = best.gradient_norm, now.is_kept = false;
    };
    for (std::size_t round = 1;; ++round) {
        if (now.gradient_norm == 0) return ended(ending::stationary);
        if (now.gradient_norm <= how.tolerance * first.gradient_norm) return ended(ending::tolerance);
        if (round > how.rounds) break;
        run.advance(round, std::span<const double>(slope), w);
        const outer_step before = now;
        now = measured(round, slope);
        if (now.gradient_norm <= best.gradient_norm) {
            best = now;
            std::copy(w.begin(), w.end(), best_w.begin());
            best_slope = slope;
        }
        if (!run.goes_on(best.gradient_norm, now.gradient_norm)) go_back();
        told(now);
        if (is_lost(before, now)) {
            go_back();
            return ended(ending::diverged);
        }
    }
    return ended(ending::rounds);
}

}  // namespace LOWP_ISA
}  // namespace lowp
