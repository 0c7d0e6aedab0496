// lowp/round/code_by_sum.hpp -- from numbers to codes at once: the sum that rounds has the code in its low bits.
//
// The pattern of |x| + C (lowp/round/round_by_sum.hpp) counts steps above C, and a code is that count plus the codes of
// the binades below. Neighbours of the nearest code are one more and one less, so that modes choose among codes as they
// choose among values. The same codes as code_of(t, round_by_sum(...)).
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

// Whether steps and exponent field of a sum do not meet when the field is shifted to its place in the code.
template <carrier_type T>
constexpr bool has_code_by_sum(const grid<T>& g) noexcept
{
    constexpr int fraction = carrier<T>::fraction_bits;
    return has_sum(g) && is_plain(g) && 2 * static_cast<int>(g.dropped) > fraction + 1;
}

// Preconditions: has_code_by_sum(g), of the grid that s was made of, and t is of the same floating format.
template <class V, has_near_form<carrier_of<V>> R>
constexpr word_of<V> code_by_sum(const sum_grid<carrier_of<V>>& s, const code_table<carrier_of<V>>& t, const V& x,
                                 std::uint64_t at, const R& mode)
{
    using T = carrier_of<V>;
    using U = word_of<V>;
    constexpr word_of<T> one = 1, steps = (one << carrier<T>::fraction_bits) - 1;
    const summed<V> r = sum_at<true>(s, x);
    // The sum's pattern is its exponent field above the count of steps. Shifted to where a code has its own, the field
    // counts the binades, up to a constant.
    const U sum = to_bits(r.sum);
    const U nearest = (sum & U(steps)) + ((sum >> t.dropped) - U(s.lowest_field));
    const V rest = r.held - multiply_add(r.binade, V(-s.to_sum), r.sum), step = r.binade * V(s.to_step);
    const near_cut<U, V> c{nearest, U(one), rest, step, sum & U(one), r.sign, at};
    const U sign = (to_bits(x) >> t.sign_down) & U(t.sign);
    return select(x == x, mode.near(c) | sign, U(t.nan <= t.mask ? t.nan : t.largest));
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
