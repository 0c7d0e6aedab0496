// lowp/round/nearest_code.hpp -- a double to the code of the nearest number, ties to even: to_code's answer, sooner.
//
// For formats that binary32 carries and that have subnormals; overflow becomes infinity (on_overflow::infinity).
// Nothing but the shifts and the addend of lowp/round/to_code.hpp are left, in one 64-bit word.
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/dyadic.hpp"
#include "lowp/format/floating.hpp"
#include "lowp/round/to_code.hpp"

namespace lowp {

constexpr bool has_nearest_code(const floating_format& f) noexcept
{
    return carries<float>(f) && f.has_sign() && f.subnormal == subnormals::gradual;
}
template <number_format F>
constexpr bool has_nearest_code(const F&) noexcept
{
    return false;
}

// Precondition: has_nearest_code(f).
constexpr std::uint64_t nearest_code(const floating_format& f, double x)
{
    const std::uint64_t pattern = to_bits(x), magnitude = pattern & ~sign_pattern<double>;
    const int exponent = static_cast<int>(magnitude >> 52) - 1023;
    const std::uint64_t one = std::uint64_t{1} << 52, significand = (magnitude & (one - 1)) | one;
    // From 63 bits on nothing is left, as from 54 on already: double's own subnormals, too, which have no leading one.
    const int pitch = larger(exponent, f.min_exponent());
    const int dropped = smaller(52 - f.fraction_bits + (pitch - exponent), 63);
    const std::uint64_t base = static_cast<std::uint64_t>(pitch - f.min_exponent()) << f.fraction_bits;
    const std::uint64_t odd = (base + (significand >> dropped)) & 1;
    const std::uint64_t addend = (std::uint64_t{1} << (dropped - 1)) - 1 + odd;
    const std::uint64_t code = base + ((significand + addend) >> dropped);
    if (magnitude >= infinity_pattern<double> || code > f.largest_code())
        return to_code(f, exactly(x), nearest_even{}, on_overflow::infinity);
    const bool sign = magnitude != pattern && (code != 0 || f.has_minus_zero());
    return code | static_cast<std::uint64_t>(sign) << f.magnitude_bits();
}

}  // namespace lowp
