// tests/optim/linear_problem_test.cpp -- least squares and logistic regression against their formulas.
#include "lowp/optim/linear_problem.hpp"

#include <cmath>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/optim/finite_sum.hpp"
#include "lowp/optim/synthetic.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/near.hpp"

using namespace lowp;

namespace {

template <class F>
void check_gradient(const F& f)
{
    std::vector<double> w(f.dimension()), g(w.size());
    for (std::size_t j = 0; j < w.size(); ++j) w[j] = 0.3 * std::sin(static_cast<double>(j) + 1);
    gradient(f, w, g);
    std::vector<double> at_once(w.size());
    CHECK((value_and_gradient(f, w, at_once) == value(f, w) && at_once == g));
    for (std::size_t j = 0; j < w.size(); ++j) {
        const double h = 1e-6, before = w[j];
        w[j] = before + h;
        const double above = value(f, w);
        w[j] = before - h;
        const double below = value(f, w);
        w[j] = before;
        CHECK(is_near(g[j], (above - below) / (2 * h), 0, 1e-8));
    }
}

}  // namespace

TEST_CASE("least squares by hand", "[optim]")
{
    matrix<float> x(2, 2);
    x(0, 0) = 1, x(0, 1) = 2, x(1, 0) = -1;
    const std::vector<float> y{1, 2};
    const least_squares f{x, y};
    const std::vector<double> w{2, 3};
    CHECK((f.loss(0, w) == 24.5 && f.loss(1, w) == 8 && value(f, w) == 16.25));
    std::vector<double> g(2);
    gradient(f, w, g);
    CHECK((g[0] == (7 + 4) / 2.0 && g[1] == 7));
    CHECK((f.size() == 2 && f.dimension() == 2 && f.penalty() == 0 && f.target(1) == 2));
}

TEST_CASE("gradients are those of the values, dense and sparse alike", "[optim]")
{
    const auto p = synthetic_regression({.samples = 50, .dimension = 9, .nonzeros = 4, .label_noise = 0.1});
    const auto c = synthetic_classes({.samples = 50, .dimension = 9, .nonzeros = 4, .label_noise = 0.1});
    check_gradient(least_squares{p.features, p.targets});
    check_gradient(least_squares{p.features, p.targets, 0.1});
    check_gradient(logistic_regression{c.features, c.targets, 0.01});
    const auto kept = sparse_of(c.features);
    check_gradient(logistic_regression{kept, c.targets, 0.01});
    std::vector<double> w(9, 0.5);
    CHECK(is_near(value(logistic_regression{kept, c.targets}, w), value(logistic_regression{c.features, c.targets}, w),
                  1e-14));
}

TEST_CASE("linear problems refuse numbers that are not finite, and say where", "[optim]")
{
    matrix<float> x(2, 3);
    std::vector<float> y{1, 2};
    x(1, 2) = NAN;
    CHECK_THROWS_WITH((least_squares{x, y}), "feature (1, 2) is nan, expected finite numbers");
    x(1, 2) = 0, y[1] = INFINITY;
    CHECK_THROWS_WITH((least_squares{x, y}), "target 1 is inf, expected finite numbers");
    y[1] = 0;
    packed_matrix codes(e4m3fn, 2, 3);
    codes.set_code(0, 1, 0x7f);
    CHECK_THROWS_WITH((least_squares{codes, y}), "feature (0, 1) is nan, expected finite numbers");
}

// Problems look at what somebody owns: temporaries that own their elements do not compile.
template <class X, class Y>
concept makes_least_squares = requires(X&& x, Y&& y) { least_squares{std::forward<X>(x), std::forward<Y>(y)}; };
using floats = std::vector<float>;
static_assert(makes_least_squares<const matrix<float>&, const floats&> && makes_least_squares<matrix<float>&, floats&>);
static_assert(makes_least_squares<matrix_view<const float>, std::span<const float>>);
static_assert(!makes_least_squares<const matrix<float>&, floats> && !makes_least_squares<matrix<float>, floats&>);
static_assert(!makes_least_squares<sparse_matrix<float>, floats&>);

TEST_CASE("linear problems refuse what is none", "[optim]")
{
    const matrix<float> x(2, 2);
    const std::vector<float> y{1, -1}, three(3), zero{1, 0};
    CHECK_CONTRACT_BROKEN((least_squares{x, three}), "at least one sample, and a target for each");
    CHECK_CONTRACT_BROKEN((least_squares{x, y, -1}), "a penalty that is not negative");
    CHECK_CONTRACT_BROKEN((logistic_regression{x, zero}), "labels that are -1 or 1");
}
