// tests/io/byte_source_test.cpp -- bytes come from their place in a file or in memory, or it is said where it ends.
#include "lowp/io/byte_source.hpp"

#include <thread>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

std::string read_from(const byte_source& source, std::uint64_t at, std::size_t n)
{
    std::vector<std::uint8_t> bytes(n, 0xaa);
    source.read(at, bytes);
    return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("a source gives the bytes of any place", "[io]")
{
    std::string content;
    for (int i = 0; i < 100'000; ++i) content += static_cast<char>(i * 7 + i / 256);
    const own_folder here;
    const auto path = here.file("bytes", content);
    for (const byte_source& source : {byte_source::file(path), byte_source::memory(content, path.string())}) {
        CHECK(source.name() == path.string());
        CHECK(source.size() == content.size());
        for (const std::size_t at : {0u, 99'999u, 1u, 50'000u, 49'999u, 65'536u, 0u})
            for (const std::size_t n : {0u, 1u, 2u, 1000u, 70'000u}) {
                if (n <= content.size() - at) CHECK(read_from(source, at, n) == content.substr(at, n));
            }
        CHECK(read_from(source, 0, content.size()) == content);
        CHECK(read_from(source, content.size(), 0).empty());
        CHECK(thrown_by([&] { read_from(source, 99'998, 5); }) ==
              path.string() + ":byte 100000: the file ends or cannot be read, expected 3 more bytes");
        for (const std::uint64_t at : {std::uint64_t{100'000}, std::uint64_t{100'001}, std::uint64_t{1} << 62})
            CHECK(thrown_by([&] { read_from(source, at, 1); }) ==
                  path.string() + ":byte " + std::to_string(at) +
                      ": the file ends or cannot be read, expected 1 more bytes");
        CHECK(read_from(source, 5, 5) == content.substr(5, 5));  // as if nothing had been wrong
    }
}

TEST_CASE("what cannot be opened is named, and what was hoped for", "[io]")
{
    const own_folder here;
    const std::string missing = (here.path / "missing").string();
    CHECK(thrown_by([&] { byte_source::file(missing, "a table"); }) == missing + ": cannot be read, expected a table");
    CHECK(thrown_by([&] { byte_source::file(here.path, "a table"); }) ==
          here.path.string() + ": is a folder, expected a table");
    CHECK(thrown_by([] { byte_source::file(std::string(5000, 'x'), "a table"); }) ==
          std::string(5000, 'x') + ": cannot be read, expected a table");
    const byte_source none = byte_source::file(here.file("none", ""));
    CHECK(none.size() == 0);
    CHECK_FALSE(thrown_by([&] { read_from(none, 0, 1); }).empty());
}

TEST_CASE("copies share a file, also among threads", "[io]")
{
    std::string content;
    for (int i = 0; i < 1 << 18; ++i) content += static_cast<char>(i >> 8 ^ i);
    const own_folder here;
    const byte_source first = byte_source::file(here.file("bytes", content));
    std::vector<std::thread> threads;
    std::vector<std::size_t> wrong(4, 0);
    for (std::size_t t = 0; t < wrong.size(); ++t)
        threads.emplace_back([&, source = first, t] {
            for (std::size_t i = 0; i < 200; ++i) {
                const std::size_t at = (i * 1021 + t * 50'000) % (content.size() - 300);
                wrong[t] += read_from(source, at, 300) == content.substr(at, 300) ? 0 : 1;
            }
        });
    for (std::thread& one : threads) one.join();
    CHECK(wrong == std::vector<std::size_t>(4, 0));
}
