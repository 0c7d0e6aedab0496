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
template <std::same_as<float> T>
bool make_byte_table(const code_table<T>& table, byte_table& looked_up) noexcept
{
    using words = lanes<std::uint32_t>;
    std::uint32_t codes[256], patterns[256];
    for (std::uint32_t code = 0; code < 256; ++code) codes[code] = code;
    for (std::size_t i = 0; i < 256; i += words::size)
        to_bits(number_of<lanes<float>>(table, words::load(codes + i))).store(patterns + i);
    return looked_up.make(patterns);
}

// How the codes of a format become numbers, found out once for all that follow: about `expected` codes.
template <carrier_type T, class F>
class decoder {
public:
    decoder(const F& f, std::size_t expected) noexcept : format_(f)
    {
        if constexpr (requires { code_table_of<T>(f); }) {
            if (!has_code_table<T>(f)) return;
            way_ = way::patterns;
            table_ = code_table_of<T>(f);
            if constexpr (is_looked_up && std::same_as<T, float>)
                if (f.width() <= 8 && expected >= pays_a_table && make_byte_table(table_, looked_up_))
                    way_ = way::byte_table;
        }
    }

    // The numbers of n codes, from place `begin` of storage on, a multiple of 8; finish_streams() comes later if they
    // are streamed.
    void operator()(const std::uint8_t* storage, std::size_t begin, std::size_t n, T* out, bool streamed = false) const
    {
        if (way_ == way::one_by_one) {
            for (std::size_t k = 0; k < n; ++k)
                out[k] = static_cast<T>(decode(format_, read_code(storage, begin + k, format_.width())));
            return;
        }
        load_codes(n, format_.width(), storage, begin,
                   [&](std::size_t i, std::size_t count, const std::uint8_t* codes) {
                       numbers(codes, out + i, count, streamed);
                   });
    }

    // Of numbers that are bfloat16's, where they are looked up; else nullptr.
    const byte_table* table() const noexcept { return way_ == way::byte_table ? &looked_up_ : nullptr; }

private:
    enum class way : unsigned char { one_by_one, patterns, byte_table };

    void numbers(const std::uint8_t* codes, T* to, std::size_t count, bool streamed) const
    {
        if constexpr (std::same_as<T, float>)
            if (way_ == way::byte_table) {
                const std::size_t most = count / byte_table::step * byte_table::step;
                looked_up_.numbers(codes, most, to, streamed && is_register_aligned(to));
                codes += most, to += most, count -= most;
            }
        numbers_by_registers(codes, code_bytes(format_.width()), to, count, streamed, decoding<T>{table_});
    }

    [[no_unique_address]] F format_;
    way way_ = way::one_by_one;
    code_table<T> table_{};
    byte_table looked_up_;
};

template <carrier_type T, class F>
void decode_span(const F& f, const std::uint8_t* storage, std::size_t n, int threads, T* out)
{
    const bool streamed = n * sizeof(T) >= streamed_bytes;
    const decoder<T, F> numbers(f, n);
    for_each_piece(n, threads, [&](std::size_t begin, std::size_t length) {
        numbers(storage, begin, length, out + begin, streamed);
        if (streamed) finish_streams();
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
