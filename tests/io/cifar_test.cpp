// tests/io/cifar_test.cpp -- CIFAR-10's records are read as they are laid out, and what is wrong is told with its byte.
#include "lowp/io/cifar.hpp"

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

// A label, and 3072 pixels: 0, 1, 2, ... from `first` on, modulo 256.
std::string record(int label, int first)
{
    std::string bytes{static_cast<char>(label)};
    for (int i = 0; i < 3072; ++i) bytes += static_cast<char>((first + i) & 255);
    return bytes;
}

std::string complaint(const std::string& bytes)
{
    return thrown_by([&] { read_cifar_text(bytes, "batch"); });
}

const std::string records = "records of 3073 bytes, a label and the pixels of an image";

}  // namespace

TEST_CASE("records become samples of three planes of pixels from 0 to 1", "[io]")
{
    const data_set data = read_cifar_text(record(9, 0) + record(0, 51) + record(3, 255), "batch");
    CHECK((data.size() == 3 && data.dimension == 3072 && data.classes == 10));
    CHECK(data.labels == std::vector<std::uint32_t>{9, 0, 3});
    const int first[] = {0, 51, 255};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t p = 0; p < 3072; ++p) {
            const int byte = (first[i] + static_cast<int>(p)) & 255;
            REQUIRE(data.matrix()(i, p) == static_cast<float>(byte / 255.0));
        }
}

TEST_CASE("ten classes, whichever occur", "[io]") { CHECK(read_cifar_text(record(2, 0), "batch").classes == 10); }

TEST_CASE("a file that is not whole records is told with its byte", "[io]")
{
    CHECK(complaint("") == "batch:byte 0: the file is empty, expected " + records);
    const std::string two = record(1, 0) + record(2, 0);
    for (const std::size_t n : {std::size_t{1}, std::size_t{3072}})
        CHECK(complaint(two.substr(0, n)) == "batch:byte " + std::to_string(n) + ": the file ends " +
                                                 std::to_string(n) + " bytes into image 0, expected " + records);
    CHECK(complaint(two.substr(0, 3074)) == "batch:byte 3074: the file ends 1 bytes into image 1, expected " + records);
    CHECK(complaint(two + "x") == "batch:byte 6147: the file ends 1 bytes into image 2, expected " + records);
    CHECK(complaint(two) == "");
}

TEST_CASE("labels are 0 to 9", "[io]")
{
    for (int label = 0; label < 256; ++label)
        CHECK(complaint(record(0, 0) + record(label, 0)) ==
              (label < 10 ? "" : "batch:byte 3073: label " + std::to_string(label) + " of image 1, expected 0 to 9"));
    // CIFAR-100 has two labels a record; the sizes differ, and the second record shows.
    CHECK(complaint(std::string(3074, '\x05')) ==
          "batch:byte 3074: the file ends 1 bytes into image 1, expected " + records);
}

TEST_CASE("CIFAR-10's files are read by their paths", "[io]")
{
    const own_folder here;
    CHECK(read_cifar(here.file("batch.bin", record(4, 7))).labels == std::vector<std::uint32_t>{4});
    const std::string missing = (here.path / "missing").string();
    CHECK(thrown_by([&] { read_cifar(missing); }) == missing + ": cannot be read, expected a CIFAR-10 file");
    CHECK(thrown_by([&] { read_cifar(here.file("packed", "\x1f\x8b\x08")); }) ==
          (here.path / "packed").string() +
              ": is compressed, expected a CIFAR-10 file; read_any of lowp/io/gzip.hpp unpacks it");
}
