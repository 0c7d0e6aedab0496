// tests/io/tensor_stream_test.cpp -- elements of every type become the numbers they are, in whatever pieces.
#include "lowp/io/tensor_stream.hpp"

#include <cmath>
#include <limits>

#include "lowp/format/codec.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/folder.hpp"
#include "support/tensor_files.hpp"
#include "support/thrown.hpp"

using namespace lowp;
using test::low_first;
using test::patterns;

namespace {

tensor_stream stream_of(element_type type, const std::string& bytes, const std::string& before = "")
{
    const std::uint64_t n = bytes.size() / static_cast<std::size_t>(width_of(type) / 8);
    return {byte_source::memory(before + bytes, "f"), {"", type, {n}, before.size()}};
}

// The only number of a stream of one element.
template <class T>
word_of<T> only(element_type type, std::uint64_t word)
{
    auto stream = stream_of(type, low_first(word, width_of(type) / 8), "xyz");
    const auto all = patterns<T>(stream, 2);
    REQUIRE(all.size() == 1);
    return all[0];
}

// Every code of a format of up to 16 bits, beside what its definition says of one.
template <class F>
void check_all_codes(element_type type, const F& format)
{
    CAPTURE(name_of(type));
    const int bytes = width_of(type) / 8;
    std::string content;
    std::vector<std::uint32_t> floats;
    std::vector<std::uint64_t> doubles;
    for (std::uint64_t code = 0; code < std::uint64_t{1} << 8 * bytes; ++code) {
        content += low_first(code, bytes);
        const double value = decode(format, code);
        doubles.push_back(value != value ? nan_pattern<double> : to_bits(value));
        floats.push_back(value != value ? nan_pattern<float> : to_bits(static_cast<float>(value)));
    }
    for (const std::size_t piece : {std::size_t{1000}, std::size_t{1} << 17}) {
        auto stream = stream_of(type, content, "before");
        CHECK(patterns<float>(stream, piece) == floats);
        stream.seek(0);
        CHECK(patterns<double>(stream, piece) == doubles);
    }
}

}  // namespace

TEST_CASE("codes of 8 and 16 bits are what their formats say", "[io]")
{
    check_all_codes(element_type::f16, binary16);
    check_all_codes(element_type::bf16, bfloat16);
    check_all_codes(element_type::f8_e4m3, e4m3fn);
    check_all_codes(element_type::f8_e5m2, e5m2);
    check_all_codes(element_type::f8_e4m3fnuz, e4m3fnuz);
    check_all_codes(element_type::f8_e5m2fnuz, e5m2fnuz);
    check_all_codes(element_type::f8_e8m0, e8m0fnu);
    check_all_codes(element_type::i8, fixed_format{7, 0});
    check_all_codes(element_type::u8, fixed_format{8, 0, fixed_range::without_sign});
    check_all_codes(element_type::i16, fixed_format{15, 0});
    check_all_codes(element_type::u16, fixed_format{16, 0, fixed_range::without_sign});
}

TEST_CASE("numbers of a carrier keep all their bits in it", "[io]")
{
    for (const std::uint32_t pattern : {0u, 0x8000'0000u, 1u, 0x8000'0001u, 0x7f7f'ffffu, 0x7f80'0000u, 0xff80'0000u,
                                        0x7fc0'0000u, 0xffc0'1234u, 0x7f80'0001u, 0x4049'0fdbu}) {
        CHECK(only<float>(element_type::f32, pattern) == pattern);
        const float x = from_bits(pattern);
        CHECK(only<double>(element_type::f32, pattern) == (x != x ? nan_pattern<double> : to_bits(double{x})));
    }
    for (const std::uint64_t pattern :
         {std::uint64_t{0}, std::uint64_t{1}, 0x8000'0000'0000'0000u, 0x7ff0'0000'0000'0001u, 0xfff8'0000'0000'4321u,
          0x0123'4567'89ab'cdefu, 0x7fef'ffff'ffff'ffffu})
        CHECK(only<double>(element_type::f64, pattern) == pattern);
}

TEST_CASE("a double becomes the nearest float", "[io]")
{
    const auto rounded = [](double x) { return from_bits(only<float>(element_type::f64, to_bits(x))); };
    CHECK(rounded(1 + 0x1p-24) == 1.0f);                    // ties to even
    CHECK(rounded(1 + 0x1p-24 + 0x1p-52) == 1 + 0x1p-23f);  // one bit above the tie
    CHECK(rounded(1 + 0x3p-24) == 1 + 0x1p-22f);
    CHECK(rounded(0x1.ffffffp127) == std::numeric_limits<float>::infinity());
    CHECK(rounded(0x1.fffffefffffffp127) == std::numeric_limits<float>::max());
    CHECK(rounded(-1e300) == -std::numeric_limits<float>::infinity());
    CHECK((rounded(0x1p-150) == 0 && rounded(0x1.0000000000001p-150) == 0x1p-149f));
    CHECK(std::signbit(rounded(-1e-300)));
    for (const std::uint64_t nan : {0x7ff0'0000'0000'0001u, 0xfff8'0000'0000'4321u, 0x7ff8'0000'0000'0000u})
        CHECK(only<float>(element_type::f64, nan) == nan_pattern<float>);
}

TEST_CASE("long integers are rounded once, short ones not at all", "[io]")
{
    const auto as_float = [](element_type type, std::uint64_t word) { return from_bits(only<float>(type, word)); };
    const auto as_double = [](element_type type, std::uint64_t word) { return from_bits(only<double>(type, word)); };
    CHECK(as_double(element_type::i32, 0x8000'0000u) == -0x1p31);
    CHECK(as_double(element_type::u32, 0xffff'ffffu) == 4294967295.0);
    CHECK(as_float(element_type::i32, 0x0100'0001u) == 0x1p24f);
    CHECK(as_float(element_type::i32, 0x0100'0003u) == 0x1.000004p24f);
    CHECK(as_float(element_type::u32, 0xffff'ffffu) == 0x1p32f);
    CHECK(as_double(element_type::i64, std::uint64_t{1} << 63) == -0x1p63);
    CHECK(as_double(element_type::i64, ~std::uint64_t{0}) == -1);
    CHECK(as_double(element_type::u64, ~std::uint64_t{0}) == 0x1p64);
    CHECK(as_double(element_type::i64, (std::uint64_t{1} << 53) + 1) == 0x1p53);
    CHECK(as_double(element_type::i64, (std::uint64_t{1} << 53) + 3) == 0x1p53 + 4);
    // By way of double it would be a tie, and go down.
    CHECK(as_float(element_type::u64, (std::uint64_t{1} << 63) + (std::uint64_t{1} << 39) + 1) == 0x1.000002p63f);
    CHECK(as_float(element_type::i64, (std::uint64_t{1} << 62) + (std::uint64_t{1} << 38) + 1) == 0x1.000002p62f);
    for (std::uint64_t byte = 0; byte < 256; ++byte)
        CHECK(as_float(element_type::boolean, byte) == (byte == 0 ? 0.0f : 1.0f));
}

TEST_CASE("pieces of any size, of both carriers, make up the whole", "[io]")
{
    // Longer than the buffer, with places before and behind that are not the tensor's.
    constexpr std::uint32_t n = 40'000;
    std::string bytes;
    for (std::uint32_t i = 0; i < n; ++i) bytes += low_first(i, 4);
    const own_folder here;
    const auto path = here.file("f", "before" + bytes + "behind");
    tensor_stream stream(byte_source::file(path), {"w", element_type::u32, {200, 200}, 6});
    std::vector<float> some(n + 7, -1);
    std::vector<double> more(n);
    std::size_t next = 0, turn = 0;
    const std::size_t sizes[] = {1, 0, 16'384, 3, 16'385, 5000, 100'000};
    while (next < n) {
        CHECK((stream.position() == next && stream.left() == n - next));
        const std::size_t size = sizes[turn % 7];
        std::size_t wrong = 0, got = 0;
        if (turn++ % 2 == 0) {
            got = stream.read(std::span(some).first(std::min(size, some.size())));
            for (std::size_t i = 0; i < got; ++i) wrong += some[i] == static_cast<float>(next + i) ? 0 : 1;
        } else {
            got = stream.read(std::span(more).first(std::min(size, more.size())));
            for (std::size_t i = 0; i < got; ++i) wrong += more[i] == static_cast<double>(next + i) ? 0 : 1;
        }
        CHECK((got == std::min<std::size_t>(size, n - next) && wrong == 0));
        next += got;
    }
    CHECK((stream.read(some) == 0 && stream.read(more) == 0 && stream.left() == 0));
    stream.seek(39'999);
    CHECK((stream.read(some) == 1 && some[0] == 39'999 && some[1] != 0));
    CHECK(some[n] == -1);
}

TEST_CASE("copies of a stream go on from the same place, each for itself", "[io]")
{
    auto one = stream_of(element_type::u8, "abcdef");
    std::vector<float> x(2), y(2);
    one.read(x);
    auto other = one;
    one.read(x);
    other.read(y);
    CHECK((x == y && x[0] == 'c'));
    one.read(x);
    CHECK((x[0] == 'e' && other.position() == 4));
}

TEST_CASE("no elements are read as none", "[io]")
{
    for (const std::vector<std::uint64_t>& shape : {std::vector<std::uint64_t>{0}, std::vector<std::uint64_t>{3, 0},
                                                    std::vector<std::uint64_t>{~0ull, 0, ~0ull}}) {
        tensor_stream stream(byte_source::memory("abc", "f"), {"", element_type::f64, shape, 3});
        std::vector<double> some(5);
        CHECK((stream.left() == 0 && stream.read(some) == 0));
    }
    tensor_stream scalar(byte_source::memory("\xff", "f"), {"", element_type::i8, {}, 0});
    std::vector<float> some(5);
    CHECK((scalar.read(some) == 1 && some[0] == -1 && scalar.read(some) == 0));
}

TEST_CASE("elements that are not there or no numbers are refused", "[io]")
{
    const auto complaint = [](element_type type, std::vector<std::uint64_t> shape, std::uint64_t at) {
        return thrown_by([&] { tensor_stream(byte_source::memory("12345678", "f"), {"w", type, shape, at}); });
    };
    CHECK(complaint(element_type::f32, {2}, 0).empty());
    CHECK(complaint(element_type::f32, {2}, 1) == "f:byte 8: the file ends, expected 8 bytes of elements from 1 on");
    CHECK(complaint(element_type::f32, {3}, 0) == "f:byte 8: the file ends, expected 12 bytes of elements from 0 on");
    CHECK_FALSE(complaint(element_type::u8, {1}, ~std::uint64_t{0}).empty());
    CHECK_FALSE(complaint(element_type::u8, {(std::uint64_t{1} << 63) - 1}, 4).empty());
    CHECK(complaint(element_type::f64, {std::uint64_t{1} << 62}, 0) ==
          "f:byte 0: [4611686018427387904] elements of F64 are more than a file holds, expected a smaller shape");
    CHECK_FALSE(complaint(element_type::u8, {std::uint64_t{1} << 40, std::uint64_t{1} << 40}, 8).empty());
    CHECK(complaint(element_type::f4, {2}, 3) ==
          "f:byte 3: elements of type F4, expected a type that is read as numbers");
    for (const element_type type : {element_type::f6_e2m3, element_type::f6_e3m2, element_type::c64})
        CHECK_FALSE(complaint(type, {4}, 0).empty());
    CHECK_CONTRACT_BROKEN(stream_of(element_type::u8, "abc").seek(4), "a place within the tensor");
}

TEST_CASE("a file that has become shorter is an error, and the position stays", "[io]")
{
    const own_folder here;
    const auto path = here.file("f", std::string(100'000, 'a'));
    tensor_stream stream(byte_source::file(path), {"", element_type::u8, {100'000}, 0});
    std::filesystem::resize_file(path, 70'000);
    std::vector<float> some(60'000);
    CHECK(stream.read(some) == 60'000);
    CHECK(thrown_by([&] { stream.read(some); }) ==
          path.string() + ":byte 70000: the file ends or cannot be read, expected 30000 more bytes");
    CHECK(stream.position() == 60'000);
}

#ifdef __linux__
TEST_CASE("places beyond 4 GB are read", "[io]")
{
    const own_folder here;
    const auto path = here.file("f", "");
    constexpr std::uint64_t at = (std::uint64_t{1} << 32) + 5;
    std::error_code no_room;
    std::filesystem::resize_file(path, at, no_room);  // a hole, which takes no room where file systems know them
    if (no_room) return;
    std::ofstream(path, std::ios::binary | std::ios::app) << std::string("\x80\x3f\x00\x40", 4);
    tensor_stream stream(byte_source::file(path), {"", element_type::u16, {at / 2 + 2}, 1});
    CHECK(stream.info().bytes() == at + 3);
    stream.seek(at / 2);
    std::vector<float> some(5);
    CHECK((stream.read(some) == 2 && some[0] == 0x3f80 && some[1] == 0x4000));
}
#endif
