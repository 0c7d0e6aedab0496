// lowp/quantize/codes.hpp -- codes on their way between registers and storage.
//
// Registers give and take codes as bytes, or words of two, four or eight: the first that is long enough. Where that is
// what storage holds, they are written and read in place; other widths are packed by blocks, while they are in the
// nearest cache.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

#include "lowp/core/aligned.hpp"
#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/pack/bit_string.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/registers.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/simd/lanes.hpp"
#include "lowp/simd/prefetch.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// What has a view() of packed codes: packed_array, packed_span, a row of a packed_matrix.
template <class P>
concept packed_codes = requires(P& p) {
    { p.view().code(std::size_t{}) } -> std::same_as<std::uint64_t>;
};
// What a span of float or double can be made of.
template <class X>
concept carrier_numbers =
    requires(X& x) { requires carrier_type<std::remove_cvref_t<decltype(*std::span(x).data())>>; };

namespace inner {

// Codes on their way: bytes, or words of two, four or eight, the first that is long enough.
constexpr int code_bytes(int width) noexcept { return width <= 8 ? 1 : width <= 16 ? 2 : width <= 32 ? 4 : 8; }
struct code_block {
    alignas(cache_line) std::uint8_t bytes[in_block * 8];

    // The codes as words; they were written as bytes are.
    template <int Width>
    detail::code_word<Width>* words() noexcept
    {
        return reinterpret_cast<detail::code_word<Width>*>(bytes);
    }
};
// Whether such words are what storage holds.
constexpr bool is_stored_as_words(int width) noexcept
{
    return stored_bits(width) == 8 * code_bytes(width) && (width <= 8 || std::endian::native == std::endian::little);
}

// The codes `make` gives for numbers, in so many bytes each.
template <carrier_type T, class Make>
Make codes_by_registers(const T* in, std::uint8_t* out, int bytes, std::size_t n, std::uint64_t first, Make make)
{
    using words = lanes<word_of<T>>;
    constexpr std::size_t size = words::size;
    static_assert(stream::block % size == 0);
    const auto each = static_cast<std::size_t>(bytes);
    for (std::size_t i = 0; i < n;) {
        const auto offset = static_cast<std::size_t>((first + i) % size);
        if (offset == 0) {
            if constexpr (sizeof(T) == 4)
                if (bytes == 1)
                    for (; n - i >= 4 * size; i += 4 * size) {
                        lanes<T> x[4];
                        for (std::size_t k = 0; k < 4; ++k) prefetch_after(in + i + k * size);
                        for (std::size_t k = 0; k < 4; ++k) x[k] = lanes<T>::load(in + i + k * size);
                        if constexpr (requires { make.store_bytes(x, first + i, out + i); }) {
                            make.store_bytes(x, first + i, out + i);
                        } else {
                            words codes[4];
                            make_several(make, x, first + i, codes);
                            words::store_bytes(codes, out + i);
                        }
                    }
            for (; n - i >= size; i += size) {
                prefetch_after(in + i);
                make(lanes<T>::load(in + i), first + i).store_short(out + i * each, bytes);
            }
        }
        if (i < n) {
            const std::size_t count = smaller(n - i, size - offset);
            T before[size] = {};
            std::uint8_t after[8 * size];
            std::memcpy(before + offset, in + i, count * sizeof(T));
            make(lanes<T>::load(before), first + i - offset).store_short(after, bytes);
            std::memcpy(out + i * each, after + offset * each, count * each);
            i += count;
        }
    }
    return make;
}
// The numbers `make` gives for less than a register of codes, of which the first is number `at`.
template <carrier_type T, class Make>
void numbers_of_few(const std::uint8_t* in, int bytes, T* out, std::size_t n, std::size_t at, const Make& make) noexcept
{
    using words = lanes<word_of<T>>;
    std::uint8_t before[8 * words::size] = {};
    T after[words::size];
    std::memcpy(before, in, n * static_cast<std::size_t>(bytes));
    make(words::load_short(before, bytes), at).store(after);
    std::memcpy(out, after, n * sizeof(T));
}
// Those of an array.
template <carrier_type T, class Make>
void numbers_by_registers(const std::uint8_t* in, int bytes, T* out, std::size_t n, bool streamed,
                          const Make make) noexcept
{
    using words = lanes<word_of<T>>;
    constexpr std::size_t size = words::size;
    const auto each = static_cast<std::size_t>(bytes);
    std::size_t i = 0;
    if (streamed)
        for (; i < n && !is_register_aligned(out + i); ++i) numbers_of_few(in + i * each, bytes, out + i, 1, i, make);
    for (; n - i >= size; i += size) {
        prefetch_after(in + i * each);
        const lanes<T> x = make(words::load_short(in + i * each, bytes), i);
        if (streamed)
            x.stream(out + i);
        else
            x.store(out + i);
    }
    if (i < n) numbers_of_few(in + i * each, bytes, out + i, n - i, i, make);
}

// Calls use(i, count) for blocks of n elements.
template <class Use>
void for_each_block(std::size_t n, const Use& use)
{
    for (std::size_t i = 0; i < n; i += in_block) use(i, smaller(in_block, n - i));
}

// n codes from place `begin` of storage on are what put(i, count, words) writes for each part of them; a code in so
// many bytes. The width is looked up once a block, so that there is no kernel for each pair of a width and a rounding.
template <class Put>
void store_codes(std::size_t n, int width, std::uint8_t* storage, std::size_t begin, const Put& put)
{
    if (is_stored_as_words(width))
        return put(std::size_t{0}, n, storage + begin * static_cast<std::size_t>(code_bytes(width)));
    for_each_block(n, [&](std::size_t i, std::size_t count) {
        code_block codes;
        put(i, count, codes.bytes);
        with_stored_bits(width,
                         [&](auto bits) { pack_codes<bits()>(codes.words<bits()>(), count, storage, begin + i); });
    });
}
// The same the other way: take(i, count, words).
template <class Take>
void load_codes(std::size_t n, int width, const std::uint8_t* storage, std::size_t begin, const Take& take)
{
    if (is_stored_as_words(width))
        return take(std::size_t{0}, n, storage + begin * static_cast<std::size_t>(code_bytes(width)));
    for_each_block(n, [&](std::size_t i, std::size_t count) {
        code_block codes;
        with_stored_bits(width,
                         [&](auto bits) { unpack_codes<bits()>(storage, codes.words<bits()>(), count, begin + i); });
        take(i, count, static_cast<const std::uint8_t*>(codes.bytes));
    });
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
