// lowp/format/p3109.hpp -- the formats of the IEEE P3109 draft: binaryKpP, signed or unsigned, extended or finite.
//
// K bits in all and a precision of P bits, the hidden one counted. There is one zero and one NaN, in the place of -0
// (unsigned: in the last code); extended formats have infinities next to it in order, finite ones do not. The bias is
// one larger than IEEE 754's. Names as in the draft: binary8p4se is 8 bits, precision 4, signed, extended.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lowp/format/floating.hpp"

namespace lowp {

enum class domain : unsigned char { extended, finite };

// K from 3 to 16, P from 1 to K. With P = K and a sign no exponent field is left: the draft leaves that format open,
// and here its bias is 0. Formats with up to 16 exponent bits (K >= 12 and small P) exceed binary64: they have codes,
// exact values and arithmetic, but no carrier (see carries) and hence no quantizer.
constexpr floating_format p3109(int K, int P, signedness sign = signedness::with_sign, domain range = domain::extended)
{
    const bool with_sign = sign == signedness::with_sign;
    const int exponent_bits = K - P + (with_sign ? 0 : 1);
    const int bias = exponent_bits < 1 || exponent_bits > 20 ? 0 : 1 << (exponent_bits - 1);
    return {exponent_bits, P - 1, bias, range == domain::extended ? specials::extended : specials::fnuz, sign};
}

// 8 bits, bias 16, emin -15, emax 15, largest 49152, infinities, one NaN.
inline constexpr floating_format binary8p3se = p3109(8, 3);
// 8 bits, bias 8, emin -7, emax 7, largest 224, infinities, one NaN.
inline constexpr floating_format binary8p4se = p3109(8, 4);
// 8 bits, bias 4, emin -3, emax 3, largest 15, infinities, one NaN.
inline constexpr floating_format binary8p5se = p3109(8, 5);
// 6 bits, bias 4, emin -3, emax 3, largest 14, one NaN.
inline constexpr floating_format binary6p3sf = p3109(6, 3, signedness::with_sign, domain::finite);
// 4 bits, bias 2, emin -1, emax 1, largest 3, one NaN.
inline constexpr floating_format binary4p2sf = p3109(4, 2, signedness::with_sign, domain::finite);

static_assert(binary8p3se.largest() == 49152 && binary8p4se.largest() == 224 && binary8p5se.largest() == 15 &&
              binary6p3sf.largest() == 14 && binary4p2sf.largest() == 3);

inline std::string p3109_name(const floating_format& f);

// binary<K>p<P><s|u><e|f>; nothing for any other text.
inline std::optional<floating_format> read_p3109(std::string_view text)
{
    if (!text.starts_with("binary")) return std::nullopt;
    const char* const end = text.data() + text.size();
    int K = 0, P = 0;
    const auto width = std::from_chars(text.data() + 6, end, K);
    if (width.ec != std::errc{} || width.ptr == end || *width.ptr != 'p') return std::nullopt;
    const auto precision = std::from_chars(width.ptr + 1, end, P);
    if (precision.ec != std::errc{} || K < 3 || K > 16 || P < 1 || P > K) return std::nullopt;
    for (const auto sign : {signedness::with_sign, signedness::without_sign})
        for (const auto range : {domain::extended, domain::finite}) {
            const char letters[2] = {sign == signedness::with_sign ? 's' : 'u', range == domain::extended ? 'e' : 'f'};
            if (std::string_view(precision.ptr, static_cast<std::size_t>(end - precision.ptr)) ==
                std::string_view(letters, 2))
                // A number has one spelling: no zeros in front.
                return text == p3109_name(p3109(K, P, sign, range)) ? std::optional(p3109(K, P, sign, range))
                                                                    : std::nullopt;
        }
    return std::nullopt;
}

// The name of a format that is one of the draft's; empty for others.
inline std::string p3109_name(const floating_format& f)
{
    const int K = f.width(), P = f.fraction_bits + 1;
    const bool finite = f.special == specials::fnuz;
    if (K < 3 || K > 16 || f != p3109(K, P, f.sign, finite ? domain::finite : domain::extended)) return {};
    return std::string("binary").append(std::to_string(K)).append("p").append(std::to_string(P)) +
           (f.has_sign() ? 's' : 'u') + (finite ? 'f' : 'e');
}

}  // namespace lowp
