// lowp/select/pick_precision.hpp -- the precision to train a new task in, from a few trial runs and what others taught.
//
//     const auto answer = pick_precision(names, errors, memory, {.budget = 40e6, .probes = 5},
//                                        [&](std::size_t j) { return test_error_of(train_with(recipes[j])); });
//
// PEPPP (Yang et al. 2022): errors of other tasks give each configuration a point (lowp/select/embedding.hpp); a design
// (lowp/select/design.hpp) says which few to measure here; regression predicts the others
// (lowp/select/predict.hpp); answers are the Pareto front of memory and predicted error, and of those that fit the
// budget the one with the lowest error. This floor knows nothing of training: `measure` does it.
#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <limits>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/design.hpp"
#include "lowp/select/embedding.hpp"
#include "lowp/select/error_matrix.hpp"
#include "lowp/select/hypervolume.hpp"
#include "lowp/select/measurement_log.hpp"
#include "lowp/select/predict.hpp"
#include "lowp/select/relaxation.hpp"
#include "lowp/select/soft_impute.hpp"

namespace lowp {

enum class design_kind : unsigned char { greedy, relaxed };

struct pick_progress {
    std::size_t done = 0, total = 0;  // probes measured, and to be measured as far as is known
    double seconds_left = 0;          // from how long those of this run took; NaN before the first
};

struct pick_options {
    double budget = std::numeric_limits<double>::infinity();  // of memory, for the recommendation
    std::size_t probes = 5;  // measured successfully, at most, those found in the file first
    double probe_memory = std::numeric_limits<double>::infinity();  // of a probe, at most
    std::vector<double> probe_costs{};                              // say seconds; empty: 1 each
    double cost_budget = std::numeric_limits<double>::infinity();   // of all probes, those that fail, too
    std::size_t most_failures = 5;                                  // of this run, and then no more probes are tried
    std::size_t rank = 0;  // of the embedding, at most probes; 0: Oboe's rule, as far as there are probes (ours)
    design_kind design = design_kind::greedy;
    matrix_view<const double> probabilities{};  // with which the other tasks' errors became known; none: equal ones
    soft_impute_options imputation{};
    std::filesystem::path results{};  // lowp/select/measurement_log.hpp; empty: none
    std::function<void(const pick_progress&)> progress{};
};

struct failed_probe {
    std::size_t configuration = 0;
    std::string reason;
};

struct picked_precision {
    std::vector<measurement> probes;         // in the order of measurement, those found in the file first
    std::vector<failed_probe> failures;      // tried, with no error to show for it
    std::vector<double> errors;              // of all configurations: measured, or predicted; NaN of those that failed
    std::vector<std::size_t> front;          // by rising memory and falling error
    std::optional<std::size_t> recommended;  // none where nothing fits the budget
    std::size_t rank = 0;                    // of the embedding
    std::optional<completed_matrix> completion{};  // of the other tasks' errors, where some are missing: look whether
                                                   // it converged before you believe the rest
};

inline namespace LOWP_ISA {

namespace inner {

inline void expect_pick(std::span<const std::string> names, matrix_view<const double> errors,
                        std::span<const double> memory, const pick_options& how)
{
    constexpr const char* here = "pick_precision";
    expect_learnable(here, errors);
    detail::expect_count(here, "names", names.size(), errors.columns, "column of errors");
    detail::expect_names("configurations", {names.begin(), names.end()});
    detail::expect_count(here, "memories", memory.size(), errors.columns, "configuration");
    for (std::size_t j = 0; j < memory.size(); ++j)
        if (!(memory[j] > 0 && std::isfinite(memory[j])))
            detail::bad_argument(here, detail::element("memory", j), memory[j], "a positive number");
    if (!(how.budget > 0)) detail::bad_argument(here, "budget", how.budget, "a positive number");
    if (how.probes != 0 && how.rank > how.probes)
        detail::bad_argument(here, "rank", how.rank, "at most " + detail::shown(how.probes) + ", the number of probes");
    double least = std::numeric_limits<double>::infinity();
    for (const double m : memory) least = m < least ? m : least;
    if (!(how.probe_memory >= least))
        detail::bad_argument(here, "probe_memory", how.probe_memory,
                             "at least that of the smallest, " + detail::shown(least));
}

// Seconds of the runs so far, and what this says of those to come.
class run_clock {
public:
    void add(double seconds, double cost) { seconds_ += seconds, cost_ += cost; }
    double left(double cost) const
    {
        return cost_ > 0 ? seconds_ / cost_ * cost : std::numeric_limits<double>::quiet_NaN();
    }

private:
    double seconds_ = 0, cost_ = 0;
};

// Measures one configuration: an error, or failed_error and why.
template <class Measure>
double measured_error(Measure& measure, std::size_t j, const std::string& name, std::string& reason)
{
    double error = missing_error;
    try {
        error = static_cast<double>(measure(j));
    } catch (const std::logic_error&) {  // a mistake of the caller's, no property of the configuration
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& problem) {
        reason = problem.what();
        return failed_error;
    }
    if (std::isfinite(error) && (error < 0 || error > 1))
        detail::bad_argument("pick_precision", "what was measured for '" + name + "'", error, "a share of 0 to 1");
    if (!std::isfinite(error)) reason = "the error is " + detail::shown(error);
    return std::isfinite(error) ? error : failed_error;
}

}  // namespace inner

// Picks among d configurations with these `names`, from n x d `errors` of other tasks (some may be missing: they are
// completed first) and the `memory` that each takes on this task. measure(j) runs configuration j and returns its
// error, 0 to 1; it may throw a std::exception, say a std::runtime_error, or return NaN, and then another probe takes
// the place of that one.
//
// With how.results, what the file holds is not measured again, and every measurement is added as soon as it is known.
// Failures in the file are no failures of this run; who removes their lines has them tried again.
//
// Throws std::invalid_argument for options out of range, counts that differ, and errors outside of 0 to 1, measured
// ones, too; std::runtime_error for a results file that is not understood, and when no probe could be measured. What
// `measure` throws that is a std::logic_error, a std::bad_alloc or no std::exception, and what `progress` throws,
// passes through: that ends a run from inside.
template <class Measure>
picked_precision pick_precision(std::span<const std::string> names, matrix_view<const double> errors,
                                std::span<const double> memory, const pick_options& how, Measure&& measure)
{
    inner::expect_pick(names, errors, memory, how);
    const std::size_t d = names.size();
    design_options designed{how.probes, how.cost_budget, how.probe_costs, std::vector<bool>(d)};
    for (std::size_t j = 0; j < d; ++j) designed.allowed[j] = memory[j] <= how.probe_memory;

    bool is_complete = true;
    for (std::size_t i = 0; i < errors.rows; ++i)
        for (std::size_t j = 0; j < d; ++j) is_complete = is_complete && is_measured(errors(i, j));
    const auto points_of = [&](matrix_view<const double> all) {
        embedding e = embed(all, {.rank = how.rank});
        if (how.rank == 0 && e.rank() > how.probes) e = embed(all, {.rank = how.probes});
        return std::move(e.configurations);
    };
    picked_precision answer;
    if (!is_complete) answer.completion = soft_impute(errors, how.probabilities, how.imputation);
    const matrix<double> y = points_of(is_complete ? errors : answer.completion->values);
    growing_design design(y, designed);
    answer.rank = y.columns();
    const auto record = [&](std::size_t j, double error, const std::string& reason) {
        if (is_measured(error)) {
            answer.probes.push_back({j, error});
            design.accept(j);
        } else {
            answer.failures.push_back({j, reason});
            design.reject(j);
        }
    };
    std::optional<measurement_log> log;
    if (!how.results.empty()) {
        log.emplace(how.results, names);
        const std::string reason =
            "failed in an earlier run; remove its line from " + how.results.string() + " to try again";
        for (const measurement& m : log->found()) record(m.configuration, m.error, reason);
    }
    const std::size_t earlier_failures = answer.failures.size();

    // The relaxed design is made once; what it loses by failures, the greedy one adds.
    std::vector<std::size_t> planned;
    if (how.design == design_kind::relaxed) planned = relax_design(y, designed).chosen;
    const auto next = [&]() -> std::optional<std::size_t> {
        const std::size_t failures = answer.failures.size() - earlier_failures;
        if (failures >= how.most_failures && failures > 0) return std::nullopt;
        for (const std::size_t j : planned)
            if (design.can_take(j)) return j;
        return design.next();
    };
    // How many more there will be, and what they cost, if none fails.
    const auto to_come = [&] {
        growing_design imagined = design;
        const double spent = imagined.spent();
        for (const std::size_t j : planned)
            if (imagined.can_take(j)) imagined.accept(j);
        while (const auto j = imagined.next()) imagined.accept(*j);
        return std::pair(imagined.chosen().size() - design.chosen().size(), imagined.spent() - spent);
    };
    inner::run_clock clock;
    const auto report = [&](bool goes_on) {
        if (!how.progress) return;
        const auto [count, cost] = goes_on ? to_come() : std::pair(std::size_t{0}, 0.0);
        how.progress({answer.probes.size(), answer.probes.size() + count, clock.left(cost)});
    };
    for (auto j = next(); report(j.has_value()), j; j = next()) {
        const auto began = std::chrono::steady_clock::now();
        std::string reason;
        const double error = inner::measured_error(measure, *j, names[*j], reason);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        clock.add(took.count(), how.probe_costs.empty() ? 1 : how.probe_costs[*j]);
        if (log) log->append({*j, error});
        record(*j, error, reason);
    }
    if (answer.probes.empty())
        throw std::runtime_error("pick_precision: no probe could be measured" +
                                 (answer.failures.empty()
                                      ? ": none fits the budget of cost"
                                      : "; the last, '" + names[answer.failures.back().configuration] +
                                            "', failed: " + answer.failures.back().reason));

    std::vector<double> measured;
    for (const measurement& m : answer.probes) measured.push_back(m.error);
    answer.errors = predict_errors(y, design.chosen(), measured);
    for (const failed_probe& f : answer.failures) answer.errors[f.configuration] = missing_error;
    std::vector<cost_and_error> points;
    for (std::size_t j = 0; j < d; ++j) points.push_back({memory[j], answer.errors[j]});
    answer.front = front_of(points);
    for (const std::size_t j : answer.front)  // errors fall along it
        if (memory[j] <= how.budget) answer.recommended = j;
    return answer;
}

// The same with the names that the errors come with.
template <class Measure>
picked_precision pick_precision(const error_matrix& errors, std::span<const double> memory, const pick_options& how,
                                Measure&& measure)
{
    return pick_precision(errors.configurations, errors.view(), memory, how, measure);
}

}  // namespace LOWP_ISA
}  // namespace lowp
