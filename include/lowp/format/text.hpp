// lowp/format/text.hpp -- formats as text, both ways: "e4m3fn", "bfloat16", "binary8p4se", "q2.5", "l4.3".
//
// Floating:     a name of lowp/format/named.hpp, P3109's binary<K>p<P><s|u><e|f>, or
//               [u] e<exponent bits> m<fraction bits> [b<bias>] [specials] [subnormals];
//               specials: none written (IEEE 754's), fn (one NaN), fnuz, ext (P3109 extended), finite (no special
//               code); subnormals: none written (gradual), _flushed, _nozero (every code is a normal number).
//               ml_dtypes' spelling with its width in front is read too: float8_e4m3fn.
// Fixed:        [u|s] q<integer bits> . <fraction bits>, u unsigned, s symmetric; int<bits>, uint<bits> are read too.
// Logarithmic:  l<integer bits> . <fraction bits> [b<bias>].
// NLQ:          nlq<bits> d<delta> z<zeta>.
//
// What format_text() writes, read_format() reads back as the same format.
#pragma once

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lowp/format/format.hpp"
#include "lowp/format/named.hpp"
#include "lowp/format/p3109.hpp"

namespace lowp {

inline constexpr std::string_view format_grammar =
    "a format name, e<bits>m<bits>[b<bias>][fn|fnuz|ext|finite][_flushed|_nozero], binary<K>p<P><s|u><e|f>, "
    "[u|s]q<integer bits>.<fraction bits>, l<integer bits>.<fraction bits>, or nlq<bits>d<delta>z<zeta>";

namespace detail {

inline constexpr std::array<std::pair<std::string_view, specials>, 5> special_suffixes{{{"", specials::ieee},
                                                                                        {"fn", specials::one_nan},
                                                                                        {"fnuz", specials::fnuz},
                                                                                        {"ext", specials::extended},
                                                                                        {"finite", specials::none}}};

inline constexpr std::array<std::pair<std::string_view, subnormals>, 3> subnormal_suffixes{
    {{"", subnormals::gradual}, {"_flushed", subnormals::flushed}, {"_nozero", subnormals::none}}};

// Takes `lead` off the front of `rest`, if it stands there.
constexpr bool take(std::string_view& rest, std::string_view lead)
{
    if (!rest.starts_with(lead)) return false;
    rest.remove_prefix(lead.size());
    return true;
}
// Takes a decimal integer off the front, if one stands there.
inline bool take(std::string_view& rest, int& number)
{
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc{}) return false;
    const bool minus = rest.starts_with('-');
    const char* const digits = rest.data() + (minus ? 1 : 0);
    if (*digits == '0' && (minus || end > digits + 1)) return false;  // a number has one spelling
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return true;
}

// Takes a finite decimal number off the front, if one stands there.
inline bool take(std::string_view& rest, double& number)
{
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc{} || !(number - number == 0)) return false;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return true;
}

inline std::optional<floating_format> read_floating(std::string_view rest)
{
    for (const auto& [name, format] : named_formats)
        if (rest == name) return format;
    if (const auto format = read_p3109(rest)) return format;
    int exponent = 0, fraction = 0;
    const auto sign = take(rest, "u") ? signedness::without_sign : signedness::with_sign;
    if (!take(rest, "e") || !take(rest, exponent) || !take(rest, "m") || !take(rest, fraction)) return std::nullopt;
    if (exponent < 0 || exponent > 16) return std::nullopt;
    floating_format f{exponent, fraction};
    f.sign = sign;
    if (take(rest, "b") && !take(rest, f.bias)) return std::nullopt;
    for (const auto& [suffix, special] : special_suffixes)
        for (const auto& [ending, subnormal] : subnormal_suffixes)
            if (rest.starts_with(suffix) && rest.substr(suffix.size()) == ending) {
                f.special = special;
                f.subnormal = subnormal;
                return is_valid(f) ? std::optional{f} : std::nullopt;
            }
    return std::nullopt;
}

inline std::optional<fixed_format> read_fixed(std::string_view rest)
{
    fixed_format f;
    std::string_view integer = rest;
    const bool is_unsigned = take(integer, "u");
    int bits = 0;
    if (take(integer, "int") && take(integer, bits) && integer.empty() && bits >= 2 && bits <= 32)
        return fixed_format{bits - (is_unsigned ? 0 : 1), 0,
                            is_unsigned ? fixed_range::without_sign : fixed_range::twos_complement};
    f.range = take(rest, "u")   ? fixed_range::without_sign
              : take(rest, "s") ? fixed_range::symmetric
                                : fixed_range::twos_complement;
    const bool read = take(rest, "q") && take(rest, f.integer_bits) && take(rest, ".") && take(rest, f.fraction_bits);
    return read && rest.empty() && is_valid(f) ? std::optional{f} : std::nullopt;
}

inline std::optional<logarithmic_format> read_logarithmic(std::string_view rest)
{
    int integer = 0, fraction = 0;
    if (!take(rest, "l") || !take(rest, integer) || !take(rest, ".") || !take(rest, fraction)) return std::nullopt;
    logarithmic_format f{integer, fraction};
    if (take(rest, "b") && !take(rest, f.bias)) return std::nullopt;
    return rest.empty() && is_valid(f) ? std::optional{f} : std::nullopt;
}

inline std::optional<nlq_format> read_nlq(std::string_view rest)
{
    int bits = 0;
    double delta = 0, zeta = 0;
    const bool read = take(rest, "nlq") && take(rest, bits) && take(rest, "d") && take(rest, delta) &&
                      take(rest, "z") && take(rest, zeta);
    if (!read || !rest.empty() || !is_valid(nlq(bits, delta, zeta))) return std::nullopt;
    return nlq(bits, delta, zeta);
}

// The shortest decimal that reads back.
inline std::string shortest(double x)
{
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, x).ptr};
}

}  // namespace detail

// The format that a text names; nothing when it names none. Never throws, whatever the text.
inline std::optional<any_format> read_format(std::string_view text)
{
    if (const auto f = detail::read_floating(text)) return *f;
    if (const auto f = detail::read_fixed(text)) return *f;
    if (const auto f = detail::read_logarithmic(text)) return *f;
    if (const auto f = detail::read_nlq(text)) return *f;
    // ml_dtypes: float8_e4m3fn, where the number must be the width.
    int width = 0;
    std::string_view rest = text;
    if (detail::take(rest, "float") && detail::take(rest, width)) {
        if (rest.empty() && (width == 16 || width == 32 || width == 64))
            return width == 16 ? binary16 : width == 32 ? binary32 : binary64;
        if (detail::take(rest, "_") && rest.starts_with('e'))
            if (const auto f = detail::read_floating(rest); f && f->width() == width) return *f;
    }
    return std::nullopt;
}

inline std::string format_text(const floating_format& f)
{
    for (const auto& [name, format] : named_formats)
        if (f == format) return std::string(name);
    if (const std::string name = p3109_name(f); !name.empty()) return name;
    std::string text = f.has_sign() ? "e" : "ue", ending;
    text.append(std::to_string(f.exponent_bits)).append("m").append(std::to_string(f.fraction_bits));
    for (const auto& [suffix, special] : detail::special_suffixes)
        if (special == f.special) ending += suffix;
    for (const auto& [suffix, subnormal] : detail::subnormal_suffixes)
        if (subnormal == f.subnormal) ending += suffix;
    // A name may mean another bias or other special codes than its letters do in general (e2m1fn): then say the bias.
    const std::string without_bias = text + ending;
    if (detail::read_floating(without_bias) == f) return without_bias;
    return text.append("b").append(std::to_string(f.bias)).append(ending);
}

inline std::string format_text(const fixed_format& f)
{
    std::string text = f.range == fixed_range::without_sign ? "uq" : f.range == fixed_range::symmetric ? "sq" : "q";
    return text.append(std::to_string(f.integer_bits)).append(".").append(std::to_string(f.fraction_bits));
}

inline std::string format_text(const logarithmic_format& f)
{
    std::string text("l");
    text.append(std::to_string(f.integer_bits)).append(".").append(std::to_string(f.fraction_bits));
    const bool is_standard = f.bias == logarithmic_format{f.integer_bits, f.fraction_bits}.bias;
    return is_standard ? text : text.append("b").append(std::to_string(f.bias));
}

inline std::string format_text(const nlq_format& f)
{
    std::string text("nlq");
    text.append(std::to_string(f.bits)).append("d").append(detail::shortest(f.delta()));
    return text.append("z").append(detail::shortest(f.zeta()));
}

inline std::string format_text(const any_format& format)
{
    return std::visit([](const auto& f) { return format_text(f); }, format);
}

}  // namespace lowp
