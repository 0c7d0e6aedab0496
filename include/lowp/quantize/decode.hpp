// lowp/quantize/decode.hpp -- packed codes to the numbers they mean.
//
//     decode(w, y);                       // w: packed_array, packed_span, a row of a packed_matrix
//     decode(w, y, {.threads = 4});
//
// Numbers of formats that the carrier holds: exact. A few operations on patterns make a register of them
// (lowp/round/code_of.hpp), or they are looked up where that is faster; the rest go one by one.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/format/codec.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/codes.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/round/code_of.hpp"
#include "lowp/simd/byte_table.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

template <carrier_type T>
struct decoding {
    code_table<T> table;

    lanes<T> operator()(const lanes<word_of<T>>& code, std::size_t) const { return number_of<lanes<T>>(table, code); }
};

// A table pays for itself when so many codes are looked up.
inline constexpr std::size_t pays_a_table = 1024;

// False if numbers are not those of bfloat16.
inline bool make_byte_table(const code_table<float>& table, byte_table& looked_up) noexcept
{
    using words = lanes<std::uint32_t>;
    std::uint32_t codes[256], patterns[256];
    for (std::uint32_t code = 0; code < 256; ++code) codes[code] = code;
    for (std::size_t i = 0; i < 256; i += words::size)
        to_bits(number_of<lanes<float>>(table, words::load(codes + i))).store(patterns + i);
    return looked_up.make(patterns);
}

// One for each table's carrier.
template <carrier_type T>
void decode_by_patterns(const code_table<T>& table, int width, const std::uint8_t* storage, std::size_t n, int threads,
                        T* out)
{
    const bool streamed = n * sizeof(T) >= streamed_bytes;
    const int bytes = code_bytes(width);
    const auto numbers = [&](const std::uint8_t* codes, T* to, std::size_t count) {
        numbers_by_registers(codes, bytes, to, count, streamed, decoding<T>{table});
    };
    const auto over_codes = [&](const auto& use) {
        for_each_piece(n, threads, [&](std::size_t begin, std::size_t length) {
            load_codes(length, width, storage, begin, [&](std::size_t i, std::size_t count, const std::uint8_t* codes) {
                use(codes, out + begin + i, count);
            });
            if (streamed) finish_streams();
        });
    };
    if constexpr (is_looked_up && std::same_as<T, float>) {
        byte_table looked_up;
        if (bytes == 1 && n >= pays_a_table && make_byte_table(table, looked_up))
            return over_codes([&](const std::uint8_t* codes, T* to, std::size_t count) {
                const bool past_caches = streamed && is_register_aligned(to);
                const std::size_t most = count / byte_table::step * byte_table::step;
                looked_up.numbers(codes, most, to, past_caches);
                numbers(codes + most, to + most, count - most);
            });
    }
    over_codes(numbers);
}

template <carrier_type T, class F>
void decode_span(const F& f, const std::uint8_t* storage, std::size_t n, int threads, T* out)
{
    if constexpr (requires { code_table_of<T>(f); })
        if (has_code_table<T>(f)) {
            return decode_by_patterns(code_table_of<T>(f), f.width(), storage, n, threads, out);
        }
    for_each_piece(n, threads, [&](std::size_t begin, std::size_t length) {
        for (std::size_t k = begin; k < begin + length; ++k)
            out[k] = static_cast<T>(decode(f, read_code(storage, k, f.width())));
    });
}

}  // namespace inner

// The values of the codes, exactly. Preconditions: as many numbers as codes, and a carrier that holds the format.
template <packed_codes P, carrier_numbers Y>
    requires(!std::is_const_v<typename decltype(std::span(std::declval<Y&>()))::element_type>)
void decode(const P& from, Y&& y, const pass& how = {})
{
    const std::span out(y);
    const auto in = from.view();
    using T = typename decltype(out)::element_type;
    LOWP_EXPECTS(out.size() == in.size(), "as many numbers as codes");
    with_descriptor(in.format, [&](const auto& f) {
        LOWP_EXPECTS(carries<T>(f), "a format whose values the carrier holds (float: 8 exponent and 23 fraction bits)");
        inner::decode_span(f, in.bytes, in.size(), how.threads, out.data());
    });
}

// A matrix, whose rows threads share.
template <format_source F, carrier_type T>
void decode(const packed_matrix<F>& from, const matrix_view<T>& y, const pass& how = {})
{
    LOWP_EXPECTS(y.rows == from.rows() && y.columns == from.columns(), "matrices of one shape");
    LOWP_EXPECTS(y.column_stride == 1, "rows of consecutive elements");
    parallel_for(y.rows, how.threads,
                 [&](std::size_t i) { decode(from.row(i), std::span(y.data + i * y.row_stride, y.columns)); });
}

}  // namespace LOWP_ISA
}  // namespace lowp
