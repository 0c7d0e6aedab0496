// examples/halp.cpp -- as accurate as binary64 in eight bits: HALP beside what SGD and SVRG make of few bits.
//
//     halp                                  eight methods on least squares, made for the purpose
//     halp --spread 10 --rounds 100         a worse condition
//     halp --libsvm a9a --penalty 1e-3      logistic regression on a file, of two classes or more
//     halp --images FILE --labels FILE --penalty 1e-3       and on pictures in IDX files, as MNIST's
//     halp --csv trace.csv --plot trace.svg a line for each method and round; a picture, where gnuplot is installed
//
// LP-SGD and LP-SVRG round to a fixed grid that covers the optimum and stop at its noise. HALP's grid is as coarse, but
// shrinks with the gradient, and so does the error, by a factor a round, down to binary64's own.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowp/core/parallel.hpp"
#include "lowp/io/idx.hpp"
#include "lowp/io/labels.hpp"
#include "lowp/io/libsvm.hpp"
#include "lowp/io/write_file.hpp"
#include "lowp/optim/constants.hpp"
#include "lowp/optim/halp.hpp"
#include "lowp/optim/lp_sgd.hpp"
#include "lowp/optim/svrg.hpp"
#include "lowp/optim/synthetic.hpp"
#include "lowp/quantize/scaled.hpp"
#include "support/command_line.hpp"
#include "support/data_file.hpp"
#include "support/gnuplot.hpp"
#include "support/progress.hpp"

namespace {

using namespace lowp;

struct settings {
    long samples = 1000, dimension = 100, rounds = 60, steps = 0, seed = 1, threads = hardware_threads();
    double spread = 1, noise = 0.5, penalty = -1, rate = 0.25, multiplier = 0;
    std::string libsvm, images, labels, csv, plot;
    std::vector<std::string> only;
};

struct method {
    std::string name;
    std::function<trace(std::span<double>, const std::function<void(const outer_step&)>&)> run;
};

struct result {
    std::string name;
    trace t;
};

// Fixed point of so many bits that covers numbers up to `reach`.
quantizer<fixed_format, stochastic> grid(int bits, double reach, stream draw)
{
    const fixed_format f = scaled_by_power(fixed_format{0, bits - 1}, power_above(reach, 1));
    return {f, stochastic{draw}};
}

// In the order of run_all(), where each is made.
constexpr std::array<std::string_view, 8> method_names{"SVRG",      "SGD",        "LP-SGD-8", "LP-SGD-16",
                                                       "LP-SVRG-8", "LP-SVRG-16", "HALP-8",   "HALP-16"};

void expect_known(const std::vector<std::string>& names)
{
    for (const std::string& name : names) {
        if (std::find(method_names.begin(), method_names.end(), name) != method_names.end()) continue;
        std::string text = "--only: '" + name + "' is no method, expected one of";
        for (const auto known : method_names) text.append(" ").append(known);
        throw std::invalid_argument(text);
    }
}

template <class F>
std::vector<result> run_all(const F& f, double smoothness, double mu, const settings& s)
{
    const stream draw{static_cast<std::uint64_t>(s.seed)};
    const minimize_options how{.rounds = static_cast<std::size_t>(s.rounds),
                               .steps = static_cast<std::size_t>(s.steps),
                               .draw = draw.fork("run"),
                               .threads = static_cast<int>(s.threads)};
    const double rate = s.rate / smoothness;
    progress_line progress;
    std::vector<result> results;
    std::vector<double> best;
    const auto add = [&](const std::string& name, const auto& method) {
        if (!s.only.empty() && std::find(s.only.begin(), s.only.end(), name) == s.only.end() && name != "SVRG") return;
        std::vector<double> w(f.dimension());
        trace t = minimize(method, f, w, how, [&](const outer_step& step, std::span<const double>) {
            progress.show(name, static_cast<double>(step.round) / static_cast<double>(how.rounds));
        });
        if (name == "SVRG") best = w;
        results.push_back({name, std::move(t)});
    };
    add("SVRG", svrg{.rate = rate});
    // The fixed grids cover the optimum, which in practice nobody knows, and half as much again on the way to it.
    double reach = 0;
    for (const double x : best) reach = std::max(reach, 1.5 * std::fabs(x));
    if (!(reach > 0)) reach = 1;
    const auto q8 = grid(8, reach, draw.fork("grid")), q16 = grid(16, reach, draw.fork("grid"));
    add("SGD", lp_sgd{.rate = rate});
    add("LP-SGD-8", lp_sgd{.rate = rate, .weights = q8});
    add("LP-SGD-16", lp_sgd{.rate = rate, .weights = q16});
    add("LP-SVRG-8", lp_svrg{.rate = rate, .weights = q8});
    add("LP-SVRG-16", lp_svrg{.rate = rate, .weights = q16});
    add("HALP-8", halp{.rate = rate, .strong_convexity = mu, .bits = 8, .scale_multiplier = s.multiplier});
    add("HALP-16", halp{.rate = rate, .strong_convexity = mu, .bits = 16});
    return results;
}

std::string table_of(const std::vector<result>& results)
{
    char text[64];
    std::string table = "|gradient|, of the first\nround";
    std::size_t longest = 0;
    double lowest = results.front().t.last().value;
    for (const auto& [name, t] : results) {
        std::snprintf(text, sizeof text, "%12s", name.c_str());
        table += text;
        longest = std::max(longest, t.steps.size());
        for (const outer_step& step : t.steps) lowest = std::min(lowest, step.value);
    }
    table += "\n";
    for (std::size_t k = 0; k < longest; k += k < 5 ? 1 : 5) {
        std::snprintf(text, sizeof text, "%5zu", k);
        table += text;
        for (const auto& [name, t] : results) {
            if (k < t.steps.size())
                std::snprintf(text, sizeof text, "%12.1e", t.steps[k].gradient_norm / t.steps[0].gradient_norm);
            else
                std::snprintf(text, sizeof text, "%12s", "-");
            table += text;
        }
        table += "\n";
    }
    std::snprintf(text, sizeof text, "\nmethod      ends with f(w), above the lowest of all, of it\n");
    table += text;
    for (const auto& [name, t] : results) {
        char line[256];
        std::snprintf(line, sizeof line, "%-12s%-16.10g%-10.1e%s\n", name.c_str(), t.last().value,
                      (t.last().value - lowest) / lowest, t.end == ending::diverged ? t.message.c_str() : "");
        table += line;
    }
    return table;
}

std::string csv_of(const std::vector<result>& results)
{
    std::string csv = "method,round,gradients,value,gradient_norm,pitch,clipped,is_kept\n";
    for (const auto& [name, t] : results)
        for (const outer_step& s : t.steps) {
            char line[256];
            std::snprintf(line, sizeof line, "%s,%zu,%llu,%.17g,%.17g,%.17g,%.6g,%d\n", name.c_str(), s.round,
                          static_cast<unsigned long long>(s.gradients), s.value, s.gradient_norm, s.pitch, s.clipped,
                          s.is_kept ? 1 : 0);
            csv += line;
        }
    return csv;
}

// An SVG of the gradient's norm by rounds. Throws where there is no gnuplot.
void plot(const std::vector<result>& results, const std::string& path)
{
    std::string script = "set terminal svg size 800,500 background rgb 'white'\nset output " + gnuplot_quoted(path) +
                         "\nset logscale y\nset format y '10^{%T}'\nset xlabel 'round'\n"
                         "set ylabel '|gradient|, of the first'\nset key outside\nplot ";
    for (std::size_t m = 0; m < results.size(); ++m)
        script += (m > 0 ? ", " : "") + std::string("'-' with lines lw 2 title '") + results[m].name + "'";
    script += "\n";
    for (const auto& [name, t] : results) {
        for (const outer_step& s : t.steps) {
            char line[64];
            std::snprintf(line, sizeof line, "%zu %.6g\n", s.round, s.gradient_norm / t.steps[0].gradient_norm);
            script += line;
        }
        script += "e\n";
    }
    run_gnuplot(script, path);
}

std::vector<result> solved(const settings& s)
{
    const double penalty = s.penalty < 0 ? 0 : s.penalty;
    const auto classes = [&](const auto& f) {
        if (!(penalty > 0)) throw std::invalid_argument("--penalty: logistic regression needs one above 0, as 1e-3");
        const auto c = constants_of(f);
        std::printf("%zu samples, %zu weights, L = %.3g, mu = %.3g\n", f.size(), f.dimension(), c.smoothness,
                    c.strong_convexity);
        return run_all(f, c.smoothness, c.strong_convexity, s);
    };
    const bool is_idx = !s.images.empty() || !s.labels.empty();
    if (is_idx && (s.images.empty() || s.labels.empty() || !s.libsvm.empty()))
        throw std::invalid_argument("--images and --labels go together, and without --libsvm");
    if (is_idx) {
        const data_set d = read_idx_text(data_file(s.images), data_file(s.labels), s.images, s.labels);
        if (d.classes < 2) throw std::runtime_error(s.labels + ": all labels are 0, expected two classes or more");
        return classes(softmax_regression{d.matrix(), d.labels, d.classes, penalty});
    }
    if (!s.libsvm.empty()) {
        const sparse_set d = read_libsvm_text(data_file(s.libsvm), s.libsvm);
        std::vector<float> distinct = d.targets;
        std::sort(distinct.begin(), distinct.end());
        const auto count = static_cast<std::size_t>(std::unique(distinct.begin(), distinct.end()) - distinct.begin());
        if (count == 2) {
            const auto labels = binary_labels(d.targets, s.libsvm);
            return classes(logistic_regression{d.features, labels, penalty});
        }
        if (count < 2 || count > 1024)
            throw std::runtime_error(s.libsvm + ": " + std::to_string(count) + " different labels, expected 2 to 1024");
        const auto labels = class_labels(d.targets, count, s.libsvm);
        return classes(softmax_regression{d.features, labels, count, penalty});
    }
    const auto p = synthetic_regression({.samples = static_cast<std::size_t>(s.samples),
                                         .dimension = static_cast<std::size_t>(s.dimension),
                                         .spread = s.spread,
                                         .label_noise = s.noise,
                                         .draw = stream{static_cast<std::uint64_t>(s.seed)}});
    const least_squares f{p.features, p.targets, penalty};
    const auto c = constants_of(f);
    std::printf("least squares: %ld samples, %ld weights, L = %.3g, mu = %.3g, kappa = %.0f\n", s.samples, s.dimension,
                c.smoothness, c.strong_convexity, c.condition());
    return run_all(f, c.smoothness, c.strong_convexity, s);
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    command_line options("As accurate as binary64 in eight bits: HALP beside SGD and SVRG in few bits.");
    options.number("--samples", s.samples, 1, 1L << 24, "of the problem that is made");
    options.number("--dimension", s.dimension, 1, 1L << 20, "its weights");
    options.number("--spread", s.spread, 1, 1e6, "the largest variance of a feature, of the smallest");
    options.number("--noise", s.noise, 0, 1e6, "the standard deviation of its targets");
    options.text("--libsvm", s.libsvm, "FILE", "classes in LIBSVM's form instead");
    options.text("--images", s.images, "FILE", "or pictures in IDX files, as MNIST's,");
    options.text("--labels", s.labels, "FILE", "and their labels");
    options.number("--penalty", s.penalty, -1, 1e6, "p of p/2 |w|^2; classes need one above 0");
    options.number("--rounds", s.rounds, 1, 100000, "of all methods");
    options.number("--steps", s.steps, 0, 1L << 30, "of a round; 0: twice the samples");
    options.number("--rate", s.rate, 1e-9, 1, "times 1/L");
    options.number("--multiplier", s.multiplier, 0, 1e9, "how much finer HALP-8's grid is; 0: the default");
    options.texts("--only", s.only, "METHOD", "SVRG and these alone (to be given once for each)");
    options.number("--seed", s.seed, 0, 1L << 31, "of all that is drawn");
    options.number("--threads", s.threads, 1, 1024, "for full gradients");
    options.output("--csv", s.csv, "FILE", "write all rounds here");
    options.output("--plot", s.plot, "FILE.svg", "draw them, with gnuplot");
    if (const auto status = options.parse(argc, argv)) return *status;
    try {
        expect_known(s.only);
        const auto results = solved(s);
        if (!s.csv.empty()) write_file(s.csv, csv_of(results));
        std::fputs(table_of(results).c_str(), stdout);
        if (!s.plot.empty()) plot(results, s.plot);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "halp: %s\n", e.what());
        return 1;
    }
}
