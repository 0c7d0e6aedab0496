// tests/support/shares.hpp -- exact numbers inside the gaps of a ladder.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>

#include "lowp/core/dyadic.hpp"

namespace test {

using lowp::dyadic, lowp::uint128;

// A share p of a gap, as the number of 2^-80.
inline constexpr int share_bits = 80;
using share = uint128;
inline constexpr share one = share{1} << share_bits;

// low + p (high - low), exactly: whole numbers of 2^unit, and 80 bits more.
inline dyadic between(double low, double high, share p)
{
    int unit = 0;
    std::frexp(high - low, &unit);
    if (int e = 0; low > 0) {
        std::frexp(low, &e);
        unit = std::max(unit, e);
    }
    unit -= 27;  // values have 24 bits, and neighbours are near
    const auto whole = static_cast<std::uint64_t>(std::ldexp(low, -unit)),
               gap = static_cast<std::uint64_t>(std::ldexp(high - low, -unit));
    const double back = std::ldexp(static_cast<double>(whole), unit);
    if (back != low || back + std::ldexp(static_cast<double>(gap), unit) != high) throw std::logic_error("not exact");
    uint128 significand = (uint128{whole} << share_bits) + gap * p;
    int exponent = unit - share_bits;
    while (significand != 0 && significand % 2 == 0) {
        significand /= 2;
        ++exponent;
    }
    return {significand, exponent};
}

// The carrier's number that is x, if there is one.
template <class T>
std::optional<T> in_carrier(const dyadic& x)
{
    using limits = std::numeric_limits<T>;
    const int length = bit_length(x.significand);
    if (length > limits::digits || x.exponent < limits::min_exponent - limits::digits ||
        x.exponent + length > limits::max_exponent)
        return std::nullopt;
    const T magnitude = static_cast<T>(std::ldexp(static_cast<double>(x.significand), x.exponent));
    return x.negative ? -magnitude : magnitude;
}

}  // namespace test
