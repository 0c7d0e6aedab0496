// tests/optim/losses_test.cpp -- losses against the formulas in long double, slopes against differences.
#include "lowp/optim/losses.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"
#include "support/near.hpp"

using namespace lowp;

TEST_CASE("the logistic loss is log(1 + exp(-y m)), also where that overflows", "[optim]")
{
    for (const double y : {-1.0, 1.0})
        for (double m = -40; m <= 40; m += 0.37) {
            const long double a = static_cast<long double>(y) * static_cast<long double>(m);
            const auto value = static_cast<double>(std::log1p(std::exp(-a)));
            const auto slope = static_cast<double>(-static_cast<long double>(y) / (1 + std::exp(a)));
            CHECK(is_near(logistic_loss::value(m, y), value, 1e-14));
            CHECK(is_near(logistic_loss::slope(m, y), slope, 1e-14));
        }
    CHECK(logistic_loss::value(-1e300, 1) == 1e300);
    CHECK(logistic_loss::value(1e300, 1) == 0);
    CHECK((logistic_loss::slope(-1e300, 1) == -1 && logistic_loss::slope(1e300, 1) == 0));
    CHECK(std::isnan(logistic_loss::value(std::numeric_limits<double>::quiet_NaN(), 1)));
}

TEST_CASE("slopes are derivatives, and change no faster than the curvature says", "[optim]")
{
    const auto check = [](auto loss, double y) {
        using Loss = decltype(loss);
        for (double m = -5; m < 5; m += 0.31) {
            const double h = 1e-5;
            CHECK(is_near(Loss::slope(m, y), (Loss::value(m + h, y) - Loss::value(m - h, y)) / (2 * h), 0, 1e-9));
            const double change = (Loss::slope(m + h, y) - Loss::slope(m, y)) / h;
            CHECK((change > 0 && change <= Loss::curvature + 1e-6));
        }
    };
    check(squared_loss{}, 0.7);
    check(logistic_loss{}, 1);
    check(logistic_loss{}, -1);
}
