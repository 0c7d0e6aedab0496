// tests/support/modes.hpp -- the deterministic modes with their meanings, and a rounding compared with its definition.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/round/any_rounding.hpp"
#include "support/catch.hpp"
#include "support/oracle.hpp"

#define LOWP_TEST_MODES                                                                                  \
    lowp::nearest_even, lowp::nearest_away, lowp::nearest_zero, lowp::toward_zero, lowp::away_from_zero, \
        lowp::toward_positive, lowp::toward_negative, lowp::to_odd

namespace test {

using namespace lowp;

inline constexpr on_overflow policies[] = {on_overflow::saturate, on_overflow::saturate_finite, on_overflow::infinity};

template <class Mode>
constexpr oracle::mode meaning = oracle::mode::nearest_even;
template <>
inline constexpr oracle::mode meaning<nearest_away> = oracle::mode::nearest_away;
template <>
inline constexpr oracle::mode meaning<nearest_zero> = oracle::mode::nearest_zero;
template <>
inline constexpr oracle::mode meaning<toward_zero> = oracle::mode::toward_zero;
template <>
inline constexpr oracle::mode meaning<away_from_zero> = oracle::mode::away_from_zero;
template <>
inline constexpr oracle::mode meaning<toward_positive> = oracle::mode::toward_positive;
template <>
inline constexpr oracle::mode meaning<toward_negative> = oracle::mode::toward_negative;
template <>
inline constexpr oracle::mode meaning<to_odd> = oracle::mode::to_odd;

template <class T>
std::string shown(T x)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.9g = %a", static_cast<double>(x), static_cast<double>(x));
    return text;
}

// The same bits; of a NaN, those of the one NaN.
template <class T>
bool same_number(T got, T expected)
{
    return expected != expected ? to_bits(got) == nan_pattern<T> : to_bits(got) == to_bits(expected);
}

// All turning points of a ladder; at most about `most`, with both ends among them.
template <class T>
std::vector<T> some_turning_points(const oracle::ladder& l, std::size_t most)
{
    auto points = oracle::turning_points<T>(l);
    if (points.size() <= most || points.size() < 128) return points;
    const std::size_t stride = 1 + points.size() / most;
    std::size_t kept = 64;
    for (std::size_t i = kept; i < points.size(); i += points.size() - i <= 64 ? 1 : stride) points[kept++] = points[i];
    points.resize(kept);
    return points;
}

// What differs from the definition at the points, at their negatives and at the special values; empty if nothing does.
template <class T, class Round>
std::string first_difference(const oracle::ladder& l, const std::vector<T>& points, oracle::mode meant,
                             on_overflow policy, const Round& round)
{
    const auto differs = [&](T x) -> std::string {
        const T got = round(x), expected = static_cast<T>(oracle::rounded(l, static_cast<double>(x), meant, policy));
        if (same_number(got, expected)) return {};
        return shown(x) + " became " + shown(got) + ", not " + shown(expected);
    };
    for (const T x : {T(0), T(-0.0), std::numeric_limits<T>::quiet_NaN()})
        if (auto text = differs(x); !text.empty()) return text;
    for (const T point : points)
        for (const T x : {point, -point})
            if (auto text = differs(x); !text.empty()) return text;
    return {};
}

// The same under all policies. They act at the ends of the range alone; so but the first look at those only.
template <class T, class Round>
void compare(const std::string& what, const oracle::ladder& l, std::vector<T> points, oracle::mode meant,
             const Round& round)
{
    for (const on_overflow policy : policies) {
        if (policy != policies[0] && points.size() > 128) points.erase(points.begin() + 64, points.end() - 64);
        const std::string difference =
            first_difference(l, points, meant, policy, [&](T x) { return round(x, policy); });
        INFO(what << ", mode " << static_cast<int>(meant) << ", policy " << static_cast<int>(policy));
        CHECK(difference == "");
    }
}

}  // namespace test
