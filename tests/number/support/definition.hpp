// tests/number/support/definition.hpp -- formats, exact operations and rounding from their definitions, sharing no code
// with the library.
//
// A result is never computed: it is p / q or the root of it, with p and q exact, and its place among the numbers of a
// format is found by asking whether p < q r or p < q r^2. Everything else is read off the standards.
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "lowp/format/format.hpp"
#include "lowp/round/overflow.hpp"
#include "number/support/naturals.hpp"
#include "support/oracle.hpp"

namespace definition {

using lowp::on_overflow;
using oracle::mode;

// digits * 2^exponent
struct magnitude {
    natural digits;
    int exponent = 0;

    bool is_zero() const { return digits.is_zero(); }
    int leading_exponent() const { return exponent + digits.length() - 1; }
    magnitude times_power(int e) const { return {digits, exponent + e}; }

    friend std::strong_ordering operator<=>(const magnitude& a, const magnitude& b)
    {
        if (a.is_zero() || b.is_zero()) return !a.is_zero() <=> !b.is_zero();
        if (a.leading_exponent() != b.leading_exponent()) return a.leading_exponent() <=> b.leading_exponent();
        const int least = std::min(a.exponent, b.exponent);
        return a.in_units(least) <=> b.in_units(least);
    }
    friend bool operator==(const magnitude& a, const magnitude& b) { return (a <=> b) == 0; }
    friend magnitude operator+(const magnitude& a, const magnitude& b)
    {
        if (a.is_zero()) return b;
        if (b.is_zero()) return a;
        const int least = std::min(a.exponent, b.exponent);
        return {a.in_units(least) + b.in_units(least), least};
    }
    friend magnitude operator-(const magnitude& a, const magnitude& b)  // a >= b
    {
        if (b.is_zero()) return a;
        const int least = std::min(a.exponent, b.exponent);
        return {a.in_units(least) - b.in_units(least), least};
    }
    friend magnitude operator*(const magnitude& a, const magnitude& b)
    {
        return {a.digits * b.digits, a.exponent + b.exponent};
    }
    natural in_units(int e) const { return digits << (exponent - e); }
};

enum class kinds { finite, infinite, nan };

// What stands before rounding: (-1)^minus p / q, or the root of p / q.
struct real {
    kinds kind = kinds::finite;
    bool minus = false;
    magnitude p{};
    magnitude q{1, 0};
    bool root = false;

    bool is_nan() const { return kind == kinds::nan; }
    bool is_infinite() const { return kind == kinds::infinite; }
    bool is_zero() const { return kind == kinds::finite && p.is_zero(); }
    real operator-() const
    {
        real x = *this;
        x.minus = !minus;
        return x;
    }
    std::strong_ordering operator<=>(const magnitude& r) const { return p <=> (root ? q * r * r : q * r); }
};
inline real not_a_number() { return {kinds::nan}; }
inline real infinity(bool minus) { return {kinds::infinite, minus}; }
inline real zero(bool minus) { return {kinds::finite, minus}; }

template <class T>
    requires std::is_arithmetic_v<T>
real exactly(T x)
{
    if constexpr (std::is_integral_v<T>) {
        const bool minus = x < T(0);
        const auto n = static_cast<std::uint64_t>(x);
        return {kinds::finite, minus, {minus ? 0 - n : n, 0}};
    } else {
        if (std::isnan(x)) return not_a_number();
        if (std::isinf(x)) return infinity(std::signbit(x));
        int e = 0;
        T fraction = std::ldexp(std::frexp(std::fabs(x), &e), 64);
        static_assert(std::numeric_limits<T>::digits <= 128);
        const auto high = static_cast<std::uint64_t>(fraction);
        fraction -= static_cast<T>(high);
        const auto low = static_cast<std::uint64_t>(std::ldexp(fraction, 64));
        if (low == 0) return {kinds::finite, std::signbit(x), {high, e - 64}};
        return {kinds::finite, std::signbit(x), {(natural(high) << 64) + natural(low), e - 128}};
    }
}

// ---- operations, with the special cases of IEEE 754, sections 6.3 and 7.2 -------------------------------------------

// An exact sum of zero is +0, and -0 toward minus infinity; but x + x keeps the sign of x for zeros, too.
inline real sum(const real& a, const real& b, mode m = mode::nearest_even)
{
    if (a.is_nan() || b.is_nan()) return not_a_number();
    if (a.is_infinite() && b.is_infinite()) return a.minus == b.minus ? a : not_a_number();
    if (a.is_infinite() || b.is_infinite()) return a.is_infinite() ? a : b;
    if (a.minus == b.minus) return {kinds::finite, a.minus, a.p + b.p};
    const auto order = a.p <=> b.p;
    if (order == 0) return zero(m == mode::toward_negative);
    return order > 0 ? real{kinds::finite, a.minus, a.p - b.p} : real{kinds::finite, b.minus, b.p - a.p};
}
inline real difference(const real& a, const real& b, mode m = mode::nearest_even) { return sum(a, -b, m); }
inline real product(const real& a, const real& b)
{
    const bool minus = a.minus != b.minus;
    if (a.is_nan() || b.is_nan()) return not_a_number();
    if ((a.is_infinite() && b.is_zero()) || (a.is_zero() && b.is_infinite())) return not_a_number();
    if (a.is_infinite() || b.is_infinite()) return infinity(minus);
    return {kinds::finite, minus, a.p * b.p};
}
inline real fused(const real& a, const real& b, const real& c, mode m = mode::nearest_even)
{
    return sum(product(a, b), c, m);
}
inline real quotient(const real& a, const real& b)
{
    const bool minus = a.minus != b.minus;
    if (a.is_nan() || b.is_nan()) return not_a_number();
    if ((a.is_infinite() && b.is_infinite()) || (a.is_zero() && b.is_zero())) return not_a_number();
    if (a.is_infinite() || b.is_zero()) return infinity(minus);
    if (b.is_infinite()) return zero(minus);
    return {kinds::finite, minus, a.p, b.p};
}
inline real square_root(const real& a)
{
    if (a.is_nan() || (a.minus && !a.is_zero())) return not_a_number();
    if (a.is_infinite()) return a;
    return {kinds::finite, a.minus, a.p, {1, 0}, true};
}
inline real hypotenuse(const real& a, const real& b)
{
    if (a.is_infinite() || b.is_infinite()) return infinity(false);
    if (a.is_nan() || b.is_nan()) return not_a_number();
    return square_root(sum(product(a, a), product(b, b)));
}

// a - n b, n = a / b as an integer: the nearest, even in a tie, or toward zero. The sign of a is the sign of a result
// of zero. `quotient` is n modulo 8, with its sign.
struct division {
    real remainder;
    int quotient = 0;
};
inline division divide_with_rest(const real& a, const real& b, bool to_nearest)
{
    if (a.is_nan() || b.is_nan() || a.is_infinite() || b.is_zero()) return {not_a_number()};
    if (b.is_infinite() || a.is_zero()) return {a};
    const int unit = std::min(a.p.exponent, b.p.exponent);
    natural rest = a.p.in_units(unit);
    const natural divisor = b.p.in_units(unit);
    int n = 0;
    for (int place = std::max(rest.length() - divisor.length(), 0); place >= 0; --place) {
        n = 2 * n % 8;
        if (rest >= divisor << place) {
            rest = rest - (divisor << place);
            ++n;
        }
    }
    bool minus = a.minus;
    if (const natural twice = rest << 1; to_nearest && (twice > divisor || (twice == divisor && n % 2 != 0))) {
        rest = divisor - rest;
        minus = !minus;
        n = (n + 1) % 8;
    }
    return {{kinds::finite, minus, {rest, unit}}, a.minus != b.minus ? -n : n};
}

// ---- formats --------------------------------------------------------------------------------------------------------

// The numbers of a format in order, as rungs from 0 on, and its other codes.
class scale {
public:
    // IEEE 754, OCP, P3109: the exponent field above the fraction.
    explicit scale(const lowp::floating_format& f)
        : magnitude_bits(f.exponent_bits + f.fraction_bits),
          fraction_bits(f.fraction_bits),
          bias(f.bias),
          field_zero(f.subnormal),
          has_sign(f.sign == lowp::signedness::with_sign)
    {
        using lowp::specials;
        const std::uint64_t codes = std::uint64_t{1} << magnitude_bits;
        const std::uint64_t sign = codes;
        switch (f.special) {
            case specials::ieee:  // the last exponent: infinity, and NaN if there are fractions to tell them by
                infinity_code = codes - (std::uint64_t{1} << fraction_bits);
                has_infinity = true;
                has_nan = fraction_bits > 0;
                first_nan = infinity_code + 1;
                quiet_nan = has_nan ? infinity_code + (std::uint64_t{1} << (fraction_bits - 1)) : 0;
                largest = infinity_code - 1;
                break;
            case specials::one_nan:
                has_nan = true;
                quiet_nan = first_nan = codes - 1;
                largest = codes - 2;
                break;
            case specials::fnuz:
            case specials::extended:
                has_nan = true;
                has_infinity = f.special == specials::extended;
                // NaN is -0, or the last code where there is no -0; infinity comes last among the others.
                quiet_nan = has_sign ? sign : codes - 1;
                first_nan = codes - (has_sign ? 0 : 1);
                infinity_code = first_nan - 1;
                largest = first_nan - (has_infinity ? 2 : 1);
                nan_is_minus_zero = has_sign;
                break;
            case specials::none:
                first_nan = codes;
                largest = codes - 1;
                break;
        }
        lowest = has_sign ? largest : 0;
        has_zero = field_zero != lowp::subnormals::none;
        has_minus_zero = has_sign && has_zero && !nan_is_minus_zero;
    }
    // Two's complement steps.
    explicit scale(const lowp::fixed_format& f)
        : magnitude_bits(f.integer_bits + f.fraction_bits),
          fraction_bits(f.fraction_bits),
          is_fixed(true),
          has_sign(f.range != lowp::fixed_range::without_sign)
    {
        largest = (std::uint64_t{1} << magnitude_bits) - 1;
        lowest = !has_sign ? 0 : f.range == lowp::fixed_range::symmetric ? largest : largest + 1;
    }
    // Binary32 numbers, listed.
    template <class F>
        requires std::same_as<F, lowp::logarithmic_format> || std::same_as<F, lowp::nlq_format>
    explicit scale(const F& f) : magnitude_bits(f.magnitude_bits()), list(oracle::of(f).rungs), has_sign(true)
    {
        first_nan = list.size() - 2;
        lowest = largest = first_nan - 1;
        has_nan = nan_is_minus_zero = true;
        quiet_nan = std::uint64_t{1} << magnitude_bits;
    }

    int width() const { return magnitude_bits + (has_sign ? 1 : 0); }
    std::uint64_t codes() const { return std::uint64_t{1} << width(); }  // of formats below 64 bits
    // Code 0 and every `stride`-th from there, of any format.
    std::vector<std::uint64_t> every(std::uint64_t stride) const
    {
        const std::uint64_t last = ~std::uint64_t{0} >> (64 - width());
        std::vector<std::uint64_t> result;
        for (std::uint64_t k = 0; k <= last / stride; ++k) result.push_back(k * stride);
        return result;
    }
    bool is_nan(std::uint64_t code) const
    {
        if (is_fixed) return false;
        const auto [minus, k] = parts(code);
        return (nan_is_minus_zero && minus && k == 0) || k >= first_nan;
    }

    // The magnitude that is written as a magnitude code; for fixed point, as a number of steps. Codes beyond the
    // largest go on as if the exponent had no bound.
    magnitude of_code(std::uint64_t k) const
    {
        if (is_fixed) return {k, -fraction_bits};
        if (!list.empty()) return exactly(list[k]).p;
        const std::uint64_t one = std::uint64_t{1} << fraction_bits;
        const std::uint64_t field = k / one, fraction = k % one;
        if (field == 0 && field_zero == lowp::subnormals::gradual) return {fraction, 1 - bias - fraction_bits};
        return {one + fraction, static_cast<int>(field) - bias - fraction_bits};
    }
    // The value of a code.
    real value(std::uint64_t code) const
    {
        if (is_fixed) {
            const bool minus = has_sign && code > largest;
            return {kinds::finite, minus, of_code(minus ? codes() - code : code)};
        }
        const auto [minus, k] = parts(code);
        if (is_nan(code)) return not_a_number();
        if (has_infinity && k == infinity_code) return infinity(minus);
        if (is_zero(k)) return zero(minus && has_minus_zero);
        return {kinds::finite, minus, of_code(k)};
    }
    bool is_subnormal(std::uint64_t code) const
    {
        const std::uint64_t k = parts(code).second;
        return !is_fixed && list.empty() && field_zero == lowp::subnormals::gradual && k != 0 &&
               k < std::uint64_t{1} << fraction_bits;
    }

    // Where a magnitude lies: at rung k, or above it and below, at or beyond the middle of the gap.
    enum class wheres { at_rung, below_half, half, above_half };
    static constexpr std::uint64_t farthest_step = std::uint64_t{1} << 62;  // of fixed point; beyond, places are one
    struct place {
        std::uint64_t rung;
        wheres where;
    };
    template <class Magnitude>
    place place_of(const Magnitude& x) const
    {
        std::uint64_t low = 0, high = 1;
        if ((x <=> rung(0)) <= 0) return {0, wheres::at_rung};  // formats without zero begin above it
        const std::uint64_t last = is_fixed ? farthest_step : largest + flushed() + 1;
        while (high < last && (x <=> rung(high)) >= 0) {
            low = high;
            high = high < last / 2 ? 2 * high : last;
        }
        if (high == last && (x <=> rung(last)) >= 0) return {last, wheres::at_rung};
        while (high - low > 1) {
            const std::uint64_t middle = low + (high - low) / 2;
            ((x <=> rung(middle)) >= 0 ? low : high) = middle;
        }
        if ((x <=> rung(low)) == 0) return {low, wheres::at_rung};
        const auto order = x <=> middle_above(low);
        return {low, order < 0 ? wheres::below_half : order == 0 ? wheres::half : wheres::above_half};
    }
    magnitude middle_above(std::uint64_t k) const { return (rung(k) + rung(k + 1)).times_power(-1); }
    magnitude rung(std::uint64_t k) const
    {
        return flushed() == 0 ? of_code(k) : k == 0 ? magnitude{} : of_code(k - 1);
    }

    // The code that x rounds to.
    std::uint64_t rounded(const real& x, mode m, on_overflow policy) const
    {
        if (x.kind != kinds::finite) return rounded_from({}, x, m, policy);
        return rounded_from(place_of(x), x, m, policy);
    }
    // The same, once the place is known.
    std::uint64_t rounded_from(const place& at, const real& x, mode m, on_overflow policy) const
    {
        const std::uint64_t end = code_of(x.minus, x.minus ? lowest : largest);
        if (x.is_nan()) return has_nan ? quiet_nan : code_of(false, largest);
        if (x.is_infinite())
            return policy == on_overflow::saturate || policy == on_overflow::wrap ? end : beyond(x.minus);
        if (x.is_zero() && !has_zero) return policy == on_overflow::infinity && has_nan ? quiet_nan : 0;

        const std::uint64_t rung = at.rung + (goes_up(at, x.minus, m) ? 1 : 0);
        if (is_fixed) {
            if (policy == on_overflow::wrap) return (x.minus ? 0 - rung : rung) & (codes() - 1);
            return rung > (x.minus ? lowest : largest) ? end : code_of(x.minus, rung);
        }
        const std::uint64_t k = rung < flushed() ? 0 : rung - flushed();
        const bool nothing = is_zero(k), stays = m == mode::toward_zero || m == mode::to_odd ||
                                                 m == (x.minus ? mode::toward_positive : mode::toward_negative);
        if (k > largest || (x.minus && !has_sign && !nothing))
            return policy == on_overflow::infinity && !stays ? beyond(x.minus) : end;
        if (nothing) return code_of(x.minus && has_minus_zero, 0);
        return code_of(x.minus, k);
    }

    // The codes of numbers that are of interest: zeros, the smallest, powers of two and their neighbours, the largest,
    // infinity and NaN; of formats with signs, with their negatives.
    std::vector<std::uint64_t> landmarks() const
    {
        std::vector<std::uint64_t> magnitudes{0, 1, 2, 3, largest - 1, largest};
        const std::uint64_t fields = is_fixed ? 0 : largest >> fraction_bits;
        for (std::uint64_t field = 1; field <= fields;
             field += 1 + (field > 3 && field < fields - 3 ? fields / 12 : 0)) {
            const std::uint64_t power = field << fraction_bits, fraction = power - (std::uint64_t{1} << fraction_bits);
            for (const std::uint64_t k : {power - 1, power, power + 1, (power + fraction) / 2, power + 5}) {
                if (k <= largest) magnitudes.push_back(k);
            }
        }
        for (int bit = 2; is_fixed && bit < magnitude_bits; ++bit)
            for (const std::uint64_t k : {0u, 1u, 5u}) magnitudes.push_back((std::uint64_t{1} << bit) - 1 + k);
        std::vector<std::uint64_t> all;
        for (const std::uint64_t k : magnitudes) {
            all.push_back(code_of(false, k));
            if (has_sign && (is_fixed || k != 0 || has_minus_zero)) all.push_back(code_of(true, k));
        }
        if (is_fixed && has_sign) all.push_back(code_of(true, lowest));
        if (has_infinity) all.push_back(code_of(false, infinity_code));
        if (has_infinity && has_sign) all.push_back(code_of(true, infinity_code));
        if (has_nan) all.push_back(quiet_nan);
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }

    int magnitude_bits = 0, fraction_bits = 0, bias = 0;
    lowp::subnormals field_zero = lowp::subnormals::gradual;
    std::vector<double> list;
    bool is_fixed = false, has_sign = false, has_infinity = false, has_nan = false, has_zero = true;
    bool has_minus_zero = false, nan_is_minus_zero = false;
    std::uint64_t largest = 0, lowest = 0;  // as magnitudes
    std::uint64_t infinity_code = 0, first_nan = 0, quiet_nan = 0;

    std::uint64_t code_of(bool minus, std::uint64_t k) const
    {
        if (is_fixed) return (minus ? 0 - k : k) & (codes() - 1);
        return (minus && has_sign ? std::uint64_t{1} << magnitude_bits : 0) | k;
    }

private:
    std::pair<bool, std::uint64_t> parts(std::uint64_t code) const
    {
        const std::uint64_t sign = std::uint64_t{1} << magnitude_bits;
        return {has_sign && (code & sign) != 0, code & (sign - 1)};
    }
    // Where subnormals are flushed, rung 0 is zero, rung 1 the first of the binade below the normal numbers.
    std::uint64_t flushed() const { return field_zero == lowp::subnormals::flushed ? 1 : 0; }
    bool is_zero(std::uint64_t k) const
    {
        return flushed() != 0 ? k < std::uint64_t{1} << fraction_bits : k == 0 && has_zero;
    }
    bool goes_up(const place& at, bool minus, mode m) const
    {
        if (at.where == wheres::at_rung) return false;
        const bool odd = (at.rung + flushed()) % 2 != 0;
        switch (m) {
            case mode::nearest_even:
                return at.where == wheres::above_half || (at.where == wheres::half && odd);
            case mode::nearest_away:
                return at.where != wheres::below_half;
            case mode::nearest_zero:
                return at.where == wheres::above_half;
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
    std::uint64_t beyond(bool minus) const
    {
        if (has_infinity && (has_sign || !minus)) return code_of(minus, infinity_code);
        if (has_nan) return quiet_nan;
        return code_of(minus, minus ? lowest : largest);
    }
};

}  // namespace definition
