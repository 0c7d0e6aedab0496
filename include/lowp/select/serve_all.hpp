// lowp/select/serve_all.hpp -- the few configurations that together serve all tasks best.
//
// Whoever cannot measure anything on a new task keeps several configurations and takes the best of them for each. Their
// regret is the mean, over tasks, of the best error among them minus the best of all configurations. (The question is
// that of Yang et al. 2022; both ways to answer it are standard, and the choice between them is ours.) The search is
// exhaustive where there are few sets; else configurations are added greedily, each the one that lowers the regret
// most, and then exchanged one for one while that helps.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/error_matrix.hpp"

namespace lowp {

struct serve_options {
    double budget = std::numeric_limits<double>::infinity();  // of the memory of each one
    std::vector<double> memory{};                             // one for each configuration; needed with a budget
    std::size_t most_sets = 200'000;                          // more are not gone through
};

struct serving_set {
    std::vector<std::size_t> configurations;  // rising
    double regret = 0;
    bool is_optimal = false;  // all sets were gone through
};

inline namespace LOWP_ISA {

namespace inner {

class regrets {
public:
    explicit regrets(matrix_view<const double> errors) : errors_(errors)
    {
        for (std::size_t i = 0; i < errors.rows; ++i) {
            double best = 1;
            for (std::size_t j = 0; j < errors.columns; ++j) best = std::min(best, error(i, j));
            lowest_ += best;
        }
    }
    // Of a set; what it lacks has error 1.
    double operator()(std::span<const std::size_t> set) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < errors_.rows; ++i) {
            double best = 1;
            for (const std::size_t j : set) best = std::min(best, error(i, j));
            sum += best;
        }
        return (sum - lowest_) / static_cast<double>(errors_.rows);
    }

private:
    double error(std::size_t i, std::size_t j) const { return is_measured(errors_(i, j)) ? errors_(i, j) : 1; }

    matrix_view<const double> errors_;
    double lowest_ = 0;
};

// The number of sets of k of n, or `most` + 1 where it is larger.
inline std::size_t count_sets(std::size_t n, std::size_t k, std::size_t most)
{
    double count = 1;
    for (std::size_t i = 0; i < k; ++i) count = count * static_cast<double>(n - i) / static_cast<double>(i + 1);
    return count > static_cast<double>(most) ? most + 1 : static_cast<std::size_t>(count + 0.5);
}

// Goes through all sets of k of n in lexicographic order.
template <class Use>
void for_each_set(std::size_t n, std::size_t k, const Use& use)
{
    std::vector<std::size_t> set(k);
    std::iota(set.begin(), set.end(), std::size_t{0});
    while (true) {
        use(set);
        std::size_t i = k;
        while (i > 0 && set[i - 1] == n - k + i - 1) --i;
        if (i == 0) return;
        ++set[i - 1];
        for (; i < k; ++i) set[i] = set[i - 1] + 1;
    }
}

inline std::vector<std::size_t> greedy_set(const regrets& regret, std::span<const std::size_t> open, std::size_t k)
{
    std::vector<std::size_t> set;
    // The best configuration for place `at`; false where what stands there is.
    const auto improve = [&](std::size_t at, double best) {
        const std::size_t before = set[at];
        std::size_t taken = before;
        for (const std::size_t j : open) {
            if (j != before && std::ranges::find(set, j) != set.end()) continue;
            set[at] = j;
            if (const double r = regret(set); r < best) best = r, taken = j;
            set[at] = before;
        }
        set[at] = taken;
        return taken != before;
    };
    for (std::size_t at = 0; at < k; ++at) {
        const auto free =
            std::ranges::find_if(open, [&](std::size_t j) { return std::ranges::find(set, j) == set.end(); });
        set.push_back(*free);
        improve(at, regret(set));
    }
    for (bool better = true; better;) {
        better = false;
        for (std::size_t at = 0; at < k; ++at) better = improve(at, regret(set)) || better;
    }
    std::ranges::sort(set);
    return set;
}

}  // namespace inner

// `count` configurations for n x d errors; of equal sets the first. A missing or failed error counts as 1. Fewer are
// returned when fewer fit the budget. Throws std::invalid_argument for a count of 0, no errors or errors outside of
// 0 to 1, a budget without memory, and a budget that nothing fits.
inline serving_set serve_all(matrix_view<const double> errors, std::size_t count, const serve_options& how = {})
{
    expect_learnable("serve_all", errors);
    if (count == 0) detail::bad_argument("serve_all", "count", count, "at least 1");
    const bool is_capped = !std::isinf(how.budget) || !how.memory.empty();
    if (is_capped) detail::expect_count("serve_all", "memories", how.memory.size(), errors.columns, "configuration");
    std::vector<std::size_t> open;
    for (std::size_t j = 0; j < errors.columns; ++j)
        if (!is_capped || how.memory[j] <= how.budget) open.push_back(j);
    if (open.empty()) detail::bad_argument("serve_all", "budget", how.budget, "one that some configuration fits");
    count = std::min(count, open.size());

    const inner::regrets regret(errors);
    serving_set best{{}, std::numeric_limits<double>::infinity(), false};
    if (inner::count_sets(open.size(), count, how.most_sets) <= how.most_sets) {
        std::vector<std::size_t> set(count);
        inner::for_each_set(open.size(), count, [&](std::span<const std::size_t> places) {
            std::ranges::transform(places, set.begin(), [&](std::size_t i) { return open[i]; });
            if (const double r = regret(set); r < best.regret) best = {set, r, true};
        });
        return best;
    }
    best.configurations = inner::greedy_set(regret, open, count);
    best.regret = regret(best.configurations);
    return best;
}

}  // namespace LOWP_ISA
}  // namespace lowp
