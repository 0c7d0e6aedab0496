// lowp/io/tensor_info.hpp -- what a file says of a tensor: its name, its elements' type, its shape, its place.
//
// Types bear the names of safetensors (https://github.com/huggingface/safetensors, README.md and Dtype in tensor.rs).
// Those of floating-point numbers are formats of this library. Products of dimensions come from outside: none is formed
// before it is known to fit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lowp/format/format.hpp"
#include "lowp/format/named.hpp"

namespace lowp {

enum class element_type : unsigned char {
    f64,
    f32,
    f16,          // binary16
    bf16,         // bfloat16
    f8_e4m3,      // e4m3fn
    f8_e5m2,      // e5m2
    f8_e4m3fnuz,  // e4m3fnuz
    f8_e5m2fnuz,  // e5m2fnuz
    f8_e8m0,      // e8m0fnu
    i8,           // two's complement, as the longer ones
    u8,
    i16,
    u16,
    i32,
    u32,
    i64,
    u64,
    boolean,  // a byte: 0 is 0, anything else 1
    // These are known, so that a file that has them can be opened, and are not read: nobody has said which codes of a
    // byte come first, and a complex number is no number here.
    f6_e3m2,
    f6_e2m3,
    f4,
    c64,
};

struct element_type_card {
    element_type type;
    std::string_view name;
    int bits;  // of an element
};
inline constexpr std::array element_types{
    element_type_card{element_type::f64, "F64", 64},
    element_type_card{element_type::f32, "F32", 32},
    element_type_card{element_type::f16, "F16", 16},
    element_type_card{element_type::bf16, "BF16", 16},
    element_type_card{element_type::f8_e4m3, "F8_E4M3", 8},
    element_type_card{element_type::f8_e5m2, "F8_E5M2", 8},
    element_type_card{element_type::f8_e4m3fnuz, "F8_E4M3FNUZ", 8},
    element_type_card{element_type::f8_e5m2fnuz, "F8_E5M2FNUZ", 8},
    element_type_card{element_type::f8_e8m0, "F8_E8M0", 8},
    element_type_card{element_type::i8, "I8", 8},
    element_type_card{element_type::u8, "U8", 8},
    element_type_card{element_type::i16, "I16", 16},
    element_type_card{element_type::u16, "U16", 16},
    element_type_card{element_type::i32, "I32", 32},
    element_type_card{element_type::u32, "U32", 32},
    element_type_card{element_type::i64, "I64", 64},
    element_type_card{element_type::u64, "U64", 64},
    element_type_card{element_type::boolean, "BOOL", 8},
    element_type_card{element_type::f6_e3m2, "F6_E3M2", 6},
    element_type_card{element_type::f6_e2m3, "F6_E2M3", 6},
    element_type_card{element_type::f4, "F4", 4},
    element_type_card{element_type::c64, "C64", 64},
};

constexpr std::string_view name_of(element_type type) noexcept
{
    return element_types[static_cast<std::size_t>(type)].name;
}
constexpr int width_of(element_type type) noexcept { return element_types[static_cast<std::size_t>(type)].bits; }

constexpr std::optional<element_type> read_element_type(std::string_view name) noexcept
{
    for (const element_type_card& card : element_types)
        if (card.name == name) return card.type;
    return std::nullopt;
}

// Whether elements of the type can be read as numbers.
constexpr bool is_readable(element_type type) noexcept { return type < element_type::f6_e3m2; }

// The type whose elements are the codes of a format, bit for bit: a floating-point format that has one, or fixed point
// of 8, 16 or 32 bits. The integers that codes of fixed point are do not say where its point is: what is read back from
// them is 2^fraction_bits times the number.
constexpr std::optional<element_type> element_type_of(const any_format& format) noexcept
{
    struct row {
        floating_format format;
        element_type type;
    };
    constexpr row rows[] = {
        {binary64, element_type::f64},         {binary32, element_type::f32},         {binary16, element_type::f16},
        {bfloat16, element_type::bf16},        {e4m3fn, element_type::f8_e4m3},       {e5m2, element_type::f8_e5m2},
        {e4m3fnuz, element_type::f8_e4m3fnuz}, {e5m2fnuz, element_type::f8_e5m2fnuz}, {e8m0fnu, element_type::f8_e8m0}};
    if (const auto* floating = std::get_if<floating_format>(&format)) {
        for (const row& one : rows)
            if (one.format == *floating) return one.type;
    } else if (const auto* fixed = std::get_if<fixed_format>(&format)) {
        switch (fixed->width()) {
            case 8:
                return fixed->has_sign() ? element_type::i8 : element_type::u8;
            case 16:
                return fixed->has_sign() ? element_type::i16 : element_type::u16;
            case 32:
                return fixed->has_sign() ? element_type::i32 : element_type::u32;
            default:
                break;
        }
    }
    return std::nullopt;
}

// More dimensions than any library's tensors have.
inline constexpr std::size_t most_dimensions = 64;

// The number of elements; nothing where 64 bits do not hold it. One dimension of 0 makes it 0, whatever the others.
constexpr std::optional<std::uint64_t> elements_of(std::span<const std::uint64_t> shape) noexcept
{
    for (const std::uint64_t size : shape)
        if (size == 0) return 0;
    std::uint64_t product = 1;
    for (const std::uint64_t size : shape) {
        if (product > ~std::uint64_t{0} / size) return std::nullopt;
        product *= size;
    }
    return product;
}

// Their bytes; nothing where 63 bits, a place in a file, do not hold them, or where the last byte is not filled.
constexpr std::optional<std::uint64_t> bytes_of(element_type type, std::span<const std::uint64_t> shape) noexcept
{
    const auto elements = elements_of(shape);
    const auto bits = static_cast<std::uint64_t>(width_of(type));
    if (!elements || *elements / 8 >= (std::uint64_t{1} << 63) / bits || *elements % 8 * bits % 8 != 0)
        return std::nullopt;
    return *elements / 8 * bits + *elements % 8 * bits / 8;
}

// As messages show it: [2, 3].
inline std::string shape_text(std::span<const std::uint64_t> shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (i != 0) text += ", ";
        text += std::to_string(shape[i]);
    }
    return text + "]";
}

// Throws std::invalid_argument, with `what` in front, unless the shape is that of so many elements in at most 64
// dimensions.
inline void check_shape(const std::string& what, std::span<const std::uint64_t> shape, std::uint64_t elements)
{
    if (shape.size() > most_dimensions)
        throw std::invalid_argument(what + ": " + std::to_string(shape.size()) + " dimensions, expected at most " +
                                    std::to_string(most_dimensions));
    const auto product = elements_of(shape);
    if (!product || *product != elements)
        throw std::invalid_argument(what + ": shape " + shape_text(shape) + " for " + std::to_string(elements) +
                                    " elements, expected one of as many");
}

// Readers have checked that the numbers fit and that the bytes are in the file. Elements stand in row-major order, the
// last dimension's neighbours side by side; no dimension at all is one element.
struct tensor_info {
    std::string name;  // empty in files of one tensor
    element_type type = element_type::f32;
    std::vector<std::uint64_t> shape;
    std::uint64_t first_byte = 0;  // in the file

    std::uint64_t elements() const noexcept { return elements_of(shape).value_or(0); }
    std::uint64_t bytes() const noexcept { return bytes_of(type, shape).value_or(0); }
};

}  // namespace lowp
