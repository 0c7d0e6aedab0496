// tests/support/near.hpp -- two numbers that are close.
#pragma once

#include <algorithm>
#include <cmath>

// Within a share of the larger, or within `absolute`.
inline bool is_near(double a, double b, double share, double absolute = 0)
{
    return std::fabs(a - b) <= std::max(absolute, share * std::max(std::fabs(a), std::fabs(b)));
}
