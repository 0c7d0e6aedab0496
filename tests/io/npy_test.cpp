// tests/io/npy_test.cpp -- NumPy's files hold what NumPy says, and files that are cut or changed are whole or refused.
#include "lowp/io/npy.hpp"

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/tensor_files.hpp"
#include "support/thrown.hpp"

using namespace lowp;
using test::patterns;
using test::tensor_file;

namespace {

// What a file that has been tampered with does: it is refused with a message, or it is read to its end, and is then as
// long as it says.
bool refused_or_whole(const std::string& bytes)
{
    try {
        npy_reader file(byte_source::memory(bytes, "f"));
        const tensor_info& info = file.info();
        const std::uint64_t elements = info.elements();
        return info.first_byte + info.bytes() == bytes.size() && patterns<float>(file, 7).size() == elements;
    } catch (const std::runtime_error& error) {
        return std::string(error.what()).starts_with("f:byte ");
    }
}

}  // namespace

TEST_CASE("what NumPy wrote is read bit for bit", "[io]")
{
    const auto all = test::expected_tensors("npy_values.txt");
    CHECK(all.size() == 17);
    for (const auto& expected : all) {
        check_stream(npy_reader(tensor_file(expected.name)), expected);
        check_stream(npy_reader(byte_source::memory(read_file(tensor_file(expected.name)), "f")), expected);
    }
}

TEST_CASE("what NumPy wrote and is not read is said to be so", "[io]")
{
    const auto complaint = [](const char* name) {
        return thrown_by([&] { npy_reader{tensor_file(name)}; }).substr(tensor_file(name).string().size());
    };
    CHECK(complaint("fortran.npy") ==
          ":byte 44: an array of 2 dimensions in Fortran order, expected C order: "
          "numpy.ascontiguousarray(x) has it");
    CHECK(complaint("big_endian.npy").starts_with(":byte 20: type '>f4' is big-endian, expected a little-endian one"));
    CHECK(complaint("structured.npy").starts_with(":byte 20: a structured type, expected one type for all elements"));
    CHECK(complaint("object.npy").starts_with(":byte 20: type '|O' (Python objects), expected one of <f8, "));
    CHECK(complaint("complex.npy").starts_with(":byte 20: type '<c8', expected one of <f8, "));
}

TEST_CASE("what is no file at all is named", "[io]")
{
    const own_folder here;
    CHECK(thrown_by([&] { npy_reader{here.path}; }) == here.path.string() + ": is a folder, expected a .npy file");
    const std::string missing = (here.path / "missing.npy").string();
    CHECK(thrown_by([&] { npy_reader{missing}; }) == missing + ": cannot be read, expected a .npy file");
    const auto empty = here.file("empty.npy", "");
    CHECK(thrown_by([&] { npy_reader{empty}; }) ==
          empty.string() + ":byte 0: the file is empty, expected the bytes 93 4e 55 4d 50 59 of a .npy file");
}

TEST_CASE("a .npy file that is cut anywhere is refused", "[io]")
{
    for (const char* const name : {"f2.npy", "version3.npy", "scalar.npy"}) {
        const std::string bytes = read_file(tensor_file(name));
        for (std::size_t n = 0; n < bytes.size(); ++n) {
            const std::string message = thrown_by([&] { npy_reader(byte_source::memory(bytes.substr(0, n), "f")); });
            CAPTURE(name, n, message);
            CHECK((message.starts_with("f:byte ") && message.find("expected") != std::string::npos));
        }
        CHECK_FALSE(thrown_by([&] { npy_reader(byte_source::memory(bytes + '\0', "f")); }).empty());
    }
}

TEST_CASE("a .npy file with any other byte in its header is refused or whole", "[io]")
{
    for (const char* const name : {"f2.npy", "version2.npy"}) {
        const std::string bytes = read_file(tensor_file(name));
        const std::size_t header = static_cast<std::size_t>(npy_reader(tensor_file(name)).info().first_byte);
        std::string changed = bytes;
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < header; ++i) {
            for (int byte = 0; byte < 256; ++byte) {
                changed[i] = static_cast<char>(byte);
                if (!refused_or_whole(changed)) ++wrong;
            }
            changed[i] = bytes[i];
        }
        CAPTURE(name);
        CHECK(wrong == 0);
    }
}

TEST_CASE("what is written is read back with its shape and bits", "[io]")
{
    const own_folder here;
    const auto path = here.path / "x.npy";
    std::vector<float> numbers(60'000);
    std::vector<std::uint32_t> bits(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        bits[i] = static_cast<std::uint32_t>(i * 71'573u);  // some are NaNs
        std::memcpy(&numbers[i], &bits[i], sizeof bits[i]);
    }
    using sizes = std::vector<std::uint64_t>;
    const auto check = [&](const sizes& shape, const std::vector<std::uint32_t>& expected) {
        npy_reader file(path);
        CHECK((file.info().type == element_type::f32 && file.info().shape == shape));
        const bool same = patterns<float>(file, 1000) == expected;
        CHECK(same);
    };
    write_npy(path, matrix_view<float>{numbers.data(), 200, 300});
    check({200, 300}, bits);
    write_npy(path, matrix_view<const float>{numbers.data(), 300, 200});
    check({300, 200}, bits);
    write_npy(path, std::span(numbers));
    check({60'000}, bits);
    write_npy(path, std::span(std::as_const(numbers)), {3, 100, 200});
    check({3, 100, 200}, bits);

    std::vector<std::uint32_t> turned;
    for (std::size_t j = 0; j < 300; ++j)
        for (std::size_t i = 0; i < 200; ++i) turned.push_back(bits[i * 300 + j]);
    write_npy(path, transposed(matrix_view<float>{numbers.data(), 200, 300}));
    check({300, 200}, turned);

    write_npy(path, std::span(numbers).first(1), {});
    check({}, {bits[0]});
    write_npy(path, std::span(numbers).first(0), {3, 0});
    check({3, 0}, {});
    write_npy(path, matrix_view<float>{});
    check({0, 0}, {});

    const double more[] = {0.1, -0.0, 1e300};
    write_npy(path, std::span(more));
    npy_reader file(path);
    CHECK((file.info().type == element_type::f64 && file.info().shape == sizes{3}));
    CHECK(patterns<double>(file, 2) == std::vector<std::uint64_t>{to_bits(0.1), to_bits(-0.0), to_bits(1e300)});
    CHECK(std::distance(std::filesystem::directory_iterator(here.path), {}) == 1);  // nothing is left beside it
}

TEST_CASE("what cannot be written leaves what was there", "[io]")
{
    const own_folder here;
    const auto path = here.file("x.npy", "old");
    std::vector<float> numbers(6);
    CHECK(refused_by([&] { write_npy(path, std::span(numbers), {2, 2}); }) ==
          path.string() + ": shape [2, 2] for 6 elements, expected one of as many");
    CHECK_FALSE(
        refused_by([&] { write_npy(path, std::span(numbers).first(1), std::vector<std::uint64_t>(65, 1)); }).empty());
    CHECK(read_file(path) == "old");
    const std::string nowhere = (here.path / "missing" / "x.npy").string();
    CHECK(thrown_by([&] { write_npy(nowhere, std::span(numbers)); }) ==
          nowhere + ": cannot write: No such file or directory");
}
