// lowp/optim/svrg.hpp -- stochastic gradient descent whose noise dies away (SVRG), exact or on a fixed grid (LP-SVRG).
//
//     minimize(svrg{.rate = 0.25}, f, w);
//     minimize(lp_svrg{.rate = 0.25, .weights = quantizer{fixed_format{1, 6}, stochastic{s}}}, f, w);
//
// A round begins at a center c, whose full gradient g is known, and each step corrects a sample's gradient by what it
// was there (Johnson and Zhang 2013):
//
//     w = Q(w - rate (grad f_i(w) - grad f_i(c) + g))
//
// Near the optimum the correction is all of the noise, so that without rounding a round multiplies the error by a
// constant below 1, with a rate that does not shrink. On a fixed grid the error ends at the grid's own: HALP
// (lowp/optim/halp.hpp) is the cure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/vectors.hpp"
#include "lowp/optim/finite_sum.hpp"
#include "lowp/optim/minimize.hpp"
#include "lowp/optim/rounding_site.hpp"
#include "lowp/random/uniform_index.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// What a round's answer is made of while its iterates pass by.
class chosen_iterate {
public:
    chosen_iterate(iterate which, std::size_t steps, const lowp::stream& draw, std::size_t dimension)
        : which_(which), chosen_(which == iterate::random ? 1 + uniform_index(draw, 0, steps) : steps)
    {
        if (which == iterate::averaged) answer_.resize(dimension);
    }
    // Step 1, 2, ...
    void see(std::size_t step, std::span<const double> z)
    {
        if (which_ == iterate::averaged) {
            const auto count = static_cast<double>(step);
            for (std::size_t j = 0; j < z.size(); ++j) answer_[j] += (z[j] - answer_[j]) / count;
        } else if (step == chosen_) {
            answer_.assign(z.begin(), z.end());
        }
    }
    std::span<const double> get() const noexcept { return answer_; }

private:
    iterate which_;
    std::uint64_t chosen_;
    aligned_vector<double> answer_;
};

// The steps of a round, on z, where w = origin + unit z; z is rounded after each.
template <finite_sum F>
class svrg_steps {
public:
    svrg_steps(const F& f, std::size_t steps, double rate)
        : f_(f), steps_(steps), rate_(rate), at_(f.dimension()), next_(f.dimension())
    {}

    // z is the first iterate, and of no use afterwards.
    template <class Round>
    void operator()(std::span<const double> center, std::span<const double> g, std::span<const double> origin,
                    double unit, std::span<double> z, const lowp::stream& draw, const Round& round,
                    chosen_iterate& chosen)
    {
        const double rate = rate_ / unit, penalty = penalty_of(f_);
        const lowp::stream chances = draw.fork("samples");
        for (std::size_t s = 1; s <= steps_; ++s) {
            const auto i = static_cast<std::size_t>(uniform_index(chances, s, f_.size()));
            for (std::size_t j = 0; j < z.size(); ++j) {
                at_[j] = origin[j] + unfused_product(unit, z[j]);
                next_[j] = z[j] - unfused_product(rate, g[j] + unfused_product(penalty, at_[j] - center[j]));
            }
            f_.add_gradient(i, at_, -rate, next_);
            f_.add_gradient(i, center, rate, next_);
            std::copy(next_.begin(), next_.end(), z.begin());
            round(z, s);
            chosen.see(s, z);
        }
    }

private:
    const F& f_;
    std::size_t steps_;
    double rate_;
    aligned_vector<double> at_, next_;
};

// On w itself.
template <finite_sum F>
class svrg_run : public run_basics {
public:
    svrg_run(const F& f, std::span<const double> w, const minimize_options& how, double rate,
             const rounding_site& weights, iterate next)
        : how_(how), weights_(weights), next_(next), steps_(f, how.steps, rate), w_(w.begin(), w.end()), zero_(w.size())
    {}

    void advance(std::size_t round, std::span<const double> g, std::span<double> w)
    {
        seen = {};
        const lowp::stream draw = how_.draw.fork(round);
        chosen_iterate chosen(next_, how_.steps, draw.fork("pick"), w.size());
        const std::uint64_t first = (round - 1) * how_.steps;
        std::copy(w.begin(), w.end(), w_.begin());
        steps_(
            w, g, zero_, 1, w_, draw, [&](std::span<double> x, std::size_t s) { weights_(x, first + s, seen); },
            chosen);
        computed += 2 * how_.steps;
        std::copy(chosen.get().begin(), chosen.get().end(), w.begin());
    }

private:
    minimize_options how_;
    rounding_site weights_;
    iterate next_;
    svrg_steps<F> steps_;
    aligned_vector<double> w_, zero_;
};

}  // namespace inner

struct svrg {
    double rate = 0.1;
    iterate next = iterate::last;  // the next round's center

    template <finite_sum F>
    auto begin(const F& f, std::span<const double> w, const minimize_options& how) const
    {
        inner::expect_positive("svrg", "rate", rate);
        return inner::svrg_run<F>(f, w, how, rate, {}, next);
    }
};

struct lp_svrg {
    double rate = 0.1;
    rounding_site weights{};
    iterate next = iterate::last;

    template <finite_sum F>
    auto begin(const F& f, std::span<const double> w, const minimize_options& how) const
    {
        inner::expect_positive("lp_svrg", "rate", rate);
        return inner::svrg_run<F>(f, w, how, rate, weights, next);
    }
};

}  // namespace LOWP_ISA
}  // namespace lowp
