// tests/number/support/formats.hpp -- lists of formats as types, and numbers shown with their codes.
#pragma once

#include <cstdio>
#include <string>

#include "lowp/format/p3109.hpp"
#include "lowp/format/text.hpp"
#include "lowp/number/types.hpp"

namespace test {

using namespace lowp;

template <auto... F>
struct format_list {};

template <auto... F, class Use>
void for_each_format(format_list<F...>, const Use& use)
{
    (use.template operator()<F>(), ...);
}

inline constexpr auto finite = domain::finite;
inline constexpr auto with_sign = signedness::with_sign, without_sign = signedness::without_sign;

#ifdef LOWP_TEST_ALL_FORMATS  // CI
// Formats of 8 bits, of a few kinds only: for what is compiled once a rounding mode or once a built-in type.
using some_formats_of_8_bits =
    format_list<e5m2, e4m3fn, e4m3fnuz, e8m0fnu, p3109(8, 4), p3109(8, 3, without_sign), fixed_format{3, 4},
                fixed_format{8, 0, fixed_range::without_sign}, logarithmic_format{4, 3},
                floating_format{4, 3, 7, specials::one_nan, with_sign, subnormals::flushed}>;

// Every kind of format once, of 6 bits or fewer.
using tiny_formats = format_list<
    e3m2fn, e2m3fn, e2m1fn, e1m2fn, p3109(6, 3, with_sign, finite), p3109(5, 2), p3109(4, 1), p3109(5, 3, without_sign),
    p3109(5, 2, without_sign, finite), floating_format{2, 2}, floating_format{3, 1, 2, specials::one_nan},
    floating_format{3, 0}, p3109(5, 5), floating_format{3, 2, 3, specials::fnuz, with_sign, subnormals::flushed},
    floating_format{4, 1, 8, specials::ieee, with_sign, subnormals::flushed},
    floating_format{3, 2, 3, specials::ieee, with_sign, subnormals::none},
    floating_format{4, 1, 7, specials::extended, without_sign, subnormals::none}, fixed_format{2, 3},
    fixed_format{3, 0}, fixed_format{2, 1, fixed_range::symmetric}, fixed_format{1, 3, fixed_range::without_sign},
    fixed_format{6, -2}, fixed_format{-2, 6}, logarithmic_format{3, 2}, nlq(6, 1.0 / 64, .03)>;

using formats_of_8_bits =
    format_list<e5m2, e4m3fn, e4m3, e3m4, e5m2fnuz, e4m3fnuz, e4m3b11fnuz, ue4m3, e8m0fnu, p3109(8, 1), p3109(8, 2),
                p3109(8, 3), p3109(8, 4), p3109(8, 5), p3109(8, 6), p3109(8, 7), p3109(8, 3, with_sign, finite),
                p3109(8, 1, with_sign, finite), p3109(8, 4, without_sign), p3109(8, 1, without_sign),
                p3109(8, 4, without_sign, finite), fixed_format{3, 4}, fixed_format{7, 0},
                fixed_format{8, 0, fixed_range::without_sign}, fixed_format{3, 4, fixed_range::symmetric},
                logarithmic_format{4, 3}, floating_format{4, 3, 7, specials::one_nan, with_sign, subnormals::flushed}>;
#else
// Of each kind one or two: all of them take minutes to compile, and, with sanitizers or an emulator, to run.
using tiny_formats = format_list<e3m2fn, p3109(5, 3, without_sign), floating_format{3, 0}, fixed_format{2, 3},
                                 floating_format{3, 2, 3, specials::ieee, with_sign, subnormals::none}>;
using some_formats_of_8_bits =
    format_list<e5m2, e4m3fnuz, e8m0fnu, p3109(8, 3, without_sign), fixed_format{3, 4}, logarithmic_format{4, 3}>;
using formats_of_8_bits = some_formats_of_8_bits;
#endif

template <auto F>
std::string shown(number<F> x)
{
    char text[80];
    std::snprintf(text, sizeof text, "code 0x%llx = %.9g", static_cast<unsigned long long>(x.bits()),
                  static_cast<double>(x));
    return text;
}
template <auto F>
number<F> of_code(std::uint64_t code)
{
    return number<F>::from_bits(static_cast<typename number<F>::storage>(code));
}

}  // namespace test
