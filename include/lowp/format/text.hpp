// lowp/format/text.hpp -- formats as text, both ways: "e4m3fn", "bfloat16", "q2.5".
//
// Floating:  a name of lowp/format/named.hpp, or  [u] e<exponent bits> m<fraction bits> [b<bias>] [specials],  where
// the
//            specials are none written (IEEE 754's), fn (one NaN), fnuz, ext (P3109 extended) or finite (no special
//            code). ml_dtypes' spelling with its width in front is read too: float8_e4m3fn.
// Fixed:     [u|s] q<integer bits> . <fraction bits>;  u is unsigned, s symmetric.
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

namespace lowp {

inline constexpr std::string_view format_grammar =
    "a format name, e<bits>m<bits>[b<bias>][fn|fnuz|ext|finite], or [u|s]q<integer bits>.<fraction bits>";

namespace detail {

inline constexpr std::array<std::pair<std::string_view, specials>, 5> special_suffixes{{{"", specials::ieee},
                                                                                        {"fn", specials::one_nan},
                                                                                        {"fnuz", specials::fnuz},
                                                                                        {"ext", specials::extended},
                                                                                        {"finite", specials::none}}};

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

inline std::optional<floating_format> read_floating(std::string_view rest)
{
    for (const auto& [name, format] : named_formats)
        if (rest == name) return format;
    int exponent = 0, fraction = 0;
    const auto sign = take(rest, "u") ? signedness::without_sign : signedness::with_sign;
    if (!take(rest, "e") || !take(rest, exponent) || !take(rest, "m") || !take(rest, fraction)) return std::nullopt;
    if (exponent < 1 || exponent > 11) return std::nullopt;
    floating_format f{exponent, fraction};
    f.sign = sign;
    if (take(rest, "b") && !take(rest, f.bias)) return std::nullopt;
    for (const auto& [suffix, special] : special_suffixes)
        if (rest == suffix) {
            f.special = special;
            return is_valid(f) ? std::optional{f} : std::nullopt;
        }
    return std::nullopt;
}

inline std::optional<fixed_format> read_fixed(std::string_view rest)
{
    fixed_format f;
    f.range = take(rest, "u")   ? fixed_range::without_sign
              : take(rest, "s") ? fixed_range::symmetric
                                : fixed_range::twos_complement;
    const bool read = take(rest, "q") && take(rest, f.integer_bits) && take(rest, ".") && take(rest, f.fraction_bits);
    return read && rest.empty() && is_valid(f) ? std::optional{f} : std::nullopt;
}

}  // namespace detail

// The format that a text names; nothing when it names none. Never throws, whatever the text.
inline std::optional<any_format> read_format(std::string_view text)
{
    if (const auto f = detail::read_floating(text)) return *f;
    if (const auto f = detail::read_fixed(text)) return *f;
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
    std::string text = f.has_sign() ? "e" : "ue";
    const std::string bias = std::string("b").append(std::to_string(f.bias));
    text.append(std::to_string(f.exponent_bits)).append("m").append(std::to_string(f.fraction_bits));
    if (f.bias != standard_bias(f.exponent_bits)) text.append(bias);
    for (const auto& [suffix, special] : detail::special_suffixes)
        if (special == f.special) text += suffix;
    // A name may mean other special codes than the same letters do in general: e2m1fn has no NaN. Say it in full.
    const auto again = detail::read_floating(text);
    if (again && *again != f) text.insert(text.find_last_of("0123456789") + 1, bias);
    return text;
}

inline std::string format_text(const fixed_format& f)
{
    std::string text = f.range == fixed_range::without_sign ? "uq" : f.range == fixed_range::symmetric ? "sq" : "q";
    return text.append(std::to_string(f.integer_bits)).append(".").append(std::to_string(f.fraction_bits));
}

inline std::string format_text(const any_format& format)
{
    return std::visit([](const auto& f) { return format_text(f); }, format);
}

}  // namespace lowp
