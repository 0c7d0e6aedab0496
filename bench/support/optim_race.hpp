// bench/support/optim_race.hpp -- whole methods on the same least squares: the time until f is so close to its optimum.
//
// Data are codes of 8 bits; SVRG reads the same numbers in binary32. Both take their full gradients, and the values
// that are watched, in binary64 by the same code; the part of the inner steps is told apart.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <span>
#include <vector>

#include "float_svrg.hpp"
#include "lowp/format/fixed.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/optim/constants.hpp"
#include "lowp/optim/integer_halp.hpp"
#include "lowp/optim/linear_problem.hpp"
#include "lowp/optim/minimize.hpp"
#include "lowp/optim/synthetic.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/encode.hpp"

namespace bench {

using clock = std::chrono::steady_clock;
inline double seconds_since(clock::time_point begin)
{
    return std::chrono::duration<double>(clock::now() - begin).count();
}

// A method whose rounds are timed.
template <class Method>
struct timed {
    Method method;
    double* inside;

    template <class Run>
    struct run : Run {
        double* inside;
        void advance(std::size_t round, std::span<const double> g, std::span<double> w)
        {
            const auto begin = clock::now();
            Run::advance(round, g, w);
            *inside += seconds_since(begin);
        }
    };
    template <class F>
    auto begin(const F& f, std::span<const double> w, const lowp::minimize_options& how) const
    {
        return run<decltype(method.begin(f, w, how))>{method.begin(f, w, how), inside};
    }
};

constexpr double goals[] = {1e-3, 1e-4, 1e-5, 1e-6};

struct times {
    std::vector<double> all[std::size(goals)], inside[std::size(goals)];
};

// One run, of which `to` gets the times. Goals are shares of f - f* at the beginning.
template <class Method, class F>
void race_once(const Method& method, const F& f, double best, times& to)
{
    std::vector<double> w(f.dimension());
    double inside = 0, first = 0;
    std::size_t goal = 0;
    const auto begin = clock::now();
    minimize(timed<Method>{method, &inside}, f, w, {.rounds = 60}, [&](const lowp::outer_step& step, auto) {
        if (step.round == 0) first = step.value - best;
        for (; goal < std::size(goals) && step.value - best <= goals[goal] * first; ++goal) {
            to.all[goal].push_back(seconds_since(begin));
            to.inside[goal].push_back(inside);
        }
    });
}
inline double median(std::vector<double> all)
{
    if (all.empty()) return 0;
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

inline void race()
{
    std::printf("\ntime to a share of f - f* (ms; of it in inner steps)\n%-34s", "");
    for (const double goal : goals) std::printf("%17.0e", goal);
    std::printf("\n");
    for (const std::size_t d : {std::size_t{256}, std::size_t{1024}}) {
        const auto p = lowp::synthetic_regression({.samples = 8 * d, .dimension = d, .label_noise = 0.5});
        constexpr lowp::fixed_format format{-1, 8};
        lowp::packed_matrix codes(lowp::known<format>, 8 * d, d);
        encode(p.features.view(), codes);
        lowp::matrix<float> numbers(8 * d, d);
        decode(codes, numbers.view());
        const lowp::least_squares of_codes{codes, p.targets};
        const lowp::least_squares of_numbers{numbers, p.targets};
        const double mu = constants_of(of_numbers).strong_convexity;
        const lowp::integer_halp halp{.rate = 0.25, .strong_convexity = mu};
        std::vector<double> w(d);
        const double best = minimize(halp, of_codes, w, {.rounds = 100, .tolerance = 1e-10}).last().value;
        times svrg, integers;
        for (int repeat = 0; repeat < 5; ++repeat) {
            race_once(float_svrg{0.25}, of_numbers, best, svrg);
            race_once(halp, of_codes, best, integers);
        }
        const auto line = [&](const char* name, const times& t) {
            std::printf("%-28sd = %-4zu", name, d);
            for (std::size_t g = 0; g < std::size(goals); ++g)
                std::printf("%9.1f (%5.1f)", 1e3 * median(t.all[g]), 1e3 * median(t.inside[g]));
            std::printf("\n");
        };
        line("SVRG, binary32", svrg);
        line("HALP-8, integers", integers);
    }
}

}  // namespace bench
