// bench/support/float_svrg.hpp -- SVRG of least squares with inner steps in binary32, for minimize(): what integer HALP
// races against.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "float_steps.hpp"
#include "lowp/core/aligned.hpp"
#include "lowp/linalg/samples.hpp"
#include "lowp/optim/linear_problem.hpp"
#include "lowp/optim/minimize.hpp"
#include "lowp/optim/sample_order.hpp"

namespace bench {

// The dimension is a multiple of 64, and rows follow each other.
struct float_svrg {
    double rate = 0.1;

    class run : public lowp::inner::run_basics {
    public:
        using problem = lowp::least_squares<lowp::dense_samples>;
        run(const problem& f, const lowp::minimize_options& how, double rate)
            : f_(f), how_(how), rate_(rate), z_(f.dimension()), drift_(f.dimension())
        {}
        void advance(std::size_t round, std::span<const double> g, std::span<double> w)
        {
            for (std::size_t j = 0; j < g.size(); ++j) drift_[j] = static_cast<float>(-rate_ * g[j]), z_[j] = 0;
            lowp::inner::for_each_run_of_steps(how_.draw.fork(round).fork("samples"), 1, how_.steps, f_.size(),
                                               [&](std::span<const std::uint32_t> order, std::uint64_t) {
                                                   const float_run steps{f_.features().view.data,
                                                                         w.size(),
                                                                         order,
                                                                         static_cast<float>(-rate_),
                                                                         2,
                                                                         nullptr,
                                                                         drift_.data()};
                                                   float_steps<true>(steps, z_.data());
                                               });
            computed += 2 * how_.steps;
            for (std::size_t j = 0; j < w.size(); ++j) w[j] += static_cast<double>(z_[j]);
        }

    private:
        const problem& f_;
        lowp::minimize_options how_;
        double rate_;
        lowp::aligned_vector<float> z_, drift_;
    };
    auto begin(const run::problem& f, std::span<const double>, const lowp::minimize_options& how) const
    {
        return run(f, how, rate);
    }
};

}  // namespace bench
