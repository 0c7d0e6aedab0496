// tests/select/soft_impute_test.cpp -- the optimum by its own conditions, by hand, and against what was hidden.
#include "lowp/select/soft_impute.hpp"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/near.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

struct part {
    made_up::errors all;
    std::vector<double> seen, chance;
    matrix_view<const double> view() const { return {seen.data(), all.tasks, all.configurations}; }
    matrix_view<const double> chances() const { return {chance.data(), all.tasks, all.configurations}; }
};
// Entries of the first half of the columns are seen with the first probability, those of the other with the second.
part partly_seen(std::size_t tasks, double first, double second, std::uint64_t seed)
{
    part p{made_up::make(made_up::kind::of_rank_5, tasks, 0, seed, 3), {}, {}};
    made_up::numbers next{seed + 50};
    for (std::size_t i = 0; i < p.all.values.size(); ++i) {
        p.chance.push_back(2 * (i % p.all.configurations) < p.all.configurations ? first : second);
        p.seen.push_back(next() < p.chance[i] ? p.all.values[i] : missing_error);
    }
    return p;
}

double error_of(const part& p, const completed_matrix& z)
{
    double sum = 0;
    for (std::size_t i = 0; i < p.seen.size(); ++i) sum += std::pow(z.values.span()[i] - p.all.values[i], 2);
    return std::sqrt(sum / static_cast<double>(p.seen.size()));
}

}  // namespace

TEST_CASE("Z is optimal: the gradient is penalty times a subgradient of the nuclear norm", "[select]")
{
    // With G = w (E - Z) on what is known: |G|_2 <= penalty, and <G, Z> = penalty |Z|_*; for convex problems that is
    // all.
    for (const bool is_weighted : {false, true}) {
        const part p = partly_seen(40, 0.7, 0.35, 6);
        const soft_impute_options how{.penalty_share = 0.05, .iterations = 20000, .tolerance = 1e-12};
        const auto z = is_weighted ? soft_impute(p.view(), p.chances(), how) : soft_impute(p.view(), how);
        const auto n = static_cast<Eigen::Index>(p.all.tasks), d = static_cast<Eigen::Index>(p.all.configurations);
        Eigen::MatrixXd g = Eigen::MatrixXd::Zero(n, d), answer(n, d), zero_filled = g;
        for (Eigen::Index i = 0; i < n; ++i)
            for (Eigen::Index j = 0; j < d; ++j) {
                const auto at = static_cast<std::size_t>(i * d + j);
                answer(i, j) = z.values.span()[at];
                if (std::isnan(p.seen[at])) continue;
                const double w = is_weighted ? 1 / p.chance[at] : 1;
                g(i, j) = w * (p.seen[at] - answer(i, j));
                zero_filled(i, j) = w * p.seen[at];
            }
        const auto singular = [](const Eigen::MatrixXd& m) {
            return Eigen::JacobiSVD<Eigen::MatrixXd>(m).singularValues();
        };
        CHECK(is_near(z.penalty, 0.05 * singular(zero_filled)[0], 1e-9));
        CHECK(singular(g)[0] <= z.penalty * (1 + 1e-6));
        CHECK(is_near(g.cwiseProduct(answer).sum(), z.penalty * singular(answer).sum(), 1e-6));
        CHECK((z.converged && z.iterations < 20000 && z.change <= 1e-12));
    }
}

TEST_CASE("what is completely known is only shrunk", "[select]")
{
    // Singular values 0.8, 0.4, 0.1 along the axes; the penalty is a quarter of the largest.
    const std::vector<double> e{0.8, 0, 0, 0, 0, 0.4, 0, 0, 0, 0, 0.1, 0};
    for (const bool is_tall : {false, true}) {
        const matrix_view<const double> wide(e.data(), 3, 4);
        const auto z = soft_impute(is_tall ? transposed(wide) : wide, {.penalty_share = 0.25, .tolerance = 1e-12});
        CHECK(is_near(z.penalty, 0.2, 1e-12));
        CHECK((is_near(z.values(0, 0), 0.6, 1e-9) && is_near(z.values(1, 1), 0.2, 1e-9)));
        double others = 0;
        for (const double v : z.values.span()) others += std::fabs(v);
        CHECK(is_near(others, 0.8, 1e-9));
    }
}

TEST_CASE("what was hidden is found, and weights help where chances differ", "[select]")
{
    const soft_impute_options how{.penalty_share = 1e-3, .iterations = 2000};
    const part even = partly_seen(60, 0.6, 0.6, 2);
    CHECK(error_of(even, soft_impute(even.view(), how)) < 0.01);
    CHECK(error_of(even, soft_impute(even.view())) < 0.03);  // as it comes

    double plain = 0, weighted = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const part p = partly_seen(60, 0.9, 0.15, seed);
        const soft_impute_options strong{.penalty_share = 0.1, .iterations = 500};
        plain += error_of(p, soft_impute(p.view(), strong));
        weighted += error_of(p, soft_impute(p.view(), p.chances(), strong));
    }
    CAPTURE(plain / 10, weighted / 10);
    CHECK(weighted < plain);
}

TEST_CASE("equal weights change nothing, and steps are counted", "[select]")
{
    const part p = partly_seen(20, 0.5, 0.5, 9);
    const auto a = soft_impute(p.view()), b = soft_impute(p.view(), p.chances());
    for (std::size_t i = 0; i < a.values.span().size(); ++i)
        CHECK(is_near(a.values.span()[i], b.values.span()[i], 1e-6, 1e-6));
    const auto one = soft_impute(p.view(), {.iterations = 1});
    CHECK((one.iterations == 1 && one.change == 1 && !one.converged));  // from 0
}

TEST_CASE("as it comes it converges, though one weight is fifty times the others", "[select]")
{
    part p = partly_seen(40, 0.3, 0.3, 5);
    const auto first = static_cast<std::size_t>(std::ranges::find_if(p.seen, [](double e) { return is_measured(e); }) -
                                                p.seen.begin());
    for (std::size_t i = 0; i < p.chance.size(); ++i) p.chance[i] = i == first ? 0.02 : 1;
    const auto z = soft_impute(p.view(), p.chances());
    const auto far = soft_impute(p.view(), p.chances(), {.iterations = 100'000, .tolerance = 1e-12});
    REQUIRE((z.converged && far.converged));
    CHECK(z.iterations < 1000);
    double most = 0;
    for (std::size_t i = 0; i < p.seen.size(); ++i)
        most = std::max(most, std::fabs(z.values.span()[i] - far.values.span()[i]));
    CHECK(most < 1e-3);
    CHECK_FALSE(soft_impute(p.view(), p.chances(), {.iterations = 20}).converged);
}

TEST_CASE("what cannot be completed is refused", "[select]")
{
    std::vector<double> e{0.5, missing_error, 0.5, missing_error}, p{0.5, 0.5, 1.5, 0};
    const auto refused = [&](const soft_impute_options& how) {
        return refused_by([&] { soft_impute({e.data(), 2, 2}, how); });
    };
    const auto with = [&](std::size_t rows) {
        return refused_by([&] { soft_impute({e.data(), 2, 2}, {p.data(), rows, 2}); });
    };
    CHECK(refused({}) == "soft_impute: column 1 has no measured error, expected one for each configuration");
    e[3] = 0.25;
    CHECK(refused({}).empty());
    CHECK(refused({.penalty_share = 1}) == "soft_impute: penalty_share is 1, expected a share above 0 and below 1");
    CHECK(refused({.iterations = 0}) == "soft_impute: iterations is 0, expected at least 1");
    CHECK(refused({.tolerance = 0}) == "soft_impute: tolerance is 0, expected a positive number");
    CHECK(with(1) == "soft_impute: the number of probabilities is 2, expected 2 x 2 as of errors");
    CHECK(with(2) == "soft_impute: probabilities(1, 0) is 1.5, expected one above 0, to 1");
    p[2] = 1;
    CHECK(with(2) == "soft_impute: probabilities(1, 1) is 0, expected one above 0, to 1");
    e[3] = 2;
    CHECK(refused({}) == "soft_impute: errors(1, 1) is 2, expected a share of 0 to 1");
}
