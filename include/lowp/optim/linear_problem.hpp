// lowp/optim/linear_problem.hpp -- least squares, ridge and binary logistic regression as finite sums.
//
//     least_squares{x, y}                  // f_i(w) = 1/2 (<x_i, w> - y_i)^2
//     least_squares{x, y, 1e-3}            // ... + 1e-3/2 |w|^2: ridge
//     logistic_regression{x, y, 1e-3}      // f_i(w) = log(1 + exp(-y_i <x_i, w>)) + ..., y_i = -1 or 1
//
// x is a matrix with a sample a row: dense, sparse, or in codes (lowp/linalg/samples.hpp). The problem looks at x and
// y; it owns neither, so that temporaries which own their elements do not compile.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/samples.hpp"
#include "lowp/optim/losses.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Fixed point has finite numbers only, and is not looked at.
template <samples X>
void expect_finite(const X& x)
{
    if constexpr (requires { x.codes.format(); })
        if (with_descriptor(x.codes.format(), [](const auto& f) { return !f.has_nan() && !f.has_infinity(); })) return;
    for (std::size_t i = 0; i < x.rows(); ++i)
        x.visit(i, [&](std::size_t j, double element) {
            if (!std::isfinite(element))
                throw std::invalid_argument("feature (" + std::to_string(i) + ", " + std::to_string(j) + ") is " +
                                            std::to_string(element) + ", expected finite numbers");
        });
}

}  // namespace inner

// f_i(w) = loss(<x_i, w>, y_i); the gradient is a multiple of x_i.
template <samples X, class Loss>
class linear_problem {
public:
    using loss_type = Loss;

    // Throws std::invalid_argument for features and targets that are no finite numbers.
    template <class Rows, std::ranges::borrowed_range Targets>
    linear_problem(Rows&& x, Targets&& targets, double penalty = 0)
        : x_(samples_of(std::forward<Rows>(x))), targets_(targets), penalty_(penalty)
    {
        LOWP_EXPECTS(x_.rows() > 0 && x_.rows() == targets_.size(), "at least one sample, and a target for each");
        LOWP_EXPECTS(penalty >= 0, "a penalty that is not negative");
        if constexpr (std::is_same_v<Loss, logistic_loss>)
            LOWP_EXPECTS(std::all_of(targets_.begin(), targets_.end(), [](float y) { return y == 1 || y == -1; }),
                         "labels that are -1 or 1");
        inner::expect_finite(x_);
        for (std::size_t i = 0; i < targets_.size(); ++i)
            if (!std::isfinite(targets_[i]))
                throw std::invalid_argument("target " + std::to_string(i) + " is " + std::to_string(targets_[i]) +
                                            ", expected finite numbers");
    }

    std::size_t size() const noexcept { return x_.rows(); }
    std::size_t dimension() const noexcept { return x_.columns(); }
    double penalty() const noexcept { return penalty_; }
    const X& features() const noexcept { return x_; }
    double target(std::size_t i) const noexcept { return static_cast<double>(targets_[i]); }

    double loss(std::size_t i, std::span<const double> w) const { return Loss::value(x_.dot(i, w), target(i)); }
    void add_gradient(std::size_t i, std::span<const double> w, double c, std::span<double> g) const
    {
        with_sample(x_, i, [&](const auto& x) { x.add(c * Loss::slope(x.dot(w), target(i)), g); });
    }
    double loss_and_gradient(std::size_t i, std::span<const double> w, double c, std::span<double> g) const
    {
        return with_sample(x_, i, [&](const auto& x) {
            const double margin = x.dot(w);
            x.add(c * Loss::slope(margin, target(i)), g);
            return Loss::value(margin, target(i));
        });
    }

private:
    X x_;
    std::span<const float> targets_;
    double penalty_;
};

template <class X>
struct least_squares : linear_problem<X, squared_loss> {
    using linear_problem<X, squared_loss>::linear_problem;
};
template <class X>
struct logistic_regression : linear_problem<X, logistic_loss> {
    using linear_problem<X, logistic_loss>::linear_problem;
};

template <class Rows, class Targets>
least_squares(Rows&&, Targets&&, double = 0) -> least_squares<decltype(samples_of(std::declval<Rows>()))>;
template <class Rows, class Targets>
logistic_regression(Rows&&, Targets&&, double = 0) -> logistic_regression<decltype(samples_of(std::declval<Rows>()))>;

}  // namespace LOWP_ISA
}  // namespace lowp
