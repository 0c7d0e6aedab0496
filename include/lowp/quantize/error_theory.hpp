// lowp/quantize/error_theory.hpp -- what theory expects of round-off errors, to be shown beside what was measured.
//
//     theory::unit_roundoff(bfloat16)             2^-8: no relative error is larger, in the normal range
//     theory::uniform_sqnr_db(8)                  48.2 dB: numbers spread evenly over the range of 8 bits
//     theory::sum_bound(1024, u)                  of a sum of 1024 products, by the sum of their magnitudes
//
// Rounding to nearest errs by half a step at most; other modes, stochastic rounding among them, by less than one.
#pragma once

#include <cstddef>
#include <limits>

#include "lowp/core/bits.hpp"
#include "lowp/core/elementary.hpp"
#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/format/floating.hpp"
#include "lowp/format/logarithmic.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace theory {

enum class rounded { to_nearest, to_neighbour, stochastically };

// u: the largest relative error in the normal range (Higham 2002, theorem 2.2; section 2.1 for other modes).
constexpr double unit_roundoff(const floating_format& f, rounded how = rounded::to_nearest) noexcept
{
    return exp2i(-f.fraction_bits - (how == rounded::to_nearest ? 1 : 0));
}
// Neighbours are r = 2^(2^-fraction_bits) apart: to nearest (r - 1) / (r + 1), else r - 1.
inline double unit_roundoff(const logarithmic_format& f, rounded how = rounded::to_nearest) noexcept
{
    const double apart = elementary::expm1(exp2i(-f.fraction_bits) * 0x1.62e42fefa39efp-1);
    return how == rounded::to_nearest ? apart / (apart + 2) : apart;
}

// The root mean square of the error where numbers are spread evenly between those of a grid with this step: its square
// is step^2 / 12 to nearest (Bennett 1948), step^2 / 6 stochastically, step^2 / 3 to one side.
inline double uniform_noise_rms(double step, rounded how = rounded::to_nearest) noexcept
{
    return step / square_root(how == rounded::to_nearest ? 12.0 : how == rounded::stochastically ? 6.0 : 3.0);
}

// Signal to noise of numbers spread evenly over 2^bits steps around 0: their power is 4^bits / 12 steps squared. 6.02
// dB a bit.
inline double uniform_sqnr_db(double bits, rounded how = rounded::to_nearest) noexcept
{
    const double noise = uniform_noise_rms(1, how);
    return unfused_product(bits, elementary::decibels(4)) + elementary::decibels(1 / (12 * noise * noise));
}
// The same of floating point with p significant bits, for magnitudes whose logarithms are spread evenly over whole
// binades of the normal range: in [1, 2) the step is 2^(1 - p) and the power 3 / (2 ln 2). 6.02 p + 8.12 dB to nearest.
// (Ours; the mean of Bennett's noise over a binade.)
inline double floating_sqnr_db(int p, rounded how = rounded::to_nearest) noexcept
{
    const double noise = uniform_noise_rms(exp2i(1 - p), how), power = 1.5 / elementary::log(2.0);
    return elementary::decibels(power / (noise * noise));
}

// Errors of a sum of n products, as shares of the sum of their magnitudes, where each operation errs by u at most and
// nothing over- or underflows. In any order, for certain: gamma_n = n u / (1 - n u) (Higham 2002, section 3.1);
// infinite where that says nothing.
inline double sum_bound(std::size_t n, double u) noexcept
{
    const double nu = unfused_product(static_cast<double>(n), u);
    return nu < 1 ? nu / (1 - nu) : std::numeric_limits<double>::infinity();
}
// With independent errors of mean 0, which stochastic rounding has (Connolly, Higham and Mary 2021) and rounding to
// nearest is modelled to have (Higham and Mary 2019, theorem 2.4): exp(lambda sqrt(n) u + n u^2 / (1 - u)) - 1, which
// is about lambda sqrt(n) u, but for a chance of 2 n exp(-lambda^2 (1 - u)^2 / 2) at most. Infinite from u = 1 on.
inline double probable_sum_bound(std::size_t n, double u, double lambda = 1) noexcept
{
    if (!(u < 1)) return std::numeric_limits<double>::infinity();
    const double terms = static_cast<double>(n);
    return elementary::expm1(unfused_product(lambda * square_root(terms), u) + terms * u * u / (1 - u));
}

}  // namespace theory

}  // namespace LOWP_ISA
}  // namespace lowp
