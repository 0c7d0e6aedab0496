// lowp/precision/update_error.hpp -- small updates of weights in a format: the error, and how much of them survives.
//
//     update_error e = error_of_update(any_quantizer{bfloat16}, w, 1e-3, stream{1});   // updates 1000 times smaller
//     e.surviving                                                                      // 1: all; 0: none
//
// An update below half a unit in the last place of its weight is lost where rounding is to nearest, step after step;
// stochastic rounding lets it through with the probability that makes it right on average.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/precision/rounded_steps.hpp"
#include "lowp/quantize/any_quantizer.hpp"
#include "lowp/quantize/error.hpp"
#include "lowp/quantize/error_sums.hpp"
#include "lowp/random/normal.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct update_error {
    quantization_error error;  // of the new weights, by the old ones less the updates
    double surviving = 0;      // what was subtracted, as a multiple of what was to be: <w - w', u> / <u, u>
};

// Weights are rounded to the format; w' = round(w - u), once, from the exact difference. u, rate times gradient, is
// binary32 and not rounded before. Pairs that are not finite count in neither sum; surviving is 0 without updates.
// Throws std::invalid_argument unless there are as many updates as weights, and if the quantizer is scaled.
inline update_error error_of_update(const any_quantizer& q, std::span<const float> weights,
                                    std::span<const float> updates, const pass& how = {})
{
    if (weights.size() != updates.size())
        throw std::invalid_argument("sgd_update: " + std::to_string(updates.size()) + " updates of " +
                                    std::to_string(weights.size()) + " weights, expected one for each");
    rounded_steps arithmetic(q, how.threads);
    std::vector<float> w(weights.size()), next(weights.size());
    q(weights, w, how);
    arithmetic.subtract(w, updates, next);

    long_sum moved, all;
    std::vector<double> expected(w.size());
    for (std::size_t i = 0; i < w.size(); ++i) {
        const double old = w[i], u = updates[i], difference = old - static_cast<double>(next[i]);
        expected[i] = old - u;
        if (!std::isfinite(difference) || !std::isfinite(u)) continue;
        moved.add(unfused_product(difference, u));
        all.add(unfused_product(u, u));
    }
    update_error found{quantization_error(q.format), all.value() > 0 ? moved.value() / all.value() : 0};
    found.error.add(expected, std::vector<double>(next.begin(), next.end()), how);
    return found;
}

// The same with normal updates whose root mean square is `step` times that of the weights.
inline update_error error_of_update(const any_quantizer& q, std::span<const float> weights, double step,
                                    const stream& draw, const pass& how = {})
{
    long_sum squares;
    for (const double w : weights)
        if (std::isfinite(w)) squares.add(w * w);
    const double size = square_root(squares.value() / static_cast<double>(weights.size())) * step;
    std::vector<float> updates(weights.size());
    for (std::size_t i = 0; i < updates.size(); ++i)
        updates[i] = static_cast<float>(unfused_product(size, normal(draw, i)));
    return error_of_update(q, weights, updates, how);
}

}  // namespace LOWP_ISA
}  // namespace lowp
