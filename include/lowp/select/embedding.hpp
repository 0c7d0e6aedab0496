// lowp/select/embedding.hpp -- tasks and configurations as points, so that an error is nearly the product of the two.
//
// Errors of many tasks in many precisions are alike: E ~= X^T Y with few rows in X and Y, and then a new task, whose x
// is not known yet, is known from few measurements. The best such product is the truncated singular value decomposition
// E = U S V^T: a task's point is its row of U S, a configuration's its row of V. Nothing is centred (Oboe, Yang et al.
// 2019, and its code; PEPPP, Yang et al. 2022, takes it over with a small fixed rank).
#pragma once

#include <Eigen/SVD>
#include <cstddef>
#include <string>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/eigen_maps.hpp"

namespace lowp {

struct embedding_options {
    std::size_t rank = 0;     // 0: the number of singular values that are at least `threshold` of the largest
    double threshold = 0.03;  // Oboe's
};

struct embedding {
    matrix<double> tasks;                 // n x k
    matrix<double> configurations;        // d x k, columns orthonormal
    std::vector<double> singular_values;  // all min(n, d) of them, falling

    std::size_t rank() const noexcept { return configurations.columns(); }
};

inline namespace LOWP_ISA {

// Of n x d errors, complete (lowp/select/soft_impute.hpp completes others). Each column of `configurations` has its
// largest element positive, since signs are free. Directions whose singular values are below 1e-12 of the largest are
// roundoff and left out, whatever the rank asked for. Throws std::invalid_argument for an error that is no finite
// number, errors that are all 0, a rank above min(n, d), or a threshold outside of 0 to 1.
inline embedding embed(matrix_view<const double> errors, const embedding_options& how = {})
{
    const std::size_t most = errors.rows < errors.columns ? errors.rows : errors.columns;
    if (how.rank > most) detail::bad_argument("embed", "rank", how.rank, "at most " + detail::shown(most));
    if (!(how.threshold > 0 && how.threshold <= 1))
        detail::bad_argument("embed", "threshold", how.threshold, "a share of the largest singular value, to 1");
    if (most == 0) detail::bad_argument("embed", "the number of errors", most, "tasks and configurations");
    detail::expect_finite("embed", "errors", errors);

    const openmp_on_one_thread alone;
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(inner::mapped(errors), Eigen::ComputeThinU | Eigen::ComputeThinV);
    const Eigen::VectorXd& s = svd.singularValues();
    if (!(s[0] > 0)) detail::bad_argument("embed", "the largest error", s[0], "errors that are not all 0");
    const double least = (how.rank == 0 ? how.threshold : 1e-12) * s[0];
    Eigen::Index k = 0;
    while (k < s.size() && s[k] >= least && (how.rank == 0 || k < inner::at(how.rank))) ++k;

    Eigen::MatrixXd x = svd.matrixU().leftCols(k) * s.head(k).asDiagonal(), y = svd.matrixV().leftCols(k);
    for (Eigen::Index c = 0; c < k; ++c) {
        Eigen::Index largest = 0;
        y.col(c).cwiseAbs().maxCoeff(&largest);
        if (y(largest, c) < 0) x.col(c) = -x.col(c), y.col(c) = -y.col(c);
    }
    return {inner::copied(x), inner::copied(y), {s.begin(), s.end()}};
}

}  // namespace LOWP_ISA
}  // namespace lowp
