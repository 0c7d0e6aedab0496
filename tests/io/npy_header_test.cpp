// tests/io/npy_header_test.cpp -- a header is what NumPy writes, or the byte is named from which on it is not.
#include "lowp/io/npy_header.hpp"

#include "support/catch.hpp"
#include "support/tensor_files.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

std::string npy(const std::string& dict, const std::string& data, int major = 1)
{
    return "\x93NUMPY" + test::low_first(static_cast<std::uint64_t>(major), 2) +
           test::low_first(dict.size(), major == 1 ? 2 : 4) + dict + data;
}
tensor_info header_of(const std::string& bytes) { return read_npy_header(byte_source::memory(bytes, "f")); }
std::string npy_complaint(const std::string& bytes)
{
    return thrown_by([&] { header_of(bytes); });
}
std::string of_dict(const std::string& dict, const std::string& data = std::string(24, '\0'))
{
    return npy_complaint(npy(dict, data));
}

const std::string plain = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
const std::string data_24(24, '\0');

std::string with_descr(const std::string& descr)
{
    return of_dict("{'descr': " + descr + ", 'fortran_order': False, 'shape': (2, 3), }\n");
}
std::string with_shape(const std::string& shape)
{
    return of_dict("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n");
}

}  // namespace

TEST_CASE("the dict is read with its keys in any order", "[io]")
{
    const auto is_plain = [](const std::string& dict) {
        const tensor_info info = header_of(npy(dict, data_24));
        return info.type == element_type::f32 && info.shape == std::vector<std::uint64_t>{2, 3} &&
               info.first_byte == 10 + dict.size() && info.name.empty();
    };
    CHECK(is_plain(plain));
    CHECK(is_plain("{'shape': (2, 3), 'fortran_order': False, 'descr': '<f4', }\n"));
    CHECK(is_plain("{'fortran_order': False, 'descr': '<f4', 'shape': (2, 3)}\n"));
    CHECK(is_plain("{ 'descr'  :'<f4','fortran_order':False ,   'shape' : ( 2 ,3 , ) }        \n"));
    CHECK(is_plain("{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2L, 3L)}\n"));
}

TEST_CASE("versions differ in the length of their length", "[io]")
{
    for (const int major : {2, 3}) {
        const tensor_info info = header_of(npy(plain, data_24, major));
        CHECK((info.first_byte == 12 + plain.size() && info.elements() == 6));
    }
    for (const int major : {0, 4, 255})
        CHECK(npy_complaint(npy(plain, data_24, major)) ==
              "f:byte 6: version " + std::to_string(major) + ".0, expected 1.0, 2.0 or 3.0");
    std::string minor = npy(plain, data_24);
    minor[7] = 1;
    CHECK(npy_complaint(minor) == "f:byte 6: version 1.1, expected 1.0, 2.0 or 3.0");
}

TEST_CASE("all types of numbers that NumPy writes little-endian are known", "[io]")
{
    const auto type_of = [](const std::string& code, std::size_t bytes) {
        return header_of(npy("{'descr': '" + code + "', 'fortran_order': False, 'shape': (1,), }\n",
                             std::string(bytes, '\0')))
            .type;
    };
    CHECK((type_of("<f8", 8) == element_type::f64 && type_of("<f4", 4) == element_type::f32));
    CHECK((type_of("<f2", 2) == element_type::f16 && type_of("|i1", 1) == element_type::i8));
    CHECK((type_of("|u1", 1) == element_type::u8 && type_of("<i2", 2) == element_type::i16));
    CHECK((type_of("<u2", 2) == element_type::u16 && type_of("<i4", 4) == element_type::i32));
    CHECK((type_of("<u4", 4) == element_type::u32 && type_of("<i8", 8) == element_type::i64));
    CHECK((type_of("<u8", 8) == element_type::u64 && type_of("|b1", 1) == element_type::boolean));
    // One byte has no order.
    CHECK((type_of("<i1", 1) == element_type::i8 && type_of(">u1", 1) == element_type::u8));
}

TEST_CASE("other types are refused, and it is said which are not", "[io]")
{
    CHECK(with_descr("'>f4'") ==
          "f:byte 20: type '>f4' is big-endian, expected a little-endian one: "
          "x.astype(x.dtype.newbyteorder('<')) has it");
    CHECK(with_descr("'>i8'").find("is big-endian") != std::string::npos);
    CHECK(with_descr("'<c8'") ==
          "f:byte 20: type '<c8', expected one of <f8, <f4, <f2, |i1, |u1, <i2, <u2, <i4, <u4, "
          "<i8, <u8, |b1");
    CHECK(with_descr("'|O'").starts_with("f:byte 20: type '|O' (Python objects), expected one of <f8, "));
    CHECK(with_descr("[('a', '<f4'), ('b', '<i4')]") ==
          "f:byte 20: a structured type, expected one type for all elements, such as '<f4'");
    for (const char* const other :
         {"''", "'<'", "'f4'", "'=f4'", "'|f4'", "'<f4 '", "'<f16'", "'<V2'", "'<U3'", "'|S1'", "'<M8[ns]'", "'<b2'"})
        CHECK(with_descr(other).starts_with(std::string("f:byte 20: type ") + other + ", expected one of <f8, "));
    for (const char* const none : {"4", "(", "None", "True", "", "u'<f4'"})
        CHECK(with_descr(none).find("expected a type, such as '<f4'") != std::string::npos);
    CHECK(of_dict("{'descr': '<f4") == "f:byte 24: the header ends within a string, expected its end");
}

TEST_CASE("shapes are tuples of sizes", "[io]")
{
    const auto shape_of = [](const std::string& shape, std::size_t bytes) {
        return header_of(npy("{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }\n",
                             std::string(bytes, '\0')))
            .shape;
    };
    using sizes = std::vector<std::uint64_t>;
    CHECK(shape_of("()", 1) == sizes{});
    CHECK(shape_of("( )", 1) == sizes{});
    CHECK(shape_of("(5,)", 5) == sizes{5});
    CHECK(shape_of("(0,)", 0) == sizes{0});
    CHECK(shape_of("(2, 0, 18446744073709551615)", 0) == sizes{2, 0, ~std::uint64_t{0}});
    std::string ones = "(", more = "(";
    for (int i = 0; i < 64; ++i) ones += "1, ";
    for (int i = 0; i < 65; ++i) more += "1, ";
    CHECK(shape_of(ones + ")", 1) == sizes(64, 1));
    CHECK(with_shape(more + ")").ends_with("one dimension more, expected at most 64"));

    CHECK(with_shape("(2)") == "f:byte 62: the header goes on with '), }?', expected a comma");
    CHECK(with_shape("(2 3)") == "f:byte 63: the header goes on with '3), }?', expected a comma");
    CHECK(with_shape("(2, 3 4)").ends_with("expected a comma"));
    CHECK(with_shape("[2, 3]") == "f:byte 60: the header goes on with '[2, 3], }?', expected a tuple of sizes");
    for (const char* const none : {"(-2, 3)", "(+2, 3)", "(2, x)", "(,)", "(2,, 3)", "(02, 3)", "(00,)", "(2, '3')"})
        CHECK(with_shape(none).ends_with(", expected a size"));
    CHECK(with_shape("(18446744073709551616,)").ends_with("expected a size of up to 64 bits"));
    CHECK(with_shape("(2.0, 3)").ends_with("expected a comma"));
    CHECK(of_dict("{'descr': '<f4', 'shape': (2, 3").ends_with("the header ends, expected a comma"));
    CHECK(of_dict("{'descr': '<f4', 'shape': (2, ").ends_with("the header ends, expected a size"));
}

TEST_CASE("more elements than a file can have, or has, are refused", "[io]")
{
    CHECK(with_shape("(4294967296, 4294967296)")
              .ends_with(
                  "[4294967296, 4294967296] elements of F32 are more than a file holds, expected a smaller shape"));
    CHECK(with_shape("(4611686018427387904,)").find("are more than a file holds") != std::string::npos);
    CHECK(with_shape("(4611686018427387910,)").find("are more than a file holds") != std::string::npos);
    CHECK(with_shape("(2305843009213693951,)").find("the file ends, expected 9223372036854775804 bytes") !=
          std::string::npos);
    const std::uint64_t size = 10 + plain.size() + 24;
    CHECK(npy_complaint(npy(plain, data_24 + "x")) ==
          "f:byte " + std::to_string(size) + ": bytes follow, expected the end after [2, 3] elements of F32");
    CHECK(npy_complaint(npy(plain, data_24.substr(1))) ==
          "f:byte " + std::to_string(size - 1) +
              ": the file ends, expected 24 bytes of [2, 3] elements of F32 from byte " + std::to_string(size - 24) +
              " on");
}

TEST_CASE("Fortran order is refused where it is another order", "[io]")
{
    const auto fortran = [](const std::string& shape) {
        return of_dict("{'descr': '<f4', 'fortran_order': True, 'shape': " + shape + ", }\n");
    };
    CHECK(fortran("(2, 3)") ==
          "f:byte 44: an array of 2 dimensions in Fortran order, expected C order: "
          "numpy.ascontiguousarray(x) has it");
    CHECK(fortran("(1, 2, 3)").starts_with("f:byte 44: an array of 3 dimensions in Fortran order"));
    CHECK(fortran("(6,)").empty());
    CHECK(of_dict("{'descr': '<f8', 'fortran_order': True, 'shape': ()}\n", std::string(8, '\0')).empty());
    CHECK(
        of_dict("{'descr': '<f4', 'shape': (2, 3), 'fortran_order': True}\n").starts_with("f:byte 61: an array of 2"));
    CHECK(of_dict("{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3), }\n") ==
          "f:byte 44: the header goes on with '0, 'shape': ', expected True or False");
}

TEST_CASE("a dict of three keys and nothing else is expected", "[io]")
{
    CHECK(of_dict("").ends_with("f:byte 10: the header ends, expected a dict"));
    CHECK(of_dict(" {}\n").ends_with("expected a dict"));
    CHECK(of_dict("{}\n") == "f:byte 12: the dict ends without 'descr', expected all three keys");
    CHECK(of_dict("{'descr': '<f4', 'fortran_order': False}\n")
              .ends_with("the dict ends without 'shape', expected all three keys"));
    CHECK(of_dict("{'descr': '<f4', 'shape': (2, 3)}\n")
              .ends_with("the dict ends without 'fortran_order', expected all three keys"));
    for (const std::string key : {"descr", "fortran_order", "shape"}) {
        const std::string pair = key == "descr"   ? "'descr': '<f4'"
                                 : key == "shape" ? "'shape': (6,)"
                                                  : "'fortran_order': False";
        std::string message = "key '";
        message += key + "' once more, expected each key once";
        CHECK(of_dict(plain.substr(0, plain.size() - 2) + pair + "}\n").ends_with(message));
    }
    CHECK(of_dict("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}\n") ==
          "f:byte 68: key 'more', expected 'descr', 'fortran_order' or 'shape'");
    CHECK(of_dict("{descr: '<f4'}\n").find("expected a key: 'descr', 'fortran_order' or 'shape'") != std::string::npos);
    CHECK(of_dict("{'descr' '<f4'}\n").ends_with("expected a colon after the key"));
    CHECK(of_dict("{'descr': '<f4' 'shape': (2, 3)}\n").ends_with("expected a comma or the end of the dict"));
    CHECK(of_dict("{'descr': '<f4',, 'shape': (2, 3)}\n").find("expected a key") != std::string::npos);
    for (const char* const end : {"", " ", "x\n", "\n\n", " \n ", "}\n", ",\n", "\t\n"})
        CHECK(of_dict(plain.substr(0, plain.size() - 1) + end)
                  .ends_with("expected spaces and then a newline at the end of the header"));
}

TEST_CASE("what is no .npy file, or not all of one, is told from its first bytes", "[io]")
{
    CHECK(npy_complaint("") == "f:byte 0: the file is empty, expected the bytes 93 4e 55 4d 50 59 of a .npy file");
    for (const char* const other : {"text", "\x93NUMPX\1", "NUMPY", "PK\3\4"})
        CHECK(npy_complaint(other) ==
              "f:byte 0: the file does not begin so, expected the bytes 93 4e 55 4d 50 59 of a .npy file");
    CHECK(npy_complaint("\x1f\x8b\x08") ==
          "f:byte 0: the file is compressed, expected the bytes 93 4e 55 4d 50 59 of a .npy file; read_any of "
          "lowp/io/gzip.hpp unpacks it");
    CHECK(npy_complaint("\x93NUMPY") == "f:byte 6: the file ends, expected 8 bytes of magic and version");
    CHECK(npy_complaint(std::string("\x93NUMPY\1\0\x10", 9)) ==
          "f:byte 9: the file ends, expected the length of the header");
    CHECK(npy_complaint(std::string("\x93NUMPY\2\0\x10\0\0", 11)) ==
          "f:byte 11: the file ends, expected the length of the header");
    CHECK(npy_complaint(std::string("\x93NUMPY\1\0\x10\0{", 11)) ==
          "f:byte 11: the file ends, expected a header of 16 bytes");
    CHECK(npy_complaint(std::string("\x93NUMPY\1\0\x0a\0{'", 12)) ==
          "f:byte 12: the file ends, expected a header of 10 bytes");
    CHECK(npy_complaint(std::string("\x93NUMPY\2\0\0\0\1\0", 12)) ==
          "f:byte 12: the file ends, expected a header of 65536 bytes");
    CHECK(npy_complaint(std::string("\x93NUMPY\2\0\1\0\1\0", 12)) ==
          "f:byte 8: a header of 65537 bytes, expected at most 65536");
    CHECK(npy_complaint(std::string("\x93NUMPY\3\0\xff\xff\xff\xff", 12)) ==
          "f:byte 8: a header of 4294967295 bytes, expected at most 65536");
}

TEST_CASE("a header that is written is one that is read, a multiple of 64 bytes long", "[io]")
{
    using sizes = std::vector<std::uint64_t>;
    constexpr std::uint64_t all = ~std::uint64_t{0};
    for (const sizes& shape :
         {sizes{}, sizes{3}, sizes{0}, sizes{2, 3}, sizes{1, 2, 3}, sizes(64, 1), sizes{all, all, 0}})
        for (const element_type type : {element_type::f32, element_type::f64}) {
            const std::string header = npy_header_text(type, shape);
            CHECK(header.size() % 64 == 0);
            const tensor_info none{"", type, shape, 0};
            const tensor_info info = header_of(header + std::string(static_cast<std::size_t>(none.bytes()), '\0'));
            CHECK((info.type == type && info.shape == shape && info.first_byte == header.size()));
        }
    const std::string text = npy_header_text(element_type::f32, sizes{2, 3});
    CHECK(text.substr(0, 10) == std::string("\x93NUMPY\1\0\x76\0", 10));
    CHECK(text.substr(10, 60) == "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } ");
    CHECK(npy_header_text(element_type::f64, sizes{7}).substr(10, 60) ==
          "{'descr': '<f8', 'fortran_order': False, 'shape': (7,), }   ");
}
