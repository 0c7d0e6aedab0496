// tests/select/error_matrix_test.cpp -- tables there and back, and what is said of each kind of wrong one.
#include "lowp/select/error_matrix.hpp"

#include <bit>
#include <cstdint>

#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

std::string complaint(std::string_view text)
{
    return thrown_by([&] { read_error_matrix_text(text, "m.csv"); });
}
std::string refused(std::vector<double> values, std::size_t rows, std::size_t columns)
{
    return refused_by([&] { expect_learnable("learn", {values.data(), rows, columns}); });
}

}  // namespace

TEST_CASE("a table of errors as text", "[select]")
{
    const auto m = read_error_matrix_text(
        "task,e4m3/e6m9,\"a, b\"\r\n"
        "digits,0.25,failed\n"
        "letters, ,1e-3\n"
        "\"more, digits\",nan,0\n\n",
        "m.csv");
    CHECK(m.tasks == std::vector<std::string>{"digits", "letters", "more, digits"});
    CHECK(m.configurations == std::vector<std::string>{"e4m3/e6m9", "a, b"});
    CHECK((m(0, 0) == 0.25 && m(0, 1) == failed_error && m(1, 1) == 0.001 && m(2, 1) == 0));
    CHECK((std::isnan(m(1, 0)) && std::isnan(m(2, 0))));
    CHECK((m.view().rows == 3 && m.view().columns == 2 && m.view()(1, 1) == 0.001));
    CHECK(error_matrix_text(m) == "task,e4m3/e6m9,\"a, b\"\ndigits,0.25,failed\nletters,,0.001\n\"more, digits\",,0\n");
    CHECK(read_error_matrix_text("\xEF\xBB\xBFtask,a\ns,0.5\n \r\n", "m.csv")(0, 0) == 0.5);
    CHECK((is_measured(0.0) && !is_measured(missing_error) && !is_measured(failed_error)));
}

TEST_CASE("what is written is read back to the last bit", "[select]")
{
    auto m = make_error_matrix({"s", "t"}, {"a", "b", "c"});
    for (const double e : m.values) CHECK(std::isnan(e));
    const double values[] = {1.0 / 3, 0.1, 5e-324, missing_error, failed_error, 1};
    m.values.assign(values, values + 6);
    const auto back = read_error_matrix_text(error_matrix_text(m), "m.csv");
    CHECK((back.tasks == m.tasks && back.configurations == m.configurations));
    for (std::size_t i = 0; i < 6; ++i)
        CHECK(std::bit_cast<std::uint64_t>(back.values[i]) == std::bit_cast<std::uint64_t>(m.values[i]));
}

TEST_CASE("a wrong table is refused with the line", "[select]")
{
    CHECK(complaint("") == "m.csv:1: no tasks, expected a line of names and then one for each task");
    CHECK(complaint("task,a\n") == "m.csv:1: no tasks, expected a line of names and then one for each task");
    CHECK(complaint("digits,0.5\nletters,0.25\n") == "m.csv:1: field 1 is 'digits', expected 'task'");
    CHECK(complaint("\n\n") == "m.csv:1: an empty line, expected a task and its errors");
    CHECK(complaint("task\ns\n") == "m.csv:1: one column, expected 'task' and the names of configurations");
    CHECK(complaint("task,a,b\ns,0,0\nt,0\n") ==
          "m.csv:3: 2 fields, expected 3: a task, and an error for each configuration");
    CHECK(complaint("task,a\ns,0\nt,0,1\n") ==
          "m.csv:3: 3 fields, expected 2: a task, and an error for each configuration");
    CHECK(complaint("task,a,b,a\n") == "m.csv:1: configuration 'a' comes again, expected once");
    CHECK(complaint("task,a\ns,0\ns,0\n") == "m.csv:3: task 's' comes again, expected once");
    CHECK(complaint("task,a,\n") == "m.csv:1: a configuration without a name");
    CHECK(complaint("task,a\n,0\n") == "m.csv:2: a task without a name");
    CHECK(complaint("task,a\ns,0\n\nt,0\n") == "m.csv:3: an empty line, expected a task and its errors");
    for (const char* wrong : {"x", "1.5", "-0.1", "inf", "0.1x", "FAILED"})
        CHECK(complaint(std::string("task,a,b\ns,0.5,") + wrong + "\n") ==
              std::string("m.csv:2: field 3 is '") + wrong +
                  "', expected an error of 0 to 1, 'failed', or nothing where it is missing");
    CHECK(complaint("task,a\ns,0\n").empty());
}

TEST_CASE("names are there, and differ", "[select]")
{
    CHECK(refused_by([] { make_error_matrix({"s"}, {"a", "b", "a"}); }) ==
          "error matrix: configurations[2] is 'a', expected each name once");
    CHECK(refused_by([] { make_error_matrix({"s", ""}, {"a"}); }) == "error matrix: tasks[1] is '', expected a name");
    auto m = make_error_matrix({"s"}, {"a"});
    m.values.push_back(0);
    CHECK(refused_by([&] { error_matrix_text(m); }) ==
          "error matrix: the number of errors is 2, expected 1, one for each task and configuration");
}

TEST_CASE("who learns needs an error in each row and column", "[select]")
{
    CHECK(refused({0.5, missing_error, failed_error, 0.5}, 2, 2).empty());
    CHECK(refused({0.5, 0.5, missing_error, failed_error}, 2, 2) ==
          "learn: row 1 has no measured error, expected one for each task");
    CHECK(refused({0.5, missing_error, 0.5, failed_error}, 2, 2) ==
          "learn: column 1 has no measured error, expected one for each configuration");
    CHECK(refused({0.5, 5.2}, 1, 2) == "learn: errors(0, 1) is 5.2, expected a share of 0 to 1");
    CHECK(refused({}, 0, 3) == "learn: no errors, expected tasks and configurations");
}
