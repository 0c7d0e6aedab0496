// lowp/round/code_by_sum.hpp -- from numbers to codes at once: the sum that rounds has the code in its low bits.
//
// In |x| + C (lowp/round/round_by_sum.hpp) the pattern counts steps above C, and a code is that count plus the codes of
// the binades below. Neighbours of the nearest code are one more and one less, so that modes choose among codes as they
// choose among values. The same codes as code_of(t, round_by_sum(...)).
#pragma once

#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/round/code_of.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/round/round_by_sum.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Preconditions: has_sum(g) and is_plain(g), of the grid that s was made of, and t is of the same floating format.
template <class V, has_near_form<carrier_of<V>> R>
constexpr word_of<V> code_by_sum(const sum_grid<carrier_of<V>>& s, const code_table<carrier_of<V>>& t, const V& x,
                                 std::uint64_t at, const R& mode)
{
    using T = carrier_of<V>;
    using U = word_of<V>;
    constexpr word_of<T> one = 1;
    const summed<V> r = sum_at<true>(s, x);
    const U power = to_bits(r.power), steps = to_bits(r.sum) - power;
    // A binade up, the power's exponent is one more, and so is, shifted to a code, the exponent field of the code.
    const U nearest = steps + ((power >> t.dropped) - U(to_bits(s.lowest * s.to_sum) >> t.dropped));
    const V step = r.binade * V(s.to_step);
    const near_cut<U, V> c{nearest, U(one), r.held - (r.sum - r.power), step, to_bits(r.sum) & U(one), r.sign, at};
    const U nan(t.nan <= t.mask ? t.nan : t.largest);
    return select(x == x, mode.near(c) | r.sign >> t.sign_down, nan);
}

}  // namespace LOWP_ISA
}  // namespace lowp
