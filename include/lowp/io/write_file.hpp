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

namespace detail {

inline void write_through(const std::filesystem::path& path, std::string_view text, const std::filesystem::path& named)
{
    const auto fail = [&](int reason) {
        throw std::runtime_error(named.string() + ": cannot write: " + std::strerror(reason));
    };
    std::FILE* file = std::fopen(path.string().c_str(), "wb");
    if (file == nullptr) fail(errno);
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const int reason = errno;
    const bool closed = std::fclose(file) == 0;
    if (written && closed) return;
    const int last = written ? errno : reason;
    std::error_code ignored;
    if (path != named) std::filesystem::remove(path, ignored);
    fail(last);
}

}  // namespace detail

// Writes `text` beside `path` and renames, so that a reader finds the old file or the new one, never a part. A link is
// followed; what is no file (a pipe, a device) is written to directly. Throws std::runtime_error naming the path; what
// stood there before is then untouched.
inline void write_file(const std::filesystem::path& path, std::string_view text)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
        !std::filesystem::is_directory(status))
        return detail::write_through(path, text, path);
    std::filesystem::path target = path;
    for (int links = 0; links < 40 && std::filesystem::is_symlink(target); ++links)
        target = target.parent_path() / std::filesystem::read_symlink(target);  // an absolute one replaces it
    std::filesystem::path aside = target;
    aside += ".partial";
    detail::write_through(aside, text, path);
    std::filesystem::rename(aside, target, error);
    if (!error) return;
    std::error_code ignored;
    std::filesystem::remove(aside, ignored);
    throw std::runtime_error(path.string() + ": cannot write: " + error.message());
}

}  // namespace lowp
