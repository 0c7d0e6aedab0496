// lowp/io/csv.hpp -- samples from a CSV file: numbers, and last the class label or the regression target.
//
// A line holds the features of one sample and then what belongs to it: a label, which is a whole number from 0 on, or a
// target, any number. The first line may be a header (words, no field of it a number), or, before labels, the form of
// scikit-learn's files: samples, features, then the names of the classes. Empty lines at the end are ignored. Anything
// else is an error that names file, line and what was expected.
#pragma once

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/core/data_set.hpp"
#include "lowp/core/regression_set.hpp"
#include "lowp/io/fields.hpp"
#include "lowp/io/read_file.hpp"

namespace lowp {

namespace detail {

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

// A word: it has a letter and is not a way to write a number that is none.
inline bool is_name(std::string_view field)
{
    double value = 0;
    const auto [end, error] =
        std::from_chars(field.data() + field.starts_with('+'), field.data() + field.size(), value);
    const bool number = error != std::errc::invalid_argument && end == field.data() + field.size();
    return !number && std::any_of(field.begin(), field.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
}

// The file and the line at hand.
struct csv_place {
    const std::string& name;
    std::size_t line = 0;

    [[noreturn]] void fail(const std::string& what) const
    {
        throw std::runtime_error(name + ":" + std::to_string(line) + ": " + what);
    }
};

// Goes through the lines and returns the features; `columns` becomes the number of fields in each line. `last_is` names
// the last field in messages. `first_line(fields)` returns the number of fields if the first line is something of its
// own, else 0; `last_field(field, value, where)` takes what stands last in the others.
template <class FirstLine, class LastField>
aligned_vector<float> read_csv_lines(std::string_view text, csv_place& at, const std::string& last_is,
                                     std::size_t& columns, const FirstLine& first_line, const LastField& last_field)
{
    aligned_vector<float> features;
    columns = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view line = trimmed(take_line(rest));
        ++at.line;
        if (line.empty()) {
            if (is_blank(rest)) break;
            at.fail("an empty line, expected numbers and " + last_is);
        }
        const auto fields = csv_fields(line);
        if (at.line == 1) {
            const auto is_number = [](std::string_view field) { return finite_number<float>(field).has_value(); };
            if (std::none_of(fields.begin(), fields.end(), is_number) &&
                std::any_of(fields.begin(), fields.end(), is_name)) {
                columns = fields.size();
                if (columns < 2) at.fail("a header of one column, expected features and " + last_is);
                continue;
            }
            columns = first_line(fields);
            if (columns != 0) continue;
        }
        if (columns == 0) columns = fields.size();
        if (columns < 2) at.fail("one column, expected features and " + last_is + ", separated by commas");
        if (fields.size() != columns)
            at.fail(std::to_string(fields.size()) + " fields, expected " + std::to_string(columns));
        for (std::size_t j = 0; j < columns; ++j) {
            const auto value = finite_number<float>(fields[j]);
            const auto where = [&] { return "column " + std::to_string(j + 1) + ": " + quoted(fields[j]); };
            if (!value) at.fail(where() + " is not a finite number");
            if (j + 1 < columns)
                features.push_back(*value);
            else
                last_field(fields[j], *value, where);
        }
    }
    at.line = larger(at.line, std::size_t{1});
    if (features.empty()) at.fail("no samples, expected lines of numbers and " + last_is);
    return features;
}

}  // namespace detail

// Reads CSV text; `name` stands for the file in messages. Throws std::runtime_error.
inline data_set read_csv_text(std::string_view text, const std::string& name)
{
    detail::csv_place at{name};
    data_set data;
    std::size_t columns = 0, first_sample = 0;  // the line of it
    std::size_t announced = 0;                  // samples that the first line speaks of
    const auto scikit_learn = [&](const std::vector<std::string_view>& fields) -> std::size_t {
        if (fields.size() < 3 || !std::all_of(fields.begin() + 2, fields.end(), detail::is_name)) return 0;
        const auto samples = detail::finite_number<float>(fields[0]),
                   features = detail::finite_number<float>(fields[1]);
        if (!samples || !features) return 0;
        const auto is_count = [](float n) { return n >= 1 && n < 0x1p24f && n == std::floor(n); };
        if (!is_count(*samples) || !is_count(*features))
            at.fail("expected numbers of samples and features before the names of the classes");
        announced = static_cast<std::size_t>(*samples);
        data.classes = fields.size() - 2;
        return static_cast<std::size_t>(*features) + 1;
    };
    const auto add_label = [&](std::string_view field, float value, const auto& where) {
        if (first_sample == 0) first_sample = at.line;
        const double label = detail::finite_number<double>(field).value_or(-1);  // binary32 could round to a whole one
        const bool whole = label >= 0 && label < 0x1p24 && label == std::floor(label);
        if (!whole || (announced != 0 && label >= static_cast<double>(data.classes)))
            at.fail(where() + " is out of range for a label, expected a whole number from 0 " +
                    (announced != 0 ? "to " + std::to_string(data.classes - 1) : std::string("on")));
        data.labels.push_back(static_cast<std::uint32_t>(value));
    };
    data.features = detail::read_csv_lines(text, at, "a label", columns, scikit_learn, add_label);
    data.dimension = columns - 1;
    if (announced != 0) {
        if (data.size() != announced)
            at.fail(std::to_string(data.size()) + " samples, expected the " + std::to_string(announced) +
                    " that the first line announces (samples, features, names of classes)");
        return data;
    }
    // Classes are as many as the highest label says; a label beyond the number of samples is a mistake.
    const auto highest = std::max_element(data.labels.begin(), data.labels.end());
    at.line = first_sample + static_cast<std::size_t>(highest - data.labels.begin());
    if (*highest >= data.size())
        at.fail("label " + std::to_string(*highest) +
                " is out of range, expected labels below the number of samples, " + std::to_string(data.size()));
    data.classes = std::size_t{*highest} + 1;
    return data;
}

// The same with a target, any finite number, in the place of the label.
inline regression_set read_regression_csv_text(std::string_view text, const std::string& name)
{
    detail::csv_place at{name};
    regression_set data;
    std::size_t columns = 0;
    const auto none = [](const auto&) { return std::size_t{0}; };
    const auto add_target = [&](std::string_view, float value, const auto&) { data.targets.push_back(value); };
    data.features = detail::read_csv_lines(text, at, "a target", columns, none, add_target);
    data.dimension = columns - 1;
    return data;
}

// These throw std::runtime_error when the file cannot be read, too, or is compressed.
inline data_set read_csv(const std::filesystem::path& path)
{
    return read_csv_text(read_plain_file(path, "a CSV file"), path.string());
}
inline regression_set read_regression_csv(const std::filesystem::path& path)
{
    return read_regression_csv_text(read_plain_file(path, "a CSV file"), path.string());
}

}  // namespace lowp
