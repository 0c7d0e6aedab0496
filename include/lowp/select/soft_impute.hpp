// lowp/select/soft_impute.hpp -- a matrix of which few errors are known, completed.
//
// Of all matrices that fit what is known, one of low rank is wanted; the nuclear norm |Z|_*, the sum of singular
// values, stands for the rank (SoftImpute, Mazumder et al. 2010):
//
//     min over Z of  1/2 sum over known (i, j) of w_ij (E_ij - Z_ij)^2  +  penalty |Z|_*
//
// with w = 1, or w_ij = 1 / P_ij where entry (i, j) became known with probability P_ij, so that cheap runs, of which
// there are more, do not rule (Ma and Chen 2019; PEPPP, Yang et al. 2022). Each step fills the unknown from the last Z
// (in general: goes down the gradient by 1 / L) and then lowers all singular values by penalty / L, down to 0 at least.
// L = max w is always safe, but where few weights are large it makes steps far too short: any L is safe for a step D
// with sum of w D^2 <= L |D|^2, so L falls by a tenth with each step and doubles where that does not hold. Steps are
// accelerated (Beck and Teboulle 2009), and start anew when they overshoot (O'Donoghue and Candès 2015).
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/eigen_maps.hpp"
#include "lowp/select/error_matrix.hpp"

namespace lowp {

struct soft_impute_options {
    // The penalty as a share of the least for which Z is 0: the largest singular value of w E with 0 for the unknown.
    double penalty_share = 0.01;
    std::size_t iterations = 20000;  // at most
    double tolerance = 1e-6;         // converged when two steps in a row change Z by at most so much of it (Frobenius)
};

struct completed_matrix {
    matrix<double> values;  // Z, for known entries, too
    double penalty = 0;
    std::size_t iterations = 0;
    double change = 0;       // of the last step
    bool converged = false;  // to how.tolerance; where not, Z is still on its way from 0
};

inline namespace LOWP_ISA {

namespace inner {

// U max(S - by, 0) V^T of m = U S V^T, through the eigenvectors of m m^T or of m^T m, whichever is smaller: singular
// values that stay are well above those that squaring would spoil.
inline Eigen::MatrixXd shrunk(const Eigen::MatrixXd& m, double by)
{
    if (m.rows() > m.cols()) return shrunk(m.transpose(), by).transpose();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(m * m.transpose());
    const Eigen::VectorXd s = eigen.eigenvalues().cwiseMax(0).cwiseSqrt();
    Eigen::Index kept = 0;
    while (kept < s.size() && s[s.size() - 1 - kept] > by) ++kept;
    const Eigen::MatrixXd u = eigen.eigenvectors().rightCols(kept);
    const Eigen::VectorXd factor = 1 - by / s.tail(kept).array();
    return u * (factor.asDiagonal() * (u.transpose() * m));
}

inline double largest_singular_value(const Eigen::MatrixXd& m)
{
    const bool is_tall = m.rows() > m.cols();
    const Eigen::MatrixXd square = is_tall ? Eigen::MatrixXd(m.transpose() * m) : Eigen::MatrixXd(m * m.transpose());
    return std::sqrt(std::max(
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(square, Eigen::EigenvaluesOnly).eigenvalues()[square.rows() - 1],
        0.0));
}

}  // namespace inner

// Completes n x d errors. `probabilities`, n x d, are those with which entries became known, of (0, 1] where they are;
// without them all count the same. Throws std::invalid_argument for a row or column of which nothing is known, errors
// that are no shares of 1, probabilities of another shape or outside of (0, 1], and options that are not positive.
inline completed_matrix soft_impute(matrix_view<const double> errors, matrix_view<const double> probabilities,
                                    const soft_impute_options& how = {})
{
    expect_learnable("soft_impute", errors);
    if (!(how.penalty_share > 0 && how.penalty_share < 1))
        detail::bad_argument("soft_impute", "penalty_share", how.penalty_share, "a share above 0 and below 1");
    if (how.iterations == 0) detail::bad_argument("soft_impute", "iterations", how.iterations, "at least 1");
    if (!(how.tolerance > 0)) detail::bad_argument("soft_impute", "tolerance", how.tolerance, "a positive number");
    const bool is_weighted = probabilities.rows != 0 || probabilities.columns != 0;
    if (is_weighted && (probabilities.rows != errors.rows || probabilities.columns != errors.columns))
        detail::bad_argument("soft_impute", "the number of probabilities", probabilities.rows * probabilities.columns,
                             detail::shown(errors.rows) + " x " + detail::shown(errors.columns) + " as of errors");

    const openmp_on_one_thread alone;
    const Eigen::Index n = inner::at(errors.rows), d = inner::at(errors.columns);
    Eigen::MatrixXd weight = Eigen::MatrixXd::Zero(n, d), known = weight;
    for (std::size_t i = 0; i < errors.rows; ++i)
        for (std::size_t j = 0; j < errors.columns; ++j) {
            if (!is_measured(errors(i, j))) continue;
            const double p = is_weighted ? probabilities(i, j) : 1;
            if (!(p > 0 && p <= 1))
                detail::bad_argument("soft_impute", detail::element("probabilities", i, j), p, "one above 0, to 1");
            known(inner::at(i), inner::at(j)) = errors(i, j);
            weight(inner::at(i), inner::at(j)) = 1 / p;
        }
    completed_matrix done;
    done.penalty = how.penalty_share * inner::largest_singular_value(weight.cwiseProduct(known));
    const double steepest = weight.maxCoeff();

    Eigen::MatrixXd z = Eigen::MatrixXd::Zero(n, d), ahead = z, next;
    double momentum = 1, curvature = steepest;
    while (done.iterations < how.iterations && !done.converged) {
        curvature *= 0.9;
        for (const Eigen::MatrixXd uphill = weight.cwiseProduct(ahead - known);; curvature *= 2) {
            curvature = std::min(curvature, steepest);
            next = inner::shrunk(ahead - uphill / curvature, done.penalty / curvature);
            const Eigen::ArrayXXd square = (next - ahead).array().square();
            if (curvature == steepest || (weight.array() * square).sum() <= curvature * square.sum()) break;
        }
        const Eigen::MatrixXd step = next - z;
        const bool overshoots = (ahead - next).cwiseProduct(step).sum() > 0;
        const double faster = overshoots ? 1 : (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
        ahead = overshoots ? next : Eigen::MatrixXd(next + (momentum - 1) / faster * step);
        momentum = faster;
        z = next;
        ++done.iterations;
        const double before = done.change;
        done.change = step.norm() / std::max(next.norm(), 1e-300);
        done.converged = std::max(before, done.change) <= how.tolerance && done.iterations > 1;  // no turn of momentum
    }
    done.values = inner::copied(z);
    return done;
}
inline completed_matrix soft_impute(matrix_view<const double> errors, const soft_impute_options& how = {})
{
    return soft_impute(errors, {}, how);
}

}  // namespace LOWP_ISA
}  // namespace lowp
