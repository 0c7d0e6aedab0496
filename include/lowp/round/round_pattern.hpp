// lowp/round/round_pattern.hpp -- the fast form of round_to for formats with the carrier's own exponents: bfloat16,
// tf32.
//
// There the pitch is that of the carrier in every binade, subnormals included, so that the bits to drop are always the
// same ones: the mode's addend is added to the pattern itself, and a carry runs on into the exponent as it should.
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/round_to.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Whether the grid's pitch is the carrier's. (Without fraction bits "even" is said of the exponent: not here.)
template <carrier_type T>
constexpr bool has_pattern(const grid<T>& g) noexcept
{
    return g.lowest_field <= 1 && g.least == 0 && g.dropped < carrier<T>::fraction_bits;
}

// Plain where is_plain(g). Precondition: has_pattern(g).
template <bool Plain, class V, rounding_mode R>
constexpr V round_pattern(const grid<carrier_of<V>>& g, const V& x, std::uint64_t at, const R& mode)
{
    using T = carrier_of<V>;
    using U = word_of<V>;
    using word = word_of<T>;
    const int dropped = static_cast<int>(g.dropped);
    const U mask(static_cast<word>((word{1} << dropped) - 1));

    const U pattern = to_bits(x);
    const U sign = pattern & U(sign_pattern<T>);
    const U magnitude = pattern ^ sign;
    const U negative = U(word{0}) - (sign >> (carrier<T>::width - 1));
    const cut<U> c{mask, U(g.dropped), (magnitude >> dropped) & U(word{1}), negative, at, magnitude & mask, U(word{0})};
    const U rounded = (magnitude + mode(c)) & ~mask;

    if constexpr (Plain)
        return select(x == x, from_bits(smaller(rounded, U(g.limit[0])) | sign), V(from_bits(g.nan)));
    else
        return inner::finished<V>(g, sign, magnitude, rounded, keeps_finite(mode, c));
}

}  // namespace LOWP_ISA
}  // namespace lowp
