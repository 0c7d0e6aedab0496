// lowp/quantize/error_block.hpp -- pairs of exact and rounded numbers, a block at a time, measured on a format.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/format.hpp"
#include "lowp/quantize/code_counts.hpp"
#include "lowp/quantize/codes.hpp"
#include "lowp/quantize/counted.hpp"
#include "lowp/quantize/error_sums.hpp"
#include "lowp/quantize/format_steps.hpp"
#include "lowp/quantize/tally.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// What pairs have, besides sums: integers, whose order does not matter.
struct seen_pairs {
    tally counts;
    std::uint64_t lost = 0;         // not finite, though the exact number is
    std::uint64_t value_steps = 0;  // the farthest from the nearest number of the format
    code_counts codes;

    seen_pairs& operator+=(const seen_pairs& other)
    {
        counts += other.counts;
        lost += other.lost;
        value_steps = larger(value_steps, other.value_steps);
        codes += other.codes;
        return *this;
    }
};

// Without a format every number is beyond what is usual: zeros are looked for everywhere.
template <carrier_type T>
constexpr tally_bounds<T> bounds_without_format() noexcept
{
    constexpr word_of<T> largest = infinity_pattern<T> - 1;
    return {largest, {largest, largest}, {infinity_pattern<T>, infinity_pattern<T>}, true, 0};
}

// One for each thread. `format` and `seen` outlive it.
template <carrier_type T>
class block_measure {
public:
    // Takes all the memory it will need.
    block_measure(const format_steps* format, seen_pairs& seen)
        : format_(format), seen_(seen), room_(error_block), x_(error_block), y_(error_block)
    {
        if (format_ == nullptr) {
            bounds_ = bounds_without_format<T>();
            return;
        }
        bounds_ = with_descriptor(format_->format(), [](const auto& f) { return tally_bounds_of<T>(f); });
        nearest_.emplace(format_->width());
        stored_.emplace(format_->width());
        if (std::visit([](const auto& f) { return format_steps::is_listed(f); }, format_->format()))
            inverse_ulps_.resize(error_block + sums_of_errors);
    }

    // Where rounded numbers of a block may be put.
    T* room() noexcept { return room_.data(); }

    error_sums operator()(const T* x, const T* y, std::size_t n)
    {
        count(x, y, n);
        if (!are_finite(x, n) || !are_finite(y, n)) {
            n = take_finite(x, y, n);
            x = x_.data(), y = y_.data();
        }
        if (n == 0) return {};
        if (format_ == nullptr) return errors_of_block(x, y, n, no_ulps{});
        look_at_codes(x, y, n);
        return std::visit([&](const auto& f) { return sums(f, x, y, n); }, format_->format());
    }

private:
    void count(const T* x, const T* y, std::size_t n)
    {
        using V = lanes<T>;
        register_tally<V> seen{bounds_};
        const auto count_some = [&seen](const T* a, const T* b) {
            const V rounded = V::load(b);
            seen.count(V::load(a), to_bits(rounded) & word_of<V>(~sign_pattern<T>));
        };
        std::size_t k = 0;
        for (; k + V::size <= n; k += V::size) count_some(x + k, y + k);
        if (k < n) {
            T exact[V::size] = {}, rounded[V::size] = {};
            std::copy_n(x + k, n - k, exact);
            std::copy_n(y + k, n - k, rounded);
            count_some(exact, rounded);
        }
        seen_.counts += sum_of(seen, n);
    }
    static bool is_finite(T x) noexcept { return (to_bits(x) & ~sign_pattern<T>) < infinity_pattern<T>; }
    static bool are_finite(const T* x, std::size_t n) noexcept
    {
        using V = lanes<T>;
        word_of<V> most(word_of<T>{0});
        std::size_t k = 0;
        for (; k + V::size <= n; k += V::size)
            most = larger(most, to_bits(V::load(x + k)) & word_of<V>(~sign_pattern<T>));
        bool all = !any(most > word_of<V>(infinity_pattern<T> - 1));
        for (; k < n; ++k) all = all && is_finite(x[k]);
        return all;
    }
    std::size_t take_finite(const T* x, const T* y, std::size_t n)
    {
        std::size_t taken = 0;
        for (std::size_t k = 0; k < n; ++k) {
            seen_.lost += is_finite(x[k]) && !is_finite(y[k]);
            if (!is_finite(x[k]) || !is_finite(y[k])) continue;
            x_[taken] = x[k], y_[taken] = y[k];
            ++taken;
        }
        return taken;
    }

    void look_at_codes(const T* x, const T* y, std::size_t n)
    {
        const std::uint8_t* const stored = stored_->of(format_->format(), y, n, nearest_even{});
        if (format_->has_codes()) seen_.codes.add_words(stored, n);
        const std::uint8_t* const nearest = nearest_->of(format_->format(), x, n, nearest_even{});
        seen_.value_steps = larger(seen_.value_steps, format_->most_steps(*stored_, stored, nearest, n));
    }

    template <class F>
    error_sums sums(const F& f, const T* x, const T* y, std::size_t n)
    {
        if constexpr (std::same_as<F, floating_format>) {
            return errors_of_block(x, y, n, ulps_of_binade(f));
        } else if constexpr (std::same_as<F, fixed_format>) {
            return errors_of_block(x, y, n, one_ulp{1 / f.smallest()});
        } else {
            const std::uint8_t* const below = nearest_->of(format_->format(), x, n, toward_zero{});
            for (std::size_t k = 0; k < n; ++k) inverse_ulps_[k] = format_->inverse_ulp(nearest_->code(below, k));
            return errors_of_block(x, y, n, listed_ulps{inverse_ulps_.data()});
        }
    }

    const format_steps* format_;
    seen_pairs& seen_;
    tally_bounds<T> bounds_{};
    std::vector<T> room_, x_, y_;
    std::optional<codes_of_block> nearest_, stored_;
    std::vector<double> inverse_ulps_;
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
