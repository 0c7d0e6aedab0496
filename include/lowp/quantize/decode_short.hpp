// lowp/quantize/decode_short.hpp -- codes to what dot-product instructions take: patterns of bfloat16, integers of 8
// bits.
//
// For formats whose numbers are these: nothing is rounded.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "lowp/core/aligned.hpp"
#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/format.hpp"
#include "lowp/pack/bit_string.hpp"
#include "lowp/quantize/codes.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/simd/byte_table.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// The upper halves of the patterns of binary32.
inline void upper_halves(const float* from, std::size_t n, std::uint16_t* to) noexcept
{
    using numbers = lanes<float>;
    const std::size_t whole = std::endian::native == std::endian::little ? n / numbers::size * numbers::size : 0;
    if constexpr (std::endian::native == std::endian::little)
        for (std::size_t i = 0; i < whole; i += numbers::size)
            (to_bits(numbers::load(from + i)) >> 16).store_short(reinterpret_cast<std::uint8_t*>(to + i), 2);
    for (std::size_t i = whole; i < n; ++i) to[i] = static_cast<std::uint16_t>(to_bits(from[i]) >> 16);
}

// F is a descriptor. Patterns of bfloat16 for n codes, from place `begin` of storage on, a multiple of 8.
template <class F>
class bfloat16_decoder {
public:
    bfloat16_decoder(const F& f, std::size_t expected) noexcept : numbers_(f, expected), width_(f.width()) {}

    void operator()(const std::uint8_t* storage, std::size_t begin, std::size_t n, std::uint16_t* out) const
    {
        if (const byte_table* const table = numbers_.table(); table != nullptr) {
            load_codes(n, width_, storage, begin, [&](std::size_t i, std::size_t count, const std::uint8_t* codes) {
                table->halves(codes, count, out + i);
            });
        } else {
            for_each_block(n, [&](std::size_t i, std::size_t count) {
                alignas(cache_line) float some[in_block];
                numbers_(storage, begin + i, count, some);
                upper_halves(some, count, out + i);
            });
        }
    }
    const decoder<float, F>& numbers() const noexcept { return numbers_; }

private:
    decoder<float, F> numbers_;
    int width_;
};

// Of two's complement of up to 8 bits: the integers that are codes.
template <class F>
struct integer_decoder {
    F format;

    void operator()(const std::uint8_t* storage, std::size_t begin, std::size_t n, std::int8_t* out) const
    {
        load_codes(n, format.width(), storage, begin, [&](std::size_t i, std::size_t count, const std::uint8_t* codes) {
            const int up = 32 - format.width();
            for (std::size_t k = 0; k < count; ++k)
                out[i + k] = static_cast<std::int8_t>(static_cast<std::int32_t>(codes[k]) << up >> up);
        });
    }
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
