// lowp/linalg/number_range.hpp -- what is known of an operand's numbers, from which it follows what its products need.
//
// The length of a significand, a power of two that all numbers are multiples of, and one that bounds them: of a product
// they add up.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/format/fixed.hpp"
#include "lowp/format/floating.hpp"
#include "lowp/format/logarithmic.hpp"
#include "lowp/format/nlq.hpp"

namespace lowp {

struct number_range {
    int precision;  // bits of a significand, the leading one included
    int unit;       // numbers are multiples of 2^unit
    int bound;      // magnitudes are at most 2^bound

    friend constexpr bool operator==(const number_range&, const number_range&) = default;
};

constexpr number_range range_of(const floating_format& f) noexcept
{
    return {f.fraction_bits + 1, f.min_exponent() - f.fraction_bits, f.max_exponent() + 1};
}
constexpr number_range range_of(const fixed_format& f) noexcept
{
    return {larger(1, f.integer_bits + f.fraction_bits), -f.fraction_bits, f.integer_bits};
}
// Whose numbers are powers of two, or irrational and those of binary32 nearest to them.
constexpr number_range range_of(const logarithmic_format& f) noexcept
{
    const int precision = f.fraction_bits == 0 ? 1 : 24;
    return {precision, f.min_exponent() - precision, f.max_exponent() + 1};
}
constexpr number_range range_of(const nlq_format&) noexcept { return {24, -149, 128}; }
inline constexpr number_range range_of_binary32{24, -149, 128}, range_of_binary64{53, -1074, 1024};

// Of the finite numbers that are there.
class range_of_numbers {
public:
    void add(float x) noexcept
    {
        const std::uint32_t pattern = to_bits(x) & 0x7fffffffu;
        if (pattern == 0 || pattern >= infinity_pattern<float>) return;
        const std::uint32_t field = pattern >> 23, significand = pattern & 0x7fffffu;
        const std::uint32_t whole = field == 0 ? significand : significand | 0x800000u;
        bits_ |= whole;
        const int exponent = static_cast<int>(larger(field, 1u)) - 150, unit = exponent + std::countr_zero(whole);
        unit_ = smaller(unit_, unit);
        bound_ = larger(bound_, exponent + static_cast<int>(std::bit_width(whole)));
    }
    constexpr number_range get() const noexcept
    {
        if (bits_ == 0) return {1, 0, 0};
        return {24 - std::countr_zero(bits_), unit_, bound_};
    }

private:
    std::uint32_t bits_ = 0;
    int unit_ = 128, bound_ = -149;
};

// All numbers are those of bfloat16, subnormals included.
constexpr bool is_in_bfloat16(const number_range& r) noexcept
{
    return r.precision <= 8 && r.unit >= -133 && r.bound <= 128;
}
// Neither numbers, nor sums of products in binary32, are ever subnormal.
constexpr bool has_no_subnormals(const number_range& a, const number_range& b) noexcept
{
    return a.unit >= -126 && b.unit >= -126 && a.unit + b.unit >= -126;
}
// Sums of so many products, in any order, are multiples of a power of two by integers below 2^bits.
constexpr bool sums_fit(const number_range& a, const number_range& b, std::size_t count, int bits) noexcept
{
    const int left = bits - (a.bound + b.bound - a.unit - b.unit);
    return left >= 0 && count >> left == 0;
}

}  // namespace lowp
