// tests/io/safetensors_writer_test.cpp -- tensors are written in their own bits, whole or not at all.
#include "lowp/io/safetensors_writer.hpp"

#include "lowp/io/safetensors.hpp"
#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/tensor_files.hpp"
#include "support/thrown.hpp"

using namespace lowp;
using test::patterns;

namespace {

using sizes = std::vector<std::uint64_t>;

// An array of all codes of 8 bits, or of many of more.
template <class F>
packed_array<F> some_codes(const F& format)
{
    packed_array<F> codes(format, 256);
    for (std::size_t i = 0; i < 256; ++i) codes.set_code(i, i * 0x0101'0101'0101'0101u >> (64 - codes.width()));
    return codes;
}

template <class F>
void check_round_trip(const F& format, element_type type)
{
    const own_folder here;
    const auto path = here.path / "w.safetensors";
    const auto codes = some_codes(format);
    safetensors_writer out;
    out.add("w", codes, {2, 128});
    out.write(path);
    const safetensors_reader all(path);
    auto stream = all.open("w");
    CHECK((stream.info().type == type && stream.info().shape == sizes{2, 128}));
    std::vector<std::uint64_t> expected;
    for (const double value : codes) expected.push_back(value != value ? nan_pattern<double> : to_bits(value));
    if (type != element_type::f64) CHECK(patterns<double>(stream, 100) == expected);
    // The codes themselves.
    std::string bytes;
    for (std::size_t i = 0; i < 256; ++i) bytes += test::low_first(codes.code(i), width_of(type) / 8);
    CHECK(read_file(path).ends_with(bytes));
    CHECK(all.metadata().empty());
}

}  // namespace

TEST_CASE("codes are written in their own bits and read as their values", "[io]")
{
    check_round_trip(known<e4m3fn>, element_type::f8_e4m3);
    check_round_trip(e5m2, element_type::f8_e5m2);
    check_round_trip(known<e4m3fnuz>, element_type::f8_e4m3fnuz);
    check_round_trip(known<e5m2fnuz>, element_type::f8_e5m2fnuz);
    check_round_trip(known<e8m0fnu>, element_type::f8_e8m0);
    check_round_trip(any_format(binary16), element_type::f16);
    check_round_trip(known<bfloat16>, element_type::bf16);
    check_round_trip(known<binary32>, element_type::f32);
    check_round_trip(known<binary64>, element_type::f64);
    check_round_trip(fixed_format{7, 0}, element_type::i8);
    check_round_trip(fixed_format{8, 0, fixed_range::without_sign}, element_type::u8);
    check_round_trip(fixed_format{15, 0}, element_type::i16);
    check_round_trip(fixed_format{16, 0, fixed_range::without_sign}, element_type::u16);
    check_round_trip(fixed_format{31, 0}, element_type::i32);
    check_round_trip(fixed_format{32, 0, fixed_range::without_sign}, element_type::u32);
}

TEST_CASE("fixed point is written as integers, and its format noted", "[io]")
{
    const own_folder here;
    const auto path = here.path / "q.safetensors";
    packed_array q(fixed_format{3, 4}, 3);
    q.set_code(0, 0x18);  // 1.5
    q.set_code(1, 0x80);  // -8
    q.set_code(2, 0xff);  // -1/16
    safetensors_writer out;
    out.add("q", q);
    out.write(path);
    const safetensors_reader all(path);
    auto stream = all.open("q");
    CHECK(patterns<double>(stream, 5) == std::vector<std::uint64_t>{to_bits(24.0), to_bits(-128.0), to_bits(-1.0)});
    CHECK(all.metadata() == std::map<std::string, std::string>{{"q.format", "q3.4"}});
}

TEST_CASE("matrices, views of strides and numbers keep their shapes", "[io]")
{
    const own_folder here;
    const auto path = here.path / "m.safetensors";
    packed_matrix w{known<e4m3fn>, 3, 5};  // each row has a cache line of its own
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 5; ++j) w.set_code(i, j, 16 * (i + 1) + j);
    const std::vector<float> x{0.1f, -0.0f, 3, 4, 5, 6};
    std::vector<double> y{0.1, 1e300};
    safetensors_writer out;
    out.metadata["made by"] = "a \"test\"\n";
    out.add("w", w);
    out.add("row", w.row(1));
    out.add("x", std::span(x), {3, 1, 2});
    out.add("y", std::span(y));
    out.add("xt", transposed(matrix_view<const float>{x.data(), 2, 3}));
    out.add("none", std::span<const float>(), {2, 0});
    out.add("one", std::span(x).first(1), {});
    out.write(path);

    const safetensors_reader all(path);
    CHECK(all.metadata() == out.metadata);
    std::string names;
    for (const tensor_info& info : all.tensors()) names += info.name + shape_text(info.shape) + " ";
    CHECK(names == "y[2] x[3, 1, 2] xt[3, 2] none[2, 0] one[] w[3, 5] row[5] ");
    const auto numbers = [&](const char* name) {
        auto stream = all.open(name);
        std::vector<double> values(100);
        values.resize(stream.read(values));
        return values;
    };
    std::vector<double> of_w, of_row;
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 5; ++j) of_w.push_back(w(i, j));
    for (std::size_t j = 0; j < 5; ++j) of_row.push_back(w(1, j));
    CHECK((numbers("w") == of_w && numbers("row") == of_row && numbers("y") == y));
    CHECK(numbers("x") == std::vector<double>(x.begin(), x.end()));
    CHECK(numbers("xt") == std::vector<double>{double{x[0]}, 4, double{x[1]}, 5, 3, 6});
    CHECK((numbers("none").empty() && numbers("one") == std::vector<double>{double{x[0]}}));
    for (const tensor_info& info : all.tensors())
        CHECK(info.first_byte % static_cast<std::uint64_t>(width_of(info.type) / 8) == 0);
    CHECK(all.tensors()[0].first_byte % 8 == 0);
}

TEST_CASE("codes of any format are written as bytes", "[io]")
{
    const own_folder here;
    const auto path = here.path / "w.safetensors";
    packed_matrix w(known<e2m1fn>, 3, 5);  // rows of 20 bits
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 5; ++j) w.row(i).set_code(j, (7 * i + j) % 16);
    packed_array v(any_format(e3m2fn), 4);  // three bytes
    for (std::size_t i = 0; i < 4; ++i) v.set_code(i, 0x15 + i);
    safetensors_writer out;
    out.add_bytes("w", w);
    out.add_bytes("v", v);
    out.write(path);
    const safetensors_reader all(path);
    CHECK(all.metadata() ==
          std::map<std::string, std::string>{
              {"w.format", "e2m1fn"}, {"w.shape", "[3, 5]"}, {"v.format", "e3m2fn"}, {"v.shape", "[4]"}});
    auto of_w = all.open("w"), of_v = all.open("v");
    CHECK((of_w.info().type == element_type::u8 && of_w.info().shape == sizes{3, 3}));
    CHECK((of_v.info().type == element_type::u8 && of_v.info().shape == sizes{3}));
    std::vector<float> bytes(9), others(3);
    REQUIRE(of_w.read(std::span(bytes)) == 9);
    CHECK(bytes == std::vector<float>{0x10, 0x32, 0x04, 0x87, 0xa9, 0x0b, 0xfe, 0x10, 0x02});
    REQUIRE(of_v.read(std::span(others)) == 3);
    const unsigned bits = 0x15 | 0x16 << 6 | 0x17 << 12 | 0x18 << 18;
    CHECK(others == std::vector<float>{float(bits & 255), float(bits >> 8 & 255), float(bits >> 16)});
}

TEST_CASE("names of any letters come back", "[io]")
{
    const own_folder here;
    const auto path = here.path / "names.safetensors";
    const std::vector<std::string> names{"a.b",   "\"", "\\", "\n\t\x01", "\u00fc\U0001f600", std::string("a\0b", 3),
                                         "dtype", " "};
    const std::vector<float> x{1};
    safetensors_writer out;
    for (const std::string& name : names) out.add(name, std::span(x));
    out.write(path);
    const safetensors_reader all(path);
    REQUIRE(all.tensors().size() == names.size());
    for (std::size_t i = 0; i < names.size(); ++i) CHECK(all.tensors()[i].name == names[i]);
    safetensors_writer none;
    none.write(path);
    CHECK(safetensors_reader(path).tensors().empty());
}

TEST_CASE("what no .safetensors file can hold is refused", "[io]")
{
    const std::vector<float> x(6);
    safetensors_writer out;
    out.add("taken", std::span(x));
    const auto refused = [&](const std::string& name) { return refused_by([&] { out.add(name, std::span(x)); }); };
    CHECK(refused("") == "tensor '': expected a name that is not empty and not __metadata__");
    CHECK(refused("__metadata__") == "tensor '__metadata__': expected a name that is not empty and not __metadata__");
    CHECK(refused("taken") == "tensor 'taken' once more, expected each name once");
    CHECK(refused("\xff").ends_with("a text that is not UTF-8, expected UTF-8"));
    CHECK(refused_by([&] { out.add("x", std::span(x), {4}); }) ==
          "tensor 'x': shape [4] for 6 elements, expected one of as many");
    CHECK(refused_by([&] { out.add("x", std::span(x).first(1), sizes(65, 1)); }) ==
          "tensor 'x': 65 dimensions, expected at most 64");

    const packed_array four{known<e2m1fn>, 6};
    CHECK(
        refused_by([&] { out.add("x", four); }) ==
        "tensor 'x': no type of safetensors has the codes of e2m1fn, expected binary64, binary32, binary16, bfloat16, "
        "e4m3fn, e5m2, e4m3fnuz, e5m2fnuz, e8m0fnu, or fixed point of 8, 16 or 32 bits; add_bytes() takes it");
    const packed_matrix other{known<e4m3>, 2, 3};
    CHECK_FALSE(refused_by([&] { out.add("x", other); }).empty());

    const own_folder here;
    const auto path = here.file("x.safetensors", "old");
    out.metadata["\xff"] = "x";
    CHECK(refused_by([&] { out.write(path); }).ends_with("a text that is not UTF-8, expected UTF-8"));
    out.metadata = {{"k", "\xc3"}};
    CHECK_FALSE(refused_by([&] { out.write(path); }).empty());
    CHECK(read_file(path) == "old");
    out.metadata = {};
    out.write(path);
    CHECK(safetensors_reader(path).tensors().size() == 1);  // nothing that was refused was added
    const std::string nowhere = (here.path / "missing" / "x.safetensors").string();
    CHECK(thrown_by([&] { out.write(nowhere); }) == nowhere + ": cannot write: No such file or directory");
    CHECK(std::distance(std::filesystem::directory_iterator(here.path), {}) == 1);
}
