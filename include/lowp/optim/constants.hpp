// lowp/optim/constants.hpp -- the numbers that rates and bounds are made of, computed for linear models.
//
//     const problem_constants c = constants_of(f);         // c.smoothness, c.strong_convexity, c.condition()
//     const gradient_noise n = noise_at(f, w_star);        // n.sigma, n.sigma_1
//
// L, smoothness: every f_i has an L-Lipschitz gradient. L_1, in the mixed norm of Li and De Sa 2019:
// |grad f_i(w) - grad f_i(v)|_1 <= L_1 |w - v|_2. mu, strong convexity: f(w) - mu/2 |w|^2 is convex.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "lowp/core/aligned.hpp"
#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/vectors.hpp"
#include "lowp/optim/finite_sum.hpp"
#include "lowp/optim/linear_problem.hpp"
#include "lowp/optim/losses.hpp"
#include "lowp/optim/softmax_regression.hpp"
#include "lowp/random/stream.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct problem_constants {
    double smoothness = 0;        // L
    double smoothness_1 = 0;      // L_1
    double strong_convexity = 0;  // mu; 0 where only convexity is known

    double condition() const noexcept { return smoothness / strong_convexity; }  // kappa
};

namespace inner {

struct row_norms {
    double one = 0, two = 0;
};
template <samples X>
row_norms norms_of_row(const X& x, std::size_t i)
{
    double sum = 0, squares = 0;
    x.visit(i, [&](std::size_t, double element) {
        sum += std::fabs(element);
        squares += unfused_product(element, element);
    });
    return {sum, square_root(squares)};
}

// G = X^T X / N, row after row.
template <samples X>
aligned_vector<double> gram_matrix(const X& x)
{
    const std::size_t d = x.columns();
    aligned_vector<double> g(d * d);
    for (std::size_t i = 0; i < x.rows(); ++i)
        x.visit(i, [&](std::size_t j, double element) {
            if (element != 0) x.add(element / static_cast<double>(x.rows()), i, std::span(g).subspan(j * d, d));
        });
    return g;
}

// The smallest eigenvalue of a symmetric matrix that is not negative, of d rows, by power iteration on its inverse; 0
// where it is singular to binary64. g is overwritten with its Cholesky factor.
inline double smallest_eigenvalue(aligned_vector<double>& g, std::size_t d)
{
    const auto row = [&](std::size_t i) { return std::span(g).subspan(i * d, d); };
    double largest = 0;
    for (std::size_t i = 0; i < d; ++i) largest = std::max(largest, row(i)[i]);
    const double nothing = largest * static_cast<double>(d) * 0x1p-52;
    for (std::size_t i = 0; i < d; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            const double left = row(i)[j] - dot(row(i).first(j), row(j).first(j));
            if (i == j && !(left > nothing)) return 0;
            row(i)[j] = i == j ? square_root(left) : left / row(j)[j];
        }
    constexpr int most = 1000;
    constexpr double close = 1e-12;
    aligned_vector<double> v(d), next(d);
    const lowp::stream draw{1};
    for (std::size_t j = 0; j < d; ++j) v[j] = static_cast<double>(draw.uniform(j)) - 0.5;
    double found = 0;
    for (int k = 0; k < most; ++k) {
        const double length = nrm2(v);
        for (double& one : v) one /= length;
        next = v;  // solves L L^T next = v
        for (std::size_t i = 0; i < d; ++i)
            next[i] = (next[i] - dot(row(i).first(i), std::span(next).first(i))) / row(i)[i];
        for (std::size_t i = d; i-- > 0;) {
            next[i] /= row(i)[i];
            axpy(-next[i], row(i).first(i), std::span(next).first(i));
        }
        const double before = std::exchange(found, dot(v, next));  // of the inverse's largest
        if (std::fabs(found - before) <= close * found) break;
        v.swap(next);
    }
    return 1 / found;
}

template <samples X>
problem_constants constants_of_rows(const X& x, double curvature, double penalty)
{
    problem_constants c;
    for (std::size_t i = 0; i < x.rows(); ++i) {
        const row_norms r = norms_of_row(x, i);
        c.smoothness = std::max(c.smoothness, curvature * r.two * r.two);
        c.smoothness_1 = std::max(c.smoothness_1, curvature * r.one * r.two);
    }
    c.smoothness += penalty;
    c.smoothness_1 += unfused_product(penalty, square_root(static_cast<double>(x.columns())));
    c.strong_convexity = penalty;
    return c;
}

}  // namespace inner

// L and L_1 are the largest over the samples. mu of least squares is the smallest eigenvalue of X^T X / N, plus the
// penalty: exact to about 2^-52 L d, in time N d^2 + d^3, and d^2 numbers of memory. Of the other losses, whose
// curvature has no positive bound, it is the penalty; and the penalty alone is the answer where there are fewer samples
// than weights.
template <samples X, class Loss>
problem_constants constants_of(const linear_problem<X, Loss>& f)
{
    problem_constants c = inner::constants_of_rows(f.features(), Loss::curvature, f.penalty());
    if constexpr (std::same_as<Loss, squared_loss>)
        if (f.size() >= f.dimension()) {
            auto g = inner::gram_matrix(f.features());
            c.strong_convexity += inner::smallest_eigenvalue(g, f.dimension());
        }
    return c;
}
// By the margins m, a sample's gradient changes by p (m - mean), with p the shares and the mean weighted by them. Its
// Euclidean norm is at most |m|_2 / 2; the sum of its magnitudes at most the standard deviation of m under p, which is
// at most half of the spread of m, and so |m|_2 / sqrt(2).
template <samples X>
problem_constants constants_of(const softmax_regression<X>& f)
{
    problem_constants c = inner::constants_of_rows(f.features(), 0.5, 0);
    c.smoothness += f.penalty();
    c.smoothness_1 = unfused_product(square_root(2.0), c.smoothness_1) +
                     unfused_product(f.penalty(), square_root(static_cast<double>(f.dimension())));
    c.strong_convexity = f.penalty();
    return c;
}

// The noise of single gradients at w, which is meant to be the optimum: sigma^2 is the mean of |grad f_i(w)|_2^2, and
// sigma_1 that of |grad f_i(w)|_1.
struct gradient_noise {
    double sigma = 0, sigma_1 = 0;
};
template <finite_sum F>
gradient_noise noise_at(const F& f, std::span<const double> w)
{
    aligned_vector<double> g(w.size());
    double squares = 0, sums = 0;
    for (std::size_t i = 0; i < f.size(); ++i) {
        std::fill(g.begin(), g.end(), 0.0);
        f.add_gradient(i, w, 1, g);
        axpy(penalty_of(f), w, g);
        const double length = nrm2(g);
        squares += unfused_product(length, length);
        for (const double one : g) sums += std::fabs(one);
    }
    const auto n = static_cast<double>(f.size());
    return {square_root(squares / n), sums / n};
}

}  // namespace LOWP_ISA
}  // namespace lowp
