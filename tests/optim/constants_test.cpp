// tests/optim/constants_test.cpp -- constants against matrices whose constants are known, and against what they
// promise.
#include "lowp/optim/constants.hpp"

#include <cmath>
#include <vector>

#include "lowp/optim/synthetic.hpp"
#include "lowp/random/normal.hpp"
#include "support/catch.hpp"
#include "support/near.hpp"

using namespace lowp;

namespace {

// |grad f_i(w) - grad f_i(v)| in both norms is never above L and L_1 times |w - v|.
template <class F>
void check_promises(const F& f, const problem_constants& c)
{
    const std::size_t d = f.dimension();
    double closest = 0, closest_1 = 0;
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
        std::vector<double> w(d), v(d), g(d);
        for (std::size_t j = 0; j < d; ++j) {
            v[j] = normal(stream{1}.fork(trial), j);
            w[j] = v[j] + std::pow(10.0, -static_cast<double>(trial % 5)) * normal(stream{2}.fork(trial), j);
        }
        for (std::size_t i = 0; i < f.size(); ++i) {
            std::fill(g.begin(), g.end(), 0.0);
            f.add_gradient(i, w, 1, g);
            f.add_gradient(i, v, -1, g);
            double square = 0, sum = 0, apart = 0;
            for (std::size_t j = 0; j < d; ++j) {
                const double change = g[j] + f.penalty() * (w[j] - v[j]);
                square += change * change, sum += std::fabs(change), apart += (w[j] - v[j]) * (w[j] - v[j]);
            }
            closest = std::fmax(closest, std::sqrt(square / apart) / c.smoothness);
            closest_1 = std::fmax(closest_1, sum / std::sqrt(apart) / c.smoothness_1);
        }
    }
    CHECK((closest <= 1 + 1e-9 && closest_1 <= 1 + 1e-9));
    CHECK((closest > 0.1 && closest_1 > 0.1));  // and not far from it
}

}  // namespace

TEST_CASE("constants of least squares by hand", "[optim]")
{
    // X^T X / N of these rows is diag(9, 4) / 2, plus the penalty.
    matrix<float> x(2, 2);
    x(0, 0) = 3, x(1, 1) = -2;
    const std::vector<float> y{1, 1};
    const auto c = constants_of(least_squares{x, y, 0.5});
    CHECK(is_near(c.smoothness, 9.5, 1e-14));
    CHECK(is_near(c.smoothness_1, 9 + 0.5 * std::sqrt(2.0), 1e-14));
    CHECK(is_near(c.strong_convexity, 2.5, 1e-8));
    CHECK(is_near(c.condition(), 9.5 / 2.5, 1e-8));
}

TEST_CASE("the smallest eigenvalue of matrices that have a known one", "[optim]")
{
    // Rows e_j sqrt(N lambda_j), turned by a reflection, which moves no eigenvalue.
    const std::size_t d = 40;
    std::vector<double> u(d);
    double length = 0;
    for (std::size_t j = 0; j < d; ++j) u[j] = normal(stream{3}, j), length += u[j] * u[j];
    matrix<float> x(d, d);
    for (std::size_t i = 0; i < d; ++i) {
        const double lambda = 1e-3 + static_cast<double>(i) / static_cast<double>(d);
        for (std::size_t j = 0; j < d; ++j)
            x(i, j) = static_cast<float>(std::sqrt(lambda * static_cast<double>(d)) *
                                         ((i == j ? 1 : 0) - 2 * u[i] * u[j] / length));
    }
    const std::vector<float> y(d);
    CHECK(is_near(constants_of(least_squares{x, y}).strong_convexity, 1e-3, 1e-3));
    const std::vector<float> ten(10);
    CHECK(constants_of(least_squares{matrix_view<const float>(x.span().data(), 10, d), ten}).strong_convexity == 0);
}

TEST_CASE("small eigenvalues are found beside large ones, and none in a singular matrix", "[optim]")
{
    for (const double mu : {1e-2, 1e-4, 1e-6, 1e-9}) {
        // diag(1, ..., mu), geometric, turned by a reflection.
        const std::size_t d = 30;
        std::vector<double> u(d);
        double length = 0;
        for (std::size_t j = 0; j < d; ++j) u[j] = normal(stream{3}, j), length += u[j] * u[j];
        aligned_vector<double> g(d * d);
        for (std::size_t i = 0; i < d; ++i)
            for (std::size_t j = 0; j < d; ++j)
                for (std::size_t k = 0; k < d; ++k) {
                    const double lambda = std::pow(mu, static_cast<double>(k) / 29);
                    const auto turned = [&](std::size_t r) { return (r == k ? 1 : 0) - 2 * u[r] * u[k] / length; };
                    g[i * d + j] += lambda * turned(i) * turned(j);
                }
        CHECK(is_near(inner::smallest_eigenvalue(g, d), mu, 1e-5, 1e-13));
    }
    aligned_vector<double> singular(9, 1.0), zero(9);
    CHECK((inner::smallest_eigenvalue(singular, 3) == 0 && inner::smallest_eigenvalue(zero, 3) == 0));
}

TEST_CASE("gradients change no faster than the constants say", "[optim]")
{
    const auto p = synthetic_regression({.samples = 12, .dimension = 5, .label_noise = 0.3});
    const auto c = synthetic_classes({.samples = 12, .dimension = 5, .label_noise = 0.3});
    const least_squares squares{p.features, p.targets, 0.1};
    check_promises(squares, constants_of(squares));
    const logistic_regression classes{c.features, c.targets, 0.01};
    check_promises(classes, constants_of(classes));
    CHECK(constants_of(classes).strong_convexity == 0.01);
    std::vector<std::uint32_t> labels(12);
    for (std::size_t i = 0; i < 12; ++i) labels[i] = static_cast<std::uint32_t>(i % 3);
    const softmax_regression three{c.features, labels, 3, 0.01};
    check_promises(three, constants_of(three));
}

TEST_CASE("noise by hand", "[optim]")
{
    matrix<float> x(2, 2);
    x(0, 0) = 1, x(1, 1) = 2;
    const std::vector<float> y{3, 1};
    // At w = 0: gradients (-3, 0) and (0, -2).
    const std::vector<double> w(2);
    const auto n = noise_at(least_squares{x, y}, w);
    CHECK(is_near(n.sigma, std::sqrt((9 + 4) / 2.0), 1e-15));
    CHECK(is_near(n.sigma_1, 2.5, 1e-15));
}
