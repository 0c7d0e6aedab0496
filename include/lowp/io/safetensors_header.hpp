// lowp/io/safetensors_header.hpp -- what stands before the numbers of a .safetensors file (lowp::io, nlohmann-json).
//
// The form is that of https://github.com/huggingface/safetensors (README.md, "Format"): the header's length in eight
// bytes, low byte first; the header, JSON; then the elements of all tensors without a gap, little-endian, in row-major
// order, and nothing else:
//
//     {"__metadata__": {"from": "here"}, "w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
//
// Whose JSON is not all of this, or whose tensors are not where it says, is refused (lowp/io/safetensors_json.hpp).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "lowp/io/byte_source.hpp"
#include "lowp/io/fields.hpp"
#include "lowp/io/safetensors_json.hpp"
#include "lowp/io/tensor_info.hpp"

namespace lowp {

// What the format's own library reads at most.
inline constexpr std::uint64_t longest_safetensors_header = 100'000'000;  // bytes

struct safetensors_header {
    std::map<std::string, std::string> metadata;
    std::vector<tensor_info> tensors;  // as their elements follow each other in the file
};

// Reads and checks the header: every tensor's bytes are as many as its type and shape say, they follow each other
// without gap or overlap, and the last ends where the file does. Throws std::runtime_error that names the byte.
inline safetensors_header read_safetensors_header(const byte_source& source)
{
    const std::uint64_t size = source.size();
    std::uint8_t eight[8] = {};
    if (size < sizeof eight)
        source.fail(size, "the file ends, expected the length of the header of a .safetensors file in 8 bytes");
    source.read(0, eight);
    std::uint64_t length = 0;
    for (std::size_t i = sizeof eight; i-- > 0;) length = length << 8 | eight[i];
    if (length > longest_safetensors_header)
        source.fail(0, "a header of " + std::to_string(length) + " bytes, expected at most " +
                           std::to_string(longest_safetensors_header));
    if (length > size - sizeof eight)
        source.fail(size, "the file ends, expected a header of " + std::to_string(length) + " bytes");
    std::string text(static_cast<std::size_t>(length), '\0');
    source.read(sizeof eight, std::span(reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
    if (!text.starts_with('{')) source.fail(sizeof eight, "expected the JSON of the header, which begins with {");
    if (const std::size_t zero = text.find('\0'); zero != std::string::npos)  // where nlohmann-json would stop
        source.fail(sizeof eight + zero, "a byte of 0 in the header, expected JSON");

    detail::safetensors_events events(source, text);
    events.run();
    const std::uint64_t first = sizeof eight + length, data = size - first;
    auto& found = events.tensors;
    for (const auto& [info, begin, end, place] : found) {
        const auto fail = [&source, at = place, who = "tensor " + detail::quoted(info.name)](const std::string& what) {
            source.fail(at, who + what);
        };
        const std::string offsets = "[" + std::to_string(begin) + ", " + std::to_string(end) + "]";
        if (begin > end || end > data)
            fail(" has data_offsets " + offsets + ", expected two that ascend within the " + std::to_string(data) +
                 " bytes of data");
        const std::string what = shape_text(info.shape) + " elements of " + std::string(name_of(info.type));
        const auto bytes = bytes_of(info.type, info.shape);
        if (!bytes) fail(" has " + what + ", expected as many as fill whole bytes of a file");
        if (*bytes != end - begin)
            fail(" has data_offsets " + offsets + ", expected " + std::to_string(*bytes) + " bytes for " + what);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return std::tie(a.begin, a.end, a.place) < std::tie(b.begin, b.end, b.place);
    });
    safetensors_header header{std::move(events.metadata), {}};
    header.tensors.reserve(found.size());
    std::uint64_t after = 0;  // the end of the one before
    for (auto& one : found) {
        if (one.begin != after)
            source.fail(one.place, "tensor " + detail::quoted(one.info.name) + " begins at byte " +
                                       std::to_string(one.begin) + " of the data, expected " + std::to_string(after) +
                                       ", where the one before ends");
        after = one.end;
        one.info.first_byte = first + one.begin;
        header.tensors.push_back(std::move(one.info));
    }
    if (after != data)
        source.fail(first + after, std::to_string(data - after) + " bytes follow, expected the end of the file");
    return header;
}

}  // namespace lowp
