// lowp/linalg/emulated.hpp -- tiles of sums that are rounded to a format at each step, in registers.
//
// A step is round(a b + c), rounded once, from the exact value. The sum goes through binary32 first, which must not be
// seen: rounded there to odd, where the machine can, it decides as the exact one would (lowp/round/odd.hpp); rounded to
// nearest, it does so where is_harmless() says. Modes, formats and machines for which neither goes are gone through by
// operations on arrays (lowp/linalg/emulated_rows.hpp): slower, and the same bits.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/number_range.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/rounding_tiles.hpp"
#include "lowp/linalg/tile.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/quantize/registers.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/odd.hpp"
#include "lowp/simd/fused_to_odd.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

template <class R>
inline constexpr bool rounds_to_nearest =
    std::same_as<R, nearest_even> || std::same_as<R, nearest_away> || std::same_as<R, nearest_zero>;

// Whether rounding c + product to nearest in binary32, and then to nearest in the format of c, is rounding once. The
// first can go wrong only if it arrives at the middle M of two numbers of the format that the sum is not: then
// 0 < |sum - M| <= 2^-digits |M|. With p bits in c and q in the product, M has p + 1 bits; so M less the product, if it
// is not zero, is at least 2^-p |M| or 2^-q |M|, about. A smaller term could not make that up, and a larger one is a
// multiple of 2^-p of it: then the difference is at least 2^-(p + p) |M| or 2^-(p + q) |M|. The product may be M itself
// if it has more than p bits: then the smallest c must not be lost beside it. Tests go through all sums of small
// formats.
constexpr bool is_harmless(const number_range& product, const number_range& format, int digits = 24) noexcept
{
    // Sums are multiples of what products are, and stop growing where a product is less than half a step of theirs.
    const number_range c{format.precision, larger(format.unit, product.unit),
                         smaller(format.bound, product.bound + format.precision + 2)};
    if (product.unit < -126 || product.bound > 126 || c.bound > 126) return false;
    const bool all_exact = larger(product.bound, c.bound) + 1 - product.unit <= digits;
    return all_exact || (larger(product.precision, c.precision) + c.precision < digits &&
                         (product.precision <= c.precision || c.bound - c.unit <= digits));
}
constexpr number_range product_of(const number_range& a, const number_range& b) noexcept
{
    return {a.precision + b.precision, a.unit + b.unit, a.bound + b.bound};
}

// A product, or where sums go to odd a number x, is added to c. Round is register_rounding of
// lowp/quantize/registers.hpp, whose with_its_nan() is for finished sums. Inlined by force, as far as that: a call for
// each of a tile's sums takes its constants out of their registers.
template <class Round>
struct harmless_step {
    Round round;

    [[gnu::always_inline]] lanes<float> operator()(const lanes<float>& a, const lanes<float>& b, const lanes<float>& c,
                                                   std::uint64_t at) const noexcept
    {
        return round.but_nan(multiply_add(a, b, c), at);
    }
};
template <bool MinusZero, class Round>
struct odd_step {
    Round round;

    [[gnu::always_inline]] lanes<float> operator()(const lanes<float>& a, const lanes<float>& b, const lanes<float>& c,
                                                   std::uint64_t at) const noexcept
    {
        return round.but_nan(fused_to_odd<MinusZero>(a, b, c), at);
    }
    [[gnu::always_inline]] lanes<float> operator()(const lanes<float>& x, const lanes<float>& c,
                                                   std::uint64_t at) const noexcept
    {
        return round.but_nan(sum_to_odd<MinusZero>(x, c), at);
    }
};

// Whether a number rounded to odd in binary32 is rounded as the exact one would be. As lowp/round/odd.hpp says it, but
// subnormals do not matter where the hardware does it. What is beyond binary32 becomes its largest number there, which
// each mode takes for one beyond a format of the same exponents; but one that draws does so by chance.
template <rounding_mode R>
constexpr bool decides_from_odd(const grid<float>& g, const R& mode) noexcept
{
    const std::uint32_t top = larger(g.limit[0], g.limit[1]) >> carrier<float>::fraction_bits;
    const bool ends_before = top < 2 * carrier<float>::bias || (stops_at_limit(g, 0) && stops_at_limit(g, 1));
    return (!draws<R> || ends_before) && g.dropped < 24 && static_cast<int>(g.dropped) >= bits_compared(mode) + 2;
}

// The following call use(step) if there is one, and give whether there was.
template <class Grid, class R, class Use>
bool with_odd_step(const Grid& g, const R& mode, const Use& use)
{
    if constexpr (has_fused_to_odd && std::same_as<Grid, grid<float>>)
        if (decides_from_odd(g, mode)) {
            with_register_rounding(
                g, mode, [&]<class Round>(const Round& r) { use(odd_step<sums_to_minus_zero<R>, Round>{r}); });
            return true;
        }
    return false;
}
// For sums of c and numbers of binary32, of which nothing more is known.
template <class Format, class Rounding, class Use>
bool with_step(const quantizer<Format, Rounding>& q, const Use& use)
{
    return with_grid<float>(q.format, q.overflow, [&](const auto& g) {
        return with_rounding(q.rounding, [&](const auto& mode) { return with_odd_step(g, mode, use); });
    });
}
// For sums of c and products in such a range.
template <class Format, class Rounding, class Use>
bool with_step(const quantizer<Format, Rounding>& q, const number_range& product, const Use& use)
{
    const number_range of_c = with_descriptor(q.format, [](const auto& f) { return lowp::range_of(f); });
    return with_grid<float>(q.format, q.overflow, [&]<class Grid>(const Grid& g) {
        return with_rounding(q.rounding, [&]<class R>(const R& mode) {
            if constexpr (std::same_as<Grid, grid<float>> && rounds_to_nearest<R>)
                if (is_harmless(product, of_c)) {
                    with_register_rounding(g, mode, [&]<class Round>(const Round& r) { use(harmless_step<Round>{r}); });
                    return true;
                }
            return with_odd_step(g, mode, use);
        });
    });
}

// Step s of element (i, j) of an m x n result draws as number (s m + i) N + j of its tensor, with N the first multiple
// of a block of random words that is not below n.
struct drawn_places {
    std::size_t rows, columns;

    drawn_places(std::size_t m, std::size_t n) noexcept
        : rows(m), columns((n + stream::block - 1) / stream::block * stream::block)
    {}
    std::uint64_t operator()(std::size_t step, std::size_t i, std::size_t j) const noexcept
    {
        return (std::uint64_t{step} * rows + i) * columns + j;
    }
};

// Step is one of those above.
template <class Step>
struct emulated_kernel {
    using numbers = lanes<float>;
    static constexpr std::size_t length = 1;  // in words

    Step step;
    drawn_places place;

    template <std::size_t... R>
    void multiply(const tile<float, float>& t, std::index_sequence<R...>) const noexcept
    {
        const Step make = step;  // a copy of its own: no store can change it
        const drawn_places at = place;
        pair_of_sums<float> sums[sizeof...(R)];
        (sums[R].begin(t.begins || R >= t.row_count, t.sums + R * t.stride), ...);
        const float *const rows = t.rows, *const panel = t.panel;
        const std::size_t across = t.panel_stride;
        for (std::size_t k = 0; k < t.depth; ++k) {
            const float* const from = panel + k * across;
            const auto add = [&](std::size_t r, pair_of_sums<float>& s) __attribute__((always_inline)) {
                const numbers a(rows[r * row_stride + k]);
                const std::uint64_t first = at(t.k + k, t.i + r, t.j);
                s.low = make(a, numbers::load(from), s.low, first);
                s.high = make(a, numbers::load(from + numbers::size), s.high, first + numbers::size);
            };
            (add(R, sums[R]), ...);
        }
        const auto store = [&](const pair_of_sums<float>& s, float* to) __attribute__((always_inline)) {
            make.round.with_its_nan(s.low).store(to);
            make.round.with_its_nan(s.high).store(to + numbers::size);
        };
        ((R < t.row_count ? store(sums[R], t.sums + R * t.stride) : void()), ...);
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
