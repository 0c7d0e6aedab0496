// examples/make_error_matrix.cpp -- what each of many precisions costs each of many tasks, measured: for select/.
//
//     make_error_matrix --data FOLDER --output matrix       51 tasks in 99 precisions; an hour of one core
//     make_error_matrix --only digits --threads 2           one task of those that need no folder
//     make_error_matrix --list                              the tasks, and how each is made
//
// Yang et al. (PEPPP, ICLR 2022) choose a precision for a new task from a matrix of errors on other tasks. This makes
// one: a network with one hidden layer is trained on each task in each configuration, with weights, activations and
// errors in its format A and gradients, momentum and master weights in B. Results go to a file as they come; the same
// command goes on where it was ended. What is measured does not depend on threads, nor on the machine.
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "lowp/io/write_file.hpp"
#include "lowp/nn/dense.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/precision/recipe_text.hpp"
#include "lowp/random/permutation.hpp"
#include "lowp/train/loop.hpp"
#include "support/command_line.hpp"
#include "support/configurations.hpp"
#include "support/data_sources.hpp"
#include "support/progress.hpp"
#include "support/result_file.hpp"
#include "support/spectrum.hpp"
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

// PEPPP's account: every number of the training packed to the bit, whole bytes a tensor. Up to 16 bits it is what
// bytes_held says; above them the library keeps whole words, which would make all formats of 17 to 32 bits one.
std::uint64_t packed_to_the_bit(std::span<const tensor> tensors, const named_recipe& recipe)
{
    std::uint64_t bytes = 0;
    for (const tensor& t : tensors)
        bytes += (t.size() * static_cast<std::uint64_t>(width_of(recipe[t.role].format)) + 7) / 8;
    return bytes;
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
    data_source source;
    bool is_there = false;
    for (const task_definition& definition : all_tasks()) {
        if (!s.only.empty() && std::ranges::count(s.only, definition.name) == 0) continue;
        if (definition.source != source_at_hand) {
            source_at_hand = definition.source;
            is_there = true;
            for (const std::string& file : files_of(source_at_hand))
                if (is_there && (s.data.empty() || !std::filesystem::exists(s.data + "/" + file))) {
                    std::fprintf(stderr, "skipped: tasks of %s: %s is not there; see --data\n",
                                 std::string(source_at_hand).c_str(), (s.data + "/" + file).c_str());
                    is_there = false;
                }
            if (is_there) source = read_source(source_at_hand, s.data);
        }
        if (is_there) tasks.push_back({&definition, made(definition, source)});
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
    std::exception_ptr failure;
    std::mutex ending;
    progress_line progress;
    std::size_t done = 0;
    double work_done = 0, all_work = 0;
    for (const piece& p : pieces) all_work += work_of(tasks[p.task]);
    std::atomic<bool> goes_on = true;
    parallel_for(pieces.size(), static_cast<int>(s.threads), [&](std::size_t i) {
        const piece& p = pieces[i];
        if (!goes_on) return;
        try {
            const auto measured = trained(tasks[p.task], recipes[p.configuration], p.seed);
            results.add({tasks[p.task].name(), recipes[p.configuration].name, p.seed}, measured);
            const std::lock_guard lock(ending);
            work_done += work_of(tasks[p.task]);
            progress.show("training " + std::to_string(++done) + " of " + std::to_string(pieces.size()) + ", " +
                              tasks[p.task].name() + " in " + recipes[p.configuration].name,
                          work_done / all_work);
        } catch (...) {
            const std::lock_guard lock(ending);
            failure = std::current_exception();
            goes_on = false;
        }
    });
    progress.clear();
    if (failure) std::rethrow_exception(failure);
}

// A row a task, a column a configuration.
template <class Cell>
std::string matrix_text(const std::vector<task>& tasks, const std::vector<named_recipe>& recipes, const Cell& cell)
{
    std::string text = "task";
    for (const named_recipe& r : recipes) text.append(",").append(r.name);
    text += "\n";
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        text += tasks[t].name();
        for (std::size_t c = 0; c < recipes.size(); ++c) text.append(",").append(cell(t, c));
        text += "\n";
    }
    return text;
}

std::string task_table(const std::vector<task>& tasks)
{
    std::string text = "task,source,training,test,inputs,hidden,classes,rate,epochs,chance_error,how\n";
    for (const task& t : tasks) {
        const auto& d = *t.definition;
        char numbers[200];
        std::snprintf(numbers, sizeof numbers, ",%zu,%zu,%zu,%zu,%zu,%g,%d,%.6f,", t.data.training.size(),
                      t.data.test.size(), t.data.training.dimension, d.hidden, t.data.training.classes, d.rate,
                      d.epochs, chance_error(t.data.test));
        text += t.name() + "," + std::string(d.source) + numbers + described(d) + "\n";
    }
    return text;
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

void write_files(const std::vector<task>& tasks, const std::vector<named_recipe>& recipes,
                 const std::vector<double>& errors, const std::string& folder)
{
    char digits[40];
    write_file(folder + "/error_matrix.csv", matrix_text(tasks, recipes, [&](std::size_t t, std::size_t c) {
                   std::snprintf(digits, sizeof digits, "%.6f", errors[t * recipes.size() + c]);
                   return std::string(digits);
               }));
    write_file(folder + "/memory_matrix.csv", matrix_text(tasks, recipes, [&](std::size_t t, std::size_t c) {
                   return std::to_string(packed_to_the_bit(tensors_of(network_for(tasks[t]), batch), recipes[c]));
               }));
    write_file(folder + "/tasks.csv", task_table(tasks));
}

// The mean error over all tasks of the configurations with each A, and with each B.
void print_means(const std::vector<configuration>& configurations, const std::vector<double>& errors,
                 std::string configuration::* part, const char* title)
{
    std::printf("mean error by %s\n", title);
    std::vector<std::string> formats;
    for (const configuration& c : configurations)
        if (std::ranges::count(formats, c.*part) == 0) formats.push_back(c.*part);
    for (const std::string& format : formats) {
        double sum = 0, count = 0;
        for (std::size_t i = 0; i < errors.size(); ++i)
            if (configurations[i % configurations.size()].*part == format) sum += errors[i], ++count;
        std::printf("  %-26s %.4f\n", format.c_str(), sum / count);
    }
}

// The deviation over seeds, from all entries with several: each gives its degrees of freedom.
void print_noise(const result_file& results)
{
    std::map<entry, std::vector<double>> by_entry;
    for (const auto& [which, measured] : results.all())
        if (!std::isnan(measured.error)) by_entry[{which.task, which.configuration, 0}].push_back(measured.error);
    double squares = 0, freedom = 0;
    std::size_t entries = 0;
    for (const auto& [which, errors] : by_entry) {
        if (errors.size() < 2) continue;
        double mean = 0;
        for (const double error : errors) mean += error / static_cast<double>(errors.size());
        for (const double error : errors) squares += (error - mean) * (error - mean);
        freedom += static_cast<double>(errors.size() - 1);
        ++entries;
    }
    if (entries != 0)
        std::printf("noise: standard deviation over seeds %.4f, from %zu entries\n", std::sqrt(squares / freedom),
                    entries);
}

void print_spectrum(const std::vector<double>& errors, std::size_t columns)
{
    const auto values = singular_values(errors, columns);
    if (!values) return static_cast<void>(std::printf("singular values: built without Eigen\n"));
    std::printf("singular values:");
    for (std::size_t k = 0; k < std::min<std::size_t>(12, values->size()); ++k) std::printf(" %.3f", (*values)[k]);
    std::printf("\n");
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
    write_files(tasks, recipes, errors, s.output);
    double seconds = 0;
    std::size_t diverged = 0;
    for (const auto& [which, measured] : results.all()) {
        seconds += measured.seconds;
        diverged += std::isnan(measured.error);
    }
    std::printf("%zu trainings in %s: %.3f s each, %zu diverged\n", results.all().size(),
                (s.output + "/results.csv").c_str(), seconds / static_cast<double>(results.all().size()), diverged);
    print_means(configurations, errors, &configuration::a, "A, the format of weights, activations and errors");
    print_means(configurations, errors, &configuration::b, "B, the format of gradients, momentum and master weights");
    print_noise(results);
    print_spectrum(errors, recipes.size());
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
    try {
        if (s.list)
            print_tasks();
        else
            run(s);
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
            throw std::runtime_error("the summary could not be written to standard output");
        return 0;
    } catch (const std::invalid_argument& error) {
        std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
        return 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
        return 1;
    }
}
