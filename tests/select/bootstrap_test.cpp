// tests/select/bootstrap_test.cpp -- intervals of normal differences, and by hand.
#include "lowp/select/bootstrap.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/near.hpp"
#include "support/thrown.hpp"

using namespace lowp;

TEST_CASE("equal differences leave no doubt", "[select]")
{
    const auto i = paired_bootstrap(std::vector<double>{3, 4, 5}, std::vector<double>{1, 2, 3});
    CHECK((i.mean == 2 && i.low == 2 && i.high == 2));
}

TEST_CASE("the interval is as wide as theory says, and as confident", "[select]")
{
    made_up::numbers next{2};
    std::vector<double> a(200), b(200);
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        b[i] = 10 * next();  // what tasks have in common cancels
        a[i] = b[i] + 0.5 + next.gaussian();
        mean += (a[i] - b[i]) / 200;
    }
    for (std::size_t i = 0; i < a.size(); ++i) square += (a[i] - b[i] - mean) * (a[i] - b[i] - mean) / 200;
    const double error = std::sqrt(square / 200);
    const auto i = paired_bootstrap(a, b, {.resamples = 4000});
    CHECK(is_near(i.mean, mean, 1e-9));
    CHECK(is_near(i.low, mean - 1.96 * error, 0, 0.15 * error));
    CHECK(is_near(i.high, mean + 1.96 * error, 0, 0.15 * error));
    const auto half = paired_bootstrap(a, b, {.resamples = 4000, .confidence = 0.5});
    CHECK(is_near(half.high - half.low, 2 * 0.6745 * error, 0.1));

    const auto again = paired_bootstrap(a, b, {.resamples = 4000});
    CHECK((again.low == i.low && again.high == i.high));
    const auto other = paired_bootstrap(a, b, {.resamples = 4000, .draw = stream{2}});
    CHECK((other.mean == i.mean && other.low != i.low));
}

TEST_CASE("with groups, whole groups are drawn", "[select]")
{
    // Differences of 1 in a group of three and of 5 in one of one: means of two draws are 1, 5 and (3 + 5) / 4, with
    // shares of 1/4, 1/4 and 1/2.
    const std::vector<double> a{1, 5, 1, 1}, b(4);
    const bootstrap_options how{.resamples = 4000, .groups = {7, 2, 7, 7}};
    const auto wide = paired_bootstrap(a, b, how);
    CHECK((wide.mean == 2 && wide.low == 1 && wide.high == 5));
    auto half = how;
    half.confidence = 0.45;
    const auto middle = paired_bootstrap(a, b, half);
    CHECK((middle.low == 2 && middle.high == 2));
    // Each its own is what there is without groups; copies of tasks teach nothing.
    const std::vector<double> few{1, 4, 2}, twice{1, 4, 2, 1, 4, 2};
    const auto once = paired_bootstrap(few, std::vector<double>(3));
    const auto own = paired_bootstrap(few, std::vector<double>(3), {.groups = {2, 0, 1}});
    const auto copies = paired_bootstrap(twice, std::vector<double>(6), {.groups = {0, 1, 2, 0, 1, 2}});
    CHECK((own.low == once.low && own.high == once.high));
    CHECK((is_near(copies.low, once.low, 1e-12) && is_near(copies.high, once.high, 1e-12)));
}

TEST_CASE("what has no interval is refused", "[select]")
{
    const std::vector<double> one{1}, two{1, 2};
    CHECK(refused_by([&] { paired_bootstrap(one, two); }) ==
          "paired_bootstrap: the number of scores b is 2, expected 1, one for each score a");
    CHECK(refused_by([&] { paired_bootstrap({}, {}); }) ==
          "paired_bootstrap: the number of scores is 0, expected at least 1");
    CHECK(refused_by([&] { paired_bootstrap(two, two, {.resamples = 0}); }) ==
          "paired_bootstrap: resamples is 0, expected at least 1");
    CHECK(refused_by([&] { paired_bootstrap(two, two, {.confidence = 1}); }) ==
          "paired_bootstrap: confidence is 1, expected a share above 0 and below 1");
    CHECK(refused_by([&] { paired_bootstrap(two, two, {.groups = {1}}); }) ==
          "paired_bootstrap: the number of groups is 1, expected 2, one for each score a");
    CHECK(refused_by([&] { paired_bootstrap(two, std::vector<double>{1, std::nan("")}); }) ==
          "paired_bootstrap: b[1] is nan, expected a finite number");
}
