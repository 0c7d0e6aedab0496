// lowp/precision/cyclic.hpp -- a number of bits that goes up and down with the steps of a training.
//
//     constexpr cyclic bits{.low = 3, .high = 8, .cycles = 32, .steps = 64000};
//     bits(1), bits(1000), bits(2000), bits(2001)               // 3, 6, 8, 3
//
// Cyclic precision training (Fu et al. 2021). Step t of the T of a cycle, both counted from 0, has
//
//     low + (high - low) (1 - cos(pi t / T)) / 2       or       low + (high - low) t / T
//
// bits, rounded to the nearest integer, ties to even: each cycle begins at `low`, ends at `high` and falls back. (Short
// ones end below `high`: of five bits more than `low`, cosines of fewer than 5 steps and lines of fewer than 10.) With
// cycles = 1 the precision rises once (annealing). Where their number does not divide that of the steps, the lengths of
// cycles differ by one, so that the last is a whole one; the authors' code leaves a rest then, which begins once more
// at `low`.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "lowp/core/contract.hpp"
#include "lowp/core/elementary.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"

namespace lowp {
inline namespace LOWP_ISA {

enum class cycle_shape : unsigned char { cosine, linear };

struct cyclic {
    int low = 3, high = 8;      // bits, from 1
    std::uint64_t cycles = 32;  // N
    std::uint64_t steps = 0;    // of the whole training, at least as many as cycles, below 2^32
    cycle_shape shape = cycle_shape::cosine;

    // The bits of a step, which trainings count from 1. Step 0, at which weights are rounded for the first, is as the
    // first; what comes after the last is as the last.
    constexpr int operator()(std::uint64_t step) const
    {
        LOWP_EXPECTS(cycles != 0 && cycles <= steps && steps >> 32 == 0 && low <= high,
                     "cycles of at least a step, fewer than 2^32 steps, and bits in ascending order");
        const std::uint64_t at = (step == 0 ? 1 : step > steps ? steps : step) - 1;
        const auto begin_of = [this](std::uint64_t c) { return c * (steps / cycles) + c * (steps % cycles) / cycles; };
        std::uint64_t c = at * cycles / steps;  // or the one after it
        while (c + 1 < cycles && begin_of(c + 1) <= at) ++c;
        return at_share(at - begin_of(c), begin_of(c + 1) - begin_of(c));
    }

private:
    // Step t of T. Linear steps are shares of integers, and rounded as such.
    constexpr int at_share(std::uint64_t t, std::uint64_t all) const noexcept
    {
        if (shape == cycle_shape::linear) {
            const std::uint64_t exact = static_cast<std::uint64_t>(high - low) * t;
            const int whole = low + static_cast<int>(exact / all);
            const std::uint64_t twice = 2 * (exact % all);
            return twice > all || (twice == all && whole % 2 != 0) ? whole + 1 : whole;
        }
        const double exact = low + unfused_product(0.5 * (high - low), 1 - elementary::cos_pi(t, all));
        return static_cast<int>((exact + 0x1.8p52) - 0x1.8p52);
    }
};

// Throws std::invalid_argument.
inline void expect_valid(const cyclic& c)
{
    const auto fail = [](const std::string& what) { throw std::invalid_argument("cyclic: " + what); };
    if (c.low < 1) fail("low is " + std::to_string(c.low) + ", expected at least 1 bit");
    if (c.high < c.low)
        fail("low is " + std::to_string(c.low) + " and high is " + std::to_string(c.high) +
             ", expected them in ascending order");
    if (c.cycles == 0) fail("cycles is 0, expected at least 1");
    if (c.steps < c.cycles || c.steps >> 32 != 0)
        fail("steps is " + std::to_string(c.steps) + ", expected at least one for each of " + std::to_string(c.cycles) +
             " cycles, and fewer than 2^32");
}

// The same number of bits at every step.
struct constant_bits {
    int bits = 8;

    constexpr int operator()(std::uint64_t) const noexcept { return bits; }
};

}  // namespace LOWP_ISA
}  // namespace lowp
