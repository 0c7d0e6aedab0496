// tests/select/gaussian_process_test.cpp -- against the C library, numerical integrals, and two points by hand.
#include "lowp/select/gaussian_process.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/near.hpp"
#include "support/thrown.hpp"

using namespace lowp;

TEST_CASE("the normal distribution", "[select]")
{
    for (double z = -12; z <= 12; z += 0.01)
        CHECK(is_near(inner::normal_probability(z), 0.5 * std::erfc(-z / std::sqrt(2.0)), 1e-12));
    CHECK(is_near(inner::normal_density(1), std::exp(-0.5) / std::sqrt(2 * 3.14159265358979324), 1e-14));
}

TEST_CASE("expected improvement is what it is called", "[select]")
{
    for (const double deviation : {0.01, 0.3})
        for (const double distance : {-2.0, -0.1, 0.0, 1.0, 4.0}) {  // of the mean above the best, in deviations
            const double best = 0.2, mean = best + distance * deviation;
            double integral = 0;  // of max(best - e, 0) times the density, by the midpoint rule
            const double step = 1e-3;
            for (double z = -10; z < 10; z += step) {
                const double e = mean + (z + step / 2) * deviation;
                integral += std::max(best - e, 0.0) * std::exp(-0.5 * std::pow(z + step / 2, 2)) * step;
            }
            integral /= std::sqrt(2 * 3.14159265358979324);
            CHECK(is_near(expected_improvement(mean, deviation, best), integral, 1e-4));
        }
    CHECK((expected_improvement(0.1, 0, 0.25) == 0.15 && expected_improvement(0.3, 0, 0.25) == 0));
    CHECK(expected_improvement(10, 0.1, 0) >= 0);
}

TEST_CASE("two measurements by hand", "[select]")
{
    // Points 0, 1 and t on a line; the median distance is found first, then every length is tried.
    const double e0 = 0.2, e1 = 0.6, t = 0.25;
    const std::vector<double> points{0, 1, t}, measured{e0, e1};
    const std::vector<std::size_t> probes{0, 1};
    const auto found = smooth_errors({points.data(), 3, 1}, probes, measured);
    // Distances 1, 0.25, 0.75: the median is 0.75.
    double best = -std::numeric_limits<double>::infinity(), mean = 0, deviation = 0, length = 0;
    for (const double share : {0.25, 0.5, 1.0, 2.0, 4.0}) {
        const double h = share * 0.75, c = std::exp(-1 / (2 * h * h)), a = 1 + 1e-4, det = a * a - c * c;
        const double m = (e0 + e1) / 2, r0 = e0 - m, r1 = e1 - m;  // by symmetry
        const double s0 = (a * r0 - c * r1) / det, s1 = (a * r1 - c * r0) / det;
        const double variance = std::max((r0 * s0 + r1 * s1) / 2, 1e-4);
        const double likelihood = -std::log(variance) - 0.5 * std::log(det);
        if (likelihood <= best) continue;
        best = likelihood, length = h;
        const double k0 = std::exp(-t * t / (2 * h * h)), k1 = std::exp(-(1 - t) * (1 - t) / (2 * h * h));
        mean = m + k0 * s0 + k1 * s1;
        const double explained = (a * (k0 * k0 + k1 * k1) - 2 * c * k0 * k1) / det;
        deviation = std::sqrt(variance * (1 - explained));
    }
    CHECK(is_near(found.length, length, 1e-12));
    CHECK(is_near(found.mean[2], mean, 1e-10));
    CHECK(is_near(found.deviation[2], deviation, 1e-9));
    CHECK((is_near(found.mean[0], e0, 0, 1e-3) && is_near(found.mean[1], e1, 0, 1e-3)));
    CHECK((found.deviation[0] < 0.1 * found.deviation[2] || found.deviation[0] < 0.01));
}

TEST_CASE("the length is the most likely of five", "[select]")
{
    std::vector<double> points;
    for (int i = 0; i < 9; ++i) points.push_back(i * 0.3 + 0.02 * i * i);
    const std::vector<std::size_t> probes{0, 1, 2, 4, 6, 7, 8};
    std::vector<double> distances;
    for (std::size_t i = 0; i < 9; ++i)
        for (std::size_t j = 0; j < i; ++j) distances.push_back(std::fabs(points[i] - points[j]));
    std::ranges::sort(distances);
    std::set<double> lengths;
    made_up::numbers next{5};
    for (int trial = 0; trial < 60; ++trial) {
        const double frequency = 0.5 + 0.1 * trial, noise = trial % 3 == 0 ? 0.1 : 0.002;
        std::vector<double> measured;
        for (const std::size_t j : probes)
            measured.push_back(0.5 + 0.4 * std::sin(frequency * points[j]) + noise * (next() - 0.5));
        double most = -std::numeric_limits<double>::infinity(), length = 0;
        for (const double share : {0.25, 0.5, 1.0, 2.0, 4.0}) {
            const double h = share * distances[18];
            // Elimination of [C | 1 | e] leaves log det C, and C^-1 of both.
            const std::size_t n = 7, w = n + 2;
            std::vector<double> a(n * w);
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t j = 0; j < n; ++j)
                    a[i * w + j] =
                        std::exp(-std::pow((points[probes[i]] - points[probes[j]]) / h, 2) / 2) + (i == j ? 1e-4 : 0);
                a[i * w + n] = 1, a[i * w + n + 1] = measured[i];
            }
            double log_det = 0;
            for (std::size_t p = 0; p < n; ++p) {
                log_det += std::log(a[p * w + p]);
                for (std::size_t c = w; c-- > p;) a[p * w + c] /= a[p * w + p];
                for (std::size_t i = 0; i < n; ++i)
                    if (const double f = a[i * w + p]; i != p)
                        for (std::size_t c = p; c < w; ++c) a[i * w + c] -= f * a[p * w + c];
            }
            double one_one = 0, one_e = 0, square = 0;
            for (std::size_t i = 0; i < n; ++i) one_one += a[i * w + n], one_e += a[i * w + n + 1];
            const double m = one_e / one_one;
            for (std::size_t i = 0; i < n; ++i) square += (measured[i] - m) * (a[i * w + n + 1] - m * a[i * w + n]);
            const double likelihood = -3.5 * std::log(std::max(square / 7, 1e-4)) - 0.5 * log_det;
            if (likelihood > most) most = likelihood, length = h;
        }
        const auto found = smooth_errors({points.data(), 9, 1}, probes, measured);
        CHECK(is_near(found.length, length, 1e-12));
        lengths.insert(length);
    }
    CHECK(lengths.size() >= 3);
}

TEST_CASE("a smooth function is learnt, and doubt grows with distance", "[select]")
{
    std::vector<double> points, truth;
    for (int i = 0; i <= 40; ++i) {
        points.push_back(i / 20.0);
        truth.push_back(0.4 + 0.3 * std::sin(2 * points.back()));
    }
    const std::vector<std::size_t> probes{0, 6, 12, 18, 24};
    std::vector<double> measured;
    for (const std::size_t j : probes) measured.push_back(truth[j]);
    const auto found = smooth_errors({points.data(), 41, 1}, probes, measured);
    for (std::size_t j = 0; j <= 24; ++j) CHECK(is_near(found.mean[j], truth[j], 0, 0.02));
    for (std::size_t j = 25; j < 40; ++j) CHECK(found.deviation[j + 1] >= found.deviation[j]);
    for (const std::size_t j : probes) CHECK(found.deviation[j] < found.deviation[40]);
}

TEST_CASE("one measurement, equal ones, equal points", "[select]")
{
    const std::vector<double> points{0, 1, 3};
    const auto one = smooth_errors({points.data(), 3, 1}, std::vector<std::size_t>{0}, std::vector<double>{0.3});
    CHECK((is_near(one.mean[2], 0.3, 1e-12) && one.deviation[2] > one.deviation[1] && one.deviation[1] > 0));
    const auto equal =
        smooth_errors({points.data(), 3, 1}, std::vector<std::size_t>{0, 1}, std::vector<double>{0.3, 0.3});
    CHECK((is_near(equal.mean[2], 0.3, 1e-12) && std::isfinite(equal.deviation[2])));
    const std::vector<double> same{2, 2, 2};
    const auto flat = smooth_errors({same.data(), 3, 1}, std::vector<std::size_t>{0, 1}, std::vector<double>{0.2, 0.4});
    CHECK(is_near(flat.mean[2], 0.3, 1e-3));
}

TEST_CASE("measurements that make no sense are refused", "[select]")
{
    const std::vector<double> points{0, 1, 3};
    const auto refused = [&](const std::vector<std::size_t>& probes, const std::vector<double>& measured) {
        return refused_by([&] { smooth_errors({points.data(), 3, 1}, probes, measured); });
    };
    CHECK(refused({}, {}) == "smooth_errors: the number of probes is 0, expected at least 1");
    CHECK(refused({4}, {0.1}) == "smooth_errors: probes[0] is 4, expected less than the number of configurations, 3");
    CHECK(refused({1}, {std::nan("")}) == "smooth_errors: measured[0] is nan, expected a finite error");
}
