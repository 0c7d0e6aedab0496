// lowp/optim/halp.hpp -- high accuracy in low precision (HALP): SVRG on a grid that shrinks as the optimum comes near.
//
//     minimize(halp{.rate = 0.25, .strong_convexity = 3e-3, .bits = 8}, f, w);
//
// The optimum of a mu-strongly convex f lies within |grad f(c)| / mu of c. So a round's iterates are c + s z with z an
// integer of few bits, and the pitch s of the grid is chosen anew for each round, so that it just covers that ball:
//
//     s = |g| / (mu (2^(bits-1) - 1)),   z = Q(z - (rate / s) (grad f_i(c + s z) - grad f_i(c) + g)),   c = c + s z
//
// with Q stochastic and saturating (De Sa et al. 2018, and their code). c is kept in binary64: a few bits an inner step
// give as many digits as binary64 has.
//
// The ball is that of the Euclidean norm, and serves the worst case of one coordinate that has all of it. With 8 bits
// and many dimensions such a grid is too coarse for its own noise, and rounds make things worse; `scale_multiplier` m
// makes it m times finer (mu in the formula is m mu), at the risk of clipping, which costs speed and not convergence.
// And a round that has made the gradient larger is undone, and the multiplier doubled, unless `backs_off` is false:
// both are ours.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/format/fixed.hpp"
#include "lowp/linalg/vectors.hpp"
#include "lowp/optim/finite_sum.hpp"
#include "lowp/optim/halp_grid.hpp"
#include "lowp/optim/minimize.hpp"
#include "lowp/optim/svrg.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/round/stochastic.hpp"

namespace lowp {

inline namespace LOWP_ISA {

namespace inner {

template <finite_sum F>
class halp_run : public run_basics {
public:
    halp_run(const F& f, std::size_t dimension, const minimize_options& how, double rate, int bits,
             const halp_grid& grid, iterate next)
        : how_(how),
          bits_(bits),
          grid_(grid),
          next_(next),
          steps_(f, how.steps, rate),
          z_(dimension),
          center_(dimension)
    {}

    void advance(std::size_t round, std::span<const double> g, std::span<double> w)
    {
        seen = {};
        const lowp::stream draw = how_.draw.fork(round);
        chosen_iterate chosen(next_, how_.steps, draw.fork("pick"), w.size());
        const quantizer to_grid{fixed_format{bits_ - 1, 0}, stochastic{draw.fork("rounding")}};
        grid_.begin(nrm2(g));
        std::copy(w.begin(), w.end(), center_.begin());
        std::fill(z_.begin(), z_.end(), 0.0);
        steps_(
            center_, g, center_, pitch(), z_, draw,
            [&](std::span<double> z, std::size_t s) { to_grid.fork(s)(z, seen); }, chosen);
        computed += 2 * how_.steps;
        for (std::size_t j = 0; j < w.size(); ++j) w[j] = center_[j] + unfused_product(pitch(), chosen.get()[j]);
    }
    bool goes_on(double best, double now) noexcept { return grid_.goes_on(best, now, seen); }
    double pitch() const noexcept { return grid_.pitch(); }

private:
    minimize_options how_;
    int bits_;
    halp_grid grid_;
    iterate next_;
    svrg_steps<F> steps_;
    aligned_vector<double> z_, center_;
};

}  // namespace inner

struct halp {
    double rate = 0.1;
    double strong_convexity = 0.1;  // mu
    int bits = 8;                   // of z, 2 to 24
    double scale_multiplier = 0;    // 0: default_scale_multiplier()
    bool backs_off = true;
    iterate next = iterate::last;

    template <finite_sum F>
    auto begin(const F& f, std::span<const double> w, const minimize_options& how) const
    {
        inner::expect_positive("halp", "rate", rate);
        const auto grid = inner::halp_grid_of("halp", strong_convexity, scale_multiplier, bits, backs_off, w.size());
        return inner::halp_run<F>(f, w.size(), how, rate, bits, grid, next);
    }
};

}  // namespace LOWP_ISA
}  // namespace lowp
