// tests/select/task_tables_test.cpp -- tables beside a matrix of errors, and what is wrong in them.
#include "lowp/select/task_tables.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

const error_matrix two_by_two{{"one", "two"}, {"a", "b"}, {0.1, 0.2, 0.3, 0.4}};

std::string refused_memory(const char* text)
{
    return thrown_by([&] { read_memory_text(text, "m.csv", two_by_two); });
}
std::string refused_groups(const char* text)
{
    return thrown_by([&] { read_groups_text(text, "t.csv", two_by_two); });
}

}  // namespace

TEST_CASE("the memory of each task and configuration", "[select]")
{
    const std::vector<double> bytes{10, 20, 30, 4.5};
    CHECK(read_memory_text("task,a,b\none,10,20\ntwo,30,4.5\n", "m.csv", two_by_two) == bytes);
    CHECK(read_memory_text("\xEF\xBB\xBFtask,a,b\r\none,10,20\r\ntwo,30,4.5\r\n\r\n", "m.csv", two_by_two) == bytes);
    CHECK(refused_memory("task,b,a\none,10,20\ntwo,30,4\n") ==
          "m.csv:1: configurations other than those of the errors, expected the same in the same order");
    CHECK(refused_memory("task,a,b\ntwo,10,20\none,30,4\n") ==
          "m.csv:2: the memory of 'two', expected the tasks of the errors in their order, 2 numbers each");
    CHECK(refused_memory("task,a,b\none,10\n") ==
          "m.csv:2: the memory of 'one', expected the tasks of the errors in their order, 2 numbers each");
    CHECK(refused_memory("task,a,b\none,10,0\n") == "m.csv:2: '0', expected a positive number of bytes");
    CHECK(refused_memory("task,a,b\none,10,x\n") == "m.csv:2: 'x', expected a positive number of bytes");
    CHECK(refused_memory("task,a,b\none,10,20\n") == "m.csv:2: 1 tasks, expected the 2 of the errors");
    CHECK(refused_memory("") == "m.csv:0: 0 tasks, expected the 2 of the errors");
}

TEST_CASE("tasks of one source are a group", "[select]")
{
    CHECK(read_groups_text("task,source,how\ntwo,x,1\none,y,2\nthree,x,3\n", "t.csv", two_by_two) ==
          std::vector<std::size_t>{1, 0});
    CHECK(read_groups_text("source,task\nx,one\nx,two\n", "t.csv", two_by_two) == std::vector<std::size_t>{0, 0});
    CHECK(refused_groups("task,where\none,x\n") == "t.csv:1: too few fields, expected columns 'task' and 'source'");
    CHECK(refused_groups("task,source\none\n") == "t.csv:2: too few fields, expected columns 'task' and 'source'");
    CHECK(refused_groups("task,source\none,x\n") == "t.csv:2: no task 'two', expected all of the errors");
}
