// lowp/optim/halp_grid.hpp -- the grid of HALP's rounds (lowp/optim/halp.hpp): how fine it is, and when it gets finer.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/optim/minimize.hpp"
#include "lowp/quantize/tally.hpp"

namespace lowp {

// Where nobody says otherwise. The largest coordinate of a vector of d comparable ones is about 1/sqrt(d) of its norm,
// so a box sqrt(d) times smaller than the ball still holds it; half of that leaves room at 8 bits. With fewer, noise is
// worse than clipping; where they are plenty the ball can be had whole.
constexpr double default_scale_multiplier(std::size_t dimension, int bits)
{
    const double square = static_cast<double>(dimension) * 127 / (exp2i(bits - 1) - 1);
    double root = square < 1 ? 1 : square;
    for (int k = 0; k < 64; ++k) root = (root + square / root) / 2;  // a square root that is constexpr everywhere
    return root < 2 ? 1 : root / 2;
}

inline namespace LOWP_ISA {

namespace inner {

// mu is the strong convexity times the multiplier.
class halp_grid {
public:
    halp_grid(double mu, int bits, bool backs_off) : mu_(mu), bits_(bits), backs_off_(backs_off) {}

    void begin(double gradient_norm) noexcept { pitch_ = gradient_norm / (mu_ * (exp2i(bits_ - 1) - 1)); }
    double pitch() const noexcept { return pitch_; }

    // Norms of gradients go up and down by themselves: only four times the best so far is taken for divergence. Five
    // rounds that have not halved it are slow; if it is the grid's noise that holds them up, and not its ends, the next
    // grid is finer.
    bool goes_on(double best, double now, const tally& seen) noexcept
    {
        if (!backs_off_) return true;
        const bool is_astray = !(now <= 4 * best);
        if (++rounds_ < 5 && !is_astray) return true;
        const bool is_slow = best > best_before_ / 2, is_clipped = seen.saturated * 1000 > seen.elements;
        if (is_astray || (is_slow && !is_clipped)) mu_ *= 2;
        rounds_ = 0;
        best_before_ = best;
        return !is_astray;
    }

private:
    double mu_;
    int bits_;
    bool backs_off_;
    double pitch_ = 0;
    int rounds_ = 0;
    double best_before_ = std::numeric_limits<double>::infinity();
};

// Of dimension d; throws std::invalid_argument for numbers that make no grid. `multiplier` 0 stands for the default.
inline halp_grid halp_grid_of(const char* method, double strong_convexity, double multiplier, int bits, bool backs_off,
                              std::size_t d)
{
    expect_positive(method, "strong_convexity", strong_convexity);
    expect_option(bits >= 2 && bits <= 24, method, "bits", bits, "2 to 24");
    expect_option(multiplier >= 0 && std::isfinite(multiplier), method, "scale_multiplier", multiplier,
                  "a positive number, or 0 for the default");
    const double m = multiplier > 0 ? multiplier : default_scale_multiplier(d, bits);
    return {m * strong_convexity, bits, backs_off};
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
