// examples/dimension_free.cpp -- what the floor of LP-SGD depends on: not the dimension, if gradients are sparse.
//
//     dimension_free                 three tables: the floor against the dimension, bits, and exponent bits
//     dimension_free --csv floors.csv
//
// LP-SGD with a constant rate ends at a floor above the optimum. It was long bounded by d delta^2: each step's rounding
// moves every weight by half a step delta. But a weight whose gradient is small moves rarely, so that the sum of the
// gradient's magnitudes, sigma_1, stands in the place of d (Li and De Sa 2019). And a grid that is finer near zero,
// where most weights are, does with fewer bits: floating point, or NLQ.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "lowp/core/parallel.hpp"
#include "lowp/format/nlq.hpp"
#include "lowp/io/write_file.hpp"
#include "lowp/optim/bounds.hpp"
#include "lowp/optim/constants.hpp"
#include "lowp/optim/lp_sgd.hpp"
#include "lowp/optim/svrg.hpp"
#include "lowp/optim/synthetic.hpp"
#include "lowp/quantize/scale.hpp"
#include "support/command_line.hpp"
#include "support/progress.hpp"

namespace {

using namespace lowp;

struct settings {
    long seed = 1, threads = hardware_threads();
    std::string csv;
};

// A problem, its optimum, and what the bounds are made of.
template <class F>
struct studied {
    const F& f;
    std::vector<double> best;
    double lowest = 0;
    bound_terms terms;

    studied(const F& problem, int threads) : f(problem), best(problem.dimension())
    {
        minimize(svrg{.rate = 0.3}, f, best, {.rounds = 200, .tolerance = 1e-5, .threads = threads});
        lowest = value(f, best, threads);
        const auto c = constants_of(f);
        const auto n = noise_at(f, best);
        terms = {.smoothness = c.smoothness,
                 .smoothness_1 = c.smoothness_1,
                 .strong_convexity = c.strong_convexity,
                 .sigma = n.sigma,
                 .sigma_1 = n.sigma_1,
                 .distance = nrm2(best),
                 .radius = nrm2(best),
                 .dimension = static_cast<double>(f.dimension())};
    }
    double reach() const
    {
        double most = 0;
        for (const double w : best) most = std::max(most, 1.1 * std::fabs(w));
        return most;
    }
    // The mean of f(w) - f* over the last half of the rounds, from the optimum on.
    template <class Format>
    double floor(const Format& format, double rate, std::size_t steps, const settings& s) const
    {
        constexpr std::size_t rounds = 20;
        std::vector<double> w = best;
        double sum = 0;
        const stream draw{static_cast<std::uint64_t>(s.seed)};
        const quantizer q{format, stochastic{draw.fork("rounding")}};
        minimize(lp_sgd{.rate = rate, .weights = q}, f, w,
                 {.rounds = rounds, .steps = steps, .draw = draw.fork("run"), .threads = static_cast<int>(s.threads)},
                 [&](const outer_step& step, std::span<const double>) {
                     if (step.round > rounds / 2) sum += step.value - lowest;
                 });
        return sum / (rounds / 2);
    }
};

struct report {
    std::string text, csv = "table,row,column,value\n";

    void line(const char* format, auto... values)
    {
        char buffer[256];
        std::snprintf(buffer, sizeof buffer, format, values...);
        text += buffer;
    }
    void record(const char* table, double row, const std::string& column, double x)
    {
        char buffer[128];
        std::snprintf(buffer, sizeof buffer, "%s,%g,%s,%.6g\n", table, row, column.c_str(), x);
        csv += buffer;
    }
};

void by_dimension(report& out, progress_line& progress, const settings& s)
{
    constexpr double rate = 0.1, delta = 0x1p-6, penalty = 0.1;  // the last keeps mu from falling with d
    const fixed_format grid{9, 6};
    out.line(
        "LP-SGD's floor f(w) - f*, steps of 1/64, rate %g, penalty %g: samples with 8 numbers not zero, and full "
        "ones\n",
        rate, penalty);
    out.text += "    d   sigma_1    sparse     bound  by d |   sigma_1     dense     bound  by d\n";
    for (const std::size_t d : {16u, 64u, 256u, 1024u}) {
        out.line("%5zu", d);
        for (const std::size_t nonzeros : {8u, 0u}) {
            progress.show("dimensions", std::log2(static_cast<double>(d)) / 14);
            const auto p = synthetic_regression({.samples = 8192,
                                                 .dimension = d,
                                                 .nonzeros = nonzeros,
                                                 .label_noise = 0.3,
                                                 .draw = stream{static_cast<std::uint64_t>(s.seed)}});
            const auto row = [&](const auto& f) {
                const studied problem(f, static_cast<int>(s.threads));
                const double floor = problem.floor(grid, rate, 8192, s),
                             bound = bounds::lp_sgd_floor(problem.terms, {.delta = delta}, rate),
                             old = bounds::lp_sgd_floor_by_dimension(problem.terms, delta, rate);
                out.line("%10.2f%10.1e%10.1e%6.2f%s", problem.terms.sigma_1, floor, bound, old,
                         nonzeros == 0 ? "\n" : " |");
                const std::string kind = nonzeros == 0 ? "dense" : "sparse";
                out.record("dimension", static_cast<double>(d), kind, floor);
                out.record("dimension", static_cast<double>(d), kind + " bound", bound);
                out.record("dimension", static_cast<double>(d), kind + " bound by dimension", old);
            };
            if (nonzeros == 0) {
                row(least_squares{p.features, p.targets, penalty});
            } else {
                const auto kept = sparse_of(p.features);
                row(least_squares{kept, p.targets, penalty});
            }
        }
    }
}

void by_bits(report& out, progress_line& progress, const settings& s)
{
    constexpr double rate = 0.25;
    const auto p = synthetic_regression({.samples = 1000,
                                         .dimension = 64,
                                         .label_noise = 0.02,
                                         .weight_decades = 4,
                                         .draw = stream{static_cast<std::uint64_t>(s.seed)}});
    const least_squares f{p.features, p.targets};
    const studied problem(f, static_cast<int>(s.threads));
    const double reach = problem.reach();
    out.text += "\nWeights over four decades, label noise 0.02: the floor by bits, and how many of them are exponent\n";
    out.text += " bits     fixed        e2        e3        e4        e5       NLQ\n";
    for (const int bits : {6, 8, 10}) {
        progress.show("bits", 0.7 + 0.1 * (bits - 6) / 2);
        std::string columns;
        const auto column = [&](const std::string& name, double floor) {
            out.line("%10.1e", floor);
            out.record("bits", bits, name, floor);
        };
        out.line("%5d", bits);
        column("fixed",
               problem.floor(scaled_by_power(fixed_format{0, bits - 1}, power_above(reach, 1)), rate, 2000, s));
        for (const int e : {2, 3, 4, 5}) {
            if (bits - 1 - e < 0) {
                out.line("%10s", "-");
                continue;
            }
            const floating_format format{e, bits - 1 - e, standard_bias(e), specials::none};
            column(std::string("e").append(std::to_string(e)),
                   problem.floor(scaled_by_power(format, power_above(reach, format.largest())), rate, 2000, s));
        }
        // zeta = 2^-(bits/2 + 1) lies near the best; delta so that the grid reaches as far as the others.
        const double zeta = std::exp2(-bits / 2.0 - 1), points = std::exp2(bits - 1) - 1;
        column("nlq", problem.floor(nlq(bits, reach * zeta / (std::pow(1 + zeta, points) - 1), zeta), rate, 200, s));
        out.text += "\n";
    }
    out.line("theory, for many bits: %.1f exponent bits\n", bounds::asymptotic_exponent_bits(problem.terms));
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    command_line options("What the floor of LP-SGD depends on: not the dimension, if gradients are sparse.");
    options.number("--seed", s.seed, 0, 1L << 31, "of all that is drawn");
    options.number("--threads", s.threads, 1, 1024, "for full gradients");
    options.output("--csv", s.csv, "FILE", "write the tables here, too");
    if (const auto status = options.parse(argc, argv)) return *status;
    try {
        report out;
        {
            progress_line progress;
            by_dimension(out, progress, s);
            by_bits(out, progress, s);
        }
        if (!s.csv.empty()) write_file(s.csv, out.csv);
        std::fputs(out.text.c_str(), stdout);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "dimension_free: %s\n", e.what());
        return 1;
    }
}
