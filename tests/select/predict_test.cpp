// tests/select/predict_test.cpp -- rows of exact low rank come back; other fits obey the normal equations.
#include "lowp/select/predict.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/near.hpp"
#include "support/thrown.hpp"

using namespace lowp;
using places = std::vector<std::size_t>;

namespace {

std::vector<double> predicted(const std::vector<double>& y, std::size_t k, const places& probes,
                              const std::vector<double>& measured)
{
    return predict_errors({y.data(), y.size() / k, k}, probes, measured);
}

}  // namespace

TEST_CASE("an exact product is found again", "[select]")
{
    made_up::numbers next{9};
    std::vector<double> y(20 * 3), truth(20);
    for (double& c : y) c = next();
    const double x[] = {0.1, 0.3, 0.2};
    for (std::size_t j = 0; j < 20; ++j)
        for (std::size_t c = 0; c < 3; ++c) truth[j] += x[c] * y[j * 3 + c];
    for (const places& probes : {places{4, 0, 19}, places{1, 2, 3, 4, 5}}) {
        std::vector<double> measured;
        for (const std::size_t j : probes) measured.push_back(truth[j]);
        const auto errors = predicted(y, 3, probes, measured);
        for (std::size_t j = 0; j < 20; ++j) CHECK(is_near(errors[j], truth[j], 1e-12));
    }
}

TEST_CASE("least squares, the shortest of them, cut to the range of errors", "[select]")
{
    // Points 1, 2 and -1 in one dimension, errors 0.2 and 0.5 at the first two: x = (0.2 + 1) / 5.
    const auto line = predicted({1, 2, -1, 10}, 1, {0, 1}, {0.2, 0.5});
    CHECK(line == std::vector<double>{0.2, 0.5, 0, 1});  // measured ones stay, others are cut
    CHECK(is_near(predicted({1, 2, 3, 0.5}, 1, {0, 1}, {0.2, 0.5})[3], 0.12, 1e-14));
    // One probe at (3, 4): the shortest x with 3 x_0 + 4 x_1 = 0.5 is (0.06, 0.08).
    const auto shortest = predicted({3, 4, 1, 0, 0, 1}, 2, {0}, {0.5});
    CHECK((is_near(shortest[1], 0.06, 1e-14) && is_near(shortest[2], 0.08, 1e-14)));
    // Two probes at the same point: their mean.
    CHECK(is_near(predicted({3, 4, 3, 4, 3, 4}, 2, {0, 1}, {0.5, 0.7})[2], 0.6, 1e-14));
    CHECK(predicted({3, 4, 3, 4, 3, 4}, 2, {2, 1}, {0.5, 0.7})[1] == 0.7);
}

TEST_CASE("probes that make no sense are refused", "[select]")
{
    const std::vector<double> y{1, 2, 3};
    const auto refused = [&](const places& probes, const std::vector<double>& measured) {
        return refused_by([&] { predicted(y, 1, probes, measured); });
    };
    CHECK(refused({0, 1}, {0.5}) ==
          "predict_errors: the number of measured errors is 1, expected 2, one for each probe");
    CHECK(refused({}, {}) == "predict_errors: the number of probes is 0, expected at least 1");
    CHECK(refused({0, 3}, {0.5, 0.5}) ==
          "predict_errors: probes[1] is 3, expected less than the number of configurations, 3");
    CHECK(refused({1, 1}, {0.5, 0.5}) == "predict_errors: probes[1] is 1, expected each configuration once");
    CHECK(refused({1}, {std::numeric_limits<double>::infinity()}) ==
          "predict_errors: measured[0] is inf, expected a finite error");
    const std::vector<double> bad{1, std::nan(""), 3};
    CHECK(refused_by([&] { predicted(bad, 1, {0}, {0.5}); }) ==
          "predict_errors: embeddings(1, 0) is nan, expected a finite number");
}
