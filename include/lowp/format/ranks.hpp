// lowp/format/ranks.hpp -- the numbers of a format in order: ranks, neighbours, ulps, and all codes.
//
// Ranks are consecutive integers from the lowest number to the largest, zero at 0; neighbours are one rank apart, and
// infinities, where there are any, come next to the ends.
#pragma once

#include <cstdint>
#include <iterator>

#include "lowp/core/bits.hpp"
#include "lowp/format/codec.hpp"

namespace lowp {

// The rank of a code that is not NaN; both zeros have rank 0. In formats without zero the smallest number has rank 0.
template <sign_magnitude_format F>
constexpr std::int64_t rank_of(const F& f, std::uint64_t code) noexcept
{
    const auto [negative, magnitude] = detail::taken_apart(f, code);
    const auto rank = static_cast<std::int64_t>(magnitude);
    if (!f.has_zero()) return negative ? -1 - rank : rank;
    const std::int64_t skipped =
        detail::is_zero_magnitude(f, 1) ? static_cast<std::int64_t>(f.smallest_normal_code()) - 1 : 0;
    const std::int64_t above_zero = rank <= skipped ? 0 : rank - skipped;
    return negative ? -above_zero : above_zero;
}
constexpr std::int64_t rank_of(const fixed_format& f, std::uint64_t code) noexcept { return detail::steps_of(f, code); }

// The code of a rank.
template <sign_magnitude_format F>
constexpr std::uint64_t code_of_rank(const F& f, std::int64_t rank) noexcept
{
    const std::uint64_t sign = std::uint64_t{1} << f.magnitude_bits();
    const auto magnitude = static_cast<std::uint64_t>(rank < 0 ? -rank : rank);
    if (!f.has_zero()) return rank < 0 ? sign | (magnitude - 1) : magnitude;
    const std::uint64_t skipped = detail::is_zero_magnitude(f, 1) ? f.smallest_normal_code() - 1 : 0;
    return (rank < 0 ? sign : 0) | (magnitude == 0 ? 0 : magnitude + skipped);
}
constexpr std::uint64_t code_of_rank(const fixed_format& f, std::int64_t rank) noexcept
{
    return static_cast<std::uint64_t>(rank) & last_code(f);
}

// The neighbours of a number: the next one up and down. The largest goes to infinity where there is one and stays where
// not; infinity and NaN stay. As in IEEE 754's nextUp, -0 counts as 0, and above the smallest negative number comes -0
// where there is such a code.
template <number_format F>
constexpr std::uint64_t next_up(const F& f, std::uint64_t code)
{
    const number_class kind = classify(f, code);
    const bool minus_infinity = kind == number_class::infinite && rank_of(f, code) < 0;
    if (kind == number_class::nan || (kind == number_class::infinite && !minus_infinity)) return code;
    const std::int64_t rank = rank_of(f, code);
    if (rank == rank_of(f, largest_number(f)) && !f.has_infinity()) return code;
    const std::uint64_t up = code_of_rank(f, rank + 1);
    return rank == -1 && f.has_minus_zero() ? up | (std::uint64_t{1} << (f.width() - 1)) : up;
}
template <number_format F>
constexpr std::uint64_t next_down(const F& f, std::uint64_t code)
{
    const number_class kind = classify(f, code);
    const bool plus_infinity = kind == number_class::infinite && rank_of(f, code) > 0;
    if (kind == number_class::nan || (kind == number_class::infinite && !plus_infinity)) return code;
    const std::int64_t rank = rank_of(f, code);
    if (rank == rank_of(f, lowest_number(f)) && !(f.has_infinity() && f.has_sign())) return code;
    return code_of_rank(f, rank - 1);
}

// The distance from a finite number's magnitude to the next larger magnitude, as if there were no largest one: the unit
// in the last place. Exact where carries<double>(f).
template <sign_magnitude_format F>
constexpr double ulp(const F& f, std::uint64_t code) noexcept
{
    const std::uint64_t magnitude = detail::taken_apart(f, code).magnitude;
    if constexpr (std::same_as<F, floating_format>)
        return exp2i(
            larger(static_cast<int>(magnitude >> f.fraction_bits) - f.bias, f.min_exponent()) -
            (magnitude < f.smallest_normal_code() && f.subnormal == subnormals::flushed ? 0 : f.fraction_bits));
    else
        return f.magnitude(magnitude + 1) - f.magnitude(magnitude);
}
constexpr double ulp(const fixed_format& f, std::uint64_t) noexcept { return f.smallest(); }

// All codes, for range-for: 0 to last_code(f).
struct code_range {
    struct iterator {
        using iterator_category = std::input_iterator_tag;
        using value_type = std::uint64_t;
        using difference_type = std::int64_t;
        using pointer = const std::uint64_t*;
        using reference = std::uint64_t;

        std::uint64_t code = 0;
        bool is_past_the_end = false;  // 64-bit codes leave no number for it
        std::uint64_t last = 0;

        constexpr std::uint64_t operator*() const noexcept { return code; }
        constexpr iterator& operator++() noexcept
        {
            is_past_the_end = code == last;
            ++code;
            return *this;
        }
        constexpr iterator operator++(int) noexcept
        {
            iterator before = *this;
            ++*this;
            return before;
        }
        friend constexpr bool operator==(const iterator& a, const iterator& b) noexcept
        {
            return a.is_past_the_end == b.is_past_the_end && (a.is_past_the_end || a.code == b.code);
        }
    };
    std::uint64_t last;

    constexpr iterator begin() const noexcept { return {0, false, last}; }
    constexpr iterator end() const noexcept { return {0, true, last}; }
};

template <number_format F>
constexpr code_range codes(const F& f) noexcept
{
    return {last_code(f)};
}

}  // namespace lowp
