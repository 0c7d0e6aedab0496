// tests/io/safetensors_json_test.cpp -- JSON that is a header becomes tensors, anything else is refused at its byte.
#include "lowp/io/safetensors_json.hpp"

#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

std::string json_complaint(const std::string& text)
{
    const byte_source source = byte_source::memory(std::string(8, '\0') + text, "f");
    return thrown_by([&] { detail::safetensors_events(source, text).run(); });
}
// Of the value of one key of tensor w, whose others are right.
std::string tensor_complaint(const std::string& pair) { return json_complaint("{\"w\":{" + pair + "}}"); }

const std::string dtype = "\"dtype\":\"F32\"", shape = "\"shape\":[2,3]", offsets = "\"data_offsets\":[0,24]";

}  // namespace

TEST_CASE("tensors and metadata are what the JSON says, in any order", "[io]")
{
    const std::string text = "{ \"a\\\"\\u00fc\\ud83d\\ude00\": {" + offsets + " , " + shape + ",\n" + dtype +
                             "},\"__metadata__\":{\"k\":\"v\",\"\":\"\"},\"b\":{" + dtype +
                             ",\"shape\":[],\"data_offsets\":[18446744073709551614,18446744073709551615]}}  \n";
    const byte_source source = byte_source::memory(std::string(8, '\0') + text, "f");
    detail::safetensors_events events(source, text);
    events.run();
    REQUIRE(events.tensors.size() == 2);
    const auto &a = events.tensors[0], &b = events.tensors[1];
    CHECK((a.info.name == "a\"\u00fc\U0001f600" && a.info.type == element_type::f32));
    CHECK((a.info.shape == std::vector<std::uint64_t>{2, 3} && a.begin == 0 && a.end == 24));
    CHECK((b.info.name == "b" && b.info.shape.empty() && b.begin == ~1ull && b.end == ~0ull));
    CHECK(a.place == 8 + text.find("}"));
    CHECK(events.metadata == std::map<std::string, std::string>{{"", ""}, {"k", "v"}});
}

TEST_CASE("what is no JSON is told with its byte", "[io]")
{
    const auto broken = [](const std::string& text, std::size_t seen) {
        const std::string message = json_complaint(text);
        CAPTURE(text, message);
        CHECK(message.starts_with("f:byte " + std::to_string(8 + seen - 1) + ": the JSON breaks off after "));
        CHECK(
            message.ends_with("', expected a header such as {\"name\": {\"dtype\": \"F32\", \"shape\": [2, 3], "
                              "\"data_offsets\": [0, 24]}}"));
        const std::string last = text.substr(0, seen).substr(seen > 20 ? seen - 20 : 0);
        if (last.find('\n') == std::string::npos) CHECK(message.find(last) != std::string::npos);
    };
    broken("{", 1);
    broken("{\"w\"}", 5);
    broken("{\"w\":}", 6);
    broken("{\"w\":{" + dtype + "," + shape + "," + offsets + "}", 56);
    broken("{\"w", 3);
    broken("{} x", 4);
    broken("{}{}", 3);
    broken("{'w':{}}", 2);
    broken("{} // a comment", 4);
    broken("{\"w\":{" + dtype + ",}}", 21);
    broken("{\"\xff\":{}}", 3);
    broken("{\"\xc0\x80\":{}}", 3);
    broken("{\"\\ud800\":{}}", 9);
    broken("{\"a\nb\":{}}", 4);
    broken("nan", 2);
    // How far a number is looked at before it is known to be none is the package's business.
    for (const char* const number : {"02", "1e999", "+1", "1.", "0x1", "1_0"})
        CHECK(tensor_complaint(std::string("\"shape\":[") + number + "]").find(": the JSON breaks off after ") !=
              std::string::npos);
}

TEST_CASE("JSON that is no header is refused where it begins to be something else", "[io]")
{
    CHECK(json_complaint("[]") == "f:byte 8: an array, expected an object");
    CHECK(json_complaint("7").ends_with("a number, expected an object"));
    CHECK(json_complaint("\"w\"").ends_with("a string, expected an object"));
    CHECK(json_complaint("{\"w\":7}").ends_with("a number for 'w', expected an object"));
    CHECK(json_complaint("{\"w\":null}") == "f:byte 16: null for 'w', expected an object");
    CHECK(json_complaint("{\"w\":[]}").ends_with("an array for 'w', expected an object"));
    CHECK(json_complaint("{\"__metadata__\":\"x\"}").ends_with("a string for '__metadata__', expected an object"));
    for (const std::string value : {"{}", "[]", "1", "-1", "1.5", "true", "null"})
        CHECK(json_complaint("{\"__metadata__\":{\"k\":" + value + "}}")
                  .ends_with(" for 'k' of the metadata, expected a string"));
    CHECK(tensor_complaint("\"dtype\":7").ends_with("a number for dtype of tensor 'w', expected a string"));
    CHECK(tensor_complaint("\"dtype\":[]").ends_with("an array for dtype of tensor 'w', expected a string"));
    CHECK(tensor_complaint("\"dtype\":{}").ends_with("an object for dtype of tensor 'w', expected a string"));
    CHECK(
        tensor_complaint("\"shape\":\"2\"").ends_with("a string for shape of tensor 'w', expected an array of sizes"));
    CHECK(tensor_complaint("\"data_offsets\":7")
              .ends_with("a number for data_offsets of tensor 'w', expected an array of begin and end"));
    CHECK(tensor_complaint("\"shape\":[-2,3]")
              .ends_with("a negative number in shape of tensor 'w', expected whole numbers of 64 bits"));
    for (const std::string value : {"[]", "{}", "\"2\"", "true", "null", "-1", "-0"})
        CHECK(tensor_complaint("\"shape\":[2," + value + "]")
                  .ends_with(" in shape of tensor 'w', expected whole numbers of 64 bits"));
    for (const std::string value : {"2.0", "1e3", "18446744073709551616"}) {
        std::string message = "the number '";
        message += value + "' in shape of tensor 'w', expected whole numbers of 64 bits";
        CHECK(tensor_complaint("\"shape\":[" + value + "]").ends_with(message));
    }
}

TEST_CASE("each key is there once, and no other", "[io]")
{
    const std::string tensor = "{" + dtype + "," + shape + "," + offsets + "}";
    CHECK(json_complaint("{\"w\":" + tensor + ",\"w\":" + tensor + "}")
              .ends_with("key 'w' once more, expected each key once"));
    CHECK(json_complaint("{\"__metadata__\":{},\"__metadata__\":{}}")
              .ends_with("key '__metadata__' once more, expected each key once"));
    CHECK(json_complaint("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}")
              .ends_with("key 'k' once more, expected each key once"));
    CHECK(json_complaint("{\"w\":" + tensor + ",\"\\u0077\":" + tensor + "}")
              .ends_with("key 'w' once more, expected each key once"));
    for (const std::string& pair : {dtype, shape, offsets})
        CHECK(tensor_complaint(dtype + "," + shape + "," + offsets + "," + pair)
                  .ends_with(" once more, expected each key once"));
    CHECK(tensor_complaint("\"shape\":[],\"shape\":[2]").ends_with("key 'shape' once more, expected each key once"));
    CHECK(tensor_complaint("\"strides\":[3,1]") ==
          "f:byte 22: key 'strides' of tensor 'w', expected dtype, shape or data_offsets");
    CHECK(tensor_complaint("") == "f:byte 14: no dtype of tensor 'w', expected dtype, shape and data_offsets");
    CHECK(tensor_complaint(dtype + "," + offsets).find("no shape of tensor 'w'") != std::string::npos);
    CHECK(tensor_complaint(dtype + "," + shape).find("no data_offsets of tensor 'w'") != std::string::npos);
}

TEST_CASE("types, dimensions and offsets are those of the format", "[io]")
{
    CHECK(tensor_complaint("\"dtype\":\"F128\"") ==
          "f:byte 27: dtype 'F128' of tensor 'w', expected one of F64, F32, F16, BF16, F8_E4M3, F8_E5M2, F8_E4M3FNUZ, "
          "F8_E5M2FNUZ, F8_E8M0, I8, U8, I16, U16, I32, U32, I64, U64, BOOL, F6_E3M2, F6_E2M3, F4, C64");
    for (const char* const none : {"[]", "[0]"})
        CHECK(tensor_complaint(std::string("\"data_offsets\":") + none)
                  .ends_with(" data_offsets of tensor 'w', expected two: begin and end"));
    CHECK(tensor_complaint("\"data_offsets\":[0,1,2]")
              .ends_with("one number more in data_offsets of tensor 'w', expected at most 2"));
    std::string ones = "1";
    for (int i = 1; i < 64; ++i) ones += ",1";
    CHECK(tensor_complaint(dtype + ",\"shape\":[" + ones + "]," + offsets).empty());
    CHECK(tensor_complaint(dtype + ",\"shape\":[" + ones + ",1]," + offsets)
              .ends_with("one number more in shape of tensor 'w', expected at most 64"));
}

TEST_CASE("nesting and length cost no stack", "[io]")
{
    const std::string deep(1'000'000, '[');
    CHECK(json_complaint(deep) == "f:byte 8: an array, expected an object");
    CHECK(json_complaint("{\"w\":{\"shape\":" + deep)
              .ends_with("an array in shape of tensor 'w', expected whole numbers of 64 bits"));
    std::string objects;
    for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
    CHECK(json_complaint(objects).ends_with("key 'a' of tensor 'a', expected dtype, shape or data_offsets"));
    const std::string message = tensor_complaint("\"" + std::string(1'000'000, 'x') + "\":7");
    CHECK(message.size() < 200);
}
