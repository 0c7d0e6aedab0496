// tests/io/safetensors_test.cpp -- tensors hold what another program says, and files that are cut or changed are whole
// or refused.
#include "lowp/io/safetensors.hpp"

#include <thread>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/tensor_files.hpp"
#include "support/thrown.hpp"

using namespace lowp;
using test::patterns;
using test::tensor_file;

namespace {

// Refused with a message, or read to the end of each tensor, all of which are together as long as the file.
bool refused_or_all_read(const std::string& bytes)
{
    try {
        const safetensors_reader all(byte_source::memory(bytes, "f"));
        std::uint64_t after = all.tensors().empty() ? bytes.size() : all.tensors()[0].first_byte;
        for (const tensor_info& info : all.tensors()) {
            if (info.first_byte != after) return false;
            after += info.bytes();
            if (!is_readable(info.type)) continue;
            auto stream = all.open(info.name);
            if (patterns<float>(stream, 7).size() != info.elements()) return false;
        }
        return after == bytes.size();
    } catch (const std::runtime_error& error) {
        const std::string message = error.what();
        return message.starts_with("f:byte ") && message.find("expected") != std::string::npos;
    }
}

// A small file of two tensors.
std::string small_file()
{
    const std::string json =
        "{\"__metadata__\":{\"k\":\"v\"},\"w\":{\"dtype\":\"F16\",\"shape\":[2,1],\"data_offsets\":[0,4]},\"b\":{"
        "\"dtype\":"
        "\"F8_E4M3\",\"shape\":[3],\"data_offsets\":[4,7]}} ";
    return test::low_first(json.size(), 8) + json + "1234567";
}

}  // namespace

TEST_CASE("what another program wrote after the form's description is read bit for bit", "[io]")
{
    const safetensors_reader all(tensor_file("all_types.safetensors"));
    const auto expected = test::expected_tensors("safetensors_values.txt");
    CHECK(expected.size() == 20);
    CHECK(all.tensors().size() == expected.size());
    for (const auto& one : expected) {
        CHECK(all.contains(one.name));
        check_stream(all.open(one.name), one);
    }
    CHECK(all.metadata() == std::map<std::string, std::string>{{"made by", "make_safetensors.py"}, {"format", "none"}});
    CHECK(safetensors_reader(tensor_file("none.safetensors")).tensors().empty());
}

TEST_CASE("spaces, another order and other letters change nothing", "[io]")
{
    const safetensors_reader all(tensor_file("spaced.safetensors"));
    std::string names;
    for (const tensor_info& info : all.tensors()) names += info.name + "|";
    const std::string unusual = "gr\u00fc\u00dfe \"a/b\"\\\n\u2028\U0001f600";
    CHECK(names == "u8|empty|" + unusual + "|");
    for (const auto& one : test::expected_tensors("safetensors_values.txt")) {
        if (one.name == "f32") check_stream(all.open(unusual), one);
        if (one.name == "u8" || one.name == "empty") check_stream(all.open(one.name), one);
    }
    CHECK(all.metadata() == std::map<std::string, std::string>{{"\u00e4", "\u00df\n"}});
}

TEST_CASE("a tensor that is not there or not read is told with those that are", "[io]")
{
    const safetensors_reader all(byte_source::memory(small_file(), "f"));
    CHECK(thrown_by([&] { all.open("x"); }) == "f: no tensor 'x', expected one of 2: 'w', 'b'");
    CHECK_FALSE(all.contains("x"));
    CHECK(thrown_by([] {
              safetensors_reader(tensor_file("none.safetensors")).open("x");
          }).ends_with(": no tensor 'x', expected one of 0"));
    CHECK(thrown_by([] {
              safetensors_reader(tensor_file("all_types.safetensors")).open("x");
          }).ends_with(": no tensor 'x', expected one of 20: 'f64', 'i64', 'u64', 'f32', 'i32', ..."));
    const std::string json = "{\"c\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[0,1]}}";
    const safetensors_reader other(byte_source::memory(test::low_first(json.size(), 8) + json + "1", "f"));
    CHECK(other.tensors()[0].type == element_type::f4);
    CHECK(thrown_by([&] { other.open("c"); }) == "f:byte " + std::to_string(8 + json.size()) +
                                                     ": elements of type F4, expected a type that is read as numbers");
}

TEST_CASE("a path that holds no tensors is named", "[io]")
{
    const own_folder here;
    CHECK(thrown_by([&] { safetensors_reader{here.path}; }) ==
          here.path.string() + ": is a folder, expected a .safetensors file");
    const std::string missing = (here.path / "missing").string();
    CHECK(thrown_by([&] { safetensors_reader{missing}; }) ==
          missing + ": cannot be read, expected a .safetensors file");
    const auto empty = here.file("empty", "");
    CHECK(thrown_by([&] { safetensors_reader{empty}; }).starts_with(empty.string() + ":byte 0: the file ends"));
}

TEST_CASE("streams of one file are read in turn and by threads", "[io]")
{
    const safetensors_reader all(tensor_file("all_types.safetensors"));
    auto one = all.open("e4m3fn"), other = all.open("e5m2");
    std::vector<float> x(1), y(1);
    const auto expected = test::expected_tensors("safetensors_values.txt");
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < 256; ++i) {
        one.read(x);
        other.read(y);
        if (to_bits(x[0]) != expected[10].floats[i] || to_bits(y[0]) != expected[11].floats[i]) ++wrong;
    }
    CHECK(wrong == 0);
    std::vector<std::size_t> differ(4, 0);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                auto stream = all.open(expected[10 + t].name);
                if (patterns<float>(stream, 3) != expected[10 + t].floats) ++differ[t];
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(differ == std::vector<std::size_t>(4, 0));
}

TEST_CASE("a .safetensors file that is cut anywhere is refused", "[io]")
{
    for (const std::string& bytes : {small_file(), read_file(tensor_file("spaced.safetensors"))}) {
        CHECK(refused_or_all_read(bytes));
        for (std::size_t n = 0; n < bytes.size(); ++n) {
            const std::string message =
                thrown_by([&] { safetensors_reader(byte_source::memory(bytes.substr(0, n), "f")); });
            CAPTURE(n, message);
            CHECK((message.starts_with("f:byte ") && message.find("expected") != std::string::npos));
        }
        CHECK_FALSE(thrown_by([&] { safetensors_reader(byte_source::memory(bytes + '\0', "f")); }).empty());
    }
}

TEST_CASE("a .safetensors file with any other byte in its header is refused or whole", "[io]")
{
    const std::string bytes = small_file();
    std::string changed = bytes;
    for (std::size_t i = 0; i + 7 < bytes.size(); ++i) {
        std::size_t wrong = 0;
        for (int byte = 0; byte < 256; ++byte) {
            changed[i] = static_cast<char>(byte);
            if (!refused_or_all_read(changed)) ++wrong;
        }
        changed[i] = bytes[i];
        CAPTURE(i);
        CHECK(wrong == 0);
    }
}
