// lowp/round/code_by_sum.hpp -- from numbers to codes at once: the sum that rounds has the code in its low bits.
//
// The pattern of |x| + C (lowp/round/round_by_sum.hpp) counts steps above C, and a code is that count plus the codes of
// the binades below: C is moved by as many steps as they have, so that the sum's low bits are the code and a constant.
// Neighbours of the nearest code are one more and one less, so that modes choose among codes as they choose among
// values. The same codes as code_of(t, round_by_sum(...)).
#pragma once

#include <concepts>
#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/round/code_of.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/round_by_sum.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Whether the carrier's exponent field has room in its fraction, above that of the format. There is an even number of
// codes to a binade: has_sum() asks for a bit of fraction.
template <carrier_type T>
constexpr bool has_code_by_sum(const grid<T>& g) noexcept
{
    constexpr int field_bits = carrier<T>::width - 1 - carrier<T>::fraction_bits;
    return has_sum(g) && is_plain(g) && static_cast<int>(g.dropped) >= field_bits;
}

// The nearest code, or the neighbour that the mode chooses, as the low bits of a word, plus a constant of the grid;
// without a sign, and not of NaN. Preconditions: has_code_by_sum(g), of the grid that s was made of, and t is of the
// same floating format.
template <class V, has_near_form<carrier_of<V>> R>
constexpr word_of<V> sum_with_code(const sum_grid<carrier_of<V>>& s, const code_table<carrier_of<V>>& t, const V& x,
                                   std::uint64_t at, const R& mode)
{
    using T = carrier_of<V>;
    using U = word_of<V>;
    constexpr word_of<T> one = 1;
    const summed<V> r = sum_at<true>(s, x);
    // The binade's exponent field, once more where a code has its own, counts the codes below.
    const U field = to_bits(r.binade);
    const V moved = from_bits(field | (field >> t.dropped)), sum = multiply_add(moved, V(s.to_sum), r.held);
    const V rest = r.held - multiply_add(moved, V(-s.to_sum), sum), step = r.binade * V(s.to_step);
    return mode.near(near_cut<U, V>{to_bits(sum), U(one), rest, step, to_bits(sum) & U(one), r.sign, at});
}
template <carrier_type T>
constexpr word_of<T> code_constant(const sum_grid<T>& s, const code_table<T>& t)
{
    return to_bits(s.lowest) >> t.dropped;
}
template <class V, has_near_form<carrier_of<V>> R>
constexpr word_of<V> code_by_sum(const sum_grid<carrier_of<V>>& s, const code_table<carrier_of<V>>& t, const V& x,
                                 std::uint64_t at, const R& mode)
{
    using U = word_of<V>;
    const U magnitude = (sum_with_code(s, t, x, at, mode) - U(code_constant(s, t))) & U(t.mask & ~t.sign);
    const U sign = (to_bits(x) >> t.sign_down) & U(t.sign);
    return select(x == x, magnitude | sign, U(t.nan <= t.mask ? t.nan : t.largest));
}

// Where all values have one pitch, the sum counts steps of both signs: a code is its low bits, in two's complement.
template <carrier_type T>
constexpr bool has_steps_by_sum(const grid<T>& g, const code_table<T>& t) noexcept
{
    return has_one_pitch(g) && t.counts && (to_bits(exp2i<T>(0) * T(1.5)) & t.mask) == 0;
}
// The same codes as code_of(t, round_one_pitch(...)), in the bits of t.mask; those above them mean nothing.
template <class V, has_near_form<carrier_of<V>> R>
constexpr word_of<V> steps_by_sum(const sum_grid<carrier_of<V>>& s, const V& x, std::uint64_t at, const R& mode)
{
    using T = carrier_of<V>;
    using U = word_of<V>;
    constexpr word_of<T> zero = 0, one = 1;
    const summed_steps<V> r = steps_at(s, x);
    const U nearest = to_bits(r.sum);
    if constexpr (std::same_as<R, nearest_even>) {
        return nearest;
    } else {
        const U sign = to_bits(x) & U(sign_pattern<T>), negative = U(zero) - (sign >> (carrier<T>::width - 1));
        const V rest = from_bits(to_bits(r.held - (r.sum - r.constant)) ^ sign), step(s.lowest * s.to_step);
        return mode.near(
            near_cut<U, V>{nearest, (U(one) ^ negative) - negative, rest, step, nearest & U(one), sign, at});
    }
}

}  // namespace LOWP_ISA
}  // namespace lowp
