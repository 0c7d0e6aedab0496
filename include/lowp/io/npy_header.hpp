// lowp/io/npy_header.hpp -- what stands before the numbers of a .npy file, read and written.
//
// The form is NumPy's (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): the bytes
// \x93NUMPY, a version, the header's length in two bytes (version 1.0) or four (2.0 and 3.0), low byte first, and the
// header: a Python dict of three keys in any order,
//
//     {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
//
// filled up with spaces and ended by a newline. No more of Python is understood here.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "lowp/io/byte_source.hpp"
#include "lowp/io/fields.hpp"
#include "lowp/io/read_file.hpp"
#include "lowp/io/tensor_info.hpp"

namespace lowp {

namespace detail {

struct npy_type {
    std::string_view code;  // without the order of bytes
    element_type type;
};
inline constexpr npy_type npy_types[] = {
    {"f8", element_type::f64}, {"f4", element_type::f32}, {"f2", element_type::f16}, {"i1", element_type::i8},
    {"u1", element_type::u8},  {"i2", element_type::i16}, {"u2", element_type::u16}, {"i4", element_type::i32},
    {"u4", element_type::u32}, {"i8", element_type::i64}, {"u8", element_type::u64}, {"b1", element_type::boolean},
};
inline constexpr std::string_view npy_magic{"\x93NUMPY", 6};
inline constexpr std::size_t longest_npy_header = std::size_t{1} << 16;

// The header's text, which begins at a place of the file.
class npy_dict {
public:
    npy_dict(const byte_source& source, std::uint64_t begin, std::string_view text)
        : source_(source), begin_(begin), text_(text)
    {}

    // All but first_byte.
    tensor_info read()
    {
        std::optional<element_type> type;
        std::optional<std::vector<std::uint64_t>> shape;
        std::optional<bool> columns_first;
        std::size_t order_at = 0;
        expect('{', "a dict");
        while (!take('}')) {
            const std::size_t key_at = at_;
            const std::string_view key = string("a key: 'descr', 'fortran_order' or 'shape'");
            const bool known_already =
                (key == "descr" && type) || (key == "shape" && shape) || (key == "fortran_order" && columns_first);
            if (known_already) fail(key_at, "key " + quoted(key) + " once more, expected each key once");
            expect(':', "a colon after the key");
            if (key == "descr") {
                type = descr();
            } else if (key == "shape") {
                shape = tuple();
            } else if (key == "fortran_order") {
                order_at = at_;
                columns_first = boolean();
            } else {
                fail(key_at, "key " + quoted(key) + ", expected 'descr', 'fortran_order' or 'shape'");
            }
            if (!take(',')) {
                expect('}', "a comma or the end of the dict");
                break;
            }
        }
        if (!type || !shape || !columns_first)
            fail(at_, std::string("the dict ends without ") +
                          (!type    ? "'descr'"
                           : !shape ? "'shape'"
                                    : "'fortran_order'") +
                          ", expected all three keys");
        if (*columns_first && shape->size() > 1)
            fail(order_at, "an array of " + std::to_string(shape->size()) +
                               " dimensions in Fortran order, expected C order: numpy.ascontiguousarray(x) has it");
        if (at_ + 1 != text_.size() || text_.back() != '\n')
            fail(at_, "expected spaces and then a newline at the end of the header");
        return {{}, *type, *std::move(shape), 0};
    }

private:
    [[noreturn]] void fail(std::size_t at, const std::string& what) const { source_.fail(begin_ + at, what); }

    void skip_spaces()
    {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    // Takes a character, and the spaces after it.
    bool take(char c)
    {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        skip_spaces();
        return true;
    }
    void expect(char c, const std::string& what)
    {
        if (!take(c)) fail(at_, found() + ", expected " + what);
    }
    std::string found() const
    {
        return at_ >= text_.size() ? "the header ends" : "the header goes on with " + quoted(text_.substr(at_, 12));
    }
    bool take_word(std::string_view word)
    {
        if (text_.substr(at_, word.size()) != word) return false;
        at_ += word.size();
        skip_spaces();
        return true;
    }

    std::string_view string(const std::string& what)
    {
        const char quote = at_ < text_.size() ? text_[at_] : '\0';
        if (quote != '\'' && quote != '"') fail(at_, found() + ", expected " + what);
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) fail(text_.size(), "the header ends within a string, expected its end");
        const std::string_view content = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        skip_spaces();
        return content;
    }
    bool boolean()
    {
        if (take_word("True")) return true;
        if (take_word("False")) return false;
        fail(at_, found() + ", expected True or False");
    }
    std::vector<std::uint64_t> tuple()
    {
        std::vector<std::uint64_t> sizes;
        expect('(', "a tuple of sizes");
        bool comma = true;  // one size alone in parentheses is no tuple
        while (!take(')')) {
            if (!comma) fail(at_, found() + ", expected a comma");
            if (sizes.size() == most_dimensions)
                fail(at_, "one dimension more, expected at most " + std::to_string(most_dimensions));
            std::uint64_t size = 0;
            const char* const first = text_.data() + at_;
            const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), size);
            if (error == std::errc::invalid_argument || (*first == '0' && end != first + 1))
                fail(at_, found() + ", expected a size");
            if (error != std::errc{}) fail(at_, found() + ", expected a size of up to 64 bits");
            at_ += static_cast<std::size_t>(end - first);
            take_word("L");  // Python 2 wrote its long integers so
            skip_spaces();
            sizes.push_back(size);
            comma = take(',');
            if (!comma && sizes.size() == 1) fail(at_, found() + ", expected a comma");
        }
        return sizes;
    }
    element_type descr()
    {
        const std::size_t at = at_;
        if (take('[')) fail(at, "a structured type, expected one type for all elements, such as '<f4'");
        const std::string_view code = string("a type, such as '<f4'");
        const char order = code.empty() ? '\0' : code.front();
        const std::string_view rest = code.substr(code.empty() ? 0 : 1);
        for (const npy_type& one : npy_types)
            if (one.code == rest) {
                const bool is_byte = width_of(one.type) == 8;  // bytes have no order, and some writers name one
                if (order == '<' || (is_byte && (order == '|' || order == '>'))) return one.type;
                if (order == '>')
                    fail(at, "type " + quoted(code) + " is big-endian, expected a little-endian one: " +
                                 "x.astype(x.dtype.newbyteorder('<')) has it");
            }
        std::string known;
        for (const npy_type& one : npy_types) {
            if (!known.empty()) known += ", ";
            known += width_of(one.type) == 8 ? '|' : '<';
            known += one.code;
        }
        fail(at, "type " + quoted(code) + (rest.starts_with('O') ? " (Python objects)" : "") + ", expected one of " +
                     known);
    }

    const byte_source& source_;
    std::uint64_t begin_;
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace detail

// What the file says of its array, and that its numbers end where the file does. Throws std::runtime_error that names
// the byte where something else was expected.
inline tensor_info read_npy_header(const byte_source& source)
{
    const std::uint64_t size = source.size();
    std::uint8_t start[12] = {};  // magic, version, length
    const auto have = static_cast<std::size_t>(size < sizeof start ? size : sizeof start);
    source.read(0, std::span(start, have));
    const std::string_view magic(reinterpret_cast<const char*>(start), have < 6 ? have : 6);
    if (magic != detail::npy_magic.substr(0, magic.size()) || magic.empty())
        source.fail(0, std::string(size == 0        ? "the file is empty"
                                   : is_gzip(magic) ? "the file is compressed"
                                                    : "the file does not begin so") +
                           ", expected the bytes 93 4e 55 4d 50 59 of a .npy file" +
                           (is_gzip(magic) ? "; read_any of lowp/io/gzip.hpp unpacks it" : ""));
    const auto ends = [&](const std::string& expected) { source.fail(size, "the file ends, expected " + expected); };
    if (have < 8) ends("8 bytes of magic and version");
    const int major = start[6];
    if (major < 1 || major > 3 || start[7] != 0)
        source.fail(6,
                    "version " + std::to_string(major) + "." + std::to_string(start[7]) + ", expected 1.0, 2.0 or 3.0");
    const std::size_t begin = major == 1 ? 10 : 12;
    if (have < begin) ends("the length of the header");
    std::uint64_t length = 0;
    for (std::size_t i = begin; i-- > 8;) length = length << 8 | start[i];
    if (length > detail::longest_npy_header)
        source.fail(8, "a header of " + std::to_string(length) + " bytes, expected at most " +
                           std::to_string(detail::longest_npy_header));
    if (length > size - begin) ends("a header of " + std::to_string(length) + " bytes");
    std::vector<std::uint8_t> text(static_cast<std::size_t>(length));
    source.read(begin, text);

    const std::string_view dict(reinterpret_cast<const char*>(text.data()), text.size());
    tensor_info info = detail::npy_dict(source, begin, dict).read();
    info.first_byte = begin + length;
    const auto bytes = bytes_of(info.type, info.shape);
    const std::string what = shape_text(info.shape) + " elements of " + std::string(name_of(info.type));
    if (!bytes) source.fail(begin, what + " are more than a file holds, expected a smaller shape");
    if (*bytes > size - info.first_byte)
        ends(std::to_string(*bytes) + " bytes of " + what + " from byte " + std::to_string(info.first_byte) + " on");
    if (*bytes < size - info.first_byte)
        source.fail(info.first_byte + *bytes, "bytes follow, expected the end after " + what);
    return info;
}

// The bytes before the numbers of an array, in version 1.0; they are a multiple of 64, as NumPy's. For F64 and F32.
inline std::string npy_header_text(element_type type, std::span<const std::uint64_t> shape)
{
    std::string dict = "{'descr': '";
    dict += type == element_type::f64 ? "<f8" : "<f4";
    dict += "', 'fortran_order': False, 'shape': (";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (i != 0) dict += ' ';
        dict += std::to_string(shape[i]);
        if (i == 0 || i + 1 != shape.size()) dict += ',';
    }
    dict += "), }";
    constexpr std::size_t before = 10;
    while ((before + dict.size() + 1) % 64 != 0) dict += ' ';
    dict += '\n';
    std::string bytes(detail::npy_magic);
    bytes += '\1';
    bytes += '\0';
    bytes += static_cast<char>(dict.size() & 0xff);
    bytes += static_cast<char>(dict.size() >> 8);
    return bytes + dict;
}

}  // namespace lowp
