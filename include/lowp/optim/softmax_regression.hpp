// lowp/optim/softmax_regression.hpp -- logistic regression of more than two classes as a finite sum.
//
//     softmax_regression{x, labels, classes, 1e-3}
//
// f_i(w) = -log softmax(W x_i)[label_i] + 1e-3/2 |w|^2, with W of a row a class: w holds row after row.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/elementary.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/samples.hpp"
#include "lowp/optim/linear_problem.hpp"

namespace lowp {
inline namespace LOWP_ISA {

template <samples X>
class softmax_regression {
public:
    static constexpr std::size_t most_classes = 1024;

    // Throws std::invalid_argument for features that are no finite numbers.
    template <class Rows, std::ranges::borrowed_range Labels>
    softmax_regression(Rows&& x, Labels&& labels, std::size_t classes, double penalty = 0)
        : x_(samples_of(std::forward<Rows>(x))), labels_(labels), classes_(classes), penalty_(penalty)
    {
        LOWP_EXPECTS(x_.rows() > 0 && x_.rows() == labels_.size(), "at least one sample, and a label for each");
        LOWP_EXPECTS(classes >= 2 && classes <= most_classes, "from 2 to 1024 classes");
        LOWP_EXPECTS(std::all_of(labels_.begin(), labels_.end(), [&](std::uint32_t y) { return y < classes; }),
                     "labels below the number of classes");
        LOWP_EXPECTS(penalty >= 0, "a penalty that is not negative");
        inner::expect_finite(x_);
    }

    std::size_t size() const noexcept { return x_.rows(); }
    std::size_t dimension() const noexcept { return classes_ * x_.columns(); }
    double penalty() const noexcept { return penalty_; }
    const X& features() const noexcept { return x_; }
    std::size_t classes() const noexcept { return classes_; }

    double loss(std::size_t i, std::span<const double> w) const
    {
        return with_sample(x_, i, [&](const auto& x) { return shares_of(x, i, w).loss; });
    }
    void add_gradient(std::size_t i, std::span<const double> w, double c, std::span<double> g) const
    {
        loss_and_gradient(i, w, c, g);
    }
    double loss_and_gradient(std::size_t i, std::span<const double> w, double c, std::span<double> g) const
    {
        return with_sample(x_, i, [&](const auto& x) {
            const shares of = shares_of(x, i, w);
            for (std::size_t k = 0; k < classes_; ++k)
                x.add(c * (of.share[k] / of.sum - (k == labels_[i] ? 1 : 0)), row(g, k));
            return of.loss;
        });
    }

private:
    template <class T>
    std::span<T> row(std::span<T> all, std::size_t k) const noexcept
    {
        return all.subspan(k * x_.columns(), x_.columns());
    }
    // exp(margin - the highest) of all classes.
    struct shares {
        double share[most_classes], sum, loss;
    };
    template <class Sample>
    shares shares_of(const Sample& x, std::size_t i, std::span<const double> w) const
    {
        shares of;
        for (std::size_t k = 0; k < classes_; ++k) of.share[k] = x.dot(row(w, k));
        const double highest = *std::max_element(of.share, of.share + classes_), margin = of.share[labels_[i]];
        of.sum = 0;
        for (std::size_t k = 0; k < classes_; ++k) of.sum += of.share[k] = elementary::exp(of.share[k] - highest);
        of.loss = elementary::log(of.sum) - (margin - highest);
        return of;
    }

    X x_;
    std::span<const std::uint32_t> labels_;
    std::size_t classes_;
    double penalty_;
};

template <class Rows, class Labels>
softmax_regression(Rows&&, Labels&&, std::size_t, double = 0)
    -> softmax_regression<decltype(samples_of(std::declval<Rows>()))>;

}  // namespace LOWP_ISA
}  // namespace lowp
