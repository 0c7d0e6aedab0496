// lowp/select/leave_one_out.hpp -- how well each way to choose probes does on a task that was not learnt from.
//
// The protocol of Yang et al. 2022, as far as it could be reconstructed: each task in turn is held out, embeddings are
// learnt from (what is seen of) the others, a few configurations are measured on it, all errors predicted, and the
// front of the predictions scored. Five ways:
//
//     ed_mf      D-optimal design             errors by regression on the embeddings
//     random_mf  probes drawn at random       the same
//     qr_mf      pivots of a QR of errors     the same
//     bo_mf      by expected improvement      means of the Gaussian process on the embeddings
//     random     probes drawn at random       none: the front of what was measured
//
// and six settings: all other errors seen, a uniform share, or a share with probability proportional to 1 / memory,
// each with any configuration as a probe, or only those that take at most the median memory. What is drawn is a
// function of how.draw and the task, and the same for all methods.
//
// Tasks made of the same data are alike, and one that is held out is known through the others. With groups, say a
// number for each source of data, the whole group of the task is held out: that is how well the methods do on data of
// one's own.
#pragma once

#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/random/permutation.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/design.hpp"
#include "lowp/select/eigen_maps.hpp"
#include "lowp/select/embedding.hpp"
#include "lowp/select/error_matrix.hpp"
#include "lowp/select/gaussian_process.hpp"
#include "lowp/select/hypervolume.hpp"
#include "lowp/select/predict.hpp"
#include "lowp/select/seen_errors.hpp"
#include "lowp/select/soft_impute.hpp"

namespace lowp {

enum class probe_method : unsigned char { ed_mf, random_mf, qr_mf, bo_mf, random };
inline constexpr std::array<const char*, 5> probe_method_names{"ED-MF", "Random-MF", "QR-MF", "BO-MF", "Random"};

struct leave_one_out_options {
    std::size_t probes = 5, rank = 5;
    seen_errors seen = seen_errors::all;
    double share = 0.2;                 // of errors seen, where not all are
    bool is_capped = false;             // probes take at most the median memory
    std::vector<std::size_t> groups{};  // one for each task; those of the same group are held out, too. Empty: its own
    soft_impute_options imputation{};
    stream draw{1};
};

struct task_score {
    front_score front;
    double rmse = 0;  // of the predicted errors of all configurations; NaN where a method predicts none
};

struct method_scores {
    std::array<std::vector<task_score>, probe_method_names.size()> tasks;
    std::size_t unconverged = 0;  // of the completions, one for each task where not all errors are seen

    const std::vector<task_score>& operator[](probe_method m) const { return tasks[static_cast<std::size_t>(m)]; }
    std::vector<double> hypervolume_differences(probe_method m) const
    {
        return each(m, [](const task_score& s) { return s.front.hypervolume_difference; });
    }
    std::vector<double> convergences(probe_method m) const
    {
        return each(m, [](const task_score& s) { return s.front.convergence; });
    }
    std::vector<double> rmses(probe_method m) const
    {
        return each(m, [](const task_score& s) { return s.rmse; });
    }

private:
    template <class Of>
    std::vector<double> each(probe_method m, const Of& of) const
    {
        std::vector<double> values;
        for (const task_score& s : (*this)[m]) values.push_back(of(s));
        return values;
    }
};

inline namespace LOWP_ISA {

namespace inner {

inline std::vector<std::size_t> drawn_probes(const std::vector<bool>& allowed, std::size_t probes, lowp::stream draw)
{
    std::vector<std::size_t> chosen;
    for (const std::size_t j : permutation(allowed.size(), draw))
        if (allowed[j] && chosen.size() < probes) chosen.push_back(j);
    return chosen;
}

// The first pivots of a QR of the allowed columns of the other tasks' errors.
inline std::vector<std::size_t> pivots(matrix_view<const double> errors, const std::vector<bool>& allowed,
                                       std::size_t probes)
{
    std::vector<std::size_t> columns, chosen;
    for (std::size_t j = 0; j < allowed.size(); ++j)
        if (allowed[j]) columns.push_back(j);
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(chosen_rows(transposed(errors), columns).transpose());
    for (std::size_t i = 0; i < columns.size() && i < probes && i < errors.rows; ++i)
        chosen.push_back(columns[static_cast<std::size_t>(qr.colsPermutation().indices()[at(i)])]);
    return chosen;
}

// The first of `start`, then whatever promises most; `truth` is only read where it is measured.
inline std::vector<std::size_t> promising(matrix_view<const double> points, const std::vector<bool>& allowed,
                                          std::size_t probes, std::size_t start, std::span<const double> truth)
{
    std::vector<std::size_t> chosen{start};
    std::vector<double> measured{truth[start]};
    while (chosen.size() < probes) {
        const smooth_prediction p = smooth_errors(points, chosen, measured);
        const double best = *std::ranges::min_element(measured);
        std::size_t next = allowed.size();
        double most = -1;
        for (std::size_t j = 0; j < allowed.size(); ++j) {
            if (!allowed[j] || std::ranges::find(chosen, j) != chosen.end()) continue;
            const double promise = expected_improvement(p.mean[j], p.deviation[j], best);
            if (promise > most) most = promise, next = j;
        }
        if (next == allowed.size()) break;
        chosen.push_back(next);
        measured.push_back(truth[next]);
    }
    return chosen;
}

inline double root_mean_square(std::span<const double> predicted, std::span<const double> truth)
{
    double sum = 0, count = 0;
    for (std::size_t j = 0; j < truth.size(); ++j)
        if (is_measured(truth[j])) sum += (predicted[j] - truth[j]) * (predicted[j] - truth[j]), ++count;
    return square_root(sum / count);
}

// The group of each task, such that enough to learn from is left whichever is held out.
inline std::vector<std::size_t> expected_groups(matrix_view<const double> errors, const leave_one_out_options& how)
{
    constexpr const char* here = "leave_one_out";
    std::vector<std::size_t> groups = how.groups;
    if (groups.empty()) {
        groups.resize(errors.rows);
        std::iota(groups.begin(), groups.end(), std::size_t{0});
    }
    detail::expect_count(here, "groups", groups.size(), errors.rows, "task");
    if (const std::set<std::size_t> all(groups.begin(), groups.end()); all.size() < 2)
        detail::bad_argument(here, how.groups.empty() ? "the number of tasks" : "the number of groups", all.size(),
                             "at least 2");
    for (std::size_t j = 0; j < errors.columns; ++j) {
        std::set<std::size_t> known;
        for (std::size_t i = 0; i < errors.rows; ++i)
            if (is_measured(errors(i, j))) known.insert(groups[i]);
        if (known.size() < 2)
            detail::bad_argument(here,
                                 "the number of " + std::string(how.groups.empty() ? "tasks" : "groups") +
                                     " with a measured error in column " + detail::shown(j),
                                 known.size(), "at least 2, so that one is left when the other is held out");
    }
    std::size_t most = errors.columns;
    for (const std::size_t g : groups)
        most = std::min(most, errors.rows - static_cast<std::size_t>(std::ranges::count(groups, g)));
    if (how.rank > most)
        detail::bad_argument(here, "rank", how.rank,
                             "at most " + detail::shown(most) + ", the number of tasks left or of configurations");
    if (how.rank > how.probes)
        detail::bad_argument(here, "rank", how.rank, "at most " + detail::shown(how.probes) + ", the number of probes");
    return groups;
}

}  // namespace inner

// Scores of all methods on all tasks, of n x d errors and the memory that each run takes (of which only the order, the
// ratios and, for fronts, the differences count). Errors that are missing are nowhere used, and failed runs can be no
// probes. Throws std::invalid_argument for fewer than two groups, a configuration measured in fewer than two, memory of
// another shape or not positive, options out of range, and a task without a possible probe.
inline method_scores leave_one_out(matrix_view<const double> errors, matrix_view<const double> memory,
                                   const leave_one_out_options& how = {})
{
    expect_learnable("leave_one_out", errors);
    const std::size_t n = errors.rows, d = errors.columns;
    if (memory.rows != n || memory.columns != d)
        detail::bad_argument("leave_one_out", "the number of memories", memory.rows * memory.columns,
                             detail::shown(n) + " x " + detail::shown(d) + " as of errors");
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < d; ++j)
            if (!(memory(i, j) > 0 && std::isfinite(memory(i, j))))
                detail::bad_argument("leave_one_out", detail::element("memory", i, j), memory(i, j),
                                     "a positive number");
    if (how.probes == 0) detail::bad_argument("leave_one_out", "probes", how.probes, "at least 1");
    if (!(how.share > 0 && how.share <= 1))
        detail::bad_argument("leave_one_out", "share", how.share, "a share above 0, to 1");

    const std::vector<std::size_t> groups = inner::expected_groups(errors, how);

    const inner::seen_matrix seen =
        inner::drawn_errors(errors, inner::chances(memory, how.seen, how.share), groups, how.seen, how.draw);
    method_scores scores;
    for (std::size_t held = 0; held < n; ++held) {
        std::vector<std::size_t> left;
        for (std::size_t i = 0; i < n; ++i)
            if (groups[i] != groups[held]) left.push_back(i);
        matrix<double> others(left.size(), d), chance(left.size(), d);
        bool is_complete = true;
        for (std::size_t i = 0; i < left.size(); ++i)
            for (std::size_t j = 0; j < d; ++j) {
                others(i, j) = seen.errors(left[i], j);
                chance(i, j) = how.seen == seen_errors::by_memory ? seen.chance(left[i], j) : 1;
                is_complete = is_complete && is_measured(others(i, j));
            }
        if (!is_complete) {
            completed_matrix completed = soft_impute(others, chance, how.imputation);
            scores.unconverged += !completed.converged;
            others = std::move(completed.values);
        }
        const matrix<double> y = embed(others, {.rank = how.rank}).configurations;

        std::vector<double> truth(d), cost(d);
        for (std::size_t j = 0; j < d; ++j) truth[j] = errors(held, j), cost[j] = memory(held, j);
        std::vector<double> sorted = cost;
        std::ranges::sort(sorted);
        const double cap = how.is_capped ? sorted[(d - 1) / 2] : sorted.back();
        std::vector<bool> allowed(d);
        for (std::size_t j = 0; j < d; ++j) allowed[j] = is_measured(truth[j]) && cost[j] <= cap;
        if (std::ranges::count(allowed, true) == 0)
            detail::bad_argument("leave_one_out",
                                 "the number of measured errors under the cap of task " + detail::shown(held),
                                 std::size_t{0}, "at least 1");

        const auto drawn = inner::drawn_probes(allowed, how.probes, how.draw.fork("probes").fork(held));
        for (std::size_t m = 0; m < probe_method_names.size(); ++m) {
            const auto method = static_cast<probe_method>(m);
            const auto probes =
                method == probe_method::ed_mf   ? d_optimal_design(y, {.probes = how.probes, .allowed = allowed})
                : method == probe_method::qr_mf ? inner::pivots(others, allowed, how.probes)
                : method == probe_method::bo_mf ? inner::promising(y, allowed, how.probes, drawn.front(), truth)
                                                : drawn;
            std::vector<double> measured, predicted(d, missing_error);
            for (const std::size_t j : probes) measured.push_back(truth[j]);
            if (method == probe_method::random)
                for (const std::size_t j : probes) predicted[j] = truth[j];
            else if (method == probe_method::bo_mf) {
                predicted = smooth_errors(y, probes, measured).mean;
                inner::keep_measured(predicted, probes, measured);
            } else
                predicted = predict_errors(y, probes, measured);
            scores.tasks[m].push_back({score_front(cost, truth, predicted), inner::root_mean_square(predicted, truth)});
        }
    }
    return scores;
}

// The same where a configuration takes the same memory on every task: d numbers.
inline method_scores leave_one_out(matrix_view<const double> errors, std::span<const double> memory,
                                   const leave_one_out_options& how = {})
{
    detail::expect_count("leave_one_out", "memories", memory.size(), errors.columns, "configuration");
    return leave_one_out(errors, matrix_view<const double>(memory.data(), errors.rows, memory.size(), 0), how);
}

}  // namespace LOWP_ISA
}  // namespace lowp
