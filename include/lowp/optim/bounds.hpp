// lowp/optim/bounds.hpp -- what theory promises of training in low precision: error floors, rates, and bits.
//
// Assumptions throughout: f is mu-strongly convex and the mean of convex f_i with L-Lipschitz gradients; rounding is
// stochastic and unbiased; the optimum w* and all iterates lie within the grid. Sources are Li and De Sa 2019
// ("Dimension-free bounds for low-precision training") and De Sa et al. 2018 ("High-accuracy low-precision training").
// Forms marked "ours" follow their arguments and were derived anew; constants may differ from the papers'.
//
// Bounds are of E f(w) - f(w*), with w the mean of all iterates (LP-SGD), or of a round's, or one drawn from them
// (SVRG, HALP: iterate::averaged and random; the last, which the methods take by default, is as good in practice).
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace lowp {

// What the bounds are made of; of these, lowp/optim/constants.hpp computes what can be computed. Only what a bound
// names has to be given.
struct bound_terms {
    double smoothness = 0;        // L
    double smoothness_1 = 0;      // L_1: of gradients in the 1-norm
    double strong_convexity = 0;  // mu
    double sigma = 0;             // root of the mean of |grad f_i(w*)|_2^2
    double sigma_1 = 0;           // mean of |grad f_i(w*)|_1; O(sigma) where gradients are sparse
    double distance = 0;          // |w_0 - w*|_2
    double radius = 0;            // |w*|_2
    double dimension = 0;         // d, of the bounds that depend on it

    double condition() const noexcept { return smoothness / strong_convexity; }
};

namespace bounds {

// Bits that tell so many points apart; the largest int where no number of bits does.
inline int bits_for(double points) noexcept
{
    const double bits = std::ceil(std::log2(points));
    return bits < 1e9 ? static_cast<int>(bits) : std::numeric_limits<int>::max();
}

// A grid whose gap beside q is at most delta + zeta |q|. Fixed point: zeta = 0. Floating point of m fraction bits:
// delta is the smallest subnormal, zeta 2^-m. nlq(bits, delta, zeta) is that grid exactly.
struct grid_law {
    double delta = 0, zeta = 0;
};

// LP-SGD for T steps of rate alpha <= 1 / (4 L (1 + zeta)), on the grid (ours; of the form of Li and De Sa):
//
//     |w_0 - w*|^2 / (alpha T) + 2 (1 + zeta) alpha sigma^2 + delta sigma_1 + zeta sigma |w*|
//         + (delta L_1 + zeta (sigma + L |w*|))^2 / (4 (mu - zeta L))
//
// No term has the dimension: sigma_1 and L_1 stand in its place. Infinity where zeta >= mu / L or the rate is too high.
inline double lp_sgd(const bound_terms& t, grid_law grid, double rate, double steps) noexcept
{
    if (!(rate > 0)) return std::numeric_limits<double>::infinity();
    const double room = t.strong_convexity - grid.zeta * t.smoothness;
    // A rate that is the limit itself, up to its rounding, is meant to be allowed.
    if (!(room > 0) || rate * 4 * t.smoothness * (1 + grid.zeta) > 1 + 1e-12)
        return std::numeric_limits<double>::infinity();
    const double drift = grid.delta * t.smoothness_1 + grid.zeta * (t.sigma + t.smoothness * t.radius);
    return t.distance * t.distance / (rate * steps) + 2 * (1 + grid.zeta) * rate * t.sigma * t.sigma +
           grid.delta * t.sigma_1 + grid.zeta * t.sigma * t.radius + drift * drift / (4 * room);
}
// What of it stays however many steps are taken.
inline double lp_sgd_floor(const bound_terms& t, grid_law grid, double rate) noexcept
{
    return lp_sgd(t, grid, rate, std::numeric_limits<double>::infinity());
}
// The floor as it was known before, for fixed point and small rates: each step's rounding adds at most d delta^2 / 4,
// so that d delta^2 / (8 alpha) + alpha sigma^2 remain (of the form of De Sa et al. 2018).
inline double lp_sgd_floor_by_dimension(const bound_terms& t, double delta, double rate) noexcept
{
    return t.dimension * delta * delta / (8 * rate) + rate * t.sigma * t.sigma;
}

// The rate with which a round of SVRG multiplies E f - f* by gamma, and the steps this takes (De Sa et al. 2018):
// alpha = gamma / (4 L (1 + gamma)), T >= 8 kappa (1 + gamma) / gamma^2.
struct round_plan {
    double rate = 0, steps = 0;
};
inline round_plan svrg_plan(const bound_terms& t, double gamma) noexcept
{
    return {gamma / (4 * t.smoothness * (1 + gamma)), 8 * t.condition() * (1 + gamma) / (gamma * gamma)};
}
// The same for HALP, which takes twice the steps for what its grid adds (ours).
inline round_plan halp_plan(const bound_terms& t, double gamma) noexcept
{
    const round_plan p = svrg_plan(t, gamma);
    return {p.rate, 2 * p.steps};
}
// What the grid of a round of HALP adds to its factor (ours), at the plan's rate:
// 2 d kappa^2 (1 + gamma)^2 / (gamma (2 + gamma) (2^(b-1) - 1)^2).
inline double halp_grid_factor(const bound_terms& t, double gamma, int bits) noexcept
{
    const double points = std::ldexp(1.0, bits - 1) - 1, kappa = t.condition();
    return 2 * t.dimension * kappa * kappa * (1 + gamma) * (1 + gamma) / (gamma * (2 + gamma) * points * points);
}
// Bits with which rounds of halp_plan() multiply E f - f* by gamma (ours; De Sa et al. have the same form):
// b >= 1 + log2(1 + 2 kappa sqrt(d (1 + gamma)) / gamma). What is sufficient, and far from necessary: see the scale
// multiplier of lowp/optim/halp.hpp.
inline int halp_bits(const bound_terms& t, double gamma) noexcept
{
    return bits_for(2 * (1 + 2 * t.condition() * std::sqrt(t.dimension * (1 + gamma)) / gamma));
}
// Where LP-SVRG on a fixed grid ends (ours): d delta^2 L (1 + gamma)^2 / (gamma (2 + gamma) (1 - gamma)), of rounds
// that would multiply by gamma.
inline double lp_svrg_floor(const bound_terms& t, double delta, double gamma) noexcept
{
    return t.dimension * delta * delta * t.smoothness * (1 + gamma) * (1 + gamma) / (gamma * (2 + gamma) * (1 - gamma));
}

// Bits of fixed point whose range is `reach` to both sides and whose floor term delta sigma_1 is at most `error` (of
// the form of Li and De Sa 2019: log2 O(R sigma_1 / error)).
inline int fixed_bits(const bound_terms& t, double reach, double error) noexcept
{
    return bits_for(2 * reach * t.sigma_1 / error + 1);
}
// Bits of an NLQ grid with delta = error / sigma_1 and zeta = error / (sigma R), which has
// (2 sigma R / error) log(1 + sigma_1 / sigma) points (ours; of the form of theirs).
inline int nlq_bits(const bound_terms& t, double reach, double error) noexcept
{
    const double points = 2 * t.sigma * reach / error * std::log1p(t.sigma_1 / t.sigma);
    return bits_for(points + 1);
}

// The law of a floating-point grid of a sign, `exponent_bits` and the rest of `bits` as fraction, scaled so that it
// reaches `reach`: 2^(2^e - 2) lies between its smallest normal number and the end. e = 0: fixed point.
inline grid_law floating_law(int bits, int exponent_bits, double reach) noexcept
{
    const int fraction = bits - 1 - exponent_bits;
    if (exponent_bits == 0) return {reach * std::ldexp(1.0, -fraction), 0};
    const double binades = std::ldexp(1.0, exponent_bits) - 2;
    return {reach * std::exp2(-binades - fraction - 1), std::ldexp(1.0, -fraction)};
}
// The number of exponent bits, of a format of so many bits in all, for which LP-SGD's floor is the lowest. Of equal
// ones the smallest; where all floors are infinite, since zeta L >= mu, that for which zeta is 0.
inline int best_exponent_bits(const bound_terms& t, int bits, double reach, double rate) noexcept
{
    int best = 0;
    double lowest = std::numeric_limits<double>::infinity();
    for (int e = 0; e <= bits - 2; ++e)
        if (const double floor = lp_sgd_floor(t, floating_law(bits, e, reach), rate); floor < lowest)
            lowest = floor, best = e;
    return best;
}
// Asymptotically log2(2 + log2(sigma_1 / sigma)), where the noise rules (ours): it grows with the logarithm of a
// logarithm, so 1 to 3 bits do for all that is short.
inline double asymptotic_exponent_bits(const bound_terms& t) noexcept
{
    return std::log2(2 + std::log2(t.sigma_1 / t.sigma));
}

}  // namespace bounds

}  // namespace lowp
