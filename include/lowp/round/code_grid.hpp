// lowp/round/code_grid.hpp -- rounding within a carrier by way of the format's codes.
//
// For what the carrier's patterns do not tell (lowp/round/grid.hpp, has_grid): logarithmic formats, formats without
// zero, normal numbers below the carrier's own, and overflow that wraps. Exact as everything here, and slower. The
// format's family is asked before and after the mode, not with it, so that families and modes add up and do not
// multiply.
#pragma once

#include <cstdint>
#include <variant>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/codec.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/to_code.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Precondition: carries<T>(format), and the policy has a meaning for the format.
template <carrier_type T>
struct code_grid {
    any_format format;
    on_overflow policy;
};

namespace inner {

constexpr place place_of_any(const any_format& format, const dyadic& x) noexcept
{
    return std::visit([&x](const auto& f) { return place_of(f, x); }, format);
}
constexpr double value_at_place(const any_format& format, const dyadic& x, const detail::rounded_place& at,
                                on_overflow policy)
{
    return std::visit([&](const auto& f) { return decode(f, detail::finished_code(f, x, at, policy)); }, format);
}

}  // namespace inner

// x need not be a number of the carrier.
template <carrier_type T, rounding_mode R>
constexpr T round_to(const code_grid<T>& g, const dyadic& x, std::uint64_t index, const R& mode)
{
    const place at = x.is_finite() ? inner::place_of_any(g.format, x) : place{};
    const auto rounded = detail::round_place(at, x.negative, mode, index);
    return static_cast<T>(inner::value_at_place(g.format, x, rounded, g.policy));
}
template <carrier_type T, rounding_mode R>
constexpr T round_to(const code_grid<T>& g, T number, std::uint64_t index, const R& mode)
{
    return round_to(g, exactly(number), index, mode);
}

}  // namespace LOWP_ISA
}  // namespace lowp
