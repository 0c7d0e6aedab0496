// lowp/optim/synthetic.hpp -- problems made to measure: dimension, condition, sparsity and noise as one wants them.
//
//     const auto p = synthetic_regression({.samples = 1000, .dimension = 100, .label_noise = 0.5});
//     const least_squares f{p.features, p.targets};
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lowp/core/contract.hpp"
#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/sparse_matrix.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/random/normal.hpp"
#include "lowp/random/uniform_index.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct synthetic_options {
    std::size_t samples = 1000, dimension = 100;
    double spread = 1;          // the ratio of the features' largest variance to the smallest; between, geometric
    std::size_t nonzeros = 0;   // features of a sample that are not zero, at places drawn; 0: all
    double label_noise = 0;     // its standard deviation (regression); the share of labels flipped (classes)
    double weight_decades = 0;  // magnitudes of the true weights are spread over so many powers of ten below 1
    stream draw{1};
};

// y = <x, truth> + noise. Features are normal, and all of them divided by the largest norm of a sample, so that the
// largest Lipschitz constant of least squares is 1.
struct synthetic_problem {
    matrix<float> features;
    std::vector<float> targets;
    std::vector<double> truth;
};

namespace inner {

inline synthetic_problem synthetic_features(const synthetic_options& o)
{
    const std::size_t n = o.samples, d = o.dimension;
    LOWP_EXPECTS(n > 0 && d > 0 && o.nonzeros <= d, "synthetic: samples, a dimension, and no more nonzeros than that");
    LOWP_EXPECTS(o.spread >= 1 && o.label_noise >= 0 && o.weight_decades >= 0,
                 "synthetic: a spread of at least 1, noise and decades that are not negative");
    synthetic_problem p{matrix<float>(n, d), std::vector<float>(n), std::vector<double>(d)};
    const lowp::stream numbers = o.draw.fork("features"), places = o.draw.fork("places"),
                       weights = o.draw.fork("truth");
    const auto scale_of_column = [&](std::size_t j) {
        const double share = d > 1 ? static_cast<double>(j) / static_cast<double>(d - 1) : 0;
        return elementary::exp(-0.5 * share * elementary::log(o.spread));
    };
    std::vector<double> scales(d);
    for (std::size_t j = 0; j < d; ++j) {
        scales[j] = scale_of_column(j);
        const double power = o.weight_decades * static_cast<double>(weights.fork("decades").uniform(j));
        p.truth[j] = normal(weights, j) * elementary::exp(-power * 2.302585092994046);
    }
    std::vector<std::size_t> chosen;
    double longest = 0;
    for (std::size_t i = 0; i < n; ++i) {
        chosen.clear();
        const lowp::stream of_row = places.fork(i);
        for (std::uint64_t k = 0; o.nonzeros != 0 && chosen.size() < o.nonzeros; ++k) {  // those not drawn before
            const auto j = static_cast<std::size_t>(uniform_index(of_row, k, d));
            if (std::find(chosen.begin(), chosen.end(), j) == chosen.end()) chosen.push_back(j);
        }
        double squares = 0;
        const auto put = [&](std::size_t j) {
            const double x = scales[j] * normal(numbers, i * d + j);
            p.features(i, j) = static_cast<float>(x);
            squares += unfused_product(x, x);
        };
        if (o.nonzeros == 0)
            for (std::size_t j = 0; j < d; ++j) put(j);
        else
            for (const std::size_t j : chosen) put(j);
        longest = std::max(longest, squares);
    }
    const double unit = 1 / square_root(longest);
    for (float& x : p.features.span()) x = static_cast<float>(static_cast<double>(x) * unit);
    return p;
}
inline double margin_of_truth(const synthetic_problem& p, std::size_t i)
{
    double sum = 0;
    for (std::size_t j = 0; j < p.truth.size(); ++j)
        sum += unfused_product(static_cast<double>(p.features(i, j)), p.truth[j]);
    return sum;
}

}  // namespace inner

inline synthetic_problem synthetic_regression(const synthetic_options& o)
{
    synthetic_problem p = inner::synthetic_features(o);
    const stream noise = o.draw.fork("noise");
    for (std::size_t i = 0; i < p.targets.size(); ++i)
        p.targets[i] =
            static_cast<float>(inner::margin_of_truth(p, i) + unfused_product(o.label_noise, normal(noise, i)));
    return p;
}
// Labels -1 and 1: the sign of the margin, which a share of label_noise has the wrong way round.
inline synthetic_problem synthetic_classes(const synthetic_options& o)
{
    synthetic_problem p = inner::synthetic_features(o);
    const stream noise = o.draw.fork("noise");
    for (std::size_t i = 0; i < p.targets.size(); ++i) {
        const bool flipped = static_cast<double>(noise.uniform(i)) < o.label_noise;
        p.targets[i] = (inner::margin_of_truth(p, i) < 0) != flipped ? -1.0f : 1.0f;
    }
    return p;
}

// The elements that are not zero.
inline sparse_matrix<float> sparse_of(const matrix<float>& dense)
{
    sparse_matrix<float> m(dense.columns());
    std::vector<std::uint32_t> columns;
    std::vector<float> values;
    for (std::size_t i = 0; i < dense.rows(); ++i) {
        columns.clear(), values.clear();
        for (std::size_t j = 0; j < dense.columns(); ++j)
            if (dense(i, j) != 0) columns.push_back(static_cast<std::uint32_t>(j)), values.push_back(dense(i, j));
        m.add_row(columns, values);
    }
    return m;
}

}  // namespace LOWP_ISA
}  // namespace lowp
