// lowp/format/named.hpp -- the floating-point formats that have names, each with its card.
//
// The names are those of IEEE 754, OCP (OFP8 1.0, MX 1.0), NVIDIA (TF32, NVFP4's scale) and ml_dtypes without its
// leading "float8_". emin and emax are the exponents of the smallest and the largest normal number.
#pragma once

#include <array>
#include <string_view>

#include "lowp/format/floating.hpp"

namespace lowp {

// 64 bits, bias 1023, emin -1022, emax 1023, infinities, NaNs. IEEE 754 double precision.
inline constexpr floating_format binary64{11, 52};
// 32 bits, bias 127, emin -126, emax 127, largest 3.40e38, infinities, NaNs. IEEE 754 single precision.
inline constexpr floating_format binary32{8, 23};
// 16 bits, bias 15, emin -14, emax 15, largest 65504, infinities, NaNs. IEEE 754 half precision.
inline constexpr floating_format binary16{5, 10};
// 16 bits, bias 127, emin -126, emax 127, largest 3.39e38, infinities, NaNs: the upper half of binary32.
inline constexpr floating_format bfloat16{8, 7};
// 19 bits, bias 127, emin -126, emax 127, largest 3.40e38, infinities, NaNs: what TF32 matrix units read.
inline constexpr floating_format tf32{8, 10};

// 8 bits, bias 15, emin -14, emax 15, largest 57344, infinities, NaNs. OCP E5M2.
inline constexpr floating_format e5m2{5, 2};
// 8 bits, bias 7, emin -6, emax 8, largest 448, no infinity, NaN in the last code of each sign. OCP E4M3.
inline constexpr floating_format e4m3fn{4, 3, 7, specials::one_nan};
// 8 bits, bias 7, emin -6, emax 7, largest 240, infinities, NaNs: E4M3 with IEEE 754's special codes.
inline constexpr floating_format e4m3{4, 3};
// 8 bits, bias 3, emin -2, emax 3, largest 15.5, infinities, NaNs.
inline constexpr floating_format e3m4{3, 4};
// 8 bits, bias 8, emin -7, emax 7, largest 240, no infinity, no -0: its code is the NaN.
inline constexpr floating_format e4m3fnuz{4, 3, 8, specials::fnuz};
// 8 bits, bias 16, emin -15, emax 15, largest 57344, no infinity, no -0: its code is the NaN.
inline constexpr floating_format e5m2fnuz{5, 2, 16, specials::fnuz};
// 8 bits, bias 11, emin -10, emax 4, largest 30, no infinity, no -0: its code is the NaN.
inline constexpr floating_format e4m3b11fnuz{4, 3, 11, specials::fnuz};
// 8 bits, bias 127, 2^-127 to 2^127, NaN in the last code, no zero, no sign: the block scale of OCP MX, E8M0.
inline constexpr floating_format e8m0fnu{8, 0, 127, specials::one_nan, signedness::without_sign, subnormals::none};
// 7 bits of magnitude, bias 7, emin -6, emax 8, largest 448, NaN in the last code: the block scale of NVFP4.
inline constexpr floating_format ue4m3{4, 3, 7, specials::one_nan, signedness::without_sign};

// 6 bits, bias 1, emin 0, emax 2, largest 7.5, every code a number. OCP MXFP6.
inline constexpr floating_format e2m3fn{2, 3, 1, specials::none};
// 6 bits, bias 3, emin -2, emax 4, largest 28, every code a number. OCP MXFP6.
inline constexpr floating_format e3m2fn{3, 2, 3, specials::none};
// 4 bits, bias 1, emin 0, emax 2: 0, 0.5, 1, 1.5, 2, 3, 4, 6 and their negatives. OCP MXFP4, NVFP4.
inline constexpr floating_format e2m1fn{2, 1, 1, specials::none};
// 4 bits, bias 0, emin 1, emax 1: 0, 0.5, 1, ..., 3.5 and their negatives. No standard names its bias; this is IEEE
// 754's.
inline constexpr floating_format e1m2fn{1, 2, 0, specials::none};

static_assert(e4m3fn.largest() == 448 && e5m2.largest() == 57344 && e2m1fn.largest() == 6 &&
              binary16.largest() == 65504 && e1m2fn.largest() == 3.5 && e8m0fnu.largest() == 0x1p127);

struct format_name {
    std::string_view name;
    floating_format format;
};
// All of them, widest first.
inline constexpr std::array named_formats{
    format_name{"binary64", binary64}, format_name{"binary32", binary32}, format_name{"tf32", tf32},
    format_name{"binary16", binary16}, format_name{"bfloat16", bfloat16}, format_name{"e5m2", e5m2},
    format_name{"e4m3fn", e4m3fn},     format_name{"e4m3", e4m3},         format_name{"e3m4", e3m4},
    format_name{"e5m2fnuz", e5m2fnuz}, format_name{"e4m3fnuz", e4m3fnuz}, format_name{"e4m3b11fnuz", e4m3b11fnuz},
    format_name{"e8m0fnu", e8m0fnu},   format_name{"ue4m3", ue4m3},       format_name{"e2m3fn", e2m3fn},
    format_name{"e3m2fn", e3m2fn},     format_name{"e2m1fn", e2m1fn},     format_name{"e1m2fn", e1m2fn},
};

}  // namespace lowp
