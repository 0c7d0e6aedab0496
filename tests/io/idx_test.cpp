// tests/io/idx_test.cpp -- IDX files are read as they are laid out, and what is wrong with one is told with its place.
#include "lowp/io/idx.hpp"

#include <initializer_list>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

// The bytes of a file: the magic, sizes of four bytes, elements.
std::string idx(std::initializer_list<std::uint32_t> sizes, std::initializer_list<int> elements)
{
    std::string bytes{'\0', '\0', '\x08', static_cast<char>(sizes.size())};
    for (const std::uint32_t size : sizes)
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift & 0xff);
    for (const int element : elements) bytes += static_cast<char>(element);
    return bytes;
}

const std::string images = idx({2, 2, 3}, {0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6});
const std::string labels = idx({2}, {7, 3});

std::string images_complaint(const std::string& bytes)
{
    return thrown_by([&] { read_idx_images_text(bytes, "images"); });
}
std::string labels_complaint(const std::string& bytes)
{
    return thrown_by([&] { read_idx_labels_text(bytes, "labels"); });
}

}  // namespace

TEST_CASE("images have their shape and bytes", "[io]")
{
    const idx_images read = read_idx_images_text(images, "images");
    CHECK((read.count == 2 && read.rows == 2 && read.columns == 3));
    CHECK(read.pixels == std::vector<std::uint8_t>{0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6});
    CHECK(read_idx_labels_text(labels, "labels") == std::vector<std::uint8_t>{7, 3});

    // Sizes have their high byte first.
    const idx_images wide = read_idx_images_text(idx({1, 1, 258}, {}) + std::string(258, '\xff'), "images");
    CHECK((wide.columns == 258 && wide.pixels == std::vector<std::uint8_t>(258, 255)));
}

TEST_CASE("images and labels make a data set of pixels from 0 to 1", "[io]")
{
    const data_set data = read_idx_text(images, labels, "images", "labels");
    CHECK((data.size() == 2 && data.dimension == 6 && data.classes == 8));
    CHECK(data.labels == std::vector<std::uint32_t>{7, 3});
    for (int i = 0; i < 6; ++i) {  // 51 = 255 / 5
        CHECK(data.matrix()(0, static_cast<std::size_t>(i)) == static_cast<float>(i / 5.0));
        CHECK(data.matrix()(1, static_cast<std::size_t>(i)) == static_cast<float>((i + 1) / 255.0));
    }
}

TEST_CASE("what is wrong with an IDX file is told with its byte", "[io]")
{
    const std::string three = "images, rows and columns in unsigned bytes";
    CHECK(images_complaint(labels) ==
          "images:byte 0: begins with 00 00 08 01, expected 00 00 08 03: an IDX file of " + three);
    CHECK(labels_complaint(images) ==
          "labels:byte 0: begins with 00 00 08 03, expected 00 00 08 01: an IDX file of labels in unsigned bytes");
    CHECK(images_complaint("\x1f\x8b\x08 and more") ==
          "images:byte 0: begins with 1f 8b 08 20, expected 00 00 08 03: an IDX file of " + three);
    CHECK(images_complaint(std::string("\0\x01", 2)) ==
          "images:byte 0: begins with 00 01, expected 00 00: an IDX file of " + three);
    for (std::size_t n = 0; n < 16; ++n)
        CHECK(images_complaint(images.substr(0, n)) ==
              "images:byte " + std::to_string(n) + ": the file ends, expected a header of 16 bytes");
    for (std::size_t n = 16; n < images.size(); ++n)
        CHECK(images_complaint(images.substr(0, n)) ==
              "images:byte " + std::to_string(n) +
                  ": the file ends, expected 2 x 2 x 3 bytes after the 16 of its header");
    CHECK(images_complaint(images + "x") == "images:byte 28: bytes follow, expected the end after 2 x 2 x 3 elements");
    CHECK(labels_complaint(labels.substr(0, 9)) ==
          "labels:byte 9: the file ends, expected 2 bytes after the 8 of its header");
    CHECK(labels_complaint(labels + "xx") == "labels:byte 10: bytes follow, expected the end after 2 elements");

    CHECK(images_complaint(idx({0, 2, 2}, {})) ==
          "images:byte 4: a dimension of 0, expected at least 1 in each: " + three);
    CHECK(images_complaint(idx({2, 0, 2}, {})) ==
          "images:byte 8: a dimension of 0, expected at least 1 in each: " + three);
    CHECK(images_complaint(idx({2, 2, 0}, {})) ==
          "images:byte 12: a dimension of 0, expected at least 1 in each: " + three);
    CHECK(labels_complaint(idx({0}, {})) ==
          "labels:byte 4: a dimension of 0, expected at least 1 in each: labels in unsigned bytes");
}

TEST_CASE("sizes that lie are found out before memory is asked for", "[io]")
{
    constexpr std::uint32_t most = 0xffff'ffff;
    CHECK(images_complaint(idx({most, most, most}, {1})) ==
          "images:byte 17: the file ends, expected 4294967295 x 4294967295 x 4294967295 bytes after the 16 of its "
          "header");
    // A product that is 0 modulo 2^64, and one that 64 bits hold.
    CHECK(images_complaint(idx({0x8000'0000, 0x8000'0000, 4}, {})) ==
          "images:byte 16: the file ends, expected 2147483648 x 2147483648 x 4 bytes after the 16 of its header");
    CHECK(images_complaint(idx({most, most, 1}, {1})) ==
          "images:byte 17: the file ends, expected 4294967295 x 4294967295 x 1 bytes after the 16 of its header");
    CHECK(labels_complaint(idx({most}, {1})) ==
          "labels:byte 9: the file ends, expected 4294967295 bytes after the 8 of its header");
}

TEST_CASE("as many labels as images", "[io]")
{
    CHECK(thrown_by([] { read_idx_text(images, idx({3}, {0, 1, 2}), "images", "labels"); }) ==
          "labels:byte 4: 3 labels, expected 2, one for each image of images");
    CHECK(thrown_by([] { read_idx_text(images, idx({1}, {0}), "images", "labels"); }) ==
          "labels:byte 4: 1 labels, expected 2, one for each image of images");
    CHECK(thrown_by([] { read_idx_text(labels, labels, "images", "labels"); }).starts_with("images:byte 0: "));
    CHECK(thrown_by([] { read_idx_text(images, images, "images", "labels"); }).starts_with("labels:byte 0: "));
}

TEST_CASE("IDX files are read by their paths", "[io]")
{
    const own_folder here;
    const auto of_images = here.file("images", images), of_labels = here.file("labels", labels);
    const data_set data = read_idx(of_images, of_labels);
    CHECK(data.features == read_idx_text(images, labels, "images", "labels").features);
    CHECK(data.labels == std::vector<std::uint32_t>{7, 3});
    CHECK(read_idx_images(of_images).pixels.size() == 12);
    CHECK(read_idx_labels(of_labels).size() == 2);
    CHECK(thrown_by([&] { read_idx(of_labels, of_images); }) ==
          of_labels.string() +
              ":byte 0: begins with 00 00 08 01, expected 00 00 08 03: an IDX file of images, rows and "
              "columns in unsigned bytes");
    const std::string missing = (here.path / "missing").string();
    CHECK(thrown_by([&] { read_idx(of_images, missing); }) == missing + ": cannot be read, expected an IDX file");
    CHECK(thrown_by([&] { read_idx_images(here.file("packed", "\x1f\x8b\x08")); }) ==
          (here.path / "packed").string() +
              ": is compressed, expected an IDX file; read_any of lowp/io/gzip.hpp unpacks it");
    CHECK_THROWS_AS(read_idx_labels(missing), std::runtime_error);
}
