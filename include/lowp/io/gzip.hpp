// lowp/io/gzip.hpp -- the content of a file that may be compressed (target lowp::io; needs zlib).
//
//     const sparse_set train = read_libsvm_text(read_any(path), path.string());
//     const data_set test = read_idx_text(read_any(images), read_any(labels), images.string(), labels.string());
//
// What is compressed shows in the first two bytes of a file, not in its name. Files that hold several compressed parts
// one after the other are read to their end.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "lowp/io/read_file.hpp"

namespace lowp {

// Bytes that unpacking makes at most unless the caller says otherwise: a few kilobytes can claim to be terabytes.
inline constexpr std::uint64_t most_unpacked = std::uint64_t{4} << 30;

namespace detail {

// zlib's state; its memory goes when this goes.
struct inflating {
    z_stream state{};

    inflating()
    {
        constexpr int gzip_only = 16 + 15;  // zlib's code for gzip's header, and the largest window
        if (inflateInit2(&state, gzip_only) != Z_OK) throw std::bad_alloc();
    }
    inflating(const inflating&) = delete;
    inflating& operator=(const inflating&) = delete;
    ~inflating() { inflateEnd(&state); }
};

}  // namespace detail

// Unpacks the bytes of a .gz file, checksums compared; `name` stands for it in messages. Throws std::runtime_error that
// names the byte, among the compressed ones, where they stop making sense or where the limit was passed.
inline std::string unpacked(std::string_view bytes, const std::string& name, std::uint64_t limit = most_unpacked)
{
    std::size_t at = 0;
    const auto fail = [&](const std::string& what) {
        throw std::runtime_error(name + ":byte " + std::to_string(at) + ": " + what);
    };
    detail::inflating zlib;
    z_stream& state = zlib.state;
    std::string content, piece(std::size_t{1} << 18, '\0');
    do {
        if (!is_gzip(bytes.substr(at)))
            fail(at == 0 ? "not compressed, expected gzip's bytes 1f 8b"
                         : "something else follows, expected the end or more compressed data");
        inflateReset(&state);
        for (int status = Z_OK; status != Z_STREAM_END;) {
            const auto given = static_cast<uInt>(std::min(bytes.size() - at, std::size_t{1} << 30));
            // zlib does not write to its input; it has only not been told so.
            state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + at));
            state.avail_in = given;
            state.next_out = reinterpret_cast<Bytef*>(piece.data());
            state.avail_out = static_cast<uInt>(piece.size());
            status = inflate(&state, Z_NO_FLUSH);
            at += given - state.avail_in;
            const std::size_t made = piece.size() - state.avail_out;
            if (made > limit - content.size())
                fail("unpacks to more than the limit, expected at most " + std::to_string(limit) + " bytes");
            content.append(piece, 0, made);
            if (status == Z_MEM_ERROR) throw std::bad_alloc();
            if (status == Z_BUF_ERROR) fail("the file ends, expected more compressed data");
            if (status != Z_OK && status != Z_STREAM_END)
                fail("corrupt (" + std::string(state.msg != nullptr ? state.msg : "no reason given") +
                     "), expected compressed data");
        }
    } while (at < bytes.size());
    return content;
}

// The content of a file that has to be compressed.
inline std::string read_gzip(const std::filesystem::path& path, std::uint64_t limit = most_unpacked)
{
    return unpacked(read_file(path, "a compressed file"), path.string(), limit);
}

// The content of a file, unpacked if it is compressed. The limit is for what unpacking makes.
inline std::string read_any(const std::filesystem::path& path, std::uint64_t limit = most_unpacked)
{
    std::string bytes = read_file(path);
    return is_gzip(bytes) ? unpacked(bytes, path.string(), limit) : bytes;
}

}  // namespace lowp
