// lowp/io/cifar.hpp -- small colour images and labels from the binary files of CIFAR-10.
//
// A file is records of 3073 bytes and nothing else: the label, 0 to 9, then 32 x 32 pixels of red, of green and of
// blue, each plane row after row. Errors name the file, the byte, and what was expected there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "lowp/core/data_set.hpp"
#include "lowp/io/read_file.hpp"

namespace lowp {

inline constexpr std::size_t cifar_side = 32, cifar_channels = 3, cifar_classes = 10;

// Reads the bytes of a file; `name` stands for it in messages. Samples of 3072 features, the pixels divided by 255 in
// the file's order: all red ones first. Throws std::runtime_error.
inline data_set read_cifar_text(std::string_view bytes, const std::string& name)
{
    constexpr std::size_t pixels = cifar_channels * cifar_side * cifar_side, record = 1 + pixels;
    const auto fail = [&](std::size_t at, const std::string& what) {
        throw std::runtime_error(name + ":byte " + std::to_string(at) + ": " + what);
    };
    const std::string records = "records of " + std::to_string(record) + " bytes, a label and the pixels of an image";
    if (bytes.empty()) fail(0, "the file is empty, expected " + records);
    const std::size_t count = bytes.size() / record;
    if (bytes.size() % record != 0)
        fail(bytes.size(), "the file ends " + std::to_string(bytes.size() % record) + " bytes into image " +
                               std::to_string(count) + ", expected " + records);

    // Labels first: a file of something else is refused before memory is asked for.
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    for (std::size_t i = 0; i < count; ++i)
        if (byte(i * record) >= cifar_classes)
            fail(i * record, "label " + std::to_string(byte(i * record)) + " of image " + std::to_string(i) +
                                 ", expected 0 to " + std::to_string(cifar_classes - 1));

    data_set data{pixels, cifar_classes, {}, {}};
    data.features.reserve(count * pixels);
    data.labels.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        data.labels.push_back(byte(i * record));
        for (std::size_t p = 1; p < record; ++p)
            data.features.push_back(static_cast<float>(byte(i * record + p)) / 255.0f);
    }
    return data;
}

// The same of a file that is not compressed.
inline data_set read_cifar(const std::filesystem::path& path)
{
    return read_cifar_text(read_plain_file(path, "a CIFAR-10 file"), path.string());
}

}  // namespace lowp
