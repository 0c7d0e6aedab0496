// examples/make_error_matrix.cpp -- what each of many precisions costs each of many tasks, measured: for select/.
//
//     make_error_matrix --data FOLDER --output matrix       51 tasks in 99 precisions; a quarter of an hour
//     make_error_matrix --only digits --threads 2           one task of those that need no folder
//     make_error_matrix --list                              the tasks, and how each is made
//
// Yang et al. (PEPPP, ICLR 2022) choose a precision for a new task from a matrix of errors on other tasks. This makes
// one: a network with one hidden layer is trained on each task in each configuration, with weights, activations and
// errors in its format A and gradients, momentum and master weights in B. Results go to a file as they come; the same
// command goes on where it was ended. What is measured does not depend on threads, nor on the machine.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "lowp/io/write_file.hpp"
#include "lowp/nn/dense.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/precision/memory.hpp"
#include "lowp/precision/recipe_text.hpp"
#include "lowp/random/permutation.hpp"
#include "lowp/train/loop.hpp"
#include "support/command_line.hpp"
#include "support/configurations.hpp"
#include "support/data_sources.hpp"
#include "support/error_summary.hpp"
#include "support/progress.hpp"
#include "support/result_file.hpp"
#include "support/run_program.hpp"
#include "support/side_by_side.hpp"
#include "support/task_data.hpp"
#include "support/tasks.hpp"

namespace {

using namespace lowp;

struct settings {
    std::string data, output = ".", configurations = example_data("configurations.csv");
    std::vector<std::string> only;
    long threads = hardware_threads(), seeds = 3, noise = 0;
    bool list = false;
};

struct task {
    const task_definition* definition;
    task_data data;

    std::string name() const { return std::string(definition->name); }
};

struct piece {
    std::size_t task, configuration;
    long seed;
};

constexpr std::size_t batch = 32;

auto network_for(const task& t)
{
    const std::size_t hidden = t.definition->hidden;
    return network{dense{t.data.training.dimension, hidden}, relu{}, dense{hidden, t.data.training.classes}};
}

// Weights and order of samples are those of the seed, whatever the configuration: what differs is the rounding.
measurement trained(const task& t, const named_recipe& recipe, long seed)
{
    const stream root{static_cast<std::uint64_t>(seed)};
    // GEMM reads numbers of format A alone, whose products are exact: `wide` sums are the same bits everywhere.
    const auto precision = recipe.with(root.fork("rounding").fork(recipe.name), accumulate::wide{});
    const auto begin = std::chrono::steady_clock::now();
    auto net = network_for(t);
    net.initialise(root.fork("weights"));
    const auto run = train(std::move(net), t.data.training, precision,
                           sgd{.rate = static_cast<float>(t.definition->rate), .momentum = 0.9f},
                           {.epochs = t.definition->epochs, .batch = batch, .order = root.fork("order")});
    const auto result = evaluate(run.net, t.data.test, precision, run.state.step);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return {run.diverged() || !std::isfinite(result.loss) ? std::nan("") : result.error, took.count()};
}

std::vector<named_recipe> recipes_of(const std::vector<configuration>& configurations)
{
    std::vector<named_recipe> recipes;
    for (const configuration& c : configurations) recipes.push_back(parse_recipe(c.recipe_text()));
    return recipes;
}

std::vector<std::string> task_names()
{
    std::vector<std::string> names;
    for (const task_definition& t : all_tasks()) names.emplace_back(t.name);
    return names;
}

void print_tasks()
{
    for (const task_definition& t : all_tasks())
        std::printf("%-30s %s\n", std::string(t.name).c_str(), described(t).c_str());
}

// The tasks asked for, made, except those whose files are not there: of them a line says which file.
std::vector<task> make_tasks(const settings& s)
{
    const auto names = task_names();
    for (const std::string& name : s.only)
        if (std::ranges::count(names, name) == 0) unknown_name("task", name, "one of --list", names);
    std::vector<task> tasks;
    std::string_view source_at_hand;
    std::string reason;
    data_source source;
    for (const task_definition& definition : all_tasks()) {
        if (!s.only.empty() && std::ranges::count(s.only, definition.name) == 0) continue;
        if (definition.source != source_at_hand) {
            source_at_hand = definition.source;
            reason = missing(source_at_hand, s.data);
            if (reason.empty()) source = read_source(source_at_hand, s.data);
            if (!reason.empty())
                std::fprintf(stderr, "tasks of %s are skipped: %s\n", std::string(source_at_hand).c_str(),
                             reason.c_str());
        }
        if (reason.empty()) tasks.push_back({&definition, made(definition, source)});
    }
    return tasks;
}

// All of seed 1, then the other seeds of some entries.
std::vector<piece> pieces_of(std::size_t tasks, std::size_t configurations, const settings& s)
{
    std::vector<piece> pieces;
    for (std::size_t t = 0; t < tasks; ++t)
        for (std::size_t c = 0; c < configurations; ++c) pieces.push_back({t, c, 1});
    const std::size_t entries = pieces.size();
    const auto order = permutation(entries, stream{task_seed}.fork("noise"));
    for (std::size_t k = 0; k < std::min(entries, static_cast<std::size_t>(s.noise)); ++k)
        for (long seed = 2; seed <= s.seeds; ++seed)
            pieces.push_back({pieces[order[k]].task, pieces[order[k]].configuration, seed});
    return pieces;
}

double work_of(const task& t)
{
    return static_cast<double>(t.definition->epochs) * static_cast<double>(t.data.training.size()) *
           static_cast<double>(network_for(t).parameters().size());
}

void train_all(const std::vector<task>& tasks, const std::vector<named_recipe>& recipes,
               const std::vector<piece>& pieces, const settings& s, result_file& results)
{
    std::mutex ending;
    progress_line progress;
    std::size_t done = 0;
    double work_done = 0, all_work = 0;
    for (const piece& p : pieces) all_work += work_of(tasks[p.task]);
    side_by_side(pieces.size(), s.threads, [&](std::size_t i) {
        const piece& p = pieces[i];
        const auto measured = trained(tasks[p.task], recipes[p.configuration], p.seed);
        results.add({tasks[p.task].name(), recipes[p.configuration].name, p.seed}, measured);
        const std::lock_guard lock(ending);
        work_done += work_of(tasks[p.task]);
        progress.show("training " + std::to_string(++done) + " of " + std::to_string(pieces.size()) + ", " +
                          tasks[p.task].name() + " in " + recipes[p.configuration].name,
                      work_done / all_work);
    });
}

// A run that diverged has no error; in the matrix it is as wrong as a guess.
std::vector<double> error_matrix(const std::vector<task>& tasks, const std::vector<named_recipe>& recipes,
                                 const result_file& results)
{
    std::vector<double> errors;
    for (const task& t : tasks)
        for (const named_recipe& r : recipes) {
            const double error = results.find({t.name(), r.name, 1})->error;
            errors.push_back(std::isnan(error) ? chance_error(t.data.test) : error);
        }
    return errors;
}

void write_files(const std::vector<task>& tasks, const std::vector<configuration>& configurations,
                 const std::vector<named_recipe>& recipes, const std::vector<double>& errors, const std::string& folder)
{
    std::vector<std::string> names, error_cells, memory_cells;
    std::string lines(task_header);
    for (const double error : errors) {
        char digits[40];
        std::snprintf(digits, sizeof digits, "%.6f", error);
        error_cells.emplace_back(digits);
    }
    for (const task& t : tasks) {
        names.push_back(t.name());
        lines += task_line(*t.definition, t.data);
        const auto tensors = tensors_of(network_for(t), batch);
        for (const named_recipe& r : recipes)
            memory_cells.push_back(std::to_string(packed_bytes_held(tensors, r.with({})).total()));
    }
    write_file(folder + "/error_matrix.csv", matrix_text(names, configurations, error_cells));
    write_file(folder + "/memory_matrix.csv", matrix_text(names, configurations, memory_cells));
    write_file(folder + "/tasks.csv", lines);
}

void run(const settings& s)
{
    const auto configurations = read_configurations(s.configurations);
    const auto recipes = recipes_of(configurations);
    std::vector<std::string> names;
    for (const configuration& c : configurations) names.push_back(c.name);
    std::filesystem::create_directories(s.output);
    result_file results(s.output + "/results.csv", task_names(), names);

    auto tasks = make_tasks(s);
    if (tasks.empty()) throw std::runtime_error("no task is left, expected data for some");
    auto pieces = pieces_of(tasks.size(), recipes.size(), s);
    const std::size_t asked = pieces.size();
    std::erase_if(pieces, [&](const piece& p) {
        return results.find({tasks[p.task].name(), recipes[p.configuration].name, p.seed}).has_value();
    });
    std::printf("%zu tasks, %zu configurations: %zu trainings, %zu of them done before\n", tasks.size(), recipes.size(),
                asked, asked - pieces.size());
    std::fflush(stdout);
    train_all(tasks, recipes, pieces, s, results);

    const auto errors = error_matrix(tasks, recipes, results);
    write_files(tasks, configurations, recipes, errors, s.output);
    double seconds = 0;
    std::size_t diverged = 0;
    for (const auto& [which, measured] : results.all()) {
        seconds += measured.seconds;
        diverged += std::isnan(measured.error);
    }
    std::printf("%zu trainings in %s: %.3f s each, %zu diverged\n", results.all().size(),
                (s.output + "/results.csv").c_str(), seconds / static_cast<double>(results.all().size()), diverged);
    print_summary(configurations, errors, results);
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    command_line options("Trains many small tasks in many precisions and writes their errors and memory as matrices.");
    options.text("--data", s.data, "FOLDER", "mnist/, cifar10-sub/, libsvm/, small-csv/; without it, digits alone");
    options.text("--output", s.output, "FOLDER", "for results.csv, which is gone on with, and the matrices");
    options.text("--configurations", s.configurations, "FILE", "CSV of name,A,B (default: 99 of them)");
    options.texts("--only", s.only, "TASK", "only this task; may be repeated");
    options.number("--threads", s.threads, 1, 1024, "trainings at a time; the matrices do not depend on it");
    options.number("--noise", s.noise, 0, 1000000, "entries that are measured with several seeds");
    options.number("--seeds", s.seeds, 1, 1000, "how many, for these");
    options.flag("--list", s.list, "print the tasks and how they are made, and exit");
    if (const auto status = options.parse(argc, argv)) return *status;
    if (!threads_enabled && s.threads > 1) std::fprintf(stderr, "built without OpenMP: one training at a time\n");
    return run_program(argv[0], [&] {
        if (s.list)
            print_tasks();
        else
            run(s);
    });
}
