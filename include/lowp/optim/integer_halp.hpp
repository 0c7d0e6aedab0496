// lowp/optim/integer_halp.hpp -- HALP for linear models whose data are codes of 8 bits: all inner steps in integers.
//
//     packed_matrix x(known<fixed_format{0, 7}>, n, d);           // encode(features.view(), x)
//     minimize(integer_halp{.rate = 0.25, .strong_convexity = 3e-3}, least_squares{x, y}, w);
//
// The method is that of lowp/optim/halp.hpp with 8 bits, the step that of lowp/linalg/integer_step.hpp. With x = u X
// and z = s Z, X and Z integers, a linear model's correction to the full gradient is
//
//     grad f_i(c + z) - grad f_i(c) = (slope(m_i + u s <X_i, Z>) - slope(m_i)) u X_i + penalty z,   m_i = <x_i, c>
//
// so that an inner step reads bytes alone; for least squares it does not even ask for m_i. c, the full gradient and the
// margins m_i are in binary64, once a round. Z is within [-128, 127]. In units of the grid, the full gradient's share
// of a step is at most 16, and rounded to 2^-9, stochastically, once a round; a sample's is at most 32 for the largest
// code, and rounded to 2^-9 like the penalty's, to nearest. What a round loses by that the next full gradient sees.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/epilogue.hpp"
#include "lowp/linalg/integer_step.hpp"
#include "lowp/linalg/integer_steps.hpp"
#include "lowp/linalg/samples.hpp"
#include "lowp/linalg/vectors.hpp"
#include "lowp/optim/finite_sum.hpp"
#include "lowp/optim/halp_grid.hpp"
#include "lowp/optim/integer_data.hpp"
#include "lowp/optim/linear_problem.hpp"
#include "lowp/optim/losses.hpp"
#include "lowp/optim/minimize.hpp"
#include "lowp/optim/sample_order.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// x to the nearest integer, ties to even, of magnitude at most `most`, which is below 2^31; of NaN, 0.
inline int integer_within(double x, int most) noexcept
{
    const double limit = most;
    const double held = x >= limit ? limit : x <= -limit ? -limit : x == x ? x : 0;
    double nearest = held;
    keep_rounded(nearest);
    return static_cast<int>((nearest + 0x1.8p52) - 0x1.8p52);
}

// The integer below x + u, with u from 0 to below 1: x rounded stochastically, and held within `most` as above.
inline int integer_below(double x, float u, int most) noexcept
{
    const double limit = most;
    const double held = x >= limit ? limit : x <= -limit ? -limit : x == x ? x : 0;
    return static_cast<int>(std::floor(held + static_cast<double>(u)));
}

inline constexpr double one_step = (1 << step_fraction_bits), one_coefficient = one_step * 128;

// -rate penalty, as an integer step has its decay.
inline int decay_of(const char* method, double rate, double penalty)
{
    const double decay = rate * penalty;
    expect_option(decay <= 0x1p-4, method, "rate times the problem's penalty", decay, "at most 1/16");
    return integer_within(-decay * one_coefficient, largest_decay);
}

template <format_source Format, class Loss>
class integer_halp_run : public run_basics {
public:
    using problem = linear_problem<coded_samples<Format>, Loss>;

    integer_halp_run(const problem& f, const minimize_options& how, double rate, const halp_grid& grid,
                     dot_products use)
        : f_(f),
          how_(how),
          rate_(rate),
          grid_(grid),
          use_(use),
          data_(integer_data_of<std::int8_t>(f.features(), "integer_halp")),
          decay_(decay_of("integer_halp", rate, f.penalty())),
          z_(f.dimension()),
          drift_(drift_size(f.dimension()))
    {
        expect_option(f.dimension() <= largest_step_columns, "integer_halp", "the dimension",
                      static_cast<double>(f.dimension()), "at most 131071");
        expect_option(std::isfinite(factor()), "integer_halp", "rate", rate, "one whose coefficients binary32 holds");
        if constexpr (!is_linear) margins_.resize(f.size()), slopes_.resize(f.size());
    }

    void advance(std::size_t round, std::span<const double> g, std::span<double> w)
    {
        seen = {};
        const lowp::stream draw = how_.draw.fork(round);
        grid_.begin(nrm2(g));
        // Rounded once a round, and stochastically: small ones would be nothing in all rounds.
        const double share = -rate_ / pitch() * one_step;
        const lowp::stream of_drift = draw.fork("drift");
        for (std::size_t j = 0; j < g.size(); ++j)
            drift_[drift_place(j)] = static_cast<std::int16_t>(
                integer_below(unfused_product(g[j], share), of_drift.uniform(j), largest_drift));
        std::fill(z_.begin(), z_.end(), std::int8_t{0});
        if constexpr (!is_linear)
            for_each_piece_of_samples(f_.size(), f_.dimension(), how_.threads,
                                      [&](std::size_t, std::size_t first, std::size_t last) {
                                          for (std::size_t i = first; i < last; ++i) {
                                              margins_[i] = f_.features().dot(i, w);
                                              slopes_[i] = Loss::slope(margins_[i], f_.target(i));
                                          }
                                      });

        const lowp::stream rounding = draw.fork("rounding");
        for_each_run_of_steps(
            draw.fork("samples"), 1, how_.steps, f_.size(),
            [&](std::span<const std::uint32_t> order, std::uint64_t first) {
                const integer_steps<std::int8_t> run{data_.rows, order, rounding, first, drift_.data(), decay_};
                if constexpr (is_linear)
                    take_steps(run, z_, linear_coefficient{factor()}, use_);
                else
                    take_steps(run, z_, [this](std::size_t i, std::int32_t dot) { return coefficient(i, dot); }, use_);
                count();
            });
        computed += 2 * how_.steps;
        for (std::size_t j = 0; j < w.size(); ++j) w[j] += unfused_product(pitch(), static_cast<double>(z_[j]));
    }
    bool goes_on(double best, double now) noexcept { return grid_.goes_on(best, now, seen); }
    double pitch() const noexcept { return grid_.pitch(); }

private:
    static constexpr bool is_linear = std::same_as<Loss, squared_loss>;

    float factor() const noexcept { return static_cast<float>(-rate_ * data_.unit * data_.unit * one_coefficient); }
    int coefficient(std::size_t i, std::int32_t dot) const noexcept
    {
        const double margin = margins_[i] + unfused_product(data_.unit * pitch(), static_cast<double>(dot));
        const double change = Loss::slope(margin, f_.target(i)) - slopes_[i];
        return integer_within(-rate_ * data_.unit / pitch() * one_coefficient * change, largest_coefficient);
    }
    // Elements at the ends of the grid, of an iterate in a thousand.
    void count() noexcept
    {
        seen.elements += z_.size();
        for (const std::int8_t z : z_) seen.saturated += z == -128 || z == 127;
    }

    const problem& f_;
    minimize_options how_;
    double rate_;
    halp_grid grid_;
    dot_products use_;
    integer_data<std::int8_t> data_;
    int decay_;
    aligned_vector<std::int8_t> z_;
    aligned_vector<std::int16_t> drift_;
    aligned_vector<double> margins_{}, slopes_{};
};

}  // namespace inner

struct integer_halp {
    double rate = 0.1;
    double strong_convexity = 0.1;  // mu
    double scale_multiplier = 0;    // 0: default_scale_multiplier()
    bool backs_off = true;
    dot_products use = dot_products::of_machine;  // which changes no result

    // Throws std::invalid_argument for options that make no sense, and for data that are not integers of 8 bits.
    template <format_source Format, class Loss>
    auto begin(const linear_problem<coded_samples<Format>, Loss>& f, std::span<const double> w,
               const minimize_options& how) const
    {
        inner::expect_positive("integer_halp", "rate", rate);
        const auto grid =
            inner::halp_grid_of("integer_halp", strong_convexity, scale_multiplier, 8, backs_off, w.size());
        return inner::integer_halp_run<Format, Loss>(f, how, rate, grid, use);
    }
};

}  // namespace LOWP_ISA
}  // namespace lowp
