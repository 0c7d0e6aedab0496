// lowp/select/error_matrix.hpp -- how well each configuration did on each task, as far as it is known, and as a table.
//
//     task,e4m3/e6m9,e5m2/e6m9,e3m2/e7m6
//     digits,0.021,0.038,failed
//     letters,0.11,,0.52
//
// An error is a share of 1: 0.021 of the test samples were misclassified. One that nobody measured is missing (an empty
// field, NaN in memory); one whose run diverged or stopped is failed (infinity in memory). Learning uses neither, but
// they are not the same: a failed run need not be tried again.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "lowp/core/matrix_view.hpp"
#include "lowp/select/argument.hpp"
#include "lowp/select/table_text.hpp"

namespace lowp {

inline constexpr double missing_error = std::numeric_limits<double>::quiet_NaN();
inline constexpr double failed_error = std::numeric_limits<double>::infinity();

inline bool is_measured(double error) noexcept { return std::isfinite(error); }

struct error_matrix {
    std::vector<std::string> tasks, configurations;
    std::vector<double> values;  // one row a task: [task * configurations.size() + configuration]

    double& operator()(std::size_t task, std::size_t configuration)
    {
        return values[task * configurations.size() + configuration];
    }
    double operator()(std::size_t task, std::size_t configuration) const
    {
        return values[task * configurations.size() + configuration];
    }
    matrix_view<const double> view() const noexcept { return {values.data(), tasks.size(), configurations.size()}; }
};

// All errors missing. Throws std::invalid_argument for a name that is empty or occurs twice.
inline error_matrix make_error_matrix(std::vector<std::string> tasks, std::vector<std::string> configurations);

// Reads a table; `name` stands for it in messages. Throws std::runtime_error "<name>:<line>: ..." where the first field
// is not 'task', a line has too few or too many fields, an error is no number of 0 to 1, or a name is empty or comes
// again.
inline error_matrix read_error_matrix_text(std::string_view text, const std::string& name);

// The same table as text: what is read back is equal, to the last bit.
inline std::string error_matrix_text(const error_matrix& errors);

// For those who learn from errors: throws std::invalid_argument for a matrix without rows or columns, a row or a column
// of which nothing is measured, and a measured error outside of 0 to 1. `function` stands for them in messages.
inline void expect_learnable(const char* function, matrix_view<const double> errors);

// ---- how ------------------------------------------------------------------------------------------------------------

namespace detail {

inline void expect_names(const char* what, const std::vector<std::string>& names)
{
    std::unordered_set<std::string_view> known;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty()) bad_argument("error matrix", element(what, i), names[i], "a name");
        if (!known.insert(names[i]).second) bad_argument("error matrix", element(what, i), names[i], "each name once");
    }
}

inline double error_of_field(const std::string& field, std::size_t column, const table_place& at)
{
    if (field.empty() || field == "nan") return missing_error;
    if (field == "failed") return failed_error;
    const auto value = table_number(field);
    if (!value || *value < 0 || *value > 1)
        at.fail("field " + shown(column + 1) + " is " + shown(std::string_view(field)) +
                ", expected an error of 0 to 1, 'failed', or nothing where it is missing");
    return *value;
}
inline std::string field_of_error(double error)
{
    return std::isnan(error) ? "" : std::isfinite(error) ? shown(error) : "failed";
}

}  // namespace detail

inline error_matrix make_error_matrix(std::vector<std::string> tasks, std::vector<std::string> configurations)
{
    detail::expect_names("tasks", tasks);
    detail::expect_names("configurations", configurations);
    std::vector<double> values(tasks.size() * configurations.size(), missing_error);
    return {std::move(tasks), std::move(configurations), std::move(values)};
}

inline error_matrix read_error_matrix_text(std::string_view text, const std::string& name)
{
    detail::table_place at{name, 0};
    error_matrix errors;
    std::unordered_set<std::string> known;
    const auto learn = [&](const std::string& new_name, const char* kind) {
        if (new_name.empty()) at.fail(std::string("a ") + kind + " without a name");
        if (!known.insert(new_name).second)
            at.fail(std::string(kind) + " '" + new_name + "' comes again, expected once");
    };
    text = detail::without_mark(text);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = detail::without_blanks(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++at.line;
        if (line.empty()) {
            if (at.line > 1 && text.find_first_not_of("\n\r\t ") == std::string_view::npos) break;
            at.fail("an empty line, expected a task and its errors");
        }
        std::vector<std::string> fields = detail::table_fields(line, at);
        if (at.line == 1) {
            if (fields[0] != "task")
                at.fail("field 1 is " + detail::shown(std::string_view(fields[0])) + ", expected 'task'");
            if (fields.size() < 2) at.fail("one column, expected 'task' and the names of configurations");
            for (std::size_t j = 1; j < fields.size(); ++j) learn(fields[j], "configuration");
            errors.configurations.assign(fields.begin() + 1, fields.end());
            known.clear();
            continue;
        }
        if (fields.size() != errors.configurations.size() + 1)
            at.fail(detail::shown(fields.size()) + " fields, expected " +
                    detail::shown(errors.configurations.size() + 1) + ": a task, and an error for each configuration");
        learn(fields[0], "task");
        errors.tasks.push_back(fields[0]);
        for (std::size_t j = 1; j < fields.size(); ++j)
            errors.values.push_back(detail::error_of_field(fields[j], j, at));
    }
    if (at.line == 0) at.line = 1;
    if (errors.tasks.empty()) at.fail("no tasks, expected a line of names and then one for each task");
    return errors;
}

inline std::string error_matrix_text(const error_matrix& errors)
{
    detail::expect_count("error matrix", "errors", errors.values.size(),
                         errors.tasks.size() * errors.configurations.size(), "task and configuration");
    std::string text = "task";
    for (const auto& name : errors.configurations) text += "," + detail::table_field(name);
    for (std::size_t i = 0; i < errors.tasks.size(); ++i) {
        text += "\n" + detail::table_field(errors.tasks[i]);
        for (std::size_t j = 0; j < errors.configurations.size(); ++j)
            text += "," + detail::field_of_error(errors(i, j));
    }
    return text + "\n";
}

inline void expect_learnable(const char* function, matrix_view<const double> errors)
{
    const auto fail = [&](const std::string& what) {
        throw std::invalid_argument(std::string(function) + ": " + what);
    };
    if (errors.rows == 0 || errors.columns == 0) fail("no errors, expected tasks and configurations");
    std::vector<bool> is_known(errors.columns);
    for (std::size_t i = 0; i < errors.rows; ++i) {
        bool any = false;
        for (std::size_t j = 0; j < errors.columns; ++j) {
            const double e = errors(i, j);
            if (!is_measured(e)) continue;
            if (e < 0 || e > 1) detail::bad_argument(function, detail::element("errors", i, j), e, "a share of 0 to 1");
            is_known[j] = any = true;
        }
        if (!any) fail("row " + detail::shown(i) + " has no measured error, expected one for each task");
    }
    for (std::size_t j = 0; j < errors.columns; ++j)
        if (!is_known[j])
            fail("column " + detail::shown(j) + " has no measured error, expected one for each configuration");
}

}  // namespace lowp
