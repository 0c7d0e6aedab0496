// lowp/select/table_text.hpp -- lines of fields between commas, and the line at which one is wrong.
//
// A field is what stands between two commas, without blanks at its ends; one that has a comma, a quote or blanks at its
// ends itself is written in double quotes, with quotes inside doubled (RFC 4180, but no line end within a field). The
// tables of this floor are small and hold names, which those of lowp/io do not.
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "lowp/select/argument.hpp"

namespace lowp::detail {

// The table and the line at hand.
struct table_place {
    std::string name;
    std::size_t line = 0;

    [[noreturn]] void fail(const std::string& what) const
    {
        throw std::runtime_error(name + ":" + std::to_string(line) + ": " + what);
    }
};

inline std::string_view without_blanks(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
}

// Without the mark of UTF-8 that some programs put in front.
inline std::string_view without_mark(std::string_view text)
{
    return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

// The fields of a line; throws where a quote has no end or text follows it.
inline std::vector<std::string> table_fields(std::string_view line, const table_place& at)
{
    std::vector<std::string> fields;
    for (std::size_t begin = 0;;) {
        std::size_t end = line.find(',', begin);
        const std::size_t quote = line.find_first_not_of(" \t", begin);
        if (quote != std::string_view::npos && line[quote] == '"') {
            std::string field;
            std::size_t i = quote + 1;
            for (; i < line.size(); ++i) {
                if (line[i] == '"' && !(i + 1 < line.size() && line[i + 1] == '"')) break;
                if (line[i] == '"') ++i;
                field += line[i];
            }
            if (i == line.size()) at.fail("field " + shown(fields.size() + 1) + " has a quote without its end");
            end = line.find(',', i);
            if (const auto rest = without_blanks(line.substr(i + 1, end == std::string_view::npos ? end : end - i - 1));
                !rest.empty())
                at.fail(shown(rest) + " behind the quote that ends field " + shown(fields.size() + 1) +
                        ", expected a comma");
            fields.push_back(field);
        } else {
            fields.emplace_back(without_blanks(line.substr(begin, end == std::string_view::npos ? end : end - begin)));
        }
        if (end == std::string_view::npos) return fields;
        begin = end + 1;
    }
}

// A name as a field. Throws std::invalid_argument for one with a line end: no reader would find it again.
inline std::string table_field(std::string_view name)
{
    if (name.find_first_of("\r\n") != std::string_view::npos)
        bad_argument("table", "a name", name, "a name of one line");
    if (name.find_first_of(",\"") == std::string_view::npos && without_blanks(name) == name) return std::string(name);
    std::string field = "\"";
    for (const char c : name) field += c == '"' ? "\"\"" : std::string(1, c);
    return field + '"';
}

// The finite number that a field is.
inline std::optional<double> table_number(std::string_view field)
{
    double value = 0;
    const char* const all = field.data() + field.size();
    const auto [end, error] = std::from_chars(field.data(), all, value);
    if (error != std::errc{} || end != all || !std::isfinite(value)) return std::nullopt;
    return value;
}

}  // namespace lowp::detail
