// tests/support/oracle.hpp -- formats and rounding from their definitions, sharing no code with the library.
//
// A ladder holds all non-negative values of a format, read off code by code as the standards write them, and two more
// rungs beyond the largest where an unbounded exponent would go on. All arithmetic is exact in binary64: values have at
// most 24 significant bits, and only neighbours are subtracted. Where subnormals are flushed, the rungs of one binade
// below the smallest normal number take part in the rounding and are nothing afterwards.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "lowp/format/format.hpp"
#include "lowp/round/overflow.hpp"

namespace oracle {

struct ladder {
    std::vector<double> rungs;       // 0 first, if there is a 0; the last two are beyond the format
    double largest = 0, lowest = 0;  // lowest is the magnitude of the most negative value
    double smallest = 0;             // the smallest positive value
    bool has_infinity = false, has_nan = false, has_minus_zero = false;
    bool has_zero = true, has_sign = true;
    double flushed_below = 0;
    std::size_t first_code = 0;  // of the first rung, modulo 2

    bool is_odd(std::size_t k) const { return (k + first_code) % 2 == 1; }
};

inline ladder of(const lowp::floating_format& f)
{
    using lowp::specials;
    ladder l;
    const bool sign = f.sign == lowp::signedness::with_sign;
    const long codes = 1L << (f.exponent_bits + f.fraction_bits), steps = 1L << f.fraction_bits;
    // How many magnitude codes at the top are not finite numbers.
    long special = 0;
    if (f.special == specials::ieee) special = steps;
    if (f.special == specials::one_nan) special = 1;
    if (f.special == specials::fnuz) special = sign ? 0 : 1;
    if (f.special == specials::extended) special = sign ? 1 : 2;
    const bool gradual = f.subnormal == lowp::subnormals::gradual;
    l.has_zero = f.subnormal != lowp::subnormals::none;
    l.has_sign = sign;
    if (f.subnormal == lowp::subnormals::flushed) {
        l.flushed_below = std::ldexp(1.0, 1 - f.bias);
        l.rungs.push_back(0);
        l.first_code = 1;  // the code of the first number after this 0 is 0
    }
    for (long code = 0; code < codes - special + 2; ++code) {
        const long field = code / steps, fraction = code % steps;
        const double significand =
            (field == 0 && gradual ? 0.0 : 1.0) + std::ldexp(static_cast<double>(fraction), -f.fraction_bits);
        l.rungs.push_back(std::ldexp(significand, static_cast<int>(field == 0 && gradual ? 1 : field) - f.bias));
    }
    l.largest = l.rungs[l.rungs.size() - 3];
    l.lowest = sign ? l.largest : 0;
    l.smallest = l.flushed_below > 0 ? l.flushed_below : l.rungs[l.has_zero ? 1 : 0];
    l.has_infinity = f.special == specials::ieee || f.special == specials::extended;
    l.has_nan = f.special != specials::none && !(f.special == specials::ieee && f.fraction_bits == 0);
    l.has_minus_zero = sign && l.has_zero && f.special != specials::fnuz && f.special != specials::extended;
    return l;
}

// Binary32 numbers nearest to long double's powers and sums: tests/format/*_test.cpp compare them with MPFR's.
inline ladder listed(std::size_t codes, auto magnitude)
{
    ladder l;
    for (std::size_t code = 0; code < codes + 2; ++code) {
        const long double value = magnitude(code);
        // Beyond binary32 there is an unbounded exponent still.
        l.rungs.push_back(std::ldexp(static_cast<double>(static_cast<float>(std::ldexp(value, -100))), 100));
        if (std::fabs(value) < 0x1p20L) l.rungs.back() = static_cast<double>(static_cast<float>(value));
    }
    l.largest = l.lowest = l.rungs[codes - 1];
    l.smallest = l.rungs[1];
    l.has_nan = true;
    return l;
}
inline ladder of(const lowp::logarithmic_format& f)
{
    return listed(std::size_t{1} << (f.integer_bits + f.fraction_bits), [&f](std::size_t code) {
        if (code == 0) return 0.0L;
        const long n = 1L << f.fraction_bits, whole = static_cast<long>(code) / n, rest = static_cast<long>(code) % n;
        return std::ldexp(std::exp2(static_cast<long double>(rest) / static_cast<long double>(n)),
                          static_cast<int>(whole) - f.bias);
    });
}
inline ladder of(const lowp::nlq_format& f)
{
    long double q = 0;
    return listed(std::size_t{1} << (f.bits - 1), [&, first = true](std::size_t) mutable {
        if (!first) q += static_cast<long double>(f.delta()) + static_cast<long double>(f.zeta()) * q;
        first = false;
        return q;
    });
}

inline ladder of(const lowp::fixed_format& f)
{
    ladder l;
    const bool sign = f.range != lowp::fixed_range::without_sign;
    const long count = 1L << (f.integer_bits + f.fraction_bits);  // non-negative values
    for (long k = 0; k < count + 2; ++k) l.rungs.push_back(std::ldexp(static_cast<double>(k), -f.fraction_bits));
    l.largest = l.rungs[static_cast<std::size_t>(count - 1)];
    l.smallest = l.rungs[1];
    l.has_sign = sign;
    l.lowest = !sign                                     ? 0
               : f.range == lowp::fixed_range::symmetric ? l.largest
                                                         : l.rungs[static_cast<std::size_t>(count)];
    return l;
}

// The magnitude that a finite magnitude code stands for.
inline double magnitude_of(const ladder& l, std::uint64_t code)
{
    const double rung = l.rungs[code + (l.flushed_below > 0 ? 1 : 0)];
    return rung < l.flushed_below ? 0 : rung;
}

// The value of a code by the words of the standards: a sign above a magnitude code, and what stands above the finite
// ones. Fixed point is two's complement.
inline double value_of_code(const ladder& l, int magnitude_bits, std::uint64_t code)
{
    const std::uint64_t half = std::uint64_t{1} << magnitude_bits, magnitude = code % half;
    const std::uint64_t finite = l.rungs.size() - 2 - (l.flushed_below > 0 ? 1 : 0);  // how many
    const bool minus = code >= half;
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    if (minus && magnitude == 0 && l.has_zero && !l.has_minus_zero) return nan;
    if (magnitude > finite || (magnitude == finite && !l.has_infinity)) return nan;
    const double value = magnitude == finite ? infinity : magnitude_of(l, magnitude);
    return minus && (value != 0 || l.has_minus_zero) ? -value : value;
}
inline double value_of_code(const lowp::floating_format& f, const ladder& l, std::uint64_t code)
{
    return value_of_code(l, f.exponent_bits + f.fraction_bits, code);
}
inline double value_of_code(const lowp::logarithmic_format& f, const ladder& l, std::uint64_t code)
{
    return value_of_code(l, f.integer_bits + f.fraction_bits, code);
}
inline double value_of_code(const lowp::nlq_format& f, const ladder& l, std::uint64_t code)
{
    return value_of_code(l, f.bits - 1, code);
}
inline double value_of_code(const lowp::fixed_format& f, const ladder& l, std::uint64_t code)
{
    const bool sign = f.range != lowp::fixed_range::without_sign;
    const std::int64_t all = std::int64_t{1} << (f.integer_bits + f.fraction_bits + (sign ? 1 : 0));
    const auto steps = static_cast<std::int64_t>(code);
    return static_cast<double>(sign && steps >= all / 2 ? steps - all : steps) * l.smallest;
}

enum class mode {
    nearest_even,
    nearest_away,
    nearest_zero,
    toward_zero,
    away_from_zero,
    toward_positive,
    toward_negative,
    to_odd
};

// The rung at or below a magnitude; the last but one for all that is higher, the first for all that is lower.
inline std::size_t rung_below(const ladder& l, double magnitude)
{
    const auto above = std::upper_bound(l.rungs.begin(), l.rungs.end(), magnitude);
    const auto k = static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - l.rungs.begin(), 1)) - 1;
    return std::min(k, l.rungs.size() - 2);
}

// Whether a magnitude goes up that is so far above one number and below the next, of which the first is odd or even.
template <class Distance>
bool goes_up(Distance below, Distance above, bool odd, bool minus, mode m)
{
    if (below <= 0) return false;
    switch (m) {
        case mode::nearest_even:
            return above < below || (above == below && odd);
        case mode::nearest_away:
            return above <= below;
        case mode::nearest_zero:
            return above < below;
        case mode::toward_zero:
            return false;
        case mode::away_from_zero:
            return true;
        case mode::toward_positive:
            return !minus;
        case mode::toward_negative:
            return minus;
        case mode::to_odd:
            return !odd;
    }
    return false;
}

// The same between rungs k and k + 1.
inline bool goes_up(const ladder& l, std::size_t k, double magnitude, bool minus, mode m)
{
    return goes_up(magnitude - l.rungs[k], l.rungs[k + 1] - magnitude, l.is_odd(k), minus, m);
}

// Signs and special values around a magnitude that has been rounded; `up` is what finite overflow past both of the
// ladder's extra rungs counts as, `stays` whether this mode keeps finite overflow finite.
inline double finish(const ladder& l, double rounded, bool minus, bool infinite, bool stays, lowp::on_overflow policy)
{
    using lowp::on_overflow;
    const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    const double end = minus ? l.lowest : l.largest;
    const double special = l.has_infinity && !(minus && !l.has_sign) ? infinity : l.has_nan ? nan : end;
    double magnitude = rounded < l.flushed_below ? 0 : rounded;
    if (infinite)
        magnitude = policy == on_overflow::saturate ? end : special;
    else if (magnitude > end)
        magnitude = policy == on_overflow::infinity && !stays ? special : end;
    if (std::isnan(magnitude)) return nan;
    if (!l.has_sign && !l.has_zero && minus) return l.rungs.front();
    if (magnitude == 0) return minus && l.has_minus_zero ? -0.0 : 0.0;
    return minus ? -magnitude : magnitude;
}

inline double rounded(const ladder& l, double x, mode m, lowp::on_overflow policy)
{
    using lowp::on_overflow;
    if (std::isnan(x)) return l.has_nan ? std::numeric_limits<double>::quiet_NaN() : l.largest;
    const bool minus = std::signbit(x);
    const double magnitude = std::fabs(x);
    const bool stays = m == mode::toward_zero || m == mode::to_odd || (m == mode::toward_positive && minus) ||
                       (m == mode::toward_negative && !minus);
    if (x == 0 && !l.has_zero) {
        if (policy == on_overflow::infinity && l.has_nan) return std::numeric_limits<double>::quiet_NaN();
        return l.rungs.front();
    }
    if (std::isinf(x)) return finish(l, 0, minus, true, stays, policy);
    if (magnitude >= l.rungs.back()) return finish(l, l.rungs.back(), minus, false, stays, policy);
    const std::size_t k = rung_below(l, magnitude);
    return finish(l, l.rungs[k + (goes_up(l, k, magnitude, minus, m) ? 1 : 0)], minus, false, stays, policy);
}

// Every place where a rounding of magnitudes can change its mind, and the neighbours of each in the carrier T, from
// below the smallest value to beyond the largest; all of one sign.
template <class T>
std::vector<T> turning_points(const ladder& l)
{
    std::vector<T> points{std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::min(),
                          std::numeric_limits<T>::max(), std::numeric_limits<T>::infinity()};
    const auto around = [&](double at) {
        const T point = static_cast<T>(at);
        if (static_cast<double>(point) != at) return;  // between two of the carrier's numbers: they are other points
        points.push_back(point);
        points.push_back(std::nextafter(point, T(0)));
        points.push_back(std::nextafter(point, std::numeric_limits<T>::infinity()));
    };
    for (std::size_t k = 0; k + 1 < l.rungs.size(); ++k) {
        around(l.rungs[k]);
        around(l.rungs[k] + (l.rungs[k + 1] - l.rungs[k]) / 2);
    }
    around(l.rungs.back());
    return points;
}

}  // namespace oracle
