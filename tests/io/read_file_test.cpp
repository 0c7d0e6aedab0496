// tests/io/read_file_test.cpp -- a file's bytes are read as they are, or it is said why not.
#include "lowp/io/read_file.hpp"

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/thrown.hpp"

using namespace lowp;

TEST_CASE("read_file returns all bytes of a file", "[io]")
{
    const own_folder here;
    std::string all_bytes;
    for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
    std::string large;
    for (int i = 0; i < 5000; ++i) large += all_bytes;  // several pieces
    for (const std::string& bytes :
         {std::string(), std::string("a\r\nb"), all_bytes, large, large.substr(0, std::size_t{1} << 18),
          large.substr(0, (std::size_t{1} << 18) + 1)})
        CHECK(read_file(here.file("bytes", bytes)) == bytes);
}

TEST_CASE("read_file names what cannot be read, and what was hoped for", "[io]")
{
    const own_folder here;
    const std::string missing = (here.path / "missing").string();
    CHECK(thrown_by([&] { read_file(here.path); }) == here.path.string() + ": is a folder, expected a file");
    CHECK(thrown_by([&] { read_file(missing, "a table"); }) == missing + ": cannot be read, expected a table");
    CHECK(thrown_by([] { read_file(std::string(5000, 'x')); }) ==
          std::string(5000, 'x') + ": cannot be read, expected a file");
}

TEST_CASE("compressed files are refused where they cannot be unpacked", "[io]")
{
    const own_folder here;
    CHECK(is_gzip("\x1f\x8b\x08"));
    for (const char* const other : {"", "\x1f", "\x8b\x1f", "\x1f\x8c", "text"}) CHECK_FALSE(is_gzip(other));
    CHECK(read_plain_file(here.file("plain", "text"), "a table") == "text");
    const auto packed = here.file("packed", "\x1f\x8b\x08");
    CHECK(thrown_by([&] { read_plain_file(packed, "a table"); }) ==
          packed.string() + ": is compressed, expected a table; read_any of lowp/io/gzip.hpp unpacks it");
}
