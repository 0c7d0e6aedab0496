// lowp/select/relaxation.hpp -- a D-optimal design with shares of configurations, as a bound and as another way to
// choose.
//
// If a configuration may be chosen in part, v_j in [0, 1], then log det of the sum of v_j y_j y_j^T is concave and its
// maximum under a budget can be found, with a proof of how near it is. From equal shares, budget moves from the
// configuration whose (y^T X^-1 y) / cost is the lowest to the one for which it is the highest, in the amount that
// raises the determinant most: with two of rank one the determinant is a parabola in it (Fedorov's exchange, Böhning
// 1986). What a linear bound at v promises above log det X at most is `gap`; the search ends when it is small. (Oboe's
// code gives this problem to SLSQP, 30 iterations; the exchange is our choice.)
//
// Of two budgets, of cost and of the number of probes, only one is kept while the search goes on, which leaves the
// bound true for designs that keep to both: the number where any so many fit the cost; else the cost, and if its
// optimum has more than so many, the number after all. The largest shares are then taken whole, while they fit both.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/design.hpp"
#include "lowp/select/eigen_maps.hpp"

namespace lowp {

struct relaxation_options {
    std::size_t exchanges = 20000;
    double tolerance = 1e-6;  // of log det
};

struct relaxed_design {
    std::vector<double> shares;       // v, 0 to 1
    double log_determinant = 0;       // of the sum of v_j y_j y_j^T, and where that is singular of it with a ridge of
                                      //   1e-10 of the longest |y|^2; no design within the budgets has more than
    double gap = 0;                   //   log_determinant + gap
    std::vector<std::size_t> chosen;  // the largest shares, largest first
};

inline namespace LOWP_ISA {

namespace inner {

class relaxation {
public:
    relaxation(matrix_view<const double> embeddings, const design_options& how, bool by_cost) : y_(mapped(embeddings))
    {
        const std::size_t d = embeddings.rows;
        const auto may = [&](std::size_t j) { return how.allowed.empty() || how.allowed[j]; };
        for (std::size_t j = 0; j < d; ++j) {
            cost_.push_back(how.costs.empty() ? 1 : how.costs[j]);
            if (may(j) && cost_[j] <= how.budget) open_.push_back(j);
        }
        const double probes =
            how.probes < open_.size() ? static_cast<double>(how.probes) : static_cast<double>(open_.size());
        if (!by_cost) cost_.assign(d, 1);
        budget_ = by_cost ? how.budget : probes;
        double all = 0;
        for (const std::size_t j : open_) all += cost_[j];
        v_.assign(d, 0);
        for (const std::size_t j : open_) v_[j] = std::min(1.0, budget_ / all);
        ridge_ = 1e-10 * std::max(y_.rowwise().squaredNorm().maxCoeff(), std::numeric_limits<double>::min());
    }

    // Ratios (y^T X^-1 y) / cost at v, and log det X. A ridge keeps X invertible where the allowed ones do not.
    void evaluate()
    {
        Eigen::MatrixXd x = Eigen::MatrixXd::Zero(y_.cols(), y_.cols());
        for (const std::size_t j : open_) x += v_[j] * y_.row(at(j)).transpose() * y_.row(at(j));
        Eigen::LLT<Eigen::MatrixXd> llt(x);
        if (is_singular_ || llt.info() != Eigen::Success || llt.rcond() < 1e-12) {
            is_singular_ = true;
            llt.compute(x + ridge_ * Eigen::MatrixXd::Identity(x.rows(), x.cols()));
        }
        log_determinant = 2 * llt.matrixLLT().diagonal().array().log().sum();
        solved_ = llt.solve(y_.transpose());
        ratio_.assign(cost_.size(), 0);
        for (const std::size_t j : open_) ratio_[j] = y_.row(at(j)).dot(solved_.col(at(j))) / cost_[j];
    }

    // The most that a linear function can gain: the budget spent where the ratios are the highest, against v.
    double gap() const
    {
        std::vector<std::size_t> order = open_;
        std::ranges::stable_sort(order, [&](std::size_t i, std::size_t j) { return ratio_[i] > ratio_[j]; });
        double left = budget_, best = 0, now = 0;
        for (const std::size_t j : order) {
            const double spent = std::min(left, cost_[j]);
            best += spent * ratio_[j];
            left -= spent;
            now += v_[j] * cost_[j] * ratio_[j];
        }
        return std::max(best - now, 0.0);
    }

    bool exchange()
    {
        const std::size_t none = v_.size();
        std::size_t up = none, down = none;
        for (const std::size_t j : open_) {
            if (v_[j] < 1 && (up == none || ratio_[j] > ratio_[up])) up = j;
            if (v_[j] > 0 && (down == none || ratio_[j] < ratio_[down])) down = j;
        }
        if (up == none || down == none || !(ratio_[up] > ratio_[down])) return false;
        const double cross = y_.row(at(up)).dot(solved_.col(at(down)));
        const double bend = ratio_[up] * ratio_[down] - cross * cross / (cost_[up] * cost_[down]);
        const double up_room = (1 - v_[up]) * cost_[up], down_room = v_[down] * cost_[down];
        const double top = bend > 0 ? (ratio_[up] - ratio_[down]) / (2 * bend) : std::numeric_limits<double>::max();
        const double moved = std::min({top, up_room, down_room});
        v_[up] = moved == up_room ? 1 : v_[up] + moved / cost_[up];  // exactly, or the search would go on for dust
        v_[down] = moved == down_room ? 0 : v_[down] - moved / cost_[down];
        return true;
    }

    std::vector<std::size_t> rounded(const design_options& how) const
    {
        std::vector<std::size_t> order = open_, chosen;
        std::ranges::stable_sort(order, [&](std::size_t i, std::size_t j) { return v_[i] > v_[j]; });
        double left = how.budget;
        for (const std::size_t j : order) {
            const double cost = how.costs.empty() ? 1 : how.costs[j];
            if (chosen.size() == how.probes || cost > left) continue;
            chosen.push_back(j);
            left -= cost;
        }
        return chosen;
    }
    const std::vector<double>& shares() const { return v_; }

    double log_determinant = 0;

private:
    Eigen::MatrixXd y_, solved_;  // solved_: X^-1 Y^T
    std::vector<double> cost_, v_, ratio_;
    std::vector<std::size_t> open_;
    double budget_ = 0, ridge_ = 0;
    bool is_singular_ = false;
};

// Whether as many as are asked for may cost more than the budget.
inline bool cost_binds(const design_options& how, std::size_t configurations)
{
    if (std::isinf(how.budget)) return false;
    std::vector<double> costs;
    for (std::size_t j = 0; j < configurations; ++j)
        if (const double cost = how.costs.empty() ? 1 : how.costs[j];
            (how.allowed.empty() || how.allowed[j]) && cost <= how.budget)
            costs.push_back(cost);
    std::ranges::sort(costs, std::ranges::greater());
    costs.resize(std::min(costs.size(), how.probes));
    return std::accumulate(costs.begin(), costs.end(), 0.0) > how.budget;
}

}  // namespace inner

// For embeddings and options see lowp/select/design.hpp. The sum of shares is at most how.probes, or that of shares
// times costs at most how.budget (see above which); the configurations chosen keep to both. Throws as there.
inline relaxed_design relax_design(matrix_view<const double> embeddings, const design_options& how,
                                   const relaxation_options& search = {})
{
    inner::expect_design("relax_design", embeddings, how);
    if (!(search.tolerance > 0))
        detail::bad_argument("relax_design", "tolerance", search.tolerance, "a positive number");
    const auto solved = [&](bool by_cost) {
        inner::relaxation r(embeddings, how, by_cost);
        r.evaluate();
        for (std::size_t i = 0; i < search.exchanges && r.gap() > search.tolerance && r.exchange(); ++i) r.evaluate();
        return relaxed_design{r.shares(), r.log_determinant, r.gap(), r.rounded(how)};
    };
    if (!inner::cost_binds(how, embeddings.rows)) return solved(false);
    relaxed_design by_cost = solved(true);
    const double count = std::accumulate(by_cost.shares.begin(), by_cost.shares.end(), 0.0);
    return count <= static_cast<double>(how.probes) * (1 + 1e-9) ? by_cost : solved(false);
}

}  // namespace LOWP_ISA
}  // namespace lowp
