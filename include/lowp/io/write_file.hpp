// lowp/io/write_file.hpp -- a file written whole or not at all.
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace lowp {

// Writes `text` beside `path` and renames, so that a reader finds the old file or the new one, never a part. Throws
// std::runtime_error naming the path; what stood there before is then untouched.
inline void write_file(const std::filesystem::path& path, std::string_view text)
{
    std::filesystem::path aside = path;
    aside += ".partial";
    const auto fail = [&](const std::string& reason) {
        std::error_code ignored;
        std::filesystem::remove(aside, ignored);
        throw std::runtime_error(path.string() + ": cannot write: " + reason);
    };
    std::FILE* file = std::fopen(aside.string().c_str(), "wb");
    if (file == nullptr) fail(std::strerror(errno));
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const int write_error = errno;
    if (std::fclose(file) != 0 || !written) fail(std::strerror(written ? errno : write_error));
    std::error_code error;
    std::filesystem::rename(aside, path, error);
    if (error) fail(error.message());
}

}  // namespace lowp
