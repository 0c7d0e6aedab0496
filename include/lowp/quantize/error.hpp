// lowp/quantize/error.hpp -- what a format costs: the error of rounded numbers, measured in one pass.
//
//     quantization_error e{e4m3fn};
//     e.add(x, y);                              // exact and rounded numbers; and again, for the next part of a stream
//     e.sqnr_db(), e.bias(), e.largest_ulps(), e.codes().entropy();
//     e += of_another_thread;                   // as if one had measured all
//
//     auto e = error_of(quantizer{e4m3fn}, x, {.threads = 4});   // rounds as it measures: no second array
//
// An error is the rounded number less the exact one, in binary64. Pairs of which one is not finite are counted, and
// left out of everything else. Sums are binary64's: where numbers exceed 2^511, those of squares need not be finite.
// All figures are the same bits for any number of threads and on every machine.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/elementary.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/format/format.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/code_counts.hpp"
#include "lowp/quantize/error_block.hpp"
#include "lowp/quantize/error_sums.hpp"
#include "lowp/quantize/format_steps.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/quantize/tally.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Of n pairs; "finite" are those of which both numbers are.
class quantization_error {
public:
    // Of numbers of no one format (blocks with scales, say): without ulps, saturation, codes and value steps.
    quantization_error() = default;
    // Precondition: the format's normal numbers are not below 2^-1022.
    // Copies of what holds an error must not ask whether an error is a format: clang 14 stumbles over it.
    template <class F>
        requires(!std::same_as<F, quantization_error> && format_source<F>)
    explicit quantization_error(const F& format) : steps_(std::in_place, any_of(format))
    {
        const auto* floating = std::get_if<floating_format>(&steps_->format());
        LOWP_EXPECTS(floating == nullptr || floating->min_exponent() >= -1022,
                     "quantization_error: a format whose normal numbers are those of binary64");
        seen_.codes = empty_counts();
    }

    // Precondition: spans of one length. With a format: rounded numbers are numbers of it, and it fits the carrier.
    template <carrier_type T>
    void add(std::span<const T> exact, std::span<const T> rounded, const pass& how = {})
    {
        LOWP_EXPECTS(exact.size() == rounded.size(), "quantization_error: as many rounded numbers as exact ones");
        add_all(exact, how.threads, [&](std::size_t first, std::size_t, T*) { return rounded.data() + first; });
    }
    template <carrier_numbers X, carrier_numbers Y,
              class T = std::remove_cvref_t<decltype(*std::span(std::declval<X&>()).data())>>
    void add(const X& exact, const Y& rounded, const pass& how = {})
    {
        add(std::span<const T>(exact), std::span<const T>(rounded), how);
    }
    // Rounded on the way, by a function of two spans and a pass, which gets a block at a time and must not throw: a
    // quantizer, but none that chooses a scale for what it gets.
    template <carrier_type T, class Round>
    void add_rounded(std::span<const T> exact, const Round& round, const pass& how = {})
    {
        add_all(exact, how.threads, [&](std::size_t first, std::size_t n, T* room) {
            round(exact.subspan(first, n), std::span<T>(room, n), pass{.first = how.first + first});
            return static_cast<const T*>(room);
        });
    }

    // Merges. Precondition: errors of one format, or one of them of none and of no pairs.
    quantization_error& operator+=(const quantization_error& other)
    {
        if (!other.steps_ && other.elements() == 0) return *this;
        if (!steps_ && elements() == 0) return *this = other;
        LOWP_EXPECTS(format() == other.format(), "quantization_error: errors of one format");
        seen_ += other.seen_;
        sums_ += other.sums_;
        return *this;
    }

    std::optional<any_format> format() const
    {
        return steps_ ? std::optional<any_format>(steps_->format()) : std::nullopt;
    }

    // Counts: of all pairs (tally: saturated, flushed, NaN among the exact numbers), and of those that were finite and
    // no longer are.
    const tally& counts() const noexcept { return seen_.counts; }
    std::uint64_t elements() const noexcept { return seen_.counts.elements; }
    std::uint64_t finite() const noexcept { return sums_.pairs; }
    std::uint64_t lost() const noexcept { return seen_.lost; }
    double share(std::uint64_t count) const noexcept { return ratio(static_cast<double>(count), elements()); }

    // Of finite pairs; 0 where there are none.
    double bias() const noexcept { return mean(sums_.errors); }  // the mean error
    double bias_standard_error() const noexcept;                 // what chance makes of it: one standard deviation
    double mean_error() const noexcept { return mean(sums_.magnitudes); }  // of magnitudes
    double largest_error() const noexcept { return sums_.largest_error; }
    double rms() const noexcept { return std::sqrt(mean(sums_.squares)); }
    // The signal's power by the noise's, in decibels: 10 log10(sum x^2 / sum (y - x)^2). Infinite without an error.
    double sqnr_db() const noexcept;
    // |y - x| / |x|, of pairs whose x is not 0.
    double mean_relative() const noexcept { return ratio(sums_.relative.value(), sums_.pairs - sums_.zeros); }
    double largest_relative() const noexcept { return sums_.largest_relative; }
    // |y - x| in units in the last place of the format at x.
    double mean_ulps() const noexcept { return mean(sums_.ulps); }
    double largest_ulps() const noexcept { return sums_.largest_ulps; }
    // The codes that were used; empty above 16 bits.
    const code_counts& codes() const noexcept { return seen_.codes; }
    // The measure kappa of IEEE P3109 (interim report, "Approximate implementations"), which no scaling changes: at
    // most so many numbers of the format lie from the one nearest to x (that itself not counted) to y.
    std::uint64_t value_steps() const noexcept { return seen_.value_steps; }

    const error_sums& sums() const noexcept { return sums_; }

private:
    static double ratio(double x, std::uint64_t n) noexcept { return n == 0 ? 0 : x / static_cast<double>(n); }
    double mean(const long_sum& sum) const noexcept { return ratio(sum.value(), sums_.pairs); }

    // Blocks one after the other; get(first, n, room) gives their rounded numbers.
    template <carrier_type T, class Get>
    void add_all(std::span<const T> exact, int threads, const Get& get)
    {
        using inner::error_block;
        const std::size_t n = exact.size(), blocks = (n + error_block - 1) / error_block;
        const std::size_t shares = threads <= 1 ? 1 : smaller(blocks, static_cast<std::size_t>(threads));
        std::vector<error_sums> found(blocks);
        std::vector<inner::seen_pairs> seen(shares, inner::seen_pairs{{}, 0, 0, empty_counts()});
        std::vector<inner::block_measure<T>> measures;  // made here: threads must not throw
        measures.reserve(shares);
        for (inner::seen_pairs& one : seen) measures.emplace_back(steps_ ? &*steps_ : nullptr, one);
        parallel_for_equal(shares, threads, [&](std::size_t share) {
            inner::block_measure<T>& measure = measures[share];
            for (std::size_t b = blocks * share / shares; b < blocks * (share + 1) / shares; ++b) {
                const std::size_t first = b * error_block, count = smaller(error_block, n - first);
                found[b] = measure(exact.data() + first, get(first, count, measure.room()), count);
            }
        });
        for (const inner::seen_pairs& one : seen) seen_ += one;
        for (const error_sums& one : found) sums_ += one;
    }
    code_counts empty_counts() const
    {
        return steps_ && steps_->has_codes() ? code_counts(steps_->width()) : code_counts();
    }

    std::optional<inner::format_steps> steps_;
    inner::seen_pairs seen_;
    error_sums sums_;
};

inline double quantization_error::bias_standard_error() const noexcept
{
    if (sums_.pairs < 2) return 0;
    const double b = bias(), variance = larger(mean(sums_.squares) - unfused_product(b, b), 0.0);
    return std::sqrt(variance / static_cast<double>(sums_.pairs - 1));
}
inline double quantization_error::sqnr_db() const noexcept
{
    const double power = sums_.power.value(), noise = sums_.squares.value();
    if (noise == 0) return std::numeric_limits<double>::infinity();
    return elementary::decibels(power / noise);
}

// The error of numbers that a quantizer rounds, found without a second array.
template <format_source F, rounding_source R, carrier_numbers X>
quantization_error error_of(const quantizer<F, R>& q, const X& x, const pass& how = {})
{
    using T = std::remove_cvref_t<decltype(*std::span(x).data())>;
    quantization_error e(q.format);
    e.add_rounded(std::span<const T>(x), q, how);
    return e;
}

}  // namespace LOWP_ISA
}  // namespace lowp
