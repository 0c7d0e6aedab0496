// lowp/linalg/packed_operand.hpp -- a matrix of codes as an operand of a GEMM: decoded on the way to where it is used.
//
//     gemm(a, transposed(w), c);  // a and w: packed_matrix, of any formats
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/format.hpp"
#include "lowp/linalg/number_range.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/decode_short.hpp"
#include "lowp/round/grid.hpp"

namespace lowp {

// A matrix of codes that somebody else owns, and that is read with rows for columns.
template <format_source Format>
struct transposed_codes {
    const packed_matrix<Format>& memory;

    std::size_t rows() const noexcept { return memory.columns(); }
    std::size_t columns() const noexcept { return memory.rows(); }
    const Format& format() const noexcept { return memory.format(); }
    double operator()(std::size_t i, std::size_t j) const noexcept { return memory(j, i); }
};
template <format_source Format>
transposed_codes<Format> transposed(const packed_matrix<Format>& m) noexcept
{
    return {m};
}
template <format_source Format>
const packed_matrix<Format>& transposed(const transposed_codes<Format>& m) noexcept
{
    return m.memory;
}

inline namespace LOWP_ISA {

namespace inner {

template <class Format>
inline constexpr bool reads_as<packed_matrix<Format>, std::uint16_t> = true;
template <class Format>
inline constexpr bool reads_as<packed_matrix<Format>, std::int8_t> = true;
template <class Format, class E>
inline constexpr bool reads_as<transposed_codes<Format>, E> = reads_as<packed_matrix<Format>, E>;

// Decoder is called as decoder<T, F> is, and gives elements E.
template <class Decoder>
struct code_reader {
    const std::uint8_t* bytes;
    std::size_t row_bytes;
    Decoder elements;

    template <class E>
    const E* operator()(std::size_t i, std::size_t j, std::size_t count, E* room) const
    {
        elements(bytes + i * row_bytes, j, count, room);
        return room;
    }
};

template <class E, format_source Format, class Use>
void with_packed_operand(const packed_matrix<Format>& m, bool turned, const Use& use)
{
    with_descriptor(m.format(), [&]<class F>(const F& f) {
        const std::size_t count = m.rows() * m.columns();
        const auto with = [&]<class Decoder>(const Decoder& elements) {
            const code_reader<Decoder> reader{m.bytes().data(), m.row_bytes(), elements};
            use(operand<E>(reader, m.rows(), m.columns(), turned));
        };
        if constexpr (std::same_as<E, std::uint16_t>)
            with(bfloat16_decoder<F>(f, count));
        else if constexpr (std::same_as<E, std::int8_t>)
            with(integer_decoder<F>{f});
        else {
            LOWP_EXPECTS(carries<E>(f),
                         "gemm: codes whose values the carrier holds (float: 8 exponent, 23 fraction bits)");
            with(decoder<E, F>(f, count));
        }
    });
}
template <class E, format_source Format, class Use>
void with_operand(const packed_matrix<Format>& m, const Use& use)
{
    with_packed_operand<E>(m, false, use);
}
template <class E, format_source Format, class Use>
void with_operand(const transposed_codes<Format>& m, const Use& use)
{
    with_packed_operand<E>(m.memory, true, use);
}

// What is known of the numbers of a matrix.
template <format_source Format>
number_range range_of(const packed_matrix<Format>& m) noexcept
{
    return with_descriptor(m.format(), [](const auto& f) { return lowp::range_of(f); });
}
template <format_source Format>
number_range range_of(const transposed_codes<Format>& m) noexcept
{
    return range_of(m.memory);
}
template <carrier_type T>
number_range range_of(const matrix_view<const T>&) noexcept
{
    return sizeof(T) == 4 ? range_of_binary32 : range_of_binary64;
}
inline number_range range_of(const matrix_view<const std::int8_t>&) noexcept { return {7, 0, 7}; }

// The same; of numbers whose format nobody has told, that of those that are there.
template <class M>
number_range range_met(const M& m)
{
    if constexpr (std::same_as<M, matrix_view<const float>>) {
        range_of_numbers all;
        for (std::size_t i = 0; i < m.rows; ++i)
            for (std::size_t j = 0; j < m.columns; ++j) all.add(m(i, j));
        return all.get();
    } else {
        return range_of(m);
    }
}

// Whether all are integers of 8 bits, times one power of two.
template <class M>
bool is_in_int8(const M& m) noexcept
{
    if constexpr (std::same_as<M, matrix_view<const std::int8_t>>)
        return true;
    else if constexpr (reads_as<M, std::int8_t>)
        return with_descriptor(m.format(), []<class F>(const F& f) {
            if constexpr (std::same_as<F, fixed_format>)
                return f.has_sign() && f.width() <= 8;
            else
                return false;
        });
    else
        return false;
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
