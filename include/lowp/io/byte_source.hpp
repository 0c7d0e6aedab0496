// lowp/io/byte_source.hpp -- the bytes at any place of a file, or of a string that stands for one.
//
// Readers of large files ask for the bytes they need; tests, and what has been unpacked, give them from memory through
// the same door. Places are counted in 64 bits.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "lowp/io/read_file.hpp"

namespace lowp {

// Copies share one open file, and may be used by several threads.
class byte_source {
public:
    // `expected` says what the reader hopes for, for messages. What is no regular file (a pipe) is read to its end at
    // once. Throws std::runtime_error naming the path.
    static byte_source file(const std::filesystem::path& path, const std::string& expected = "a file")
    {
        byte_source made(path.string());
        state& s = *made.state_;
        std::error_code no_size;
        if (!std::filesystem::is_regular_file(path, no_size)) {  // a folder, nothing, or a pipe
            s.bytes = read_file(path, expected);
            s.size = s.bytes.size();
            return made;
        }
        s.file.open(path, std::ios::binary);
        s.size = std::filesystem::file_size(path, no_size);
        if (!s.file || no_size) throw std::runtime_error(s.name + ": cannot be read, expected " + expected);
        s.is_file = true;
        return made;
    }
    // `name` stands for the file in messages.
    static byte_source memory(std::string bytes, std::string name)
    {
        byte_source made(std::move(name));
        made.state_->size = bytes.size();
        made.state_->bytes = std::move(bytes);
        return made;
    }

    const std::string& name() const noexcept { return state_->name; }
    std::uint64_t size() const noexcept { return state_->size; }  // bytes, when it was opened

    // Fills `out` with the bytes from place `at` on. Throws std::runtime_error where the file ends before.
    void read(std::uint64_t at, std::span<std::uint8_t> out) const
    {
        if (out.empty()) return;
        state& s = *state_;
        std::uint64_t got = 0;
        if (!s.is_file) {
            got = at < s.size ? std::min<std::uint64_t>(out.size(), s.size - at) : 0;
            std::memcpy(out.data(), s.bytes.data() + (got == 0 ? 0 : at), static_cast<std::size_t>(got));
        } else {
            const std::lock_guard alone(s.busy);
            s.file.clear();
            s.file.seekg(static_cast<std::streamoff>(at));
            s.file.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
            got = static_cast<std::uint64_t>(s.file.gcount());
        }
        if (got != out.size())
            fail(at + got,
                 "the file ends or cannot be read, expected " + std::to_string(out.size() - got) + " more bytes");
    }

    // Throws a std::runtime_error that names the file and a place in it.
    [[noreturn]] void fail(std::uint64_t at, const std::string& what) const
    {
        throw std::runtime_error(state_->name + ":byte " + std::to_string(at) + ": " + what);
    }

private:
    struct state {
        std::string name, bytes;
        bool is_file = false;
        std::uint64_t size = 0;
        std::ifstream file{};
        std::mutex busy{};
    };
    explicit byte_source(std::string name) : state_(std::make_shared<state>()) { state_->name = std::move(name); }

    std::shared_ptr<state> state_;
};

}  // namespace lowp
