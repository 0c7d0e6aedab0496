// lowp/io/read_file.hpp -- the bytes of a whole file, or one sentence why not.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace lowp {

// `expected` says what the reader hoped for, for the message. Pipes are read to their end. Throws std::runtime_error
// naming the path.
inline std::string read_file(const std::filesystem::path& path, const std::string& expected = "a file")
{
    const auto fail = [&](const std::string& what) { throw std::runtime_error(path.string() + ": " + what); };
    std::error_code no_size;  // what is no regular file has none
    if (std::filesystem::is_directory(path, no_size)) fail("is a folder, expected " + expected);
    std::ifstream file(path, std::ios::binary);
    if (!file) fail("cannot be read, expected " + expected);
    std::string bytes, piece(std::size_t{1} << 18, '\0');
    const auto size = std::filesystem::file_size(path, no_size);
    if (!no_size) bytes.reserve(static_cast<std::size_t>(size));
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        bytes.append(piece, 0, static_cast<std::size_t>(file.gcount()));
    }
    if (file.bad()) fail("cannot be read to its end");
    return bytes;
}

// Compressed files begin with these two bytes; no text and no other format that is read here does.
inline bool is_gzip(std::string_view bytes) noexcept { return bytes.starts_with("\x1f\x8b"); }

// The bytes of a file that is not compressed: readers that are given a path need no package that unpacks.
inline std::string read_plain_file(const std::filesystem::path& path, const std::string& expected)
{
    std::string bytes = read_file(path, expected);
    if (is_gzip(bytes))
        throw std::runtime_error(path.string() + ": is compressed, expected " + expected +
                                 "; read_any of lowp/io/gzip.hpp unpacks it");
    return bytes;
}

}  // namespace lowp
