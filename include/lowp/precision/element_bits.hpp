// lowp/precision/element_bits.hpp -- the bits of one element of what a quantizer makes.
#pragma once

#include "lowp/format/named.hpp"
#include "lowp/precision/maybe.hpp"
#include "lowp/quantize/any_quantizer.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Scales aside; 32 of what is not rounded.
template <array_quantizer Q>
int element_bits(const Q& q)
{
    if constexpr (requires { q.base.has_value(); })
        return q.base ? element_bits(*q.base) : binary32.width();
    else if constexpr (requires { q.base; })
        return element_bits(q.base);
    else if constexpr (requires { q.bits; })
        return q.bits;
    else if constexpr (requires { q.format.element; })
        return q.format.element.width();
    else
        return width_of(q.format);
}

}  // namespace LOWP_ISA
}  // namespace lowp
