// lowp/linalg/packed_operand.hpp -- a matrix of codes as an operand of a GEMM: decoded on the way to where it is used.
//
//     gemm(a, w, c);  // a and w: packed_matrix, of any formats
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/format.hpp"
#include "lowp/format/named.hpp"
#include "lowp/linalg/number_range.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/decode_short.hpp"
#include "lowp/round/grid.hpp"

namespace lowp {

inline namespace LOWP_ISA {

namespace inner {

template <class Format>
inline constexpr bool reads_as<packed_matrix<Format>, std::uint16_t> = true;
template <class Format>
inline constexpr bool reads_as<packed_matrix<Format>, std::int8_t> = true;

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

// Whether storage holds what is read: the codes are the elements.
template <class E, number_format F>
bool stands_as_elements(const F& f) noexcept
{
    if constexpr (std::same_as<E, std::uint16_t> && std::same_as<F, floating_format>)
        return f == bfloat16 && is_stored_as_words(16);
    else
        return std::same_as<E, std::int8_t> && f.width() == 8;
}

template <class E, format_source Format, class Use>
void with_operand(const packed_matrix<Format>& m, const Use& use, bool turned = false)
{
    with_descriptor(m.format(), [&]<class F>(const F& f) {
        if (stands_as_elements<E>(f))
            return use(operand<E>(reinterpret_cast<const E*>(m.bytes().data()), m.row_bytes() / sizeof(E), m.rows(),
                                  m.columns(), turned));
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
// What is known of the numbers of a matrix.
template <format_source Format>
number_range range_of(const packed_matrix<Format>& m) noexcept
{
    return with_descriptor(m.format(), [](const auto& f) { return lowp::range_of(f); });
}

// Whether all are integers of 8 bits, times one power of two.
template <format_source Format>
bool is_in_int8(const packed_matrix<Format>& m) noexcept
{
    return with_descriptor(m.format(), []<class F>(const F& f) {
        if constexpr (std::same_as<F, fixed_format>)
            return f.has_sign() && f.width() <= 8;
        else
            return false;
    });
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
