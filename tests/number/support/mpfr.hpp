// tests/number/support/mpfr.hpp -- MPFR's functions as exact results: values that are known as closely as it takes to
// round them.
#pragma once

#include <mpfr.h>

#include <cmath>
#include <optional>

#include "number/support/definition.hpp"

namespace test {

using definition::real;
using definition::scale;

// A number of MPFR's.
class wide {
public:
    explicit wide(long bits) { mpfr_init2(digits, bits); }
    wide(const wide&) = delete;
    wide& operator=(const wide&) = delete;
    ~wide() { mpfr_clear(digits); }
    operator mpfr_ptr() { return digits; }

private:
    mpfr_t digits;
};

// The value of an MPFR number. Zero or infinity that is `rounded` stands for a number beyond MPFR's range.
inline real value_of(mpfr_ptr x, bool rounded)
{
    using definition::kinds;
    const bool minus = mpfr_signbit(x) != 0;
    if (mpfr_nan_p(x) != 0) return definition::not_a_number();
    if (mpfr_inf_p(x) != 0) return rounded ? real{kinds::finite, minus, {1, 1 << 20}} : definition::infinity(minus);
    if (mpfr_zero_p(x) != 0) return rounded ? real{kinds::finite, minus, {1, -(1 << 20)}} : definition::zero(minus);
    static_assert(sizeof(mp_limb_t) == 8);
    const int limbs = static_cast<int>((mpfr_get_prec(x) + 63) / 64);
    const auto* digits = static_cast<const mp_limb_t*>(mpfr_custom_get_significand(x));
    definition::natural n;
    for (int i = limbs; i-- > 0;) n = (n << 64) + definition::natural(digits[i]);
    const long exponent = std::min(std::max<long>(mpfr_get_exp(x), -(1 << 20)), 1L << 20);
    return {kinds::finite, minus, {n, static_cast<int>(exponent) - 64 * limbs}};
}

// A function's value, rounded to a number of a format.
struct correctly_rounded {
    std::uint64_t code;
    double distance;  // of the value from the nearest place where the rounding changes, in ulps of binary64; infinite
                      // where the value has no more digits than MPFR's number
};

// How far x is from the middle of two numbers; the one next to the largest would be a number, too.
inline double distance_from_middle(const scale& ladder, const real& x)
{
    const auto at = ladder.place_of(x);
    if (at.rung > std::max(ladder.largest, ladder.lowest)) return std::numeric_limits<double>::infinity();
    const definition::magnitude middle = ladder.middle_above(at.rung);
    if (std::abs(x.p.leading_exponent() - middle.leading_exponent()) > 2)
        return std::numeric_limits<double>::infinity();
    const definition::magnitude apart = x.p < middle ? middle - x.p : x.p - middle;
    const int ulp = std::max(x.p.leading_exponent() - 52, -1074);
    const int length = apart.digits.length();
    if (length == 0) return 0;
    // Powers of two will do.
    return std::ldexp(1.0, std::min(apart.exponent + length - 1 - ulp, 1000));
}

// `function(y, rounding)` computes y to its precision and returns MPFR's word on which side of the value that is. More
// digits are asked for until all numbers that the value may be round to the same.
template <class Function>
correctly_rounded rounded_by_mpfr(const scale& ladder, const Function& function)
{
    const auto rounded = [&](const real& x) {
        return ladder.rounded(x, oracle::mode::nearest_even, lowp::on_overflow::infinity);
    };
    for (long bits = 192; bits <= 3072; bits *= 4) {
        wide y(bits);
        const int side = function(static_cast<mpfr_ptr>(y), MPFR_RNDN);
        const real value = value_of(y, side != 0);
        if (side == 0 || mpfr_regular_p(static_cast<mpfr_ptr>(y)) == 0)
            return {rounded(value), std::numeric_limits<double>::infinity()};
        // The value lies between y, which it is not, and the next number on its side.
        real just_beside = value;
        just_beside.p = {value.p.digits << 64, value.p.exponent - 64};
        just_beside.p.digits = (side < 0) != value.minus ? just_beside.p.digits + 1 : just_beside.p.digits - 1;
        if (side < 0)
            mpfr_nextabove(y);
        else
            mpfr_nextbelow(y);
        const std::uint64_t code = rounded(just_beside);
        if (rounded(value_of(y, true)) == code) return {code, distance_from_middle(ladder, value)};
    }
    throw std::runtime_error("MPFR cannot tell which number is nearer");
}

}  // namespace test
