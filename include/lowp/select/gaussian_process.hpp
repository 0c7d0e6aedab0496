// lowp/select/gaussian_process.hpp -- errors as a smooth function of the embedding, with how sure it is of each.
//
// The usual way to choose what to measure next, and here a baseline (BO-MF of Yang et al. 2022; its kernel and
// constants are ours): errors at points y are m + a Gaussian process of covariance s^2 exp(-|y - y'|^2 / (2 h^2)), with
// measurement noise of variance s^2 / 10000. m and s are the most likely ones given h, and h is the most likely of the
// median distance of two points times 1/4, 1/2, 1, 2 and 4. What promises the largest expected improvement on the best
// is measured next.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "lowp/core/elementary.hpp"
#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/eigen_maps.hpp"
#include "lowp/select/predict.hpp"

namespace lowp {

struct smooth_prediction {
    std::vector<double> mean, deviation;  // one for each configuration
    double length = 0;                    // h
};

inline namespace LOWP_ISA {

namespace inner {

inline double normal_density(double z) noexcept { return 0.3989422804014327 * elementary::exp(-0.5 * z * z); }

// P(N(0, 1) <= z), to about 15 digits: the series of Marsaglia (2004), and in the lower tail a continued fraction.
inline double normal_probability(double z) noexcept
{
    if (z > 3) return 1 - normal_probability(-z);
    if (z < -3) {
        double fraction = -z;
        for (int k = 120; k >= 1; --k) fraction = -z + k / fraction;
        return normal_density(z) / fraction;
    }
    double sum = z, term = z;
    for (int k = 3; k < 100; k += 2) term *= z * z / k, sum += term;
    return 0.5 + normal_density(z) * sum;
}

}  // namespace inner

// How much lower than `best` an error of this mean and standard deviation is expected to be, counting higher ones as no
// improvement.
inline double expected_improvement(double mean, double deviation, double best) noexcept
{
    if (!(deviation > 0)) return mean < best ? best - mean : 0;
    const double z = (best - mean) / deviation;
    return deviation * std::max(z * inner::normal_probability(z) + inner::normal_density(z), 0.0);
}

// Of d x k points; measured[i] is the error at point probes[i]. Throws std::invalid_argument as predict_errors does.
inline smooth_prediction smooth_errors(matrix_view<const double> points, std::span<const std::size_t> probes,
                                       std::span<const double> measured)
{
    detail::expect_finite("smooth_errors", "points", points);
    inner::expect_probes("smooth_errors", points.rows, probes, measured);
    const auto y = inner::mapped(points);
    const Eigen::Index d = y.rows(), n = inner::at(probes.size());
    const Eigen::MatrixXd known = inner::chosen_rows(points, probes);
    const Eigen::VectorXd e = inner::mapped(measured);
    Eigen::MatrixXd squares(d, n);
    for (Eigen::Index j = 0; j < d; ++j) squares.row(j) = (known.rowwise() - y.row(j)).rowwise().squaredNorm();

    std::vector<double> distances;
    for (Eigen::Index i = 0; i < d; ++i)
        for (Eigen::Index j = 0; j < i; ++j) distances.push_back((y.row(i) - y.row(j)).squaredNorm());
    double median = 0;
    if (!distances.empty()) {
        std::ranges::nth_element(distances, distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2));
        median = square_root(distances[distances.size() / 2]);
    }
    if (!(median > 0)) median = 1;

    smooth_prediction best;
    double most_likely = -std::numeric_limits<double>::infinity();
    for (const double share : {1.0, 0.25, 0.5, 2.0, 4.0}) {
        const double h = share * median;
        const Eigen::MatrixXd cross = squares.unaryExpr([&](double s) { return elementary::exp(-s / (2 * h * h)); });
        Eigen::MatrixXd covariance(n, n);
        for (Eigen::Index i = 0; i < n; ++i)
            covariance.row(i) = cross.row(inner::at(probes[static_cast<std::size_t>(i)]));
        covariance.diagonal().array() += 1e-4;
        const Eigen::LLT<Eigen::MatrixXd> llt(covariance);
        const Eigen::VectorXd ones = Eigen::VectorXd::Ones(n), weights = llt.solve(ones);
        const double m = weights.dot(e) / weights.sum();
        const Eigen::VectorXd rest = e - m * ones, solved = llt.solve(rest);
        // Equal errors, and a single one, leave s open: 0.01 then.
        const double variance = std::max(rest.dot(solved) / static_cast<double>(n), 1e-4);
        double likelihood = -0.5 * static_cast<double>(n) * elementary::log(variance);
        for (Eigen::Index i = 0; i < n; ++i) likelihood -= elementary::log(llt.matrixLLT()(i, i));
        if (!(likelihood > most_likely)) continue;
        most_likely = likelihood;
        best = {std::vector<double>(points.rows), std::vector<double>(points.rows), h};
        const Eigen::MatrixXd explained = llt.solve(cross.transpose());
        for (std::size_t j = 0; j < points.rows; ++j) {
            const Eigen::Index at = inner::at(j);
            best.mean[j] = m + cross.row(at).dot(solved);
            best.deviation[j] = square_root(variance * std::max(1 - cross.row(at).dot(explained.col(at)), 0.0));
        }
    }
    return best;
}

}  // namespace LOWP_ISA
}  // namespace lowp
