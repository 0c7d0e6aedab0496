// lowp/quantize/scale.hpp -- from the largest magnitude of a block to its scale.
//
// Elements are x / scale, and the largest of them should lie near the end of the element format's range. Where scales
// are powers of two, four rules are in use; they differ in whether the largest magnitude may saturate and how much of
// the range may stay empty. A rule is an addend, as a rounding mode is: something is added to the pattern of the
// largest magnitude, and the exponent field is read. (floor(log2f(x)) is wrong just below powers of two.)
#pragma once

#include <cstdint>
#include <span>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/block.hpp"
#include "lowp/quantize/registers.hpp"
#include "lowp/round/round_to.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {

// With E the exponent of the element format's largest number, L that number, and amax the block's largest magnitude:
//
//   floor   floor(log2 amax) - E                                  OCP MX 1.0, 6.3: may saturate
//   ceil    ceil(log2 amax) - E                                   never saturates where L is the last of its binade
//   even    floor(log2 of amax, rounded to the element's bits) - E   ties away: as floor, but for what rounds up to a
//                                                                    power of two
//   cover   the smallest e with amax <= L 2^e                     NVIDIA's rounding up ("RCEIL"): never saturates
enum class scale_rule : unsigned char { floor, ceil, even, cover };

// The smallest e with magnitude <= largest * 2^e, exactly; both are positive, finite and normal.
constexpr int power_above(double magnitude, double largest) noexcept
{
    const std::uint64_t m = to_bits(magnitude), l = to_bits(largest), fraction = (std::uint64_t{1} << 52) - 1;
    return static_cast<int>(m >> 52) - static_cast<int>(l >> 52) + ((m & fraction) > (l & fraction) ? 1 : 0);
}

// The exponent of a normal double, floor(log2 x).
constexpr int exponent_of(double x) noexcept { return static_cast<int>(to_bits(x) >> 52) - 1023; }

// Bits of the significand below the leading one, of the largest number's binade.
constexpr int significand_bits(const floating_format& f) noexcept { return f.fraction_bits; }
constexpr int significand_bits(const fixed_format& f) noexcept { return exponent_of(f.largest()) + f.fraction_bits; }
// A logarithmic binade has as many steps, of other lengths; NLQ's steps grow by a factor that is no power of two.
constexpr int significand_bits(const logarithmic_format& f) noexcept { return f.fraction_bits; }
constexpr int significand_bits(const nlq_format&) noexcept { return 0; }

// What a rule adds to the pattern of amax, a double, before its exponent field less that of L is the scale's exponent.
template <number_format E>
constexpr std::uint64_t scale_addend(scale_rule rule, const E& element) noexcept
{
    constexpr std::uint64_t fraction = (std::uint64_t{1} << 52) - 1;
    switch (rule) {
        case scale_rule::floor:
            break;
        case scale_rule::ceil:
            return fraction;
        case scale_rule::even:
            return (std::uint64_t{1} << 51) >> significand_bits(element);
        case scale_rule::cover:
            return fraction - (to_bits(element.largest()) & fraction);
    }
    return 0;
}

inline namespace LOWP_ISA {

// Makes the scales of one matrix: what they need of the formats, computed once.
template <number_format E>
class scale_maker {
public:
    scale_maker() = default;
    // tensor_scale is 1 unless there are two levels.
    constexpr scale_maker(const block_format<E>& f, scale_rule rule, float tensor_scale)
        : powers_(f.has_power_scales()),
          nan_is_lost_(!f.element.has_nan()),
          two_levels_(f.two_levels),
          addend_(scale_addend(rule, f.element)),
          element_exponent_(exponent_of(f.element.largest())),
          lowest_(exponent_of(f.scale.smallest()) + 1023),
          highest_(exponent_of(f.scale.largest()) + 1023),
          smallest_(static_cast<float>(f.scale.smallest())),
          grid_(f.has_power_scales() ? grid<double>{} : grid_of<double>(f.scale, on_overflow::saturate)),
          at_end_(f.element.largest() * static_cast<double>(tensor_scale))
    {
        // Whether a magnitude below the normal numbers of binary32 has the lowest scale, whatever is added to it.
        const std::int64_t least = lowest_ - bias_ + element_exponent_;
        in_float_ = powers_ && significand_bits(f.element) < 23 && lowest_ >= bias_ && least >= (addend_ == 0 ? 0 : 1);
    }

    // The scale of a block with this largest finite magnitude: the smallest one for a block of zeros, NaN where a NaN
    // would be lost.
    constexpr float operator()(float amax, bool nans) const
    {
        if (nans && nan_is_lost_) return from_bits(nan_pattern<float>);
        if (powers_) return power(amax);
        // A scale that is a number: with two levels the nearest, as NVIDIA has it, else the next that covers amax.
        if (amax == 0) return smallest_;
        const double wanted = static_cast<double>(amax) / at_end_;
        return larger(smallest_, static_cast<float>(two_levels_ ? round_to(grid_, wanted, 0, nearest_even{})
                                                                : round_to(grid_, wanted, 0, toward_positive{})));
    }
    // From the largest magnitudes of blocks without NaN to their scales, in place.
    void each(std::span<float> blocks) const
    {
        if (in_float_)
            inner::by_registers(blocks.data(), blocks.data(), blocks.size(), 0, false,
                                [*this](const lanes<float>& amax, std::uint64_t) { return power_in_float(amax); });
        else
            for (float& block : blocks) block = (*this)(block, false);
    }

private:
    // By binary64, in which every magnitude is normal.
    constexpr float power(float amax) const
    {
        const auto field = static_cast<std::int64_t>((to_bits(static_cast<double>(amax)) + addend_) >> 52);
        const std::int64_t scale = larger(lowest_, smaller(highest_, field - element_exponent_));
        return static_cast<float>(from_bits(static_cast<std::uint64_t>(scale) << 52));  // exact
    }
    // The same where subnormal magnitudes need no distinction, since they all have the lowest scale.
    lanes<float> power_in_float(const lanes<float>& amax) const
    {
        using words = lanes<std::uint32_t>;
        const auto at_least = static_cast<std::uint32_t>(lowest_ - bias_ + element_exponent_);
        const auto at_most = static_cast<std::uint32_t>(highest_ - bias_ + element_exponent_);
        const words wanted = (to_bits(amax) + words(static_cast<std::uint32_t>(addend_ >> 29))) >> 23;
        const words field = smaller(larger(wanted, words(at_least)), words(at_most)) -
                            words(static_cast<std::uint32_t>(element_exponent_));
        return from_bits(select(field == words(0u), words(1u << 22), field << 23));
    }

    static constexpr std::int64_t bias_ = 1023 - carrier<float>::bias;  // between exponent fields

    bool powers_ = true, in_float_ = false, nan_is_lost_ = false, two_levels_ = false;
    std::uint64_t addend_ = 0;
    std::int64_t element_exponent_ = 0;
    std::int64_t lowest_ = 0, highest_ = 0;  // exponent fields of binary64
    float smallest_ = 0;
    grid<double> grid_{};
    double at_end_ = 1;  // exact: the largest element times the tensor's scale
};

// The binary32 scale of a tensor with two levels: it lets the largest block have the largest scale.
template <number_format E>
constexpr float tensor_scale_for(const block_format<E>& f, double amax)
{
    if (!f.two_levels || amax == 0) return 1;
    const double wanted = amax / (f.element.largest() * f.scale.largest());
    return larger(static_cast<float>(wanted), 0x1p-149f);
}

}  // namespace LOWP_ISA

}  // namespace lowp
