// lowp/io/libsvm.hpp -- sparse samples from a file in LIBSVM's form: a target, then index:value pairs.
//
//     -1 3:1 11:0.5 14:-2      # what is left out is zero; a comment, as svm-light has them
//
// A line is a sample. Indices count from one and ascend; spaces and tabs separate. Lines of a comment alone are
// skipped, as are empty lines at the end. Anything else is an error that names file, line, column and what was
// expected.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "lowp/core/sparse_matrix.hpp"
#include "lowp/core/sparse_set.hpp"
#include "lowp/io/fields.hpp"
#include "lowp/io/read_file.hpp"

namespace lowp {

// Reads a text; `name` stands for the file in messages. As many columns as the largest index says, or as many as are
// given: a test file may lack the last features of its training file, and must not have more. Zeros that are written
// out count as columns and are not kept. Numbers are rounded to binary32. Throws std::runtime_error.
inline sparse_set read_libsvm_text(std::string_view text, const std::string& name, std::size_t columns = 0)
{
    constexpr std::uint64_t last_index = 0xffff'fffe;  // so that columns, and their number, fit 32 bits
    const std::uint64_t largest = columns == 0 ? last_index : std::min<std::uint64_t>(columns, last_index);

    std::size_t line_number = 0;
    std::string_view line;
    const auto fail = [&](std::string_view at, const std::string& what) {
        const auto column = static_cast<std::size_t>(at.data() - line.data()) + 1;
        throw std::runtime_error(name + ":" + std::to_string(line_number) + ":" + std::to_string(column) + ": " + what);
    };
    const auto number = [&](std::string_view field, const char* what) {
        const auto value = detail::finite_number<float>(field);
        if (!value) fail(field, what + detail::quoted(field) + ", expected a finite number of binary32");
        return *value;
    };
    const auto index_of = [&](std::string_view field, std::uint64_t before) {
        const char* const all = field.data() + field.size();
        std::uint64_t index = 0;
        const auto [end, error] = std::from_chars(field.data(), all, index);
        if (error == std::errc::invalid_argument || end != all)
            fail(field, "index " + detail::quoted(field) + ", expected a whole number from 1 on");
        if (error != std::errc{} || index > largest)
            fail(field, "index " + detail::quoted(field) + " is out of range, expected indices from 1 to " +
                            std::to_string(largest));
        if (index == 0) fail(field, "index " + detail::quoted(field) + " is zero-based, expected indices from 1 on");
        if (index <= before)
            fail(field, "index " + detail::quoted(field) + " after " + std::to_string(before) +
                            ", expected ascending indices");
        return index;
    };

    sparse_set all{sparse_matrix<float>(columns), {}};
    std::vector<std::uint32_t> places;
    std::vector<float> values;
    for (std::string_view rest = text; !rest.empty();) {
        line = detail::take_line(rest);
        ++line_number;
        const std::size_t comment = line.find('#');
        std::string_view left = detail::trimmed(line.substr(0, comment));
        if (left.empty()) {
            if (comment != std::string_view::npos) continue;
            if (detail::is_blank(rest)) break;
            fail(line, "an empty line, expected a target and index:value pairs");
        }
        const float target = number(detail::take_field(left), "target ");
        places.clear();
        values.clear();
        std::uint64_t index = 0;
        for (std::string_view field; !(field = detail::take_field(left)).empty();) {
            const std::size_t colon = field.find(':');
            if (colon == std::string_view::npos)
                fail(field, detail::quoted(field) + " has no colon, expected index:value");
            index = index_of(field.substr(0, colon), index);
            const float value = number(field.substr(colon + 1), "value ");
            if (value == 0) continue;
            places.push_back(static_cast<std::uint32_t>(index - 1));
            values.push_back(value);
        }
        all.features.widen(std::max(all.dimension(), static_cast<std::size_t>(index)));
        all.features.add_row(places, values);
        all.targets.push_back(target);
    }
    line_number = 1;
    line = text;
    if (all.size() == 0) fail(line, "no samples, expected lines of a target and index:value pairs");
    if (all.dimension() == 0) fail(line, "no features in any line, expected index:value pairs after a target");
    return all;
}

// The file must not be compressed: read_libsvm_text(read_any(path), path.string()) reads both (lowp/io/gzip.hpp).
inline sparse_set read_libsvm(const std::filesystem::path& path, std::size_t columns = 0)
{
    return read_libsvm_text(read_plain_file(path, "a LIBSVM file"), path.string(), columns);
}

}  // namespace lowp
