// lowp/io/csv.hpp -- labelled samples from a CSV file: numbers, the class label last.
//
// A line holds the features of one sample and then its label, a whole number from 0 on. The first line may be a header
// (words, no field of it a number), or the form of scikit-learn's files: samples, features, then the names of the
// classes. Empty lines at the end are ignored. Anything else is an error that names file, line and what was expected.
#pragma once

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/core/data_set.hpp"

namespace lowp {

namespace detail {

inline std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

inline std::vector<std::string_view> csv_fields(std::string_view line)
{
    std::vector<std::string_view> fields;
    while (true) {
        const std::size_t comma = line.find(',');
        fields.push_back(trimmed(line.substr(0, comma)));
        if (comma == std::string_view::npos) return fields;
        line.remove_prefix(comma + 1);
    }
}

// A finite binary32 number that fills the field.
inline std::optional<float> csv_number(std::string_view field)
{
    if (field.starts_with("+") && !field.starts_with("+-")) field.remove_prefix(1);
    const char* const all = field.data() + field.size();
    float value = 0;
    auto read = std::from_chars(field.data(), all, value);
    if (read.ec == std::errc::result_out_of_range) {  // too large, or so small that it is 0
        double wide = 0;
        read = std::from_chars(field.data(), all, wide);
        const bool tiny = read.ec == std::errc::result_out_of_range
                              ? field.find("e-") != field.npos || field.find("E-") != field.npos
                              : std::fabs(wide) < 1;
        value = tiny ? static_cast<float>(wide) : std::numeric_limits<float>::infinity();
        read.ec = std::errc{};
    }
    if (read.ec != std::errc{} || read.ptr != all || !std::isfinite(value)) return std::nullopt;
    return value;
}

// A word: it has a letter and is not a way to write a number that is none.
inline bool is_name(std::string_view field)
{
    double value = 0;
    const auto [end, error] =
        std::from_chars(field.data() + field.starts_with('+'), field.data() + field.size(), value);
    const bool number = error != std::errc::invalid_argument && end == field.data() + field.size();
    return !number && std::any_of(field.begin(), field.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
}

}  // namespace detail

// Reads CSV text; `name` stands for the file in messages. Throws std::runtime_error.
inline data_set read_csv_text(std::string_view text, const std::string& name)
{
    std::size_t line_number = 0;
    const auto fail = [&](const std::string& what) {
        throw std::runtime_error(name + ":" + std::to_string(line_number) + ": " + what);
    };
    data_set data;
    std::size_t columns = 0, first_sample = 0;  // the line of it
    std::size_t announced = 0;                  // samples that the first line speaks of
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = detail::trimmed(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        ++line_number;
        if (line.empty()) {
            if (detail::trimmed(rest).find_first_not_of(" \t\r\n") == std::string_view::npos) break;
            fail("an empty line, expected numbers and a label");
        }
        const auto fields = detail::csv_fields(line);
        if (line_number == 1) {
            std::size_t numbers = 0;
            for (const auto field : fields) numbers += detail::csv_number(field).has_value();
            if (numbers == 0 && std::any_of(fields.begin(), fields.end(), detail::is_name)) {
                columns = fields.size();
                if (columns < 2) fail("a header of one column, expected features and a label");
                continue;
            }
            const bool names_follow = fields.size() > 2 && numbers == 2 && detail::csv_number(fields[0]) &&
                                      detail::csv_number(fields[1]) &&
                                      std::all_of(fields.begin() + 2, fields.end(), detail::is_name);
            if (names_follow) {  // scikit-learn's form
                const float samples = *detail::csv_number(fields[0]), features = *detail::csv_number(fields[1]);
                if (!(samples >= 1 && samples < 0x1p24f && features >= 1 && features < 0x1p24f &&
                      samples == std::floor(samples) && features == std::floor(features)))
                    fail("expected numbers of samples and features before the names of the classes");
                announced = static_cast<std::size_t>(samples);
                columns = static_cast<std::size_t>(features) + 1;
                data.classes = fields.size() - 2;
                continue;
            }
        }
        if (columns == 0) columns = fields.size();
        if (first_sample == 0) first_sample = line_number;
        if (columns < 2) fail("one column, expected features and a label, separated by commas");
        if (fields.size() != columns)
            fail(std::to_string(fields.size()) + " fields, expected " + std::to_string(columns));
        for (std::size_t j = 0; j < columns; ++j) {
            const auto value = detail::csv_number(fields[j]);
            const std::string where = "column " + std::to_string(j + 1) + ": '" + std::string(fields[j]) + "'";
            if (!value) fail(where + " is not a finite number");
            if (j + 1 < columns) {
                data.features.push_back(*value);
                continue;
            }
            const double label =
                std::strtod(std::string(fields[j]).c_str(), nullptr);  // binary32 could round to a whole number
            const bool whole = label >= 0 && label < 0x1p24 && label == std::floor(label);
            if (!whole || (data.classes != 0 && announced != 0 && *value >= static_cast<float>(data.classes)))
                fail(where + " is out of range for a label, expected a whole number from 0 " +
                     (announced != 0 ? "to " + std::to_string(data.classes - 1) : std::string("on")));
            data.labels.push_back(static_cast<std::uint32_t>(*value));
        }
    }
    line_number = larger(line_number, std::size_t{1});
    if (data.size() == 0) fail("no samples, expected lines of numbers and a label");
    if (announced != 0 && data.size() != announced)
        fail(std::to_string(data.size()) + " samples, expected the " + std::to_string(announced) +
             " that the first line announces (samples, features, names of classes)");
    data.dimension = columns - 1;
    if (announced == 0) {
        // Classes are as many as the highest label says; a label beyond the number of samples is a mistake.
        const auto highest = std::max_element(data.labels.begin(), data.labels.end());
        line_number = first_sample + static_cast<std::size_t>(highest - data.labels.begin());
        if (*highest >= data.size())
            fail("label " + std::to_string(*highest) +
                 " is out of range, expected labels below the number of samples, " + std::to_string(data.size()));
        data.classes = std::size_t{*highest} + 1;
    }
    return data;
}

// Throws std::runtime_error when the file cannot be read or is not such a file.
inline data_set read_csv(const std::filesystem::path& path)
{
    if (std::filesystem::is_directory(path))
        throw std::runtime_error(path.string() + ": is a folder, expected a CSV file");
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(path.string() + ": cannot be read, expected a CSV file");
    std::ostringstream text;
    text << file.rdbuf();
    if (file.bad()) throw std::runtime_error(path.string() + ": cannot be read to its end");
    return read_csv_text(text.str(), path.string());
}

}  // namespace lowp
