// tests/io/safetensors_header_test.cpp -- tensors fill the data of a file, or the header is refused.
#include "lowp/io/safetensors_header.hpp"

#include "support/catch.hpp"
#include "support/tensor_files.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

std::string safetensors(const std::string& json, std::size_t data)
{
    return test::low_first(json.size(), 8) + json + std::string(data, 'd');
}
std::string header_complaint(const std::string& bytes)
{
    return thrown_by([&] { read_safetensors_header(byte_source::memory(bytes, "f")); });
}
std::string entry(const std::string& name, const std::string& type, const std::string& shape,
                  const std::string& offsets)
{
    return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":[" + shape + "],\"data_offsets\":[" + offsets + "]}";
}
std::string of_entries(const std::string& entries, std::size_t data)
{
    return header_complaint(safetensors("{" + entries + "}", data));
}

}  // namespace

TEST_CASE("tensors are listed as they follow each other, with their places", "[io]")
{
    const std::string json = "{" + entry("b", "F32", "2,3", "4,28") + "," + entry("none", "F64", "0", "4,4") + "," +
                             entry("a", "U8", "4", "0,4") + "," + entry("last", "I16", "", "28,30") + "," +
                             entry("end", "I16", "1,0", "30,30") + "}";
    const auto header = read_safetensors_header(byte_source::memory(safetensors(json, 30), "f"));
    std::string names;
    for (const tensor_info& info : header.tensors) names += info.name + " ";
    CHECK(names == "a none b last end ");
    const std::uint64_t first = 8 + json.size();
    CHECK((header.tensors[0].first_byte == first && header.tensors[1].first_byte == first + 4));
    CHECK((header.tensors[2].first_byte == first + 4 && header.tensors[3].first_byte == first + 28));
    CHECK((header.tensors[2].bytes() == 24 && header.tensors[3].elements() == 1));
    CHECK(header.metadata.empty());
    CHECK(of_entries("", 0).empty());
    CHECK(header_complaint(safetensors("{}     \n", 0)).empty());
}

TEST_CASE("a length that cannot be is refused before memory is asked for", "[io]")
{
    for (std::size_t n = 0; n < 8; ++n)
        CHECK(header_complaint(std::string(n, '\2')) ==
              "f:byte " + std::to_string(n) +
                  ": the file ends, expected the length of the header of a .safetensors file in 8 bytes");
    CHECK(header_complaint(test::low_first(100'000'001, 8)) ==
          "f:byte 0: a header of 100000001 bytes, expected at most 100000000");
    CHECK(header_complaint(test::low_first(100'000'000, 8)) ==
          "f:byte 8: the file ends, expected a header of 100000000 bytes");
    CHECK(header_complaint(test::low_first(~0ull, 8) + "{}") ==
          "f:byte 0: a header of 18446744073709551615 bytes, expected at most 100000000");
    CHECK(header_complaint(test::low_first(3, 8) + "{}") == "f:byte 10: the file ends, expected a header of 3 bytes");
    CHECK(header_complaint(test::low_first(0, 8) + "{}") ==
          "f:byte 8: expected the JSON of the header, which begins with {");
    for (const char* const other : {" {}", "\xef\xbb\xbf{}", "[]"})
        CHECK(header_complaint(safetensors(other, 0)) ==
              "f:byte 8: expected the JSON of the header, which begins with {");
    CHECK(header_complaint(safetensors(std::string("{}\0 x", 5), 0)) ==
          "f:byte 10: a byte of 0 in the header, expected JSON");
}

TEST_CASE("offsets are within the data and suit type and shape", "[io]")
{
    CHECK(of_entries(entry("w", "F32", "2,3", "0,24"), 24).empty());
    CHECK(of_entries(entry("w", "F32", "2,3", "24,0"), 24)
              .ends_with("tensor 'w' has data_offsets [24, 0], expected two that ascend within the 24 bytes of data"));
    CHECK(of_entries(entry("w", "F32", "2,3", "0,24"), 23)
              .ends_with("tensor 'w' has data_offsets [0, 24], expected two that ascend within the 23 bytes of data"));
    CHECK(of_entries(entry("w", "U8", "1", "18446744073709551615,0"), 9).find("expected two that ascend") !=
          std::string::npos);
    CHECK(of_entries(entry("w", "F32", "2,3", "0,20"), 20)
              .ends_with("tensor 'w' has data_offsets [0, 20], expected 24 bytes for [2, 3] elements of F32"));
    CHECK(of_entries(entry("w", "F16", "2,3", "0,24"), 24).ends_with("expected 12 bytes for [2, 3] elements of F16"));
    CHECK(of_entries(entry("w", "F4", "3", "0,2"), 2)
              .ends_with("tensor 'w' has [3] elements of F4, expected as many as fill whole bytes of a file"));
    CHECK(of_entries(entry("w", "F4", "2,2", "0,2"), 2).empty());
    CHECK(of_entries(entry("w", "F6_E2M3", "4", "0,3"), 3).empty());
    // Products that 64 bits would cut to 0, to 24, to a few.
    for (const char* const shape : {"4294967296,4294967296", "4294967296,4294967296,6", "4611686018427387904",
                                    "4611686018427387910", "9223372036854775808,2"})
        for (const char* const type : {"F32", "U8", "F64"})
            if (std::string(shape).find(',') != std::string::npos || type[0] == 'F')
                CHECK(of_entries(entry("w", type, shape, "0,24"), 24)
                          .ends_with("expected as many as fill whole bytes of a file"));
    CHECK(of_entries(entry("w", "F32", "18446744073709551615,0,2", "0,0"), 0).empty());
}

TEST_CASE("tensors leave no gap and do not overlap", "[io]")
{
    const std::string a = entry("a", "U8", "4", "0,4");
    CHECK(of_entries(a + "," + entry("b", "U8", "4", "4,8"), 8).empty());
    CHECK(of_entries(entry("b", "U8", "4", "4,8") + "," + a, 8).empty());
    CHECK(of_entries(a + "," + entry("b", "U8", "4", "5,9"), 9)
              .ends_with("tensor 'b' begins at byte 5 of the data, expected 4, where the one before ends"));
    CHECK(of_entries(a + "," + entry("b", "U8", "4", "3,7"), 7)
              .ends_with("tensor 'b' begins at byte 3 of the data, expected 4, where the one before ends"));
    CHECK(of_entries(a + "," + entry("b", "U8", "4", "0,4"), 4)
              .ends_with("tensor 'b' begins at byte 0 of the data, expected 4, where the one before ends"));
    CHECK(of_entries(entry("a", "U8", "4", "1,5"), 5)
              .ends_with("tensor 'a' begins at byte 1 of the data, expected 0, where the one before ends"));
    CHECK(of_entries(a + "," + entry("b", "U8", "0", "2,2"), 4).find("tensor 'b' begins at byte 2") !=
          std::string::npos);
    const std::string json = "{" + a + "}";
    CHECK(header_complaint(safetensors(json, 6)) ==
          "f:byte " + std::to_string(8 + json.size() + 4) + ": 2 bytes follow, expected the end of the file");
    CHECK(header_complaint(safetensors("{}", 1)) == "f:byte 10: 1 bytes follow, expected the end of the file");
}
