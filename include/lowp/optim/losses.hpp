// lowp/optim/losses.hpp -- losses of one sample as functions of its margin m = <x, w> and what is wanted of it.
//
// A loss is a type with value(m, y), its derivative by m, slope(m, y), and a bound of the second one, curvature.
#pragma once

#include "lowp/core/elementary.hpp"
#include "lowp/core/isa.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// 1/2 (m - y)^2.
struct squared_loss {
    static constexpr double curvature = 1;

    static double value(double m, double y) noexcept { return (m - y) * (m - y) / 2; }
    static double slope(double m, double y) noexcept { return m - y; }
};

// log(1 + e^(-y m)), y = -1 or 1.
struct logistic_loss {
    static constexpr double curvature = 0.25;

    static double value(double m, double y) noexcept
    {
        const double a = y * m;  // log(1 + e^-a) without overflow
        return a > 0 ? log_of_one_and(elementary::exp(-a)) : log_of_one_and(elementary::exp(a)) - a;
    }
    static double slope(double m, double y) noexcept
    {
        const double a = y * m;
        if (a < 0) return -y / (1 + elementary::exp(a));
        const double e = elementary::exp(-a);
        return -y * (e / (1 + e));
    }

private:
    // log(1 + x) of 0 <= x <= 1: what 1 + x loses of x is made good to first order.
    static double log_of_one_and(double x) noexcept
    {
        const double sum = 1 + x;
        return elementary::log(sum) + (x - (sum - 1)) / sum;
    }
};

}  // namespace LOWP_ISA
}  // namespace lowp
