// lowp/core/elementary.hpp -- exp, log and a cosine from + - x / alone, so that every machine computes the same bits.
//
// The libm of one machine differs from that of the next (glibc's own exp differs with and without FMA), and one
// differing bit in a loss is a differing table at the end of a training. exp and log reduce the argument exactly and
// sum a short series in binary64: the error is below 1 ulp of binary64 (a test measures it), so that the binary32
// overloads are correctly rounded but for about one argument in 10^8.
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/unfused.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// A namespace of its own: exp(x) must stay std::exp's for who writes `using namespace lowp`.
namespace elementary {

namespace inner {
// ln 2 in two parts; the high one ends in 21 zero bits, so that small multiples of it are exact.
inline constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
}  // namespace inner

// e^x. Infinity from x > 709.78 on, 0 below -745.13, NaN for NaN.
constexpr double exp(double x) noexcept
{
    if (x != x) return from_bits(nan_pattern<double>);
    if (x > 709.782712893384) return from_bits(infinity_pattern<double>);
    if (x < -745.1332191019412) return 0;
    // x = n ln 2 + r with |r| <= ln 2 / 2; rounding by the addition of 1.5 * 2^52.
    constexpr double shift = 0x1.8p52, log2e = 0x1.71547652b82fep0;
    const double n = (unfused_product(x, log2e) + shift) - shift;
    const double high = x - unfused_product(n, inner::ln2_high), low = unfused_product(n, inner::ln2_low);
    const double r = high - low;
    const double lost = (high - r) - low;  // what rounding r left out
    // sum of r^k / k! from k = 2 on, by Horner's rule; 13 terms leave 2^-58.
    double tail = 1.0 / 6227020800.0;
    constexpr double inverse_factorial[] = {1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880,
                                            1.0 / 40320,     1.0 / 5040,     1.0 / 720,     1.0 / 120,
                                            1.0 / 24,        1.0 / 6,        1.0 / 2};
    for (const double c : inverse_factorial) tail = unfused_product(tail, r) + c;
    const double y = 1 + (r + (unfused_product(unfused_product(r, r), tail) + lost));
    // 2^n in two factors, so that a subnormal result is rounded once.
    const int e = static_cast<int>(n), half = e / 2;
    return (y * exp2i(half)) * exp2i(e - half);
}

// The natural logarithm. -infinity for 0, NaN for negative x and NaN.
constexpr double log(double x) noexcept
{
    if (!(x >= 0)) return from_bits(nan_pattern<double>);
    if (x == 0) return -from_bits(infinity_pattern<double>);
    if (to_bits(x) == infinity_pattern<double>) return x;
    int e = 0;
    if (x < exp2i(-1022)) {
        x *= exp2i(54);
        e = -54;
    }
    // x = 2^e m with m in [sqrt(1/2), sqrt(2)).
    const std::uint64_t offset = to_bits(x) - 0x3fe6'a09e'667f'3bcdu;
    e += static_cast<int>(static_cast<std::int64_t>(offset) >> 52);
    const double m = from_bits(std::uint64_t{to_bits(x) - (offset & 0xfff0'0000'0000'0000u)});
    // log m = f - f^2/2 + s (f^2/2 + R(s^2)), s = f / (2 + f), f = m - 1 exactly; R = sum of 2 s^(2k) / (2k + 1).
    const double f = m - 1, s = f / (2 + f), z = unfused_product(s, s);
    double series = 2.0 / 25;
    constexpr double odd[] = {2.0 / 23, 2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13,
                              2.0 / 11, 2.0 / 9,  2.0 / 7,  2.0 / 5,  2.0 / 3};
    for (const double c : odd) series = unfused_product(series, z) + c;
    const double half_square = unfused_product(0.5 * f, f), rest = unfused_product(series, z);
    const double n = e;
    const double low = unfused_product(n, inner::ln2_low) + unfused_product(s, half_square + rest);
    return unfused_product(n, inner::ln2_high) - ((half_square - low) - f);
}

// e^x - 1 without cancellation, to within 4 ulp (Kahan): what rounding made of e^x divides out again.
constexpr double expm1(double x) noexcept
{
    const double y = exp(x);
    if (y == 1) return x;
    if (x < -40 || !(y < from_bits(infinity_pattern<double>))) return y - 1;
    return unfused_product(y - 1, x / log(y));
}

// A ratio of powers in decibels: 10 log10(ratio).
constexpr double decibels(double ratio) noexcept { return unfused_product(10 / log(10.0), log(ratio)); }

// cos(pi p / q), 0 <= p <= q and 0 < q <= 2^53, to within 2^-51; exact where it is rational: 1, 1/2, 0, -1/2 or -1.
constexpr double cos_pi(std::uint64_t p, std::uint64_t q) noexcept
{
    if (p > q - p) return -cos_pi(q - p, q);
    if (p == q - p) return 0;
    if (q % 3 == 0 && p == q / 3) return 0.5;
    const double x = static_cast<double>(p) / static_cast<double>(q);
    constexpr double pi = 0x1.921fb54442d18p1;
    const double y = unfused_product(pi, x), z = unfused_product(y, y);
    // sum of (-z)^k / (2 k)!, by Horner's rule; 11 terms leave 2^-58.
    double sum = 1.0 / 2432902008176640000.0;
    constexpr double inverse_factorial[] = {1.0 / 6402373705728000,
                                            1.0 / 20922789888000,
                                            1.0 / 87178291200,
                                            1.0 / 479001600,
                                            1.0 / 3628800,
                                            1.0 / 40320,
                                            1.0 / 720,
                                            1.0 / 24,
                                            1.0 / 2};
    double sign = -1;
    for (const double c : inverse_factorial) {
        sum = unfused_product(sum, z) + sign * c;
        sign = -sign;
    }
    return 1 + unfused_product(sum, z);
}

constexpr float exp(float x) noexcept { return static_cast<float>(exp(static_cast<double>(x))); }
constexpr float log(float x) noexcept { return static_cast<float>(log(static_cast<double>(x))); }

}  // namespace elementary

}  // namespace LOWP_ISA
}  // namespace lowp
