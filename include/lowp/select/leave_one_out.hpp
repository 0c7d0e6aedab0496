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
#pragma once

#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
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
#include "lowp/select/soft_impute.hpp"

namespace lowp {

enum class probe_method : unsigned char { ed_mf, random_mf, qr_mf, bo_mf, random };
inline constexpr std::array<const char*, 5> probe_method_names{"ED-MF", "Random-MF", "QR-MF", "BO-MF", "Random"};

enum class seen_errors : unsigned char { all, uniform, by_memory };

struct leave_one_out_options {
    std::size_t probes = 5, rank = 5;
    seen_errors seen = seen_errors::all;
    double share = 0.2;      // of errors seen, where not all are
    bool is_capped = false;  // probes take at most the median memory
    soft_impute_options imputation{};
    stream draw{1};
};

struct task_score {
    front_score front;
    double rmse = 0;  // of the predicted errors of all configurations; NaN where a method predicts none
};

struct method_scores {
    std::array<std::vector<task_score>, probe_method_names.size()> tasks;

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

// P_ij with the mean `share`: the share itself, or min(1, c / memory).
inline matrix<double> chances(matrix_view<const double> memory, const leave_one_out_options& how)
{
    matrix<double> p(memory.rows, memory.columns);
    std::ranges::fill(p.span(), how.share);
    if (how.seen != seen_errors::by_memory) return p;
    double low = 0, high = 0;  // of c, by bisection
    for (std::size_t i = 0; i < p.rows(); ++i)
        for (std::size_t j = 0; j < p.columns(); ++j) high = std::max(high, memory(i, j));
    for (int halving = 0; halving < 60; ++halving) {
        const double c = (low + high) / 2;
        double sum = 0;
        for (std::size_t i = 0; i < p.rows(); ++i)
            for (std::size_t j = 0; j < p.columns(); ++j) sum += p(i, j) = std::min(1.0, c / memory(i, j));
        (sum < how.share * static_cast<double>(p.span().size()) ? low : high) = c;
    }
    return p;
}

// The errors that are seen at all: of each task at least one and of each configuration two, if there are, so that one
// is left when a task is held out.
inline matrix<double> drawn_errors(matrix_view<const double> errors, matrix_view<const double> chance,
                                   const leave_one_out_options& how)
{
    matrix<double> seen(errors.rows, errors.columns);
    const lowp::stream draw = how.draw.fork("seen");
    for (std::size_t i = 0; i < errors.rows; ++i)
        for (std::size_t j = 0; j < errors.columns; ++j) {
            const bool is_seen = how.seen == seen_errors::all || draw.uniform(i * errors.columns + j) < chance(i, j);
            seen(i, j) = is_seen ? errors(i, j) : missing_error;
        }
    const auto see = [](matrix_view<double> some, matrix_view<const double> all, std::size_t least,
                        lowp::stream order) {
        for (std::size_t i = 0; i < all.rows; ++i) {
            std::size_t count = 0;
            for (std::size_t j = 0; j < all.columns; ++j) count += is_measured(some(i, j));
            for (const std::size_t j : permutation(all.columns, order.fork(i)))
                if (count < least && !is_measured(some(i, j)) && is_measured(all(i, j)))
                    some(i, j) = all(i, j), ++count;
        }
    };
    see(seen, errors, 1, how.draw.fork("tasks"));
    see(transposed(seen), transposed(errors), 2, how.draw.fork("configurations"));
    return seen;
}

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

}  // namespace inner

// Scores of all methods on all tasks, of n x d errors and the memory that each run takes (of which only the order, the
// ratios and, for fronts, the differences count). Errors that are missing are nowhere used, and failed runs can be no
// probes. Throws std::invalid_argument for fewer than two tasks, memory of another shape or not positive, options out
// of range, and a task without a possible probe.
inline method_scores leave_one_out(matrix_view<const double> errors, matrix_view<const double> memory,
                                   const leave_one_out_options& how = {})
{
    expect_learnable("leave_one_out", errors);
    const std::size_t n = errors.rows, d = errors.columns;
    if (n < 2) detail::bad_argument("leave_one_out", "the number of tasks", n, "at least 2");
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

    const matrix<double> chance = inner::chances(memory, how), seen = inner::drawn_errors(errors, chance, how);
    method_scores scores;
    for (std::size_t held = 0; held < n; ++held) {
        matrix<double> others(n - 1, d), chance_of_others(n - 1, d);
        bool is_complete = true;
        for (std::size_t i = 0; i + 1 < n; ++i)
            for (std::size_t j = 0; j < d; ++j) {
                const std::size_t from = i < held ? i : i + 1;
                others(i, j) = seen(from, j);
                chance_of_others(i, j) = chance(from, j);
                is_complete = is_complete && is_measured(others(i, j));
            }
        if (!is_complete)
            others = how.seen == seen_errors::by_memory ? soft_impute(others, chance_of_others, how.imputation).values
                                                        : soft_impute(others, how.imputation).values;
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
