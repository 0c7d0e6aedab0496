// lowp/select/predict.hpp -- the errors of all configurations on a new task, from those of a few.
//
// With e_j ~= x . y_j, the task's x is what fits the measured errors best in the sense of least squares (of all such x
// the shortest, when the measured ones do not determine it), and the others follow. Predictions are cut to 0 ... 1,
// which is ours; measured errors stay what they are.
#pragma once

#include <Eigen/QR>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/eigen_maps.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

inline void expect_probes(const char* function, std::size_t configurations, std::span<const std::size_t> probes,
                          std::span<const double> measured)
{
    detail::expect_count(function, "measured errors", measured.size(), probes.size(), "probe");
    if (probes.empty()) detail::bad_argument(function, "the number of probes", std::size_t{0}, "at least 1");
    std::vector<bool> is_probe(configurations);
    for (std::size_t i = 0; i < probes.size(); ++i) {
        if (probes[i] >= configurations)
            detail::bad_argument(function, detail::element("probes", i), probes[i],
                                 "less than the number of configurations, " + detail::shown(configurations));
        if (is_probe[probes[i]])
            detail::bad_argument(function, detail::element("probes", i), probes[i], "each configuration once");
        is_probe[probes[i]] = true;
        if (!std::isfinite(measured[i]))
            detail::bad_argument(function, detail::element("measured", i), measured[i], "a finite error");
    }
}

// Cuts predictions to the range of errors, and puts what was measured in its place.
inline void keep_measured(std::vector<double>& errors, std::span<const std::size_t> probes,
                          std::span<const double> measured)
{
    for (double& e : errors) e = e < 0 ? 0 : e > 1 ? 1 : e;
    for (std::size_t i = 0; i < probes.size(); ++i) errors[probes[i]] = measured[i];
}

}  // namespace inner

// d errors from d x k embeddings; measured[i] is that of configuration probes[i]. Throws std::invalid_argument for
// embeddings and errors that are not finite, probes that are no configurations or occur twice, and none at all.
inline std::vector<double> predict_errors(matrix_view<const double> embeddings, std::span<const std::size_t> probes,
                                          std::span<const double> measured)
{
    detail::expect_finite("predict_errors", "embeddings", embeddings);
    inner::expect_probes("predict_errors", embeddings.rows, probes, measured);
    const Eigen::MatrixXd known = inner::chosen_rows(embeddings, probes);
    const Eigen::VectorXd x = known.completeOrthogonalDecomposition().solve(inner::mapped(measured));
    const Eigen::VectorXd all = inner::mapped(embeddings) * x;
    std::vector<double> errors(all.begin(), all.end());
    inner::keep_measured(errors, probes, measured);
    return errors;
}

}  // namespace LOWP_ISA
}  // namespace lowp
