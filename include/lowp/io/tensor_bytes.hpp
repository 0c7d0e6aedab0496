// lowp/io/tensor_bytes.hpp -- numbers and codes as the bytes that tensor files hold, a piece at a time.
//
// Little-endian, in row-major order. What is written is never copied as a whole, whatever its strides. Packed codes of
// 8, 16, 32 or 64 bits are these bytes already (lowp/pack/bit_string.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/io/tensor_info.hpp"
#include "lowp/pack/bit_string.hpp"

namespace lowp {

// The type of float's and of double's elements.
template <carrier_type T>
inline constexpr element_type element_type_of_carrier =
    std::is_same_v<T, float> ? element_type::f32 : element_type::f64;

namespace detail {

inline std::string_view as_text(const std::uint8_t* bytes, std::size_t n) noexcept
{
    return {reinterpret_cast<const char*>(bytes), n};
}

}  // namespace detail

// Calls put(std::string_view) with the bytes of the matrix, row after row.
template <carrier_type T, class Put>
void put_numbers(const matrix_view<const T>& from, Put&& put)
{
    constexpr std::size_t piece = (std::size_t{1} << 16) / sizeof(T);
    std::vector<std::uint8_t> bytes(smaller(piece, from.rows * from.columns) * sizeof(T));
    std::size_t n = 0;
    for (std::size_t i = 0; i < from.rows; ++i)
        for (std::size_t j = 0; j < from.columns; ++j) {
            word_of<T> pattern;  // not through a number: a signalling NaN stays one
            std::memcpy(&pattern, &from(i, j), sizeof pattern);
            detail::stored(pattern, bytes.data() + n * sizeof(T));
            if (++n == piece) {
                put(detail::as_text(bytes.data(), bytes.size()));
                n = 0;
            }
        }
    if (n != 0) put(detail::as_text(bytes.data(), n * sizeof(T)));
}

}  // namespace lowp
