// examples/pick_precision.cpp -- which precision for my data? A few trial trainings, and what 51 other tasks teach.
//
//     pick_precision                           the shipped digits
//     pick_precision --data FILE.csv           samples, the label last; or a LIBSVM file, or a folder of IDX files
//     pick_precision --memory 60000            recommends the best that fits so many bytes
//     pick_precision --results probes.csv      trainings go there as they end, and are not repeated; those of --verify
//                                              to probes.csv.verified
//     pick_precision --verify --csv all.csv --plot front.svg
//
// After Yang et al. (PEPPP, ICLR 2022): a configuration is a pair of formats, A for weights, activations and errors, B
// for the optimizer's tensors. The matrix of errors that make_error_matrix has measured places all 99 in a space of few
// dimensions; --probes trainings on the new data, chosen for what they tell, place the data there, too, and predict
// the others. Memory is PEPPP's: every number of the training packed to the bit. A training that diverges has the error
// of a guess, as in the matrix. Results belong to the data and options that they were made with: another file for
// others.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lowp/core/sparse_set.hpp"
#include "lowp/io/csv.hpp"
#include "lowp/io/idx.hpp"
#include "lowp/io/labels.hpp"
#include "lowp/io/libsvm.hpp"
#include "lowp/io/write_file.hpp"
#include "lowp/nn/dense.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/precision/memory.hpp"
#include "lowp/precision/recipe_text.hpp"
#include "lowp/select/measurement_log.hpp"
#include "lowp/select/pick_precision.hpp"
#include "lowp/train/loop.hpp"
#include "support/command_line.hpp"
#include "support/configurations.hpp"
#include "support/data_file.hpp"
#include "support/data_options.hpp"
#include "support/gnuplot.hpp"
#include "support/progress.hpp"
#include "support/run_program.hpp"
#include "support/side_by_side.hpp"
#include "support/task_data.hpp"

namespace {

using namespace lowp;

struct settings {
    std::string data = example_data("digits.csv"), matrix = example_data("error_matrix.csv"),
                configurations = example_data("configurations.csv"), results, csv, plot;
    long probes = 5, samples = 2000, hidden = 32, epochs = 30, seed = 1, threads = hardware_threads();
    double memory = std::numeric_limits<double>::infinity(), probe_memory = memory, rate = 0.02;
    bool verify = false;
};

bool ends_with(const std::string& text, std::string_view end)
{
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// A file of a folder, packed or not.
std::string found_in(const std::filesystem::path& folder, const std::string& name)
{
    for (const char* const end : {"", ".gz"})
        if (const auto path = folder / (name + end); std::filesystem::exists(path)) return path.string();
    throw std::runtime_error((folder / name).string() + ": is not there, expected it or " + name + ".gz");
}

data_set read_idx_part(const std::filesystem::path& folder, const std::string& part)
{
    const auto images = found_in(folder, part + "-images-idx3-ubyte"),
               labels = found_in(folder, part + "-labels-idx1-ubyte");
    return read_idx_text(data_file(images), data_file(labels), images, labels);
}

// Samples to train on and to test with: a fifth, but for IDX files, which have a part of their own for it.
split_data read_data(const settings& s)
{
    split_data data;
    const stream draw = stream{static_cast<std::uint64_t>(s.seed)}.fork("samples");
    if (std::filesystem::is_directory(s.data)) {
        data = {read_idx_part(s.data, "train"), read_idx_part(s.data, "t10k")};
    } else {
        data_set all;
        if (ends_with(s.data, ".csv") || ends_with(s.data, ".csv.gz")) {
            all = read_csv_text(data_file(s.data), s.data);
        } else {
            const sparse_set read = read_libsvm_text(data_file(s.data), s.data);
            std::vector<double> kinds(read.targets.begin(), read.targets.end());
            std::ranges::sort(kinds);
            const std::size_t classes =
                static_cast<std::size_t>(std::unique(kinds.begin(), kinds.end()) - kinds.begin());
            all = densified(read, class_labels(read.targets, classes, s.data), classes);
        }
        if (all.size() < 10) throw std::runtime_error(s.data + ": fewer than 10 samples, expected some to test with");
        data = shuffled_split(all, (all.size() + 4) / 5, draw);
    }
    if (const auto most = static_cast<std::size_t>(s.samples); data.training.size() > most)
        data.training = shuffled_split(data.training, most, draw.fork("fewer")).test;
    if (data.test.dimension != data.training.dimension)
        throw std::runtime_error(s.data + ": " + std::to_string(data.test.dimension) +
                                 " features to test with, expected " + std::to_string(data.training.dimension) +
                                 " as to train on");
    data.training.classes = data.test.classes = std::max(data.training.classes, data.test.classes);
    scale_features(data, 1);
    return data;
}

class trials {
public:
    trials(const settings& s, const split_data& data, const std::vector<configuration>& all)
        : s_(s),
          data_(data),
          net_(dense{data.training.dimension, static_cast<std::size_t>(s.hidden)}, relu{},
               dense{static_cast<std::size_t>(s.hidden), data.training.classes})
    {
        for (const configuration& c : all) recipes_.push_back(parse_recipe(c.recipe_text()));
    }

    std::vector<double> memory() const
    {
        const auto tensors = tensors_of(net_, batch);
        std::vector<double> bytes;
        for (const named_recipe& r : recipes_)
            bytes.push_back(static_cast<double>(packed_bytes_held(tensors, r.with({})).total()));
        return bytes;
    }
    double error(std::size_t j) const
    {
        const stream root{static_cast<std::uint64_t>(s_.seed)};
        const auto precision = recipes_[j].with(root.fork("rounding").fork(recipes_[j].name), accumulate::wide{});
        auto start = net_;
        start.initialise(root.fork("weights"));
        const auto run = train(std::move(start), data_.training, precision,
                               sgd{.rate = static_cast<float>(s_.rate), .momentum = 0.9f},
                               {.epochs = static_cast<int>(s_.epochs), .batch = batch, .order = root.fork("order")});
        const auto result = evaluate(run.net, data_.test, precision, run.state.step);
        return run.diverged() || !std::isfinite(result.loss) ? chance_error(data_.test) : result.error;
    }

private:
    static constexpr std::size_t batch = 32;

    const settings& s_;
    const split_data& data_;
    network<dense, relu, dense> net_;
    std::vector<named_recipe> recipes_;
};

// What was really measured of each configuration: the probes, and with --verify all others; else NaN.
std::vector<double> measured_errors(const settings& s, const trials& all, const picked_precision& answer,
                                    const std::vector<std::string>& names)
{
    std::vector<double> errors(answer.errors.size(), std::nan(""));
    for (const measurement& m : answer.probes) errors[m.configuration] = m.error;
    if (!s.verify) return errors;
    std::optional<measurement_log> log;  // a file of its own: what is in that of the probes is a probe
    if (!s.results.empty()) {
        log.emplace(s.results + ".verified", names);
        for (const measurement& m : log->found())
            if (std::isnan(errors[m.configuration])) errors[m.configuration] = m.error;
    }
    std::vector<std::size_t> to_do;
    for (std::size_t j = 0; j < errors.size(); ++j)
        if (std::isnan(errors[j])) to_do.push_back(j);
    std::mutex ending;
    progress_line progress;
    std::size_t done = 0;
    side_by_side(to_do.size(), s.threads, [&](std::size_t i) {
        const std::size_t j = to_do[i];
        const double error = all.error(j);
        const std::lock_guard lock(ending);
        errors[j] = error;
        if (log) log->append({j, error});
        progress.show("verifying", static_cast<double>(++done) / static_cast<double>(to_do.size()));
    });
    return errors;
}

void print_row(const std::string& name, double memory, double predicted, double measured, const char* note)
{
    char real[32] = "-";
    if (std::isfinite(measured)) std::snprintf(real, sizeof real, "%.2f", 100 * measured);
    std::printf("%-12s  %10.0f  %11.2f  %10s  %s\n", name.c_str(), memory, 100 * predicted, real, note);
}

void print(const std::vector<std::string>& names, const std::vector<double>& memory, const picked_precision& answer,
           const std::vector<double>& measured, const settings& s)
{
    std::printf("%zu probes, %zu dimensions\n", answer.probes.size(), answer.rank);
    if (answer.completion && !answer.completion->converged)
        std::printf("the errors of other tasks that are missing could not be completed well\n");
    for (const failed_probe& f : answer.failures)
        std::printf("%s failed: %s\n", names[f.configuration].c_str(), f.reason.c_str());
    std::printf("%-12s  %10s  %11s  %10s\n", "front", "bytes", "predicted %", "measured %");
    for (const std::size_t j : answer.front) {
        const bool is_probe = std::ranges::count(answer.probes, j, &measurement::configuration) != 0;
        const bool is_picked = answer.recommended == j;
        print_row(names[j], memory[j], answer.errors[j], measured[j],
                  is_picked  ? "<- picked"
                  : is_probe ? "a probe"
                             : "");
    }
    if (!answer.recommended) std::printf("nothing fits %.0f bytes\n", s.memory);
    if (!s.verify) return;
    double squares = 0;
    std::size_t count = 0;
    for (std::size_t j = 0; j < names.size(); ++j)
        if (std::isfinite(measured[j]) && std::isfinite(answer.errors[j])) {
            squares += (answer.errors[j] - measured[j]) * (answer.errors[j] - measured[j]);
            ++count;
        }
    std::printf("off by %.2f %% (root mean square over %zu)\n", 100 * std::sqrt(squares / static_cast<double>(count)),
                count);
}

std::string csv_table(const std::vector<std::string>& names, const std::vector<double>& memory,
                      const picked_precision& answer, const std::vector<double>& measured)
{
    std::string text = "configuration,bytes,predicted,measured,probe,front,picked\n";
    for (std::size_t j = 0; j < names.size(); ++j) {
        char line[160];
        std::snprintf(line, sizeof line, ",%.0f,%.6f,%.6f,%d,%d,%d\n", memory[j], answer.errors[j], measured[j],
                      std::ranges::count(answer.probes, j, &measurement::configuration) != 0 ? 1 : 0,
                      std::ranges::count(answer.front, j) != 0 ? 1 : 0, answer.recommended == j ? 1 : 0);
        text += names[j] + line;
    }
    return text;
}

// All that was predicted, all that was measured, and the front of each.
void plot(const std::vector<double>& memory, const picked_precision& answer, const std::vector<double>& measured,
          const std::string& path)
{
    std::vector<cost_and_error> real;
    for (std::size_t j = 0; j < memory.size(); ++j) real.push_back({memory[j], measured[j]});
    std::string script =
        "set terminal svg size 800,500 background rgb 'white'\nset output " + gnuplot_quoted(path) +
        "\nset xlabel 'bytes'\nset ylabel 'test error, %'\nset key outside\n"
        "plot '-' with points lt 1 pt 7 ps 0.4 title 'predicted', '-' with points lt 4 pt 6 ps 0.7 title 'measured', "
        "'-' with steps lt 2 lw 2 title 'front predicted', '-' with steps lt 4 lw 2 title 'front measured'\n";
    const auto add = [&](double bytes, double error) {
        char line[64];
        if (std::isfinite(error)) std::snprintf(line, sizeof line, "%.0f %.4f\n", bytes, 100 * error), script += line;
    };
    for (std::size_t j = 0; j < memory.size(); ++j) add(memory[j], answer.errors[j]);
    script += "e\n";
    for (const cost_and_error& m : real) add(m.cost, m.error);
    script += "e\n";
    for (const std::size_t j : answer.front) add(memory[j], answer.errors[j]);
    script += "e\n";
    for (const std::size_t j : front_of(real)) add(real[j].cost, real[j].error);
    run_gnuplot(script + "e\n", path);
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    command_line options("Which precision for my data? Trains in a few precisions and predicts all others.");
    options.text("--data", s.data, "FILE|FOLDER",
                 "CSV (label last), LIBSVM, or a folder of IDX files (default: digits)");
    options.number("--memory", s.memory, 1, 1e18, "bytes that a training may take");
    options.number("--probes", s.probes, 1, 99, "trainings on the data");
    options.number("--probe-memory", s.probe_memory, 1, 1e18, "bytes that such a training may take");
    options.number("--samples", s.samples, 1, 1L << 40, "samples to train on, at most");
    options.number("--hidden", s.hidden, 1, 1 << 16, "width of the hidden layer");
    options.number("--epochs", s.epochs, 1, 100000, "passes over the training data");
    options.number("--rate", s.rate, 1e-9, 1e3, "learning rate");
    options.number("--seed", s.seed, 1, 1L << 40, "of the samples, the weights and the rounding");
    options.number("--threads", s.threads, 1, 1024, "trainings at a time with --verify; nothing else depends on it");
    options.output("--results", s.results, "FILE",
                   "trainings go there as they end (of --verify: FILE.verified), and are not repeated: for one set of "
                   "data and options");
    options.flag("--verify", s.verify, "train in all precisions, too, and compare");
    options.output("--csv", s.csv, "FILE", "write all configurations here");
    options.output("--plot", s.plot, "FILE", "draw them, an SVG, by gnuplot");
    options.text("--errors", s.matrix, "FILE", "errors of other tasks (default: the shipped matrix)");
    options.text("--configurations", s.configurations, "FILE", "what their columns mean (default: the shipped ones)");
    if (const auto status = options.parse(argc, argv)) return *status;
    return run_program(argv[0], [&] {
        const auto configurations = read_configurations(s.configurations);
        const error_matrix errors = read_error_matrix_text(data_file(s.matrix), s.matrix);
        std::vector<std::string> names;
        for (const configuration& c : configurations) names.push_back(c.name);
        if (names != errors.configurations)
            throw std::runtime_error(s.matrix + ": columns other than the lines of " + s.configurations +
                                     ", expected the same names in the same order");
        const split_data data = read_data(s);
        const trials all(s, data, configurations);
        const auto memory = all.memory();
        std::printf("%zu samples of %zu features and %zu classes to train on, %zu to test\n", data.training.size(),
                    data.training.dimension, data.training.classes, data.test.size());
        progress_line progress;
        pick_options how;
        how.budget = s.memory;
        how.probes = static_cast<std::size_t>(s.probes);
        how.probe_memory = s.probe_memory;
        how.results = s.results;
        how.progress = [&](const pick_progress& p) {
            progress.show("probe " + std::to_string(p.done + 1) + " of " + std::to_string(p.total),
                          static_cast<double>(p.done) / static_cast<double>(std::max<std::size_t>(1, p.total)));
        };
        const auto answer = pick_precision(errors, memory, how, [&](std::size_t j) { return all.error(j); });
        progress.clear();
        const auto measured = measured_errors(s, all, answer, names);
        print(names, memory, answer, measured, s);
        if (!s.csv.empty()) write_file(s.csv, csv_table(names, memory, answer, measured));
        if (!s.plot.empty()) plot(memory, answer, measured, s.plot);
    });
}
