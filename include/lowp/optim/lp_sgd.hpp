// lowp/optim/lp_sgd.hpp -- stochastic gradient descent in low precision (LP-SGD), and the average of its iterates
// (SWALP).
//
//     minimize(lp_sgd{.rate = 0.1, .weights = quantizer{fixed_format{1, 6}, stochastic{s}}}, f, w);
//     minimize(sgd{.rate = 0.1f, .momentum = 0.9f}, f, w);          // nothing is rounded
//     minimize(swalp{.rate = 0.1, .warm_up = 2000, .weights = ...}, f, w);
//
// A step, with i drawn uniformly and Q a rounding that may be left out:
//
//     g = Q gradients(grad f_i(w));   v = momentum v + g;   w = Q weights(w - rate v);   v = Q momentum(v)
//
// LP-SGD: Li and De Sa 2019; without momentum, and with unbiased rounding of the weights, it is what their bounds speak
// of (lowp/optim/bounds.hpp). SWALP: Yang et al. 2019; the mean of the weights after the warm-up, which stays in
// binary64, is as a rule better than any of them.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/vectors.hpp"
#include "lowp/optim/finite_sum.hpp"
#include "lowp/optim/minimize.hpp"
#include "lowp/optim/rounding_site.hpp"
#include "lowp/optim/sgd.hpp"
#include "lowp/random/uniform_index.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Of which steps the mean is taken: from one on, every so many; none where `every` is 0.
struct averaged_steps {
    std::uint64_t after = 0, every = 0;
};

template <finite_sum F>
class sgd_run : public run_basics {
public:
    struct sites {
        rounding_site gradients, momentum, weights;
    };
    sgd_run(const F& f, std::span<const double> w, const minimize_options& how, double rate, double momentum,
            const sites& rounding, averaged_steps averaging)
        : f_(f),
          how_(how),
          rate_(rate),
          momentum_(momentum),
          rounding_(rounding),
          averaging_(averaging),
          w_(w.begin(), w.end()),
          velocity_(w.size()),
          gradient_(w.size()),
          mean_(w.size())
    {
        rounding_.weights(w_, 2, seen);
    }

    void advance(std::size_t, std::span<const double>, std::span<double> answer)
    {
        seen = {};
        for (std::size_t s = 0; s < how_.steps; ++s) step();
        const auto& best = taken_ > 0 ? mean_ : w_;
        std::copy(best.begin(), best.end(), answer.begin());
    }

private:
    void step()
    {
        const std::uint64_t i = uniform_index(how_.draw, computed, f_.size());
        ++computed;
        tally not_weights;
        std::fill(gradient_.begin(), gradient_.end(), 0.0);
        if (const double penalty = penalty_of(f_); penalty != 0) axpy(penalty, w_, gradient_);
        f_.add_gradient(i, w_, 1, gradient_);
        rounding_.gradients(gradient_, 3 * computed, not_weights);  // each site draws for itself
        if (momentum_ == 0) {
            axpy(-rate_, gradient_, w_);
        } else {
            for (std::size_t j = 0; j < w_.size(); ++j)
                velocity_[j] = unfused_product(momentum_, velocity_[j]) + gradient_[j];
            axpy(-rate_, velocity_, w_);
            rounding_.momentum(velocity_, 3 * computed + 1, not_weights);
        }
        rounding_.weights(w_, 3 * computed + 2, seen);
        if (averaging_.every != 0 && computed > averaging_.after &&
            (computed - averaging_.after - 1) % averaging_.every == 0) {
            ++taken_;
            const auto count = static_cast<double>(taken_);
            for (std::size_t j = 0; j < w_.size(); ++j) mean_[j] += (w_[j] - mean_[j]) / count;
        }
    }

    const F& f_;
    minimize_options how_;
    double rate_, momentum_;
    sites rounding_;
    averaged_steps averaging_;
    aligned_vector<double> w_, velocity_, gradient_, mean_;
    std::uint64_t taken_ = 0;
};

inline void expect_momentum(const char* method, double momentum)
{
    expect_option(momentum >= 0 && momentum < 1, method, "momentum", momentum, "a number from 0 to below 1");
}

}  // namespace inner

struct lp_sgd {
    double rate = 0.1;
    double momentum = 0;
    rounding_site gradients{}, velocity{}, weights{};
    iterate answer = iterate::last;  // or averaged, over all steps so far

    template <finite_sum F>
    auto begin(const F& f, std::span<const double> w, const minimize_options& how) const
    {
        inner::expect_positive("lp_sgd", "rate", rate);
        inner::expect_momentum("lp_sgd", momentum);
        inner::expect_option(answer != iterate::random, "lp_sgd", "answer", 1, "iterate::last or averaged");
        return inner::sgd_run<F>(f, w, how, rate, momentum, {gradients, velocity, weights},
                                 {0, answer == iterate::averaged ? std::uint64_t{1} : 0});
    }
};

struct swalp {
    double rate = 0.1;
    double momentum = 0;
    rounding_site gradients{}, velocity{}, weights{};
    std::uint64_t warm_up = 0;  // steps before the first that is averaged
    std::uint64_t every = 1;    // steps from one that is averaged to the next

    template <finite_sum F>
    auto begin(const F& f, std::span<const double> w, const minimize_options& how) const
    {
        inner::expect_positive("swalp", "rate", rate);
        inner::expect_momentum("swalp", momentum);
        inner::expect_option(every > 0, "swalp", "every", 0, "at least 1");
        return inner::sgd_run<F>(f, w, how, rate, momentum, {gradients, velocity, weights}, {warm_up, every});
    }
};

// SGD, with momentum or without, where nothing is rounded.
template <finite_sum F, std::invocable<const outer_step&, std::span<const double>> Observe = watches_nothing>
trace minimize(const sgd& method, const F& f, std::span<double> w, const minimize_options& how = {},
               Observe&& observe = {})
{
    inner::expect_positive("sgd", "rate", static_cast<double>(method.rate));
    inner::expect_momentum("sgd", static_cast<double>(method.momentum));
    return minimize(lp_sgd{.rate = static_cast<double>(method.rate), .momentum = static_cast<double>(method.momentum)},
                    f, w, how, observe);
}

}  // namespace LOWP_ISA
}  // namespace lowp
