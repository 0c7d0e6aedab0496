// lowp/io/fields.hpp -- lines of a text, and the numbers in them, for the readers of data.
//
// A number fills its field, is finite, and is rounded once: by std::from_chars, or, where that finds it too large or
// too small, from the exact number.
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include "lowp/core/bits.hpp"
#include "lowp/core/number_text.hpp"
#include "lowp/format/named.hpp"
#include "lowp/round/to_code.hpp"

namespace lowp::detail {

// Without the blanks at both ends; what is left of CRLF goes, too.
inline std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

inline bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// Takes the first line off a text that is not empty; without its end.
inline std::string_view take_line(std::string_view& text)
{
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
    return line;
}

// Takes the first field off a line, up to a space or a tab; empty where the line holds no more.
inline std::string_view take_field(std::string_view& line)
{
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    std::size_t first = 0;
    while (first < line.size() && blank(line[first])) ++first;
    std::size_t end = first;
    while (end < line.size() && !blank(line[end])) ++end;
    const std::string_view field = line.substr(first, end - first);
    line.remove_prefix(end);
    return field;
}

// A field as messages show it: in one line, and not all of a long one.
inline std::string quoted(std::string_view field)
{
    constexpr std::size_t most = 40;
    std::string shown = "'";
    for (const char c : field.substr(0, most)) shown += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c;
    return shown + (field.size() > most ? "...'" : "'");
}

// The finite number that the field is, nearest to what it says; a plus sign may stand before it.
template <carrier_type T>
std::optional<T> finite_number(std::string_view field)
{
    if (field.starts_with('+') && !field.starts_with("+-")) field.remove_prefix(1);
    const char* const all = field.data() + field.size();
    T value = 0;
    const auto [end, error] = std::from_chars(field.data(), all, value);
    if (error == std::errc::invalid_argument || end != all) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
        const auto exact = read_number(field);
        if (!exact) return std::nullopt;
        constexpr floating_format format = std::is_same_v<T, float> ? binary32 : binary64;
        const auto code = to_code(format, *exact, nearest_even{}, on_overflow::infinity);
        value = from_bits(static_cast<word_of<T>>(code));
    }
    if (!std::isfinite(value)) return std::nullopt;
    return value;
}

}  // namespace lowp::detail
