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
#include <cmath>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "lowp/select/bootstrap.hpp"
#include "lowp/select/error_matrix.hpp"
#include "lowp/select/leave_one_out.hpp"
#include "lowp/select/serve_all.hpp"
#include "lowp/select/task_tables.hpp"
#include "support/command_line.hpp"
#include "support/data_file.hpp"
#include "support/run_program.hpp"

namespace {

using namespace lowp;

struct settings {
    std::string errors = example_data("error_matrix.csv"), memory = example_data("memory_matrix.csv"), tasks;
    long probes = 5, rank = 0, seed = 1, serve = 6;
    double share = 0.2;
};

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
    options.number("--rank", s.rank, 0, 1000, "dimensions of the embedding; 0: 5, but not above the number of probes");
    options.number("--share", s.share, 0.001, 1, "of the errors seen, where not all are");
    options.number("--serve", s.serve, 1, 20, "how many configurations may serve all tasks, at most");
    options.number("--seed", s.seed, 1, 1L << 40, "of what is drawn");
    if (const auto status = options.parse(argc, argv)) return *status;
    if (s.rank == 0) s.rank = std::min(5L, s.probes);
    return run_program(argv[0], [&] {
        const error_matrix errors = read_error_matrix_text(data_file(s.errors), s.errors);
        const auto numbers = read_memory_text(data_file(s.memory), s.memory, errors);
        const matrix_view<const double> memory(numbers.data(), errors.tasks.size(), errors.configurations.size());
        std::printf("%zu tasks, %zu configurations, %ld probes, %ld dimensions\n", errors.tasks.size(),
                    errors.configurations.size(), s.probes, s.rank);
        if (s.tasks.empty() && s.errors == settings{}.errors) s.tasks = example_data("tasks.csv");
        const auto sources =
            s.tasks.empty() ? std::vector<std::size_t>{} : read_groups_text(data_file(s.tasks), s.tasks, errors);
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
