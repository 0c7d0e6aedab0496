// tests/io/tensor_info_test.cpp -- types have names and widths, and products of dimensions do not overflow.
#include "lowp/io/tensor_info.hpp"

#include "lowp/format/text.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace lowp;

TEST_CASE("a type of elements stands at its place in the table and is found by its name", "[io]")
{
    for (std::size_t i = 0; i < element_types.size(); ++i) {
        const element_type_card& card = element_types[i];
        CHECK(static_cast<std::size_t>(card.type) == i);
        CHECK((name_of(card.type) == card.name && width_of(card.type) == card.bits));
        CHECK(read_element_type(card.name) == card.type);
    }
    for (const char* const other : {"", "F", "f32", "F32 ", "F322", "F8_E4M3FN", "I4"})
        CHECK_FALSE(read_element_type(other));
    int unread = 0;
    for (const element_type_card& card : element_types) unread += is_readable(card.type) ? 0 : 1;
    CHECK(unread == 4);
    CHECK((!is_readable(element_type::f4) && !is_readable(element_type::c64) && is_readable(element_type::boolean)));
}

TEST_CASE("formats have the type that holds their codes, or none", "[io]")
{
    const auto type_of = [](const char* text) -> std::string {
        const auto type = element_type_of(*read_format(text));
        return type ? std::string(name_of(*type)) : "";
    };
    CHECK((type_of("binary64") == "F64" && type_of("binary32") == "F32" && type_of("binary16") == "F16"));
    CHECK((type_of("bfloat16") == "BF16" && type_of("e4m3fn") == "F8_E4M3" && type_of("e5m2") == "F8_E5M2"));
    CHECK((type_of("e4m3fnuz") == "F8_E4M3FNUZ" && type_of("e5m2fnuz") == "F8_E5M2FNUZ"));
    CHECK((type_of("e8m0fnu") == "F8_E8M0" && type_of("e8m7") == "BF16"));
    CHECK((type_of("int8") == "I8" && type_of("uint8") == "U8" && type_of("q3.4") == "I8" && type_of("sq7.0") == "I8"));
    CHECK((type_of("int16") == "I16" && type_of("uint16") == "U16" && type_of("int32") == "I32"));
    CHECK(type_of("uint32") == "U32");
    for (const char* const none : {"e4m3", "e3m4", "tf32", "e2m1fn", "ue4m3", "e5m2_flushed", "int4", "int7", "l4.3"})
        CHECK(type_of(none).empty());
}

TEST_CASE("the number of elements is the product where 64 bits hold it", "[io]")
{
    using shape = std::vector<std::uint64_t>;
    constexpr std::uint64_t all = ~std::uint64_t{0}, half = std::uint64_t{1} << 32;
    CHECK(elements_of(shape{}) == 1);
    CHECK(elements_of(shape{2, 3, 4}) == 24);
    CHECK(elements_of(shape{all}) == all);
    CHECK(elements_of(shape{1, all, 1}) == all);
    CHECK(elements_of(shape{half, half - 1}) == half * (half - 1));
    CHECK_FALSE(elements_of(shape{half, half}));
    CHECK_FALSE(elements_of(shape{2, all}));
    CHECK_FALSE(elements_of(shape{half + 1, half}));  // the product of the words is small
    for (const shape& empty : {shape{0}, shape{0, all, all}, shape{all, all, 0}, shape{all, 0, all}})
        CHECK(elements_of(empty) == 0);
}

TEST_CASE("bytes are whole ones, and fewer than 2^63", "[io]")
{
    using shape = std::vector<std::uint64_t>;
    constexpr std::uint64_t limit = std::uint64_t{1} << 63;
    CHECK(bytes_of(element_type::f32, shape{2, 3}) == 24);
    CHECK(bytes_of(element_type::u8, shape{}) == 1);
    CHECK(bytes_of(element_type::f64, shape{3, 0}) == 0);
    CHECK(bytes_of(element_type::f4, shape{6}) == 3);
    CHECK_FALSE(bytes_of(element_type::f4, shape{5}));
    CHECK(bytes_of(element_type::f6_e3m2, shape{4}) == 3);
    CHECK(bytes_of(element_type::f6_e2m3, shape{12}) == 9);
    for (const std::uint64_t n : {1u, 2u, 3u, 5u, 6u, 7u}) CHECK_FALSE(bytes_of(element_type::f6_e2m3, shape{n}));
    CHECK(bytes_of(element_type::u8, shape{limit - 1}) == limit - 1);
    CHECK_FALSE(bytes_of(element_type::u8, shape{limit}));
    CHECK_FALSE(bytes_of(element_type::f64, shape{limit / 8}));
    CHECK(bytes_of(element_type::f64, shape{limit / 8 - 1}) == limit - 8);
    CHECK_FALSE(bytes_of(element_type::f64, shape{limit / 4}));  // 2^64 bytes would be 0
    CHECK_FALSE(bytes_of(element_type::f64, shape{limit, 4}));
}

TEST_CASE("a shape is checked against a number of elements", "[io]")
{
    using shape = std::vector<std::uint64_t>;
    CHECK(shape_text(shape{}) == "[]");
    CHECK(shape_text(shape{7}) == "[7]");
    CHECK(shape_text(shape{2, 0, 3}) == "[2, 0, 3]");
    CHECK(refused_by([] { check_shape("x", shape{2, 3}, 6); }).empty());
    CHECK(refused_by([] { check_shape("x", shape{}, 1); }).empty());
    CHECK(refused_by([] { check_shape("x", shape{2, 3}, 5); }) ==
          "x: shape [2, 3] for 5 elements, expected one of as many");
    CHECK(refused_by([] { check_shape("x", shape{std::uint64_t{1} << 32, std::uint64_t{1} << 32}, 0); }) ==
          "x: shape [4294967296, 4294967296] for 0 elements, expected one of as many");
    CHECK(refused_by([] { check_shape("x", shape(64, 1), 1); }).empty());
    CHECK(refused_by([] { check_shape("x", shape(65, 1), 1); }) == "x: 65 dimensions, expected at most 64");
    const tensor_info info{"w", element_type::i16, {2, 3}, 100};
    CHECK((info.elements() == 6 && info.bytes() == 12));
}
