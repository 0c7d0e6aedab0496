// lowp/pack/bit_string.hpp -- codes of a few bits each, one after the other in a string of bytes.
//
// Code i of width w stands in bits [i w, (i + 1) w) of the string, where bit b is bit b % 8 of byte b / 8: the first
// code is in the low bits, as in ONNX's 4-bit types, and the bytes are the same on every machine. Eight
// codes begin and end on bytes, so they are moved as one word: their spare bits are squeezed out by halves, pairs of
// codes first, or put back in the same way. Codes of more than 16 bits take whole words of 32 or 64 bits.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace lowp {

// The bits that a code of a width takes in storage.
constexpr int stored_bits(int width) noexcept { return width <= 16 ? width : width <= 32 ? 32 : 64; }

// The bytes of n codes; the last one may be in part unused, and is then 0 there.
constexpr std::uint64_t packed_bytes(std::uint64_t n, int width) noexcept
{
    const auto bits = static_cast<std::uint64_t>(stored_bits(width));
    return n / 8 * bits + (n % 8 * bits + 7) / 8;
}

// One code, at any place.
constexpr std::uint64_t read_code(const std::uint8_t* bytes, std::size_t i, int width) noexcept
{
    const int bits = stored_bits(width);
    const std::size_t bit = i % 8 * static_cast<std::size_t>(bits);
    const std::uint8_t* from = bytes + i / 8 * static_cast<std::size_t>(bits) + bit / 8;
    const int skipped = static_cast<int>(bit % 8);
    std::uint64_t code = *from++ >> skipped;
    for (int have = 8 - skipped; have < bits; have += 8) code |= std::uint64_t{*from++} << have;
    return code & ~std::uint64_t{0} >> (64 - bits);
}
constexpr void write_code(std::uint8_t* bytes, std::size_t i, int width, std::uint64_t code) noexcept
{
    const int bits = stored_bits(width);
    const std::size_t bit = i % 8 * static_cast<std::size_t>(bits);
    std::uint8_t* to = bytes + i / 8 * static_cast<std::size_t>(bits) + bit / 8;
    for (int done = 0, at = static_cast<int>(bit % 8); done < bits; at = 0, ++to) {
        const int count = 8 - at < bits - done ? 8 - at : bits - done;
        const unsigned mask = (0xffu >> (8 - count)) << at;
        *to = static_cast<std::uint8_t>((*to & ~mask) | ((static_cast<unsigned>(code >> done) << at) & mask));
        done += count;
    }
}

namespace detail {

// The bytes of a word in the order of the string.
template <class Word>
Word string_order(Word x) noexcept
{
    if constexpr (std::endian::native == std::endian::big && sizeof(Word) > 1) {
        Word turned = 0;
        for (std::size_t i = 0; i < sizeof(Word); ++i) turned = static_cast<Word>(turned << 8 | (x >> 8 * i & 0xff));
        return turned;
    }
    return x;
}

// Lanes of Bits bits, each with a code of Width in its low bits: the codes of a 64-bit word moved together, and apart.
template <int Width, int Bits>
constexpr std::uint64_t together(std::uint64_t x) noexcept
{
    if constexpr (Bits == 64) {
        return x;
    } else {
        constexpr std::uint64_t low = (std::uint64_t{1} << Bits) - 1,
                                lows = ~std::uint64_t{0} / ((low << Bits) + low) * low;
        return together<2 * Width, 2 * Bits>((x & lows) | (x & ~lows) >> (Bits - Width));
    }
}
template <int Width, int Bits>
constexpr std::uint64_t apart(std::uint64_t x) noexcept
{
    if constexpr (Bits == 64) {
        return x;
    } else {
        const std::uint64_t y = apart<2 * Width, 2 * Bits>(x);
        constexpr std::uint64_t low = (std::uint64_t{1} << Bits) - 1, lows = ~std::uint64_t{0} / ((low << Bits) + low);
        constexpr std::uint64_t codes = lows * ((std::uint64_t{1} << Width) - 1);
        return (y & codes) | (y & codes << Width) << (Bits - Width);
    }
}

// What bulk moves read and write: codes in bytes, in 16 bits, or in whole words.
template <int Width>
using code_word = std::conditional_t<
    Width <= 8, std::uint8_t,
    std::conditional_t<Width <= 16, std::uint16_t, std::conditional_t<Width <= 32, std::uint32_t, std::uint64_t>>>;

template <class Word>
Word loaded(const void* from) noexcept
{
    Word x;
    std::memcpy(&x, from, sizeof x);
    return string_order(x);
}
template <class Word>
void stored(Word x, void* to) noexcept
{
    x = string_order(x);
    std::memcpy(to, &x, sizeof x);
}

// The codes of one byte as a word with a byte each, for widths that divide 8: short enough for compilers to vectorise.
template <int Width>
using byte_codes =
    std::conditional_t<Width == 4, std::uint16_t, std::conditional_t<Width == 2, std::uint32_t, std::uint64_t>>;
template <int Width>
void pack_byte(const std::uint8_t* codes, std::uint8_t* byte) noexcept
{
    using word = byte_codes<Width>;
    word x = loaded<word>(codes);  // code k moves down by k (8 - Width)
    for (int by = 8 - Width; by < 4 * static_cast<int>(sizeof(word)); by *= 2) x = static_cast<word>(x | x >> by);
    *byte = static_cast<std::uint8_t>(x);
}
template <int Width>
void unpack_byte(const std::uint8_t* byte, std::uint8_t* codes) noexcept
{
    using word = byte_codes<Width>;
    word x = *byte;
    for (int by = (8 - Width) * static_cast<int>(sizeof(word)) / 2; by >= 8 - Width; by /= 2)
        x = static_cast<word>(x | x << by);
    stored(static_cast<word>(x & static_cast<word>(~std::uint64_t{0} / 255 * ((1 << Width) - 1))), codes);
}

// Eight codes, to or from Width bytes. (Loading codes as a word and the string's order cancel out.) `Read` is how many
// bytes there are to read: all eight of a word at once are much faster than the few that are wanted.
template <int Width>
void pack_eight(const code_word<Width>* codes, std::uint8_t* bytes) noexcept
{
    if constexpr (Width <= 8) {
        const std::uint64_t x = string_order(together<Width, 8>(loaded<std::uint64_t>(codes)));
        std::memcpy(bytes, &x, Width);
    } else {
        std::uint64_t half[2] = {};
        for (int k = 0; k < 8; ++k) half[k / 4] |= std::uint64_t{codes[k]} << k % 4 * Width;
        const std::uint64_t low = string_order(half[0] | half[1] << 2 * Width << 2 * Width),
                            high = string_order(half[1] >> (64 - 4 * Width));
        std::memcpy(bytes, &low, 8);
        std::memcpy(bytes + 8, &high, Width - 8);
    }
}
template <int Width, int Read = Width>
void unpack_eight(const std::uint8_t* bytes, code_word<Width>* codes) noexcept
{
    std::uint64_t low = 0;
    if constexpr (Width <= 8) {
        std::memcpy(&low, bytes, Read);
        stored(apart<Width, 8>(string_order(low)), codes);
    } else {
        std::uint64_t high = 0;
        std::memcpy(&low, bytes, 8);
        std::memcpy(&high, bytes + 8, Width - 8);
        low = string_order(low);
        const std::uint64_t half[2] = {low, low >> 2 * Width >> 2 * Width | string_order(high) << (64 - 4 * Width)};
        constexpr std::uint64_t mask = (std::uint64_t{1} << Width) - 1;
        for (int k = 0; k < 8; ++k) codes[k] = static_cast<code_word<Width>>(half[k / 4] >> k % 4 * Width & mask);
    }
}

}  // namespace detail

// Calls use(constant) with the bits that a width takes in storage as a type's value: 1 to 16, 32 or 64.
template <int From = 1, class Use>
constexpr decltype(auto) with_stored_bits(int width, Use&& use)
{
    constexpr int next = From < 16 ? From + 1 : 2 * From;
    if constexpr (From == 64)
        return use(std::integral_constant<int, From>{});
    else
        return stored_bits(width) == From ? use(std::integral_constant<int, From>{})
                                          : with_stored_bits<next>(width, use);
}

// Codes number `first` and on, to or from a string. first is a multiple of 8; codes have no bits above the width.
template <int Width>
void pack_codes(const detail::code_word<Width>* codes, std::size_t n, std::uint8_t* bytes,
                std::size_t first = 0) noexcept
{
    using word = detail::code_word<Width>;
    std::uint8_t* to = bytes + first / 8 * Width;
    if constexpr (Width == 8 * sizeof(word)) {
        if constexpr (std::endian::native == std::endian::little || sizeof(word) == 1) {
            std::memcpy(to, codes, n * sizeof(word));
        } else {
            for (std::size_t i = 0; i < n; ++i) detail::stored(codes[i], to + i * sizeof(word));
        }
    } else {
        if constexpr (Width == 1 || Width == 2 || Width == 4) {
            constexpr std::size_t each = 8 / Width;
            const std::size_t whole = n / each;
            for (std::size_t i = 0; i < whole; ++i) detail::pack_byte<Width>(codes + i * each, to + i);
            codes += whole * each, to += whole, n -= whole * each;
        } else {
            for (; n >= 8; n -= 8, codes += 8, to += Width) detail::pack_eight<Width>(codes, to);
        }
        if (n > 0) {
            word some[8] = {};
            std::uint8_t packed[Width];
            std::memcpy(some, codes, n * sizeof(word));
            detail::pack_eight<Width>(some, packed);
            std::memcpy(to, packed, packed_bytes(n, Width));
        }
    }
}
template <int Width>
void unpack_codes(const std::uint8_t* bytes, detail::code_word<Width>* codes, std::size_t n,
                  std::size_t first = 0) noexcept
{
    using word = detail::code_word<Width>;
    const std::uint8_t* from = bytes + first / 8 * Width;
    if constexpr (Width == 8 * sizeof(word)) {
        if constexpr (std::endian::native == std::endian::little || sizeof(word) == 1) {
            std::memcpy(codes, from, n * sizeof(word));
        } else {
            for (std::size_t i = 0; i < n; ++i) codes[i] = detail::loaded<word>(from + i * sizeof(word));
        }
    } else {
        if constexpr (Width == 1 || Width == 2 || Width == 4) {
            constexpr std::size_t each = 8 / Width;
            const std::size_t whole = n / each;
            for (std::size_t i = 0; i < whole; ++i) detail::unpack_byte<Width>(from + i, codes + i * each);
            codes += whole * each, from += whole, n -= whole * each;
        } else {
            if constexpr (Width < 8)
                for (; n / 8 * Width >= 8; n -= 8, codes += 8, from += Width)
                    detail::unpack_eight<Width, 8>(from, codes);
            for (; n >= 8; n -= 8, codes += 8, from += Width) detail::unpack_eight<Width>(from, codes);
        }
        if (n > 0) {
            word some[8];
            std::uint8_t packed[Width] = {};
            std::memcpy(packed, from, packed_bytes(n, Width));
            detail::unpack_eight<Width>(packed, some);
            std::memcpy(codes, some, n * sizeof(word));
        }
    }
}

}  // namespace lowp
