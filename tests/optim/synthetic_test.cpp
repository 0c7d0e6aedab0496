// tests/optim/synthetic_test.cpp -- problems are as they were ordered.
#include "lowp/optim/synthetic.hpp"

#include <cmath>
#include <vector>

#include "lowp/optim/constants.hpp"
#include "lowp/optim/linear_problem.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/near.hpp"

using namespace lowp;

TEST_CASE("the longest sample has length 1", "[optim]")
{
    for (const std::size_t nonzeros : {0u, 3u}) {
        const auto p = synthetic_regression({.samples = 200, .dimension = 20, .nonzeros = nonzeros});
        double longest = 0;
        for (std::size_t i = 0; i < 200; ++i) {
            double square = 0;
            std::size_t count = 0;
            for (std::size_t j = 0; j < 20; ++j) {
                square += std::pow(static_cast<double>(p.features(i, j)), 2);
                count += p.features(i, j) != 0;
            }
            CHECK(count == (nonzeros == 0 ? 20 : nonzeros));
            longest = std::fmax(longest, square);
        }
        CHECK(is_near(longest, 1, 1e-6));
    }
}

TEST_CASE("targets are the truth's, plus noise", "[optim]")
{
    const synthetic_options clean{.samples = 2000, .dimension = 10};
    synthetic_options noisy = clean;
    noisy.label_noise = 0.7;
    const auto p = synthetic_regression(clean), q = synthetic_regression(noisy);
    CHECK(p.truth == q.truth);
    CHECK(std::equal(p.features.span().begin(), p.features.span().end(), q.features.span().begin()));
    double squares = 0;
    for (std::size_t i = 0; i < 2000; ++i) {
        double margin = 0;
        for (std::size_t j = 0; j < 10; ++j) margin += static_cast<double>(p.features(i, j)) * p.truth[j];
        CHECK(is_near(static_cast<double>(p.targets[i]), margin, 1e-6, 1e-9));
        squares += std::pow(static_cast<double>(q.targets[i] - p.targets[i]), 2);
    }
    CHECK(is_near(std::sqrt(squares / 2000), 0.7, 0.07));
    const auto classes = synthetic_classes({.samples = 2000, .dimension = 10, .label_noise = 0.2}),
               right = synthetic_classes({.samples = 2000, .dimension = 10});
    std::size_t flipped = 0;
    for (std::size_t i = 0; i < 2000; ++i) {
        CHECK((right.targets[i] == 1) == (p.targets[i] >= 0));
        flipped += classes.targets[i] != right.targets[i];
    }
    CHECK((flipped > 330 && flipped < 470));
}

TEST_CASE("the spread makes the condition worse, and decades make weights small", "[optim]")
{
    const auto condition = [](double spread) {
        const auto p = synthetic_regression({.samples = 1000, .dimension = 20, .spread = spread});
        return constants_of(least_squares{p.features, p.targets}).condition();
    };
    const double one = condition(1), hundred = condition(100);
    CHECK((hundred > 15 * one && hundred < 100 * one));
    const auto p = synthetic_regression({.samples = 1, .dimension = 1000, .weight_decades = 4});
    std::size_t small = 0;
    for (const double w : p.truth) small += std::fabs(w) < 1e-2;
    CHECK((small > 400 && small < 600));
}

TEST_CASE("problems are functions of the seed", "[optim]")
{
    const auto a = synthetic_regression({.draw = stream{4}}), b = synthetic_regression({.draw = stream{4}}),
               c = synthetic_regression({.draw = stream{5}});
    CHECK((a.targets == b.targets && a.targets != c.targets));
}

TEST_CASE("sparse and dense are the same samples", "[optim]")
{
    const auto p = synthetic_regression({.samples = 30, .dimension = 50, .nonzeros = 4});
    const auto m = sparse_of(p.features);
    CHECK((m.rows() == 30 && m.columns() == 50 && m.kept() == 120));
    for (std::size_t i = 0; i < 30; ++i)
        for (std::size_t k = 0; k < 4; ++k) CHECK(m.row(i).values[k] == p.features(i, m.row(i).columns[k]));
}

TEST_CASE("problems that cannot be", "[optim]")
{
    CHECK_CONTRACT_BROKEN(synthetic_regression({.samples = 0}), "synthetic: samples, a dimension");
    CHECK_CONTRACT_BROKEN(synthetic_regression({.dimension = 2, .nonzeros = 3}), "synthetic: samples, a dimension");
    CHECK_CONTRACT_BROKEN(synthetic_regression({.spread = 0.5}), "synthetic: a spread of at least 1");
}
