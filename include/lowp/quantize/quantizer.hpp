// lowp/quantize/quantizer.hpp -- a format, a rounding mode and an overflow policy, made callable.
//
//     constexpr quantizer q{known<e4m3fn>};        // nearest even, saturating
//     static_assert(q(1.0625f) == 1.0f);
//     quantizer r{parse_format("q2.5"), stochastic{stream{42}}};     // from lowp/precision/parse.hpp
//     r(x, y);                                     // spans: from lowp/quantize/array.hpp
//
// A quantizer maps a carrier's number (float or double) to the nearest value of the format in the sense of its mode,
// still in the carrier: emulation. The format may be known to the compiler, a descriptor, or of any family; the mode
// may be one, or any_rounding. Modes that draw do so at the element's index in its tensor.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <variant>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/format.hpp"
#include "lowp/pack/bit_string.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/round/any_rounding.hpp"
#include "lowp/round/code_grid.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/overflow.hpp"
#include "lowp/round/round_to.hpp"
#include "lowp/round/stochastic.hpp"

namespace lowp {

struct tally;  // lowp/quantize/tally.hpp

inline namespace LOWP_ISA {

// A mode, or a mode met at run time.
template <class R>
concept rounding_source = rounding_mode<R> || std::same_as<R, any_rounding>;

// Calls use(grid) with what rounding in the carrier needs to know of a format. Preconditions: the carrier holds the
// format, and the policy has a meaning for it.
template <carrier_type T, format_source F, class Use>
constexpr decltype(auto) with_grid(const F& format, on_overflow policy, Use&& use)
{
    if constexpr (std::same_as<F, any_format>) {
        return with_descriptor(format, [&](const auto& f) -> decltype(auto) { return with_grid<T>(f, policy, use); });
    } else {
        using format_type = decltype(value_of(format));
        const auto f = value_of(format);
        if constexpr (is_known<F>)
            static_assert(carries<T>(value_of(F{})),
                          "the carrier (float, double) does not hold all values of this format");
        else
            LOWP_EXPECTS(carries<T>(f),
                         "a format whose values the carrier holds (float: up to 8 exponent and 23 fraction bits)");
        LOWP_EXPECTS(is_valid_policy(f, policy), "wrap with two's complement and unsigned fixed point only");
        if constexpr (requires { grid_of<T>(f, policy); }) {
            // In the known floating formats that have a grid the other way is never taken.
            if constexpr (is_known<F> && std::same_as<format_type, floating_format>)
                if constexpr (has_grid<T>(value_of(F{}), on_overflow::saturate)) return use(grid_of<T>(f, policy));
            if (has_grid<T>(f, policy)) return use(grid_of<T>(f, policy));
        }
        return use(code_grid<T>{f, policy});
    }
}

// Calls use(mode) with the mode itself, whichever way it was met.
template <rounding_source R, class Use>
constexpr decltype(auto) with_rounding(const R& rounding, Use&& use)
{
    if constexpr (std::same_as<R, any_rounding>)
        return std::visit(use, rounding);
    else
        return use(rounding);
}
template <rounding_source R>
constexpr void expect_valid(const R& rounding)
{
    LOWP_EXPECTS(with_rounding(rounding, [](const auto& mode) { return is_valid_mode(mode); }),
                 "a rounding mode with its numbers in range (stochastic: 1 to its most_bits)");
}

template <format_source Format, rounding_source Rounding = nearest_even>
struct quantizer {
    [[no_unique_address]] Format format;
    [[no_unique_address]] Rounding rounding{};
    on_overflow overflow = on_overflow::saturate;

    // One number, the one at `index` in its tensor.
    template <carrier_type T>
    constexpr T operator()(T x, std::uint64_t index = 0) const
    {
        expect_valid(rounding);
        return with_grid<T>(format, overflow, [&](const auto& g) {
            return with_rounding(rounding, [&](const auto& mode) { return round_to(g, x, index, mode); });
        });
    }

    // A whole span, in place or not (equal or disjoint, equally long); with a tally the pass also counts. Defined in
    // lowp/quantize/array.hpp.
    void operator()(std::span<const float> in, std::span<float> out, const pass& how = {}) const;
    void operator()(std::span<float> x, const pass& how = {}) const;
    void operator()(std::span<const float> in, std::span<float> out, tally& t, const pass& how = {}) const;
    void operator()(std::span<float> x, tally& t, const pass& how = {}) const;
    void operator()(std::span<const double> in, std::span<double> out, const pass& how = {}) const;
    void operator()(std::span<double> x, const pass& how = {}) const;
    void operator()(std::span<const double> in, std::span<double> out, tally& t, const pass& how = {}) const;
    void operator()(std::span<double> x, tally& t, const pass& how = {}) const;

    // The same with random bits of its own, for another step, tensor or role.
    template <class Child>
    constexpr quantizer fork(const Child& child) const
    {
        return {format, with_rounding(rounding, [&](const auto& mode) -> Rounding { return lowp::fork(mode, child); }),
                overflow};
    }

    // Bytes that n elements take in the format's own bits, packed (lowp/pack/bit_string.hpp).
    constexpr std::uint64_t stored_bytes(std::uint64_t n) const noexcept { return packed_bytes(n, width_of(format)); }
};

// Written out because clang deduces aggregates only since version 17.
template <class F>
quantizer(F) -> quantizer<F>;
template <class F, class R>
quantizer(F, R) -> quantizer<F, R>;
template <class F, class R>
quantizer(F, R, on_overflow) -> quantizer<F, R>;

}  // namespace LOWP_ISA
}  // namespace lowp
