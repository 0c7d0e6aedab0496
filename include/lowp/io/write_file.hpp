// lowp/io/write_file.hpp -- a file written whole or not at all.
#pragma once

#include <cerrno>
#include <concepts>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace lowp {

// What fills a file: calls it with some bytes, as often as it likes.
class file_writer {
public:
    // Throws std::runtime_error naming `named`, which is what the user has asked for.
    file_writer(const std::filesystem::path& path, const std::filesystem::path& named)
        : path_(path), named_(named), file_(std::fopen(path.string().c_str(), "wb"))
    {
        if (file_ == nullptr) fail(errno);
    }
    file_writer(const file_writer&) = delete;
    file_writer& operator=(const file_writer&) = delete;
    ~file_writer()  // before close(): something was thrown
    {
        if (file_ == nullptr) return;
        std::fclose(file_);
        remove_part();
    }

    void operator()(std::string_view bytes)
    {
        if (bytes.empty()) return;  // of a null pointer, perhaps
        if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail(errno);
    }
    void close()
    {
        if (std::fclose(std::exchange(file_, nullptr)) == 0) return;
        const int reason = errno;
        remove_part();
        fail(reason);
    }

private:
    [[noreturn]] void fail(int reason) const
    {
        throw std::runtime_error(named_.string() + ": cannot write: " + std::strerror(reason));
    }
    void remove_part() const noexcept  // never what is written to directly
    {
        std::error_code ignored;
        if (path_ != named_) std::filesystem::remove(path_, ignored);
    }

    std::filesystem::path path_, named_;
    std::FILE* file_;
};

// Writes what `fill` puts, beside `path`, and renames, so that a reader finds the old file or the new one, never a
// part. `fill` is called once, with a file_writer that takes bytes: put(std::string_view). A link is followed; what is
// no file (a pipe, a device) is written to directly. A file that is replaced keeps its permissions. Throws
// std::runtime_error naming the path, or what `fill` throws; what stood there before is then untouched.
template <std::invocable<file_writer&> Fill>
void write_file(const std::filesystem::path& path, const Fill& fill)
{
    const auto write_through = [&](const std::filesystem::path& to) {
        file_writer put(to, path);
        fill(put);
        put.close();
    };
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
        !std::filesystem::is_directory(status))
        return write_through(path);
    std::filesystem::path target = path;
    std::error_code ignored;
    for (int links = 0; std::filesystem::is_symlink(target, ignored); ++links) {
        if (links == 40) throw std::runtime_error(path.string() + ": cannot write: " + error.message());
        target = target.parent_path() / std::filesystem::read_symlink(target);  // an absolute one replaces it
    }
    std::filesystem::path aside = target;
    aside += ".partial";
    write_through(aside);
    if (std::filesystem::is_regular_file(status)) std::filesystem::permissions(aside, status.permissions(), ignored);
    std::filesystem::rename(aside, target, error);
    if (!error) return;
    std::filesystem::remove(aside, ignored);
    throw std::runtime_error(path.string() + ": cannot write: " + error.message());
}

// The same of bytes that are at hand.
inline void write_file(const std::filesystem::path& path, std::string_view text)
{
    write_file(path, [text](file_writer& put) { put(text); });
}

}  // namespace lowp
