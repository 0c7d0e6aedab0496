// lowp/number/types.hpp -- the number types that have names, as the field spells them.
//
// Names with _t are C++23's and IEEE 754's; the others ml_dtypes'. Any other format makes a type as well:
// floating<p3109(8, 4)>, fixed<fixed_format{3, 4}>, logarithmic<logarithmic_format{4, 3}>.
#pragma once

#include "lowp/format/named.hpp"
#include "lowp/number/limits.hpp"
#include "lowp/number/number.hpp"

namespace lowp {

using float16_t = floating<binary16>;
using bfloat16_t = floating<bfloat16>;
using tfloat32_t = floating<tf32>;

using float8_e5m2 = floating<e5m2>;
using float8_e4m3fn = floating<e4m3fn>;
using float8_e4m3 = floating<e4m3>;
using float8_e3m4 = floating<e3m4>;
using float8_e5m2fnuz = floating<e5m2fnuz>;
using float8_e4m3fnuz = floating<e4m3fnuz>;
using float8_e4m3b11fnuz = floating<e4m3b11fnuz>;
using float8_e8m0fnu = floating<e8m0fnu>;
using float6_e3m2fn = floating<e3m2fn>;
using float6_e2m3fn = floating<e2m3fn>;
using float4_e2m1fn = floating<e2m1fn>;

// Fixed point with the point at the end: quotients round to nearest even and sums saturate, unlike built-in integers.
using int2 = fixed<fixed_format{1, 0}>;
using int4 = fixed<fixed_format{3, 0}>;
using int8 = fixed<fixed_format{7, 0}>;
using uint2 = fixed<fixed_format{2, 0, fixed_range::without_sign}>;
using uint4 = fixed<fixed_format{4, 0, fixed_range::without_sign}>;
using uint8 = fixed<fixed_format{8, 0, fixed_range::without_sign}>;

}  // namespace lowp
