// lowp/select/design.hpp -- which configurations to measure on a new task, so that the others can be told from them.
//
// With e_j ~= x . y_j, least squares determine x from measured e_j the better, the larger det X of
// X = sum of y_j y_j^T over the measured j is (D-optimality). Each choice adds what raises it most: by the matrix
// determinant lemma log det grows by log(1 + y^T X^-1 y), so the next is argmax (y^T X^-1 y) / cost, and X^-1 follows
// by Sherman and Morrison. X must be invertible first: the k first choices are the pivots of a QR decomposition with
// column pivoting, each the y farthest from the span of those before. (TensorOboe, Yang et al. 2020, whose design PEPPP
// takes; where its code stops at a singular X, here X gets a ridge of 1e-10 of its largest element.)
//
// A budget of cost changes the start as in that code: pivots are sought among what costs at most budget / (2 k); when
// these are fewer than k, the cheapest are taken one after the other while they fit, and nothing else.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/eigen_maps.hpp"

namespace lowp {

struct design_options {
    std::size_t probes = std::numeric_limits<std::size_t>::max();  // at most so many are chosen
    double budget = std::numeric_limits<double>::infinity();       // of the sum of their costs
    std::vector<double> costs{};                                   // one for each configuration; empty: 1 each
    std::vector<bool> allowed{};                                   // which may be chosen; empty: all
};

inline namespace LOWP_ISA {

namespace inner {

inline void expect_design(const char* function, matrix_view<const double> y, const design_options& how)
{
    if (y.rows == 0 || y.columns == 0)
        detail::bad_argument(function, "the number of coordinates", std::size_t{0}, "configurations with a point each");
    detail::expect_finite(function, "embeddings", y);
    if (how.probes == 0) detail::bad_argument(function, "probes", how.probes, "at least 1");
    if (!(how.budget > 0)) detail::bad_argument(function, "budget", how.budget, "a positive number");
    if (!how.costs.empty()) detail::expect_count(function, "costs", how.costs.size(), y.rows, "configuration");
    for (std::size_t j = 0; j < how.costs.size(); ++j)
        if (!(how.costs[j] > 0 && std::isfinite(how.costs[j])))
            detail::bad_argument(function, detail::element("costs", j), how.costs[j], "a positive number");
    if (!how.allowed.empty())
        detail::expect_count(function, "truths in allowed", how.allowed.size(), y.rows, "configuration");
    if (!how.allowed.empty() && std::ranges::count(how.allowed, true) == 0)
        detail::bad_argument(function, "the number of allowed configurations", std::size_t{0}, "at least 1");
}

}  // namespace inner

// A design that grows by one configuration at a time, for those who measure in between: a run that fails is rejected,
// and another takes its place.
class growing_design {
public:
    // `embeddings` is d x k, a row for each configuration. Throws std::invalid_argument for numbers that are not finite
    // or not positive where they must be, counts that differ from d, and if nothing is allowed.
    explicit growing_design(matrix_view<const double> embeddings, design_options how = {})
        : how_((inner::expect_design("design", embeddings, how), std::move(how))),
          y_(inner::mapped(embeddings)),
          residual_(y_),
          largest_(y_.rowwise().squaredNorm().maxCoeff()),
          state_(embeddings.rows, open)
    {}

    // What to measure next; nothing when budgets or configurations are exhausted. Of equals the first.
    std::optional<std::size_t> next() const
    {
        const bool starts = rank_ < y_.cols() && !is_invertible_;
        if (is_cheapest_ || (starts && is_short_of_cheap_ones()))
            return best([&](std::size_t j) { return -cost(j); }, how_.budget);
        if (starts) {
            const auto distance = [&](std::size_t j) { return residual_.row(inner::at(j)).squaredNorm(); };
            if (const auto j = best(distance, start_limit()); j && distance(*j) > independent * largest_) return j;
        }
        const Eigen::MatrixXd inverse = is_invertible_ ? inverse_ : inverted();
        return best(
            [&](std::size_t j) {
                const auto y = y_.row(inner::at(j));
                return (y * inverse * y.transpose()).value() / cost(j);
            },
            how_.budget);
    }
    // Whether j was not tried, is allowed, and fits what is left of both budgets.
    bool can_take(std::size_t j) const
    {
        expect_configuration(j);
        return state_[j] == open && may(j) && chosen_.size() < how_.probes && spent_ + cost(j) <= how_.budget;
    }
    // j was measured. It need not be what next() said: results from elsewhere count, too.
    void accept(std::size_t j)
    {
        is_cheapest_ = is_cheapest_ || (chosen_.empty() && is_short_of_cheap_ones());
        take(j, accepted);
        chosen_.push_back(j);
        const Eigen::RowVectorXd y = y_.row(inner::at(j));
        if (is_invertible_) {  // Sherman and Morrison
            const Eigen::VectorXd z = inverse_ * y.transpose();
            inverse_ -= z * z.transpose() / (1 + (y * z).value());
            return;
        }
        Eigen::RowVectorXd q = residual_.row(inner::at(j));
        if (q.squaredNorm() > independent * largest_) {
            q.normalize();
            residual_ -= residual_ * q.transpose() * q;
            residual_ -= residual_ * q.transpose() * q;  // twice is enough
            ++rank_;
        }
        if (rank_ == y_.cols()) inverse_ = inverted(), is_invertible_ = true;
    }
    // j was tried and failed: it costs what it costs, tells nothing, and is not chosen again.
    void reject(std::size_t j) { take(j, rejected); }

    const std::vector<std::size_t>& chosen() const noexcept { return chosen_; }
    double spent() const noexcept { return spent_; }

private:
    enum state : unsigned char { open, accepted, rejected };
    static constexpr double independent = 1e-16;  // square of the distance from a span, as a share of the longest y's

    double cost(std::size_t j) const { return how_.costs.empty() ? 1 : how_.costs[j]; }
    bool may(std::size_t j) const { return how_.allowed.empty() || how_.allowed[j]; }
    void expect_configuration(std::size_t j) const
    {
        if (j >= state_.size()) detail::bad_argument("design", "configuration", j, "less than their number");
    }
    void take(std::size_t j, state how)
    {
        expect_configuration(j);
        if (state_[j] != open) detail::bad_argument("design", "configuration", j, "one that was not tried before");
        state_[j] = how;
        spent_ += cost(j);
    }
    double start_limit() const { return how_.budget / (2 * static_cast<double>(y_.cols())); }
    // Whether fewer than k are cheap enough for the start, those that have a place in it counted.
    bool is_short_of_cheap_ones() const
    {
        if (std::isinf(how_.budget)) return false;
        Eigen::Index count = 0;
        for (std::size_t j = 0; j < state_.size(); ++j)
            count += state_[j] == accepted || (state_[j] == open && may(j) && cost(j) <= start_limit());
        return count < y_.cols();
    }
    template <class Score>
    std::optional<std::size_t> best(const Score& score, double limit) const
    {
        std::optional<std::size_t> found;
        double highest = 0;
        for (std::size_t j = 0; j < state_.size(); ++j) {
            if (!can_take(j) || cost(j) > limit) continue;
            const double s = score(j);
            if (!found || s > highest) found = j, highest = s;
        }
        return found;
    }
    // X^-1; with the ridge where X is singular.
    Eigen::MatrixXd inverted() const
    {
        Eigen::MatrixXd x = Eigen::MatrixXd::Zero(y_.cols(), y_.cols());
        for (const std::size_t j : chosen_) x += y_.row(inner::at(j)).transpose() * y_.row(inner::at(j));
        if (rank_ < y_.cols()) x.diagonal().array() += 1e-10 * (largest_ > 0 ? largest_ : 1);
        return x.ldlt().solve(Eigen::MatrixXd::Identity(x.rows(), x.cols()));
    }

    design_options how_;
    Eigen::MatrixXd y_;
    Eigen::MatrixXd residual_;  // what of each y is outside the span of the chosen ones
    double largest_;            // square of the longest y
    std::vector<state> state_;
    std::vector<std::size_t> chosen_;
    double spent_ = 0;
    Eigen::Index rank_ = 0;  // of X
    bool is_invertible_ = false, is_cheapest_ = false;
    Eigen::MatrixXd inverse_;
};

// All of it at once, in the order of choice; for embeddings and options see above.
inline std::vector<std::size_t> d_optimal_design(matrix_view<const double> embeddings, const design_options& how)
{
    growing_design design(embeddings, how);
    while (const auto j = design.next()) design.accept(*j);
    return design.chosen();
}

// log det of the sum of y_j y_j^T over the chosen j; -infinity where it is singular.
inline double log_determinant(matrix_view<const double> embeddings, std::span<const std::size_t> chosen)
{
    for (const std::size_t j : chosen)
        if (j >= embeddings.rows)
            detail::bad_argument("log_determinant", "configuration", j, "less than " + detail::shown(embeddings.rows));
    if (chosen.size() < embeddings.columns) return -std::numeric_limits<double>::infinity();
    const Eigen::MatrixXd y = inner::chosen_rows(embeddings, chosen);
    const Eigen::LLT<Eigen::MatrixXd> llt(y.transpose() * y);
    if (llt.info() != Eigen::Success) return -std::numeric_limits<double>::infinity();
    return 2 * llt.matrixLLT().diagonal().array().log().sum();
}

}  // namespace LOWP_ISA
}  // namespace lowp
