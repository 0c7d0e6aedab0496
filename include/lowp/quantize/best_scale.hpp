// lowp/quantize/best_scale.hpp -- the power of two that a format is best scaled by, for numbers at hand.
//
//     strata s;
//     s.add(x);
//     const auto best = best_scale(quantizer{e4m3fn}, s.list());   // best.exponent, best.sqnr_db
//     scaled_by_power(e4m3fn, best.exponent);                      // the format to use
//
// A scale by which nothing saturates (lowp/quantize/scaled.hpp) wastes bits on a few large numbers; a lower one cuts
// them off and has finer steps for all others. Rounding to nearest, no higher one is better: its numbers are among
// those of the lower one. Downward all scales are tried, until what is cut off alone weighs more than the whole error
// of the best so far.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <variant>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/elementary.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/format/format.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/quantize/scale.hpp"
#include "lowp/quantize/strata.hpp"

namespace lowp {

struct scale_and_sqnr {
    int exponent = 0;    // of the scale, a power of two
    double sqnr_db = 0;  // 10 log10(sum x^2 / sum of squares of errors); infinite without an error
};

inline namespace LOWP_ISA {

namespace inner {

// Sums over all numbers that strata stand for, in their order.
template <class Square>
double sum_of_squares(std::span<const stratum> numbers, const Square& root)
{
    double sum = 0;
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        const double x = root(k);
        sum += unfused_product(static_cast<double>(numbers[k].count), unfused_product(x, x));
    }
    return sum;
}

// Of scales of one quantizer, over the same numbers.
template <format_source F, rounding_source R>
class scale_trials {
public:
    scale_trials(const quantizer<F, R>& q, std::span<const stratum> numbers)
        : base_{any_of(q.format), q.rounding, q.overflow}, numbers_(numbers), rounded_(numbers.size())
    {
        for (const stratum& one : numbers) exact_.push_back(one.number);
        power_ = sum_of_squares(numbers, [&](std::size_t k) { return static_cast<double>(exact_[k]); });
    }

    any_format scaled_format(int e) const
    {
        return std::visit([e](const auto& f) { return any_format(scaled_by_power(f, e)); }, base_.format);
    }
    bool is_carried(int e) const
    {
        return std::visit([](const auto& f) { return carries<float>(f); }, scaled_format(e));
    }
    double noise(int e)
    {
        quantizer<any_format, R>{scaled_format(e), base_.rounding, base_.overflow}(std::span<const float>(exact_),
                                                                                   std::span<float>(rounded_));
        return sum_of_squares(
            numbers_, [&](std::size_t k) { return static_cast<double>(rounded_[k]) - static_cast<double>(exact_[k]); });
    }
    // What saturation alone makes of it, at least.
    double cut_off(int e) const
    {
        const double end = largest() * exp2i(e);
        return sum_of_squares(
            numbers_, [&](std::size_t k) { return larger(std::fabs(static_cast<double>(exact_[k])) - end, 0.0); });
    }
    double sqnr_db(double noise) const
    {
        return noise == 0 ? std::numeric_limits<double>::infinity() : elementary::decibels(power_ / noise);
    }
    double largest() const
    {
        return std::visit([](const auto& f) { return f.largest(); }, base_.format);
    }
    double largest_number() const
    {
        double most = 0;
        for (const float one : exact_) most = larger(most, std::fabs(static_cast<double>(one)));
        return most;
    }

private:
    quantizer<any_format, R> base_;
    std::span<const stratum> numbers_;
    std::vector<float> exact_, rounded_;
    double power_ = 0;
};

}  // namespace inner

// The SQNR at each of the exponents; NaN where binary32 does not carry the scaled format.
template <format_source F, rounding_source R>
std::vector<double> sqnr_over_scales(const quantizer<F, R>& q, std::span<const stratum> numbers,
                                     std::span<const int> exponents)
{
    inner::scale_trials trials(q, numbers);
    std::vector<double> found;
    for (const int e : exponents)
        found.push_back(trials.is_carried(e) ? trials.sqnr_db(trials.noise(e))
                                             : std::numeric_limits<double>::quiet_NaN());
    return found;
}

// Of equally good scales the highest, but 2^0 before all others. Precondition: binary32 carries the format. Modes that
// draw do so at a stratum's place in the list.
template <format_source F, rounding_source R>
scale_and_sqnr best_scale(const quantizer<F, R>& q, std::span<const stratum> numbers)
{
    inner::scale_trials trials(q, numbers);
    LOWP_EXPECTS(trials.is_carried(0), "a format whose values binary32 holds");
    double least = trials.noise(0);
    int best = 0;
    const double most = trials.largest_number();
    if (most == 0) return {0, trials.sqnr_db(least)};
    int e = power_above(most, trials.largest());
    while (e != 0 && !trials.is_carried(e)) e += e < 0 ? 1 : -1;
    for (; trials.is_carried(e) && trials.cut_off(e) < least; --e)
        if (const double noise = trials.noise(e); noise < least) {
            least = noise;
            best = e;
        }
    return {best, trials.sqnr_db(least)};
}

}  // namespace LOWP_ISA
}  // namespace lowp
