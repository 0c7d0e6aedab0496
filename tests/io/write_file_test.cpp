// tests/io/write_file_test.cpp -- a file is written whole, or what stood there stays.
#include "lowp/io/write_file.hpp"

#include <chrono>
#include <fstream>
#include <sstream>

#include "support/catch.hpp"

#if __has_include(<sys/resource.h>)
#include <sys/resource.h>

#include <csignal>
#endif

using namespace lowp;

namespace {

std::string content(const std::filesystem::path& path)
{
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

// A folder of the test's own, gone at its end. Tests run at the same time as others, so the clock is in its name.
struct folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() /
        ("lowp_write_file_test_" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
    folder()
    {
        std::filesystem::remove_all(path);
        std::filesystem::create_directory(path);
    }
    ~folder() { std::filesystem::remove_all(path); }

    std::size_t entries() const
    {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path), {}));
    }
};

}  // namespace

TEST_CASE("write_file writes all bytes, and replaces what was there", "[io]")
{
    const folder here;
    const auto path = here.path / "table.csv";
    const std::string bytes("a\r\n\0\xff last line", 16);
    for (const std::string& text : {std::string("first"), bytes, std::string(), std::string(1 << 20, 'x')}) {
        write_file(path, text);
        CHECK(content(path) == text);
        CHECK(here.entries() == 1);  // nothing is left beside it
    }
}

TEST_CASE("what is put in parts is one file, and what stops in the middle leaves none", "[io]")
{
    const folder here;
    const auto path = here.path / "tensors";
    const std::string some(100'000, 'x');
    write_file(path, [&](file_writer& put) {
        put("first");
        put("");
        for (int i = 0; i < 3; ++i) put(some);
    });
    CHECK(content(path) == "first" + some + some + some);
    CHECK_THROWS_WITH(write_file(path,
                                 [&](file_writer& put) {
                                     put(some);
                                     throw std::runtime_error("no more");
                                 }),
                      "no more");
    CHECK(content(path).starts_with("first"));
    CHECK(here.entries() == 1);
    write_file(path, [](file_writer&) {});
    CHECK(content(path).empty());
}

TEST_CASE("where a file cannot be written the path is named and nothing is left", "[io]")
{
    const folder here;
    const auto nowhere = here.path / "missing" / "table.csv";
    CHECK_THROWS_WITH(write_file(nowhere, "text"), nowhere.string() + ": cannot write: No such file or directory");
    CHECK(here.entries() == 0);

    // A folder stands where the file is to go: renaming fails after all was written.
    const auto taken = here.path / "taken";
    std::filesystem::create_directory(taken);
    CHECK_THROWS_AS(write_file(taken, "text"), std::runtime_error);
    CHECK((here.entries() == 1 && std::filesystem::is_directory(taken)));

    write_file(here.path / "plain", "text");
    CHECK_THROWS_AS(write_file(here.path / "plain" / "table.csv", "text"), std::runtime_error);
    CHECK(content(here.path / "plain") == "text");
}

TEST_CASE("a link is followed, a device is written to, and what else is named .partial stays", "[io]")
{
    const folder here;
    write_file(here.path / "file", "old");
    std::filesystem::create_symlink("file", here.path / "link");
    write_file(here.path / "link", "new");
    CHECK(std::filesystem::is_symlink(here.path / "link"));
    CHECK(content(here.path / "file") == "new");
    CHECK(here.entries() == 2);

    std::filesystem::create_symlink("round", here.path / "round");  // to itself
    CHECK_THROWS_WITH(write_file(here.path / "round", "text"),
                      Catch::Matchers::StartsWith((here.path / "round").string() + ": cannot write: "));
    CHECK(std::filesystem::is_symlink(here.path / "round"));

    using std::filesystem::perms;
    std::filesystem::permissions(here.path / "file", perms::owner_read | perms::owner_write);
    write_file(here.path / "link", "own");
    CHECK(std::filesystem::status(here.path / "file").permissions() == (perms::owner_read | perms::owner_write));
    write_file(here.path / "file", [](file_writer& put) { put(std::string_view()); });
    CHECK(content(here.path / "file").empty());

    if (std::filesystem::is_character_file("/dev/null")) {
        write_file("/dev/null", "text");
        CHECK(std::filesystem::is_character_file("/dev/null"));
    }
    std::filesystem::create_directory(here.path / "table.csv.partial");
    CHECK_THROWS_AS(write_file(here.path / "table.csv", "text"), std::runtime_error);
    CHECK(std::filesystem::is_directory(here.path / "table.csv.partial"));
}

#ifdef RLIMIT_FSIZE
TEST_CASE("when writing stops in the middle, the old file is untouched", "[io]")
{
    const folder here;
    const auto path = here.path / "table.csv";
    write_file(path, "old");
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{4096, before.rlim_max};
    const auto handler =
        std::signal(SIGXFSZ, SIG_IGN);  // a file that grows too large is then an error, as a full disk is
    setrlimit(RLIMIT_FSIZE, &small);
    std::string message;
    try {
        write_file(path, std::string(1 << 20, 'x'));
    } catch (const std::runtime_error& error) {
        message = error.what();
    }
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    CHECK(message == path.string() + ": cannot write: File too large");
    CHECK(content(path) == "old");
    CHECK(here.entries() == 1);
}
#endif
