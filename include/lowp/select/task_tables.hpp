// lowp/select/task_tables.hpp -- what goes with a matrix of errors: the memory of each run, and which tasks are
// related.
//
//     const auto memory = read_memory_text(text, "memory.csv", errors);   // tasks by configurations, as the errors
//     const auto groups = read_groups_text(text, "tasks.csv", errors);    // a number for each task
//
// Both are tables with a line of names in front, like that of the errors (lowp/select/error_matrix.hpp).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowp/select/error_matrix.hpp"
#include "lowp/select/table_text.hpp"

namespace lowp {

namespace detail {

// Calls use(fields, place) for each line that is not empty.
template <class Use>
void for_each_table_line(std::string_view text, table_place& at, const Use& use)
{
    text = without_mark(text);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = without_blanks(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++at.line;
        if (!line.empty()) use(table_fields(line, at));
    }
}

}  // namespace detail

// Positive numbers, row after row: of the same tasks and configurations as the errors, in the same order. `name` stands
// for the text in messages. Throws std::runtime_error "<name>:<line>: ..." for other ones.
inline std::vector<double> read_memory_text(std::string_view text, const std::string& name, const error_matrix& errors)
{
    detail::table_place at{name, 0};
    std::vector<double> values;
    std::size_t row = 0;
    bool is_header = true;
    detail::for_each_table_line(text, at, [&](const std::vector<std::string>& fields) {
        const std::span<const std::string> rest(fields.data() + 1, fields.size() - 1);
        if (std::exchange(is_header, false)) {
            if (!std::ranges::equal(rest, errors.configurations))
                at.fail("configurations other than those of the errors, expected the same in the same order");
            return;
        }
        if (row == errors.tasks.size() || fields[0] != errors.tasks[row] || rest.size() != errors.configurations.size())
            at.fail("the memory of '" + fields[0] + "', expected the tasks of the errors in their order, " +
                    std::to_string(errors.configurations.size()) + " numbers each");
        for (const std::string& field : rest) {
            const auto value = detail::table_number(field);
            if (!value || !(*value > 0) || !std::isfinite(*value))
                at.fail("'" + field + "', expected a positive number of bytes");
            values.push_back(*value);
        }
        ++row;
    });
    if (row != errors.tasks.size())
        at.fail(std::to_string(row) + " tasks, expected the " + std::to_string(errors.tasks.size()) + " of the errors");
    return values;
}

// A number for each task of the errors, the same for those with the same text in the column `source`; other columns
// than that and `task` are not looked at. Throws std::runtime_error where a column or a task is missing.
inline std::vector<std::size_t> read_groups_text(std::string_view text, const std::string& name,
                                                 const error_matrix& errors)
{
    detail::table_place at{name, 0};
    std::size_t task = 0, source = 0;
    bool is_header = true;
    std::map<std::string, std::size_t> numbers, group_of;
    detail::for_each_table_line(text, at, [&](const std::vector<std::string>& fields) {
        const auto column = [&](const char* of) {
            return static_cast<std::size_t>(std::ranges::find(fields, of) - fields.begin());
        };
        const bool is_first = std::exchange(is_header, false);
        if (is_first) task = column("task"), source = column("source");
        if (std::max(task, source) >= fields.size()) at.fail("too few fields, expected columns 'task' and 'source'");
        if (!is_first) group_of[fields[task]] = numbers.try_emplace(fields[source], numbers.size()).first->second;
    });
    std::vector<std::size_t> groups;
    for (const std::string& one : errors.tasks) {
        const auto found = group_of.find(one);
        if (found == group_of.end()) at.fail("no task '" + one + "', expected all of the errors");
        groups.push_back(found->second);
    }
    return groups;
}

}  // namespace lowp
