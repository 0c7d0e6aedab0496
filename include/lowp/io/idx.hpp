// lowp/io/idx.hpp -- images and labels from IDX files, the form of MNIST.
//
// Four bytes say what follows: two zeros, the type (8: unsigned bytes), the number of dimensions. Then come the
// dimensions, 32 bits each with the high byte first, then the elements, the last dimension's neighbours side by side.
// Nothing else may follow. Errors name the file, the byte, and what was expected there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lowp/core/data_set.hpp"
#include "lowp/io/read_file.hpp"

namespace lowp {

// `pixels` holds the images one after the other, each row after row.
struct idx_images {
    std::size_t rows = 0, columns = 0, count = 0;
    std::vector<std::uint8_t> pixels;
};

namespace detail {

[[noreturn]] inline void idx_fail(const std::string& name, std::size_t at, const std::string& what)
{
    throw std::runtime_error(name + ":byte " + std::to_string(at) + ": " + what);
}

struct idx_content {
    std::vector<std::size_t> sizes;  // of the dimensions
    std::string_view elements;
};

// `shape` says in words what the dimensions are.
inline idx_content idx_bytes(std::string_view bytes, std::size_t dimensions, const std::string& shape,
                             const std::string& name)
{
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    const auto hexadecimal = [](std::uint8_t b) {
        constexpr char digits[] = "0123456789abcdef";
        return std::string{' ', digits[b >> 4], digits[b & 15]};
    };
    const std::uint8_t magic[] = {0, 0, 8, static_cast<std::uint8_t>(dimensions)};
    std::string found, wanted;
    for (std::size_t i = 0; i < std::min<std::size_t>(4, bytes.size()); ++i) {
        found += hexadecimal(byte(i));
        wanted += hexadecimal(magic[i]);
    }
    const std::size_t header = 4 + 4 * dimensions;
    if (found != wanted) idx_fail(name, 0, "begins with" + found + ", expected" + wanted + ": an IDX file of " + shape);
    if (bytes.size() < header)
        idx_fail(name, bytes.size(), "the file ends, expected a header of " + std::to_string(header) + " bytes");

    idx_content content;
    std::string product;
    // Sizes up to 2^32 each: no product of them is formed that the bytes at hand have not made possible.
    const std::size_t left = bytes.size() - header;
    std::size_t needed = 1;
    bool fits = true;
    for (std::size_t d = 0; d < dimensions; ++d) {
        const std::size_t at = 4 + 4 * d;
        std::uint32_t size = 0;
        for (std::size_t i = 0; i < 4; ++i) size = size << 8 | byte(at + i);
        if (size == 0) idx_fail(name, at, "a dimension of 0, expected at least 1 in each: " + shape);
        product += (d == 0 ? "" : " x ") + std::to_string(size);
        fits = fits && size <= left / needed;
        if (fits) needed *= size;
        content.sizes.push_back(size);
    }
    if (!fits)
        idx_fail(
            name, bytes.size(),
            "the file ends, expected " + product + " bytes after the " + std::to_string(header) + " of its header");
    if (needed < left) idx_fail(name, header + needed, "bytes follow, expected the end after " + product + " elements");
    content.elements = bytes.substr(header);
    return content;
}
inline idx_content idx_image_bytes(std::string_view bytes, const std::string& name)
{
    return idx_bytes(bytes, 3, "images, rows and columns in unsigned bytes", name);
}
inline idx_content idx_label_bytes(std::string_view bytes, const std::string& name)
{
    return idx_bytes(bytes, 1, "labels in unsigned bytes", name);
}

}  // namespace detail

// Reads the bytes of a file; `name` stands for it in messages. Throws std::runtime_error.
inline idx_images read_idx_images_text(std::string_view bytes, const std::string& name)
{
    const auto content = detail::idx_image_bytes(bytes, name);
    return {content.sizes[1], content.sizes[2], content.sizes[0], {content.elements.begin(), content.elements.end()}};
}
inline std::vector<std::uint8_t> read_idx_labels_text(std::string_view bytes, const std::string& name)
{
    const auto content = detail::idx_label_bytes(bytes, name);
    return {content.elements.begin(), content.elements.end()};
}

// Images as samples, pixels divided by 255, with their labels; as many classes as the highest label says.
inline data_set read_idx_text(std::string_view image_bytes, std::string_view label_bytes,
                              const std::string& images_name, const std::string& labels_name)
{
    const auto images = detail::idx_image_bytes(image_bytes, images_name);
    const auto pixels = images.elements;
    const std::vector<std::uint8_t> labels = read_idx_labels_text(label_bytes, labels_name);
    if (images.sizes[0] != labels.size())
        detail::idx_fail(labels_name, 4,
                         std::to_string(labels.size()) + " labels, expected " + std::to_string(images.sizes[0]) +
                             ", one for each image of " + images_name);
    data_set data{images.sizes[1] * images.sizes[2],
                  std::size_t{*std::max_element(labels.begin(), labels.end())} + 1,
                  aligned_vector<float>(pixels.size()),
                  {labels.begin(), labels.end()}};
    std::transform(pixels.begin(), pixels.end(), data.features.begin(),
                   [](char pixel) { return static_cast<float>(static_cast<std::uint8_t>(pixel)) / 255.0f; });
    return data;
}

// The same of files that are not compressed; what read_any of lowp/io/gzip.hpp returns suits the functions above.
inline idx_images read_idx_images(const std::filesystem::path& path)
{
    return read_idx_images_text(read_plain_file(path, "an IDX file"), path.string());
}
inline std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path)
{
    return read_idx_labels_text(read_plain_file(path, "an IDX file"), path.string());
}
inline data_set read_idx(const std::filesystem::path& images, const std::filesystem::path& labels)
{
    return read_idx_text(read_plain_file(images, "an IDX file"), read_plain_file(labels, "an IDX file"),
                         images.string(), labels.string());
}

}  // namespace lowp
