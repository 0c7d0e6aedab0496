// examples/compare_probes.cpp -- how well each way to choose trial trainings does, on a matrix of errors.
//
//     compare_probes                                  the shipped matrix, the protocol of PEPPP
//     compare_probes --probes 8 --rank 5
//     compare_probes --errors FILE --memory FILE      your own, as make_error_matrix writes them
//     compare_probes ... --tasks FILE                 and where your tasks come from: columns 'task' and 'source'
//
// Each task in turn is left out, some configurations are measured on it, and the errors of all others predicted from
// the other tasks (Yang et al., PEPPP, ICLR 2022). Scored are the hypervolume that the predicted front of memory and
// error loses, its distance from the true one, and the predictions' error: means over tasks, and 95 % intervals of the
// differences to ED-MF by a bootstrap over tasks. Tasks made of the same data know each other, so that this flatters:
// with all errors seen and capped probes, all tasks of the same source are also left out together, with a bootstrap
// over sources. Then, which few configurations would serve all tasks.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowp/select/bootstrap.hpp"
#include "lowp/select/error_matrix.hpp"
#include "lowp/select/leave_one_out.hpp"
#include "lowp/select/serve_all.hpp"
#include "lowp/select/table_text.hpp"
#include "support/command_line.hpp"
#include "support/data_file.hpp"
#include "support/run_program.hpp"

namespace {

using namespace lowp;

struct settings {
    std::string errors = example_data("error_matrix.csv"), memory = example_data("memory_matrix.csv"), tasks;
    long probes = 5, rank = 5, seed = 1, serve = 6;
    double share = 0.2;
};

// A table of the same names as the errors', of positive numbers.
std::vector<double> read_memory(const std::string& path, const error_matrix& errors)
{
    const std::string all = data_file(path);
    std::string_view text = all;
    detail::table_place at{path, 0};
    std::vector<double> values;
    while (!text.empty()) {
        ++at.line;
        const std::size_t end = text.find('\n');
        const auto fields = detail::table_fields(detail::without_blanks(text.substr(0, end)), at);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const std::span<const std::string> rest(fields.data() + 1, fields.size() - 1);
        if (at.line == 1) {
            if (!std::ranges::equal(rest, errors.configurations))
                at.fail("configurations other than those of the errors, expected the same in the same order");
            continue;
        }
        if (at.line - 2 >= errors.tasks.size() || fields[0] != errors.tasks[at.line - 2] ||
            rest.size() != errors.configurations.size())
            at.fail("the memory of '" + fields[0] + "', expected the tasks of the errors in their order, " +
                    std::to_string(errors.configurations.size()) + " numbers each");
        for (const std::string& field : rest) {
            const auto value = detail::table_number(field);
            if (!value || !(*value > 0) || !std::isfinite(*value))
                at.fail("'" + field + "', expected a positive number of bytes");
            values.push_back(*value);
        }
    }
    if (values.size() != errors.values.size()) at.fail("fewer tasks than there are errors of");
    return values;
}

// A number for each task, the same for those of the same source.
std::vector<std::size_t> read_sources(const std::string& path, const error_matrix& errors)
{
    const std::string all = data_file(path);
    std::string_view text = all;
    detail::table_place at{path, 0};
    std::size_t task = 0, source = 0;
    std::map<std::string, std::size_t> number, source_of;
    while (!text.empty()) {
        ++at.line;
        const std::size_t end = text.find('\n');
        const auto fields = detail::table_fields(detail::without_blanks(text.substr(0, end)), at);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (at.line == 1) {
            const auto column = [&](const char* name) {
                return static_cast<std::size_t>(std::ranges::find(fields, name) - fields.begin());
            };
            task = column("task"), source = column("source");
        }
        if (std::max(task, source) >= fields.size()) at.fail("too few fields, expected columns 'task' and 'source'");
        if (at.line > 1) source_of[fields[task]] = number.try_emplace(fields[source], number.size()).first->second;
    }
    std::vector<std::size_t> sources;
    for (const std::string& name : errors.tasks) {
        if (!source_of.contains(name))
            throw std::runtime_error(path + ": no task '" + name + "', expected all of them");
        sources.push_back(source_of[name]);
    }
    return sources;
}

double mean(std::span<const double> all)
{
    double sum = 0;
    for (const double x : all) sum += x;
    return sum / static_cast<double>(all.size());
}

// Tasks of the same group, where there are any, are drawn together.
void print(const char* title, const method_scores& scores, const std::vector<std::size_t>& groups)
{
    std::printf("\n%s\n%-10s  %11s  %11s  %9s  %23s  %23s\n", title, "", "hypervolume", "convergence", "rmse",
                "hypervolume to ED-MF", "rmse to ED-MF");
    const auto ours = scores.hypervolume_differences(probe_method::ed_mf), our_rmse = scores.rmses(probe_method::ed_mf);
    for (std::size_t m = 0; m < probe_method_names.size(); ++m) {
        const auto method = static_cast<probe_method>(m);
        const auto hypervolume = scores.hypervolume_differences(method), rmse = scores.rmses(method);
        std::printf("%-10s  %11.4f  %11.4f  %9.4f", probe_method_names[m], mean(hypervolume),
                    mean(scores.convergences(method)), mean(rmse));
        const auto interval = [](const confidence_interval& c) {
            std::printf("  %+7.4f [%+.4f %+.4f]", c.mean, c.low, c.high);
        };
        if (method != probe_method::ed_mf) {
            interval(paired_bootstrap(hypervolume, ours, {.groups = groups}));
            if (!std::isnan(rmse.front())) interval(paired_bootstrap(rmse, our_rmse, {.groups = groups}));
        }
        std::printf("\n");
    }
    if (scores.unconverged > 0) std::printf("%zu completions did not converge\n", scores.unconverged);
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    command_line options("Compares ways to choose trial trainings by leaving each task of a matrix out in turn.");
    options.text("--errors", s.errors, "FILE", "errors of tasks by configurations (default: the shipped matrix)");
    options.text("--memory", s.memory, "FILE", "their memory (default: the shipped matrix)");
    options.text("--tasks", s.tasks, "FILE", "their sources (default: of the shipped matrix)");
    options.number("--probes", s.probes, 1, 1000, "configurations measured on a task");
    options.number("--rank", s.rank, 1, 1000, "dimensions of the embedding");
    options.number("--share", s.share, 0.001, 1, "of the errors seen, where not all are");
    options.number("--serve", s.serve, 1, 20, "how many configurations may serve all tasks, at most");
    options.number("--seed", s.seed, 1, 1L << 40, "of what is drawn");
    if (const auto status = options.parse(argc, argv)) return *status;
    return run_program(argv[0], [&] {
        const error_matrix errors = read_error_matrix_text(data_file(s.errors), s.errors);
        const auto numbers = read_memory(s.memory, errors);
        const matrix_view<const double> memory(numbers.data(), errors.tasks.size(), errors.configurations.size());
        std::printf("%zu tasks, %zu configurations, %ld probes, %ld dimensions\n", errors.tasks.size(),
                    errors.configurations.size(), s.probes, s.rank);
        if (s.tasks.empty() && s.errors == settings{}.errors) s.tasks = example_data("tasks.csv");
        const auto sources = s.tasks.empty() ? std::vector<std::size_t>{} : read_sources(s.tasks, errors);
        const auto setting = [&](const char* title, seen_errors seen, bool is_capped,
                                 const std::vector<std::size_t>& groups = {}) {
            print(title,
                  leave_one_out(errors.view(), memory,
                                {.probes = static_cast<std::size_t>(s.probes),
                                 .rank = static_cast<std::size_t>(s.rank),
                                 .seen = seen,
                                 .share = s.share,
                                 .is_capped = is_capped,
                                 .groups = groups,
                                 .draw = stream{static_cast<std::uint64_t>(s.seed)}}),
                  groups);
        };
        setting("all errors seen, any probe", seen_errors::all, false);
        setting("all errors seen, probes of at most the median memory", seen_errors::all, true);
        if (!sources.empty())
            setting("the same, all tasks of the same source left out", seen_errors::all, true, sources);
        setting("a share seen, any probe", seen_errors::uniform, false);
        setting("a share seen by memory, any probe", seen_errors::by_memory, false);
        setting("a share seen, probes of at most the median memory", seen_errors::uniform, true);
        setting("a share seen by memory, probes of at most the median memory", seen_errors::by_memory, true);

        std::printf("\nserved best by\n");
        for (long count = 1; count <= s.serve; ++count) {
            const auto set = serve_all(errors.view(), static_cast<std::size_t>(count));
            std::printf("%ld  regret %.4f %s ", count, set.regret, set.is_optimal ? "(least)  " : "(exchange)");
            for (const std::size_t j : set.configurations) std::printf(" %s", errors.configurations[j].c_str());
            std::printf("\n");
        }
    });
}
