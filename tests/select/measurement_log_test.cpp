// tests/select/measurement_log_test.cpp -- what is appended is found, and a file that is not understood stays as it is.
#include "lowp/select/measurement_log.hpp"

#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

const std::vector<std::string> names{"a", "b, c", "d"};

std::string bytes_of(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("measurements are in the file at once, and found again", "[select]")
{
    const own_folder folder;
    const auto path = folder.path / "runs.csv";
    measurement_log log(path, names);
    CHECK(log.found().empty());
    log.append({1, 0.1});
    CHECK(bytes_of(path) == "configuration,error\n\"b, c\",0.1\n");  // the log is still open
    log.append({0, failed_error});
    CHECK(bytes_of(path) == "configuration,error\n\"b, c\",0.1\na,failed\n");

    measurement_log again(path, names);
    REQUIRE(again.found().size() == 2);
    CHECK((again.found()[0].configuration == 1 && again.found()[0].error == 0.1));
    CHECK((again.found()[1].configuration == 0 && again.found()[1].error == failed_error));
    again.append({2, 1.0 / 3});
    CHECK(measurement_log(path, names).found()[2].error == 1.0 / 3);
    CHECK(bytes_of(path).starts_with("configuration,error\n\"b, c\",0.1\na,failed\nd,0.3"));
}

TEST_CASE("a file that is not understood is reported with its line and left alone", "[select]")
{
    const own_folder folder;
    const auto path = (folder.path / "runs.csv").string();
    const auto complaint = [&](std::string_view bytes) {
        folder.file("runs.csv", bytes);
        const std::string said = thrown_by([&] { measurement_log(path, names); });
        CHECK(bytes_of(path) == bytes);
        return said;
    };
    const std::string head = "configuration,error\n";
    CHECK(complaint("task,a\n") == path + ":1: 'task,a', expected 'configuration,error'");
    CHECK(complaint(head + "a,0.5\nd,0.") ==
          path + ":3: the last line, 'd,0.', has no line end: it may be cut off; complete or remove it");
    CHECK(complaint(head + "a,0.5\ne,0.5\n") == path + ":3: 'e' is none of the configurations");
    CHECK(complaint(head + "a,0.5\nd,0.5\na,0.5\n") == path + ":4: 'a' comes again, expected once");
    CHECK(complaint(head + "a\n") == path + ":2: 1 fields, expected 2: the name of a configuration and its error");
    CHECK(complaint(head + "a,x\n") ==
          path + ":2: field 2 is 'x', expected an error of 0 to 1, 'failed', or nothing where it is missing");
    CHECK(complaint(head + "a,\n") == path + ":2: no error, expected one of 0 to 1, or 'failed'");
    CHECK(complaint(head + "\"b, c,0.5\n") == path + ":2: field 1 has a quote without its end");
    CHECK(complaint(head).empty());
    CHECK(complaint("\xEF\xBB\xBF" + head + "a,0.5\n\n").empty());
    measurement_log(path, names).append({2, 0.25});  // behind the empty line
    const measurement_log again(path, names);
    CHECK((again.found().size() == 2 && again.found()[1].configuration == 2));
    CHECK(thrown_by([&] {
              measurement_log(folder.path, names);
          }).ends_with("cannot be read, expected a file of measurements, or none yet"));
    CHECK(thrown_by([&] {
              measurement_log(folder.path / "none" / "runs.csv", names);
          }).find("cannot be written: No such file") != std::string::npos);
}

TEST_CASE("a file that takes nothing more says so with the measurement", "[select]")
{
    const own_folder folder;
    const auto path = folder.path / "runs.csv";
    measurement_log log(path, names);
    log.append({0, 0.5});
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit small{std::filesystem::file_size(path), limit.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    const std::string said = thrown_by([&] { log.append({1, 0.25}); });
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, before);
    CHECK(said == path.string() + ": cannot be written: File too large; the line was '\"b, c\",0.25'");
}
