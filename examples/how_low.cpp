// examples/how_low.cpp -- how low can we go? One small network on real digits, in fourteen precisions.
//
//     how_low                                        the table
//     how_low --only fp8 --only binary32 --verbose   two rows, with the precision of each role
//     how_low --recipe "mine: weights=e3m2fn:scaled activations=e4m3fn errors=e5m2:stochastic" --csv table.csv
//     how_low --list                                 formats, rounding modes and recipes to choose from
//     how_low --record tensors                       one training in binary32; its tensors as .npy files, no table
//
// Every training is emulated bit by bit, so the same command prints the same table on every machine, seconds aside.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "lowp/io/csv.hpp"
#include "lowp/io/npy.hpp"
#include "lowp/io/write_file.hpp"
#include "lowp/nn/dense.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/precision/memory.hpp"
#include "lowp/precision/recipe_text.hpp"
#include "lowp/select/pareto.hpp"
#include "lowp/train/loop.hpp"
#include "lowp/train/recorded.hpp"
#include "support/command_line.hpp"
#include "support/progress.hpp"
#include "support/side_by_side.hpp"

namespace {

using namespace lowp;

// `all` stands for the six roles; what follows it changes some of them.
constexpr const char* built_in = R"(
    binary32:
    binary16:            all=binary16
    bfloat16:            all=bfloat16
    fp8:                 weights=e4m3fn activations=e4m3fn errors=e5m2
    fp8-bf16-nearest:    all=bfloat16 weights=e4m3fn activations=e4m3fn errors=e5m2
    fp8-bf16-stochastic: all=bfloat16:stochastic weights=e4m3fn activations=e4m3fn errors=e5m2
    e5m2-nearest:        all=e5m2
    e5m2-stochastic:     all=e5m2 gradients=e5m2:stochastic momentum=e5m2:stochastic master=e5m2:stochastic
    e3m4:                all=e3m4
    e3m2fn:              all=e3m2fn
    fp4-weights:         weights=e2m1fn:scaled activations=e4m3fn errors=e5m2
    fixed16:             all=q5.10
    fixed8-nearest:      weights=q2.5 master=q2.5
    fixed8-stochastic:   weights=q2.5 master=q2.5:stochastic
)";

constexpr std::uint64_t split_seed = 20;  // written beside the data

struct settings {
    long epochs = 20, batch = 32, seeds = 3, hidden = 64, threads = hardware_threads();
    double rate = 0.05, momentum = 0.9;
    std::string accumulator = "ordered", data = example_data("digits.csv"), csv, record;
    std::vector<std::string> recipes, only;
    bool list = false, verbose = false;
};

struct outcome {
    double error_percent = 0, seconds = 0;
    bool diverged = false;
};

struct row {
    named_recipe recipe;
    std::uint64_t bytes = 0;
    double share = 0, mean = 0, deviation = 0, seconds = 0;
    long diverged = 0;
    bool on_front = false;
};

// The lines of a text that hold anything.
std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (; !text.empty(); text.remove_prefix(std::min(text.size(), text.find('\n') + 1)))
        if (const auto line = text.substr(0, text.find('\n')); line.find_first_not_of(' ') != line.npos)
            lines.push_back(line);
    return lines;
}

std::vector<named_recipe> chosen_recipes(const settings& s)
{
    std::vector<named_recipe> all;
    for (const auto line : lines_of(built_in)) all.push_back(parse_recipe(line));
    for (const std::string& text : s.recipes) all.push_back(parse_recipe(text));
    std::vector<std::string> names;
    for (const auto& recipe : all) {
        if (std::ranges::count(names, recipe.name) != 0)
            throw std::invalid_argument("recipe '" + recipe.name + "' is there already, expected another name");
        names.push_back(recipe.name);
    }
    for (const std::string& name : s.only)
        if (std::ranges::count(names, name) == 0) unknown_name("recipe", name, "one of " + joined(names), names);
    if (!s.only.empty())
        std::erase_if(all, [&](const auto& recipe) { return std::ranges::count(s.only, recipe.name) == 0; });
    return all;
}

void print_choices()
{
    std::printf("formats:    %s,\n            %s\n", joined(format_names()).c_str(),
                std::string(format_grammar).c_str());
    std::printf("modes:      %s\n", joined(names_of(rounding_names)).c_str());
    std::printf("also:       scaled (one power of two a tensor), saturate_finite, infinity\n");
    std::printf("roles:      %s\n", joined(names_of(role_names)).c_str());
    std::printf("recipes:\n");
    for (const auto line : lines_of(built_in)) std::printf("  %s\n", recipe_text(parse_recipe(line)).c_str());
}

// Features divided by the power of two that brings them into [-1, 1]: the digits' pixels by 16.
data_set normalised(data_set data)
{
    const float largest = largest_magnitude(data.features);
    const int power = largest == 0 ? 0 : power_above(static_cast<double>(largest), 1);
    for (float& x : data.features) x = std::ldexp(x, -power);
    return data;
}

template <class Network>
std::vector<row> measured(const settings& s, const split_data& data, const Network& net, const sgd& method)
{
    const auto order = parse_accumulator(s.accumulator);
    const auto batch = std::min(static_cast<std::size_t>(s.batch), data.training.size());
    const auto tensors = tensors_of(net, batch, method.momentum != 0);
    const auto full = bytes_held(tensors, recipe{}).total();
    std::vector<row> rows;
    for (auto& chosen : chosen_recipes(s)) {
        const auto bytes = bytes_held(tensors, chosen.with(stream{})).total();
        rows.push_back({std::move(chosen), bytes, static_cast<double>(bytes) / static_cast<double>(full)});
    }

    // Each training is one piece of work: recipe k with seed j. Nothing is shared, so any number of threads will do.
    const auto seeds = static_cast<std::size_t>(s.seeds);
    std::vector<outcome> outcomes(rows.size() * seeds);
    progress_line progress;
    std::atomic<long> epochs_done = 0;
    const auto one_training = [&](std::size_t piece) {
        const auto& chosen = rows[piece / seeds].recipe;
        const stream root{piece % seeds + 1};
        const auto precision = chosen.with(root.fork("rounding"), order);
        const auto observe = [&](const epoch_report& epoch) {
            const long done = epochs_done += epoch.diverged ? epoch.epochs - epoch.epoch + 1 : 1;
            char line[160];
            std::snprintf(line, sizeof line, "recipe %zu of %zu (%s), epoch %d of %d, loss %.4f", piece / seeds + 1,
                          rows.size(), chosen.name.c_str(), epoch.epoch, epoch.epochs, epoch.loss);
            progress.show(
                line, static_cast<double>(done) / static_cast<double>(static_cast<long>(outcomes.size()) * s.epochs));
        };
        const auto begin = std::chrono::steady_clock::now();
        auto start = net;
        start.initialise(root.fork("weights"));
        const auto run =
            train(std::move(start), data.training, precision, method,
                  {.epochs = static_cast<int>(s.epochs), .batch = batch, .order = root.fork("order")}, observe);
        const auto result = evaluate(run.net, data.test, precision, run.state.step);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        outcomes[piece] = {100 * result.error, took.count(), run.diverged() || !std::isfinite(result.loss)};
    };
    side_by_side(outcomes.size(), s.threads, one_training);
    progress.clear();

    for (std::size_t k = 0; k < rows.size(); ++k) {
        row& r = rows[k];
        const std::span of_row(outcomes.data() + k * seeds, seeds);
        double squares = 0;
        for (const outcome& o : of_row) {
            r.diverged += o.diverged;
            r.mean += o.error_percent / static_cast<double>(seeds);
            r.seconds += o.seconds;
        }
        for (const outcome& o : of_row) squares += unfused_product(o.error_percent - r.mean, o.error_percent - r.mean);
        // Of a single seed there is no deviation, and of a diverged run no error.
        r.deviation = seeds > 1 ? std::sqrt(squares / static_cast<double>(seeds - 1)) : std::nan("");
        if (r.diverged != 0) r.mean = r.deviation = std::nan("");
    }
    std::vector<cost_and_error> points;
    for (const row& r : rows) points.push_back({static_cast<double>(r.bytes), r.mean});
    const auto front = pareto_front(points);
    for (std::size_t k = 0; k < rows.size(); ++k) rows[k].on_front = front[k];
    return rows;
}

// The tensors of the step that would come next after a training in binary32 with seed 1, each in a file of its name.
template <class Network>
void record(const settings& s, const split_data& data, Network net, const sgd& method)
{
    const stream root{1};
    const auto batch = std::min(static_cast<std::size_t>(s.batch), data.training.size());
    net.initialise(root.fork("weights"));
    const train_options how{.epochs = static_cast<int>(s.epochs), .batch = batch, .order = root.fork("order")};
    progress_line progress;
    const auto run = train(std::move(net), data.training, parse_recipe("binary32:").with(stream{}), method, how,
                           [&](const epoch_report& epoch) {
                               progress.show("recording, loss " + std::to_string(epoch.loss),
                                             static_cast<double>(epoch.epoch) / epoch.epochs);
                           });
    progress.clear();
    if (run.diverged()) throw std::runtime_error("the training diverged: nothing is recorded");
    const auto next =
        shuffled_batches(data.training.size(), batch, how.order.fork(static_cast<std::uint64_t>(how.epochs) + 1));
    for (const recorded_tensor& one : recorded_step(run.net, data.training, next.front())) {
        const auto file = std::filesystem::path(s.record) / (recorded_name(one.what) + ".npy");
        write_npy(file, one.view());
        std::printf("%-40s %5zu x %zu\n", file.string().c_str(), one.what.rows, one.what.columns);
    }
}

void print_table(const std::vector<row>& rows, const settings& s)
{
    std::size_t width = 6;
    for (const row& r : rows) width = std::max(width, r.recipe.name.size());
    const int name_width = static_cast<int>(width);
    std::printf("%-*s  %16s  %8s  %6s  %7s  %s\n", name_width, "recipe", "test error %", "bytes", "share", "seconds",
                "Pareto");
    for (const row& r : rows) {
        char error[64];
        if (r.diverged != 0)
            std::snprintf(error, sizeof error, "diverged (%ld/%ld)", r.diverged, s.seeds);
        else if (std::isnan(r.deviation))
            std::snprintf(error, sizeof error, "%.2f", r.mean);
        else
            std::snprintf(error, sizeof error, "%.2f +- %.2f", r.mean, r.deviation);
        std::printf("%-*s  %16s  %8llu  %5.1f%%  %7.2f%s\n", name_width, r.recipe.name.c_str(), error,
                    static_cast<unsigned long long>(r.bytes), 100 * r.share, r.seconds, r.on_front ? "  *" : "");
        if (s.verbose)
            for (std::size_t role = 0; role < role_count; ++role)
                std::printf("    %-12s %s\n", std::string(role_names[role]).c_str(),
                            quantizer_text(r.recipe.roles[role]).c_str());
    }
}

std::string csv_table(const std::vector<row>& rows)
{
    std::string text = "recipe,error_percent_mean,error_percent_sd,bytes,bytes_share,seconds,pareto";
    for (const auto name : role_names) text.append(",").append(name);
    text += "\n";
    for (const row& r : rows) {
        char numbers[200];
        std::snprintf(numbers, sizeof numbers, ",%.6f,%.6f,%llu,%.6f,%.3f,%d", r.mean, r.deviation,
                      static_cast<unsigned long long>(r.bytes), r.share, r.seconds, r.on_front ? 1 : 0);
        text += r.recipe.name + numbers;
        for (const auto& q : r.recipe.roles) text.append(",").append(quantizer_text(q));
        text += "\n";
    }
    return text;
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    command_line options("How low can we go? Trains a small network in many precisions and tables what each costs.",
                         "A recipe reads \"NAME: role=format[:mode][:scaled] ...\"; roles left out are binary32.");
    options.number("--epochs", s.epochs, 1, 100000, "passes over the training data");
    options.number("--batch", s.batch, 1, 1 << 20, "samples a step");
    options.number("--rate", s.rate, 1e-9, 1e3, "learning rate");
    options.number("--momentum", s.momentum, 0, 0.999999, "momentum of SGD");
    options.number("--seeds", s.seeds, 1, 1000, "trainings a recipe, with seeds 1, 2, ...");
    options.number("--hidden", s.hidden, 1, 1 << 16, "width of the hidden layer");
    options.number("--threads", s.threads, 1, 1024, "trainings at a time; the table does not depend on it");
    options.text("--accumulator", s.accumulator, "ordered|wide", "how GEMM sums: the same bits everywhere, or fast");
    options.output("--csv", s.csv, "FILE", "write the table here too");
    options.text("--record", s.record, "FOLDER", "train in binary32 only, and write the tensors of a step here");
    options.text("--data", s.data, "FILE", "samples as CSV, the label last (default: 1797 handwritten digits)");
    options.texts("--recipe", s.recipes, "TEXT", "one more recipe; may be repeated");
    options.texts("--only", s.only, "NAME", "only this recipe; may be repeated");
    options.flag("--list", s.list, "print formats, modes and recipes, and exit");
    options.flag("--verbose", s.verbose, "print the precision of each role under its row");
    if (const auto status = options.parse(argc, argv)) return *status;

    try {
        chosen_recipes(s);
        parse_accumulator(s.accumulator);
        if (!s.record.empty() && !s.csv.empty())
            throw std::invalid_argument("--csv beside --record, which makes no table; expected one of them");
        if (s.list) {
            print_choices();
            return 0;
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s; see --list\n", argv[0], error.what());
        return 2;
    }
    if (!threads_enabled && s.threads > 1) std::fprintf(stderr, "built without OpenMP: one training at a time\n");

    try {
        if (!s.record.empty()) {
            std::error_code failed;
            std::filesystem::create_directories(s.record, failed);
            if (!std::filesystem::is_directory(s.record, failed))
                throw std::runtime_error(s.record + ": cannot be made, expected a folder or a place for one");
        }
        const data_set all = normalised(read_csv(s.data));
        if (all.size() < 2)
            throw std::runtime_error(s.data + ": one sample, expected some to train on and some to test");
        const split_data data = shuffled_split(all, (all.size() + 4) / 5, stream{split_seed});
        const sgd method{.rate = static_cast<float>(s.rate), .momentum = static_cast<float>(s.momentum)};
        const network net{dense{all.dimension, static_cast<std::size_t>(s.hidden)}, relu{},
                          dense{static_cast<std::size_t>(s.hidden), all.classes}};
        if (!s.record.empty()) {
            record(s, data, net, method);
        } else {
            const auto rows = measured(s, data, net, method);
            print_table(rows, s);
            if (!s.csv.empty()) write_file(s.csv, csv_table(rows));
        }
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
            throw std::runtime_error("what was to be printed could not be written to standard output");
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
        return 1;
    }
}
