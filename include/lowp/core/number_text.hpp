// lowp/core/number_text.hpp -- numbers as text, read exactly: decimal, hexadecimal, infinity and NaN.
//
// What a text says is cut off after 127 bits, and the cut is remembered: rounding to any format then happens once,
// however many digits there were. (Overflow that wraps asks for the lowest bits of an integer: it is right for those of
// up to 127.)
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "lowp/core/dyadic.hpp"
#include "lowp/core/natural.hpp"

namespace lowp {

struct scanned_number {
    dyadic value;
    std::size_t length = 0;  // characters read; 0 where no number begins
};

namespace detail {

constexpr char lower_case(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool begins_with(std::string_view text, std::string_view lower) noexcept
{
    if (text.size() < lower.size()) return false;
    for (std::size_t i = 0; i < lower.size(); ++i)
        if (lower_case(text[i]) != lower[i]) return false;
    return true;
}
constexpr int digit_value(char c, int base) noexcept
{
    const char low = lower_case(c);
    const int value = low >= '0' && low <= '9' ? low - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : 99;
    return value < base ? value : -1;
}

// Reads "[e|p][+|-]digits" at `at`, if it is there, into an exponent that is kept within +-10^8.
constexpr std::size_t scan_exponent(std::string_view text, std::size_t at, char letter, int& exponent) noexcept
{
    if (at >= text.size() || lower_case(text[at]) != letter) return at;
    std::size_t i = at + 1;
    const bool minus = i < text.size() && text[i] == '-';
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    const std::size_t first = i;
    int value = 0;
    for (; i < text.size() && digit_value(text[i], 10) >= 0; ++i)
        value = value >= 10'000'000 ? 100'000'000 : value * 10 + digit_value(text[i], 10);
    if (i == first) return at;
    exponent = minus ? -value : value;
    return i;
}

// The characters of nan, or nan(letters, digits and _).
constexpr std::size_t nan_length(std::string_view text) noexcept
{
    std::size_t end = 4;
    while (end < text.size() && (digit_value(text[end], 10) >= 0 || text[end] == '_' ||
                                 (lower_case(text[end]) >= 'a' && lower_case(text[end]) <= 'z')))
        ++end;
    return text.size() > 3 && text[3] == '(' && end < text.size() && text[end] == ')' ? end + 1 : 3;
}

// More significant digits than any number between two of any format has. What follows only says "and more".
inline constexpr int most_digits = 100'000;

// digits * 10^exponent. Beyond 10^+-60000, outside all formats, only the side matters.
inline dyadic decimal(const natural& digits, int count, int exponent)
{
    if (digits.is_zero()) return {};
    if (count + std::int64_t{exponent} > 60'000) return {1, 400'000};
    if (count + std::int64_t{exponent} < -60'000) return {uint128{1} << 100, -400'000, false, true};
    natural scaled = digits, one(1);
    if (exponent >= 0)
        scaled.times_power_of_5(exponent);
    else
        one.times_power_of_5(-exponent);
    return ratio(scaled, one, exponent);
}

}  // namespace detail

// The number at the front of a text, as std::from_chars reads it: [-] digits [. digits] [e exponent], where
// `scientific` wants the exponent and `fixed` has none; with `hex`, hex digits without 0x and p for e; [-] inf[inity];
// [-] nan[(letters)].
inline scanned_number scan_number(std::string_view text, std::chars_format format = std::chars_format::general)
{
    const bool hexadecimal = format == std::chars_format::hex;
    const bool negative = text.starts_with('-');
    const std::string_view rest = text.substr(negative ? 1 : 0);
    const auto found = [&](dyadic value, std::size_t length) {
        value.negative = negative && !value.is_nan();
        return scanned_number{value, length + (negative ? 1u : 0u)};
    };
    for (const std::string_view infinity : {"infinity", "inf"})
        if (detail::begins_with(rest, infinity)) return found(dyadic_infinity(false), infinity.size());
    if (detail::begins_with(rest, "nan")) return found(dyadic_nan(), detail::nan_length(rest));

    const int base = hexadecimal ? 16 : 10;
    natural digits;
    std::uint32_t nine = 0, scale = 1;
    uint128 bits = 0;
    bool any = false, point = false, more = false;
    std::int64_t kept = 0, behind = 0, beyond = 0;  // significant digits kept, those behind the point, those let go
    std::size_t i = 0;
    for (; i < rest.size(); ++i) {
        if (rest[i] == '.' && !point) {
            point = true;
            continue;
        }
        const int digit = detail::digit_value(rest[i], base);
        if (digit < 0) break;
        any = true;
        behind += point ? 1 : 0;
        if (kept == 0 && digit == 0) continue;
        if (kept == (hexadecimal ? 31 : detail::most_digits)) {
            more = more || digit != 0;
            ++beyond;
            continue;
        }
        ++kept;
        if (hexadecimal) {
            bits = bits << 4 | static_cast<unsigned>(digit);
            continue;
        }
        nine = nine * 10 + static_cast<std::uint32_t>(digit);  // nine at a time
        scale *= 10;
        if (scale == 1'000'000'000) {
            digits.times_plus(scale, nine);
            scale = 1;
            nine = 0;
        }
    }
    if (!any) return {};
    digits.times_plus(scale, nine);
    int exponent = 0;
    const std::size_t mantissa = i;
    if (format != std::chars_format::fixed) i = detail::scan_exponent(rest, i, hexadecimal ? 'p' : 'e', exponent);
    if (format == std::chars_format::scientific && i == mantissa) return {};
    const auto within = [](std::int64_t e) {
        return static_cast<int>(e < -500'000'000 ? -500'000'000 : e > 500'000'000 ? 500'000'000 : e);
    };
    dyadic value;
    if (hexadecimal && bits != 0) value = {bits, within(exponent + 4 * (beyond - behind))};
    if (!hexadecimal) value = detail::decimal(digits, within(kept), within(exponent + beyond - behind));
    value.more = value.more || more;
    return found(value, i);
}

// The number that a whole text is, with an optional sign, and 0x before hexadecimal digits; nothing if it is none.
inline std::optional<dyadic> read_number(std::string_view text)
{
    const bool negative = text.starts_with('-');
    std::string_view rest = text;
    if (negative || text.starts_with('+')) rest.remove_prefix(1);
    const bool hexadecimal = detail::begins_with(rest, "0x");
    if (hexadecimal) rest.remove_prefix(2);
    const scanned_number read = scan_number(rest, hexadecimal ? std::chars_format::hex : std::chars_format::general);
    if (read.length == 0 || read.length != rest.size() || rest.starts_with('-')) return std::nullopt;
    return negative ? -read.value : read.value;
}

}  // namespace lowp
