// lowp/quantize/encode.hpp -- whole arrays to codes in packed storage, and back.
//
//     packed_array w{known<e2m1fn>, x.size()};
//     encode(x, w);                            // nearest even, saturating
//     encode(x, w, stochastic{s}, on_overflow::saturate, {.first = first, .threads = 4});
//     decode(w, y);                            // exact: y is what a quantizer makes of x
//
// Numbers are rounded in registers and their codes taken from the patterns; where codes are not whole words they are
// packed by blocks, while they are in the nearest cache. Codes are those of to_code() (lowp/round/to_code.hpp), element
// by element.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/prefetch.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/counted.hpp"
#include "lowp/quantize/drawn.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/quantize/registers.hpp"
#include "lowp/round/code_by_sum.hpp"
#include "lowp/round/code_of.hpp"
#include "lowp/round/to_code.hpp"
#include "lowp/simd/byte_table.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

inline constexpr std::size_t codes_in_block = 512;  // elements on their way between a carrier and packed storage

// Codes on their way: bytes, or words of two, four or eight, the first that is long enough.
constexpr int code_bytes(int width) noexcept { return width <= 8 ? 1 : width <= 16 ? 2 : width <= 32 ? 4 : 8; }
struct code_block {
    alignas(cache_line) std::uint8_t bytes[codes_in_block * 8];

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
                        words codes[4];
                        for (std::size_t k = 0; k < 4; ++k) prefetch_after(in + i + k * size);
                        for (std::size_t k = 0; k < 4; ++k)
                            codes[k] = make(lanes<T>::load(in + i + k * size), first + i + k * size);
                        words::store_bytes(codes, out + i);
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
    for (std::size_t i = 0; i < n; i += codes_in_block) use(i, smaller(codes_in_block, n - i));
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

// As register_rounding: from a register to its codes, at once, or by way of the rounded number.
template <carrier_type T, rounding_mode R>
struct coding_by_sum {
    sum_grid<T> s;
    code_table<T> table;
    [[no_unique_address]] R mode;

    lanes<word_of<T>> operator()(const lanes<T>& x, std::uint64_t at) const
    {
        return code_by_sum(s, table, x, at, mode);
    }
};
template <carrier_type T, class Round>
struct coding_of_rounded {
    code_table<T> table;
    Round round;

    lanes<word_of<T>> operator()(const lanes<T>& x, std::uint64_t at) const { return code_of(table, round(x, at)); }
};
template <carrier_type T>
struct decoding {
    code_table<T> table;

    lanes<T> operator()(const lanes<word_of<T>>& code, std::size_t) const { return number_of<lanes<T>>(table, code); }
};

// Where exponents are the carrier's a code is the upper part of a pattern.
template <carrier_type T, class Round>
struct coding_of_pattern {
    int dropped;
    Round round;

    lanes<word_of<T>> operator()(const lanes<T>& x, std::uint64_t at) const { return to_bits(round(x, at)) >> dropped; }
};

template <carrier_type T, class Grid, rounding_mode R, class Use>
void with_register_coding(const Grid& g, const code_table<T>& table, const R& mode, const Use& use)
{
    if constexpr (std::same_as<Grid, grid<T>> && has_near_form<R, T>)
        if (has_code_by_sum(g) && is_near(mode)) return use(coding_by_sum<T, R>{sum_grid_of(g), table, mode});
    with_register_rounding(g, mode,
                           [&]<class Round>(const Round& round) { use(coding_of_rounded<T, Round>{table, round}); });
}

// One for each grid and mode, whatever the format's family.
template <carrier_type T, class Grid, rounding_mode R, class Counts>
void encode_by_patterns(const Grid& g, const code_table<T>& table, int width, const R& mode, const T* in, std::size_t n,
                        const pass& how, std::uint8_t* storage, const Counts& counts)
{
    const word_of<T> value_bits = table.minus_zero ? table.mask & ~table.sign : table.mask;
    over_pieces<T>(n, how.threads, counts, value_bits, [&](std::size_t begin, std::size_t length, const auto& wrap) {
        const std::uint64_t first = how.first + begin;
        with_drawn_words(mode, [&](const auto& drawn, const auto& over) {
            with_register_coding(g, table, drawn, [&](const auto& coding) {
                auto make = wrap(coding);
                over(first, length, [&](std::size_t k, std::size_t part) {
                    store_codes(part, width, storage, begin + k,
                                [&](std::size_t i, std::size_t count, std::uint8_t* codes) {
                                    make = codes_by_registers(in + begin + k + i, codes, code_bytes(width), count,
                                                              first + k + i, make);
                                });
                });
                wrap.add(make, length);
            });
        });
    });
}
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

// Any format, and one by one.
template <carrier_type T, class F, rounding_mode R, class Counts>
void encode_by_codes(const F& f, const R& mode, on_overflow policy, const T* in, std::size_t n, const pass& how,
                     std::uint8_t* storage, const Counts& counts)
{
    const auto put = [&](std::size_t k) {
        const std::uint64_t code = to_code(f, exactly(in[k]), mode, policy, how.first + k);
        write_code(storage, k, f.width(), code);
        return code;
    };
    if constexpr (std::same_as<Counts, no_counts>)
        for_each_piece(n, how.threads, [&](std::size_t begin, std::size_t length) {
            for (std::size_t k = begin; k < begin + length; ++k) put(k);
        });
    else
        over_pieces<T>(n, how.threads, counts, [&](std::size_t begin, std::size_t length) {
            register_tally<T> seen{counts.bounds};
            for (std::size_t k = begin; k < begin + length; ++k)
                seen.count(in[k], classify(f, put(k)) == number_class::zero ? 0 : 1);
            return sum_of(seen, length);
        });
}

template <carrier_type T, class F, rounding_mode R, class Counts>
void encode_span(const F& f, const R& mode, on_overflow policy, const T* in, std::size_t n, const pass& how,
                 std::uint8_t* storage, const Counts& counts)
{
    if constexpr (requires { code_table_of<T>(f); })
        if (has_code_table<T>(f) && carries<T>(f)) {
            const auto table = code_table_of<T>(f);
            return with_grid<T>(f, policy, [&](const auto& g) {
                encode_by_patterns(g, table, f.width(), mode, in, n, how, storage, counts);
            });
        }
    encode_by_codes(f, mode, policy, in, n, how, storage, counts);
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

template <class X, class P, class R, class Counts>
void encode_all(const X& x, P& to, const R& rounding, on_overflow policy, const pass& how, const Counts& counts)
{
    const std::span in(x);
    const auto out = to.view();
    LOWP_EXPECTS(in.size() == out.size(), "as many codes as numbers");
    expect_valid(rounding);
    with_descriptor(out.format, [&](const auto& f) {
        LOWP_EXPECTS(is_valid_policy(f, policy), "wrap with two's complement and unsigned fixed point only");
        with_rounding(rounding, [&](const auto& mode) {
            encode_span(f, mode, policy, in.data(), in.size(), how, out.bytes, counts);
        });
    });
}

}  // namespace inner

// Rounds the numbers of x to the format of `to` and stores the codes. Any format will do, also one that the carrier
// does not hold. Preconditions: as many codes as numbers, and a policy that has a meaning for the format.
template <carrier_numbers X, packed_codes P, rounding_source R = nearest_even>
void encode(const X& x, P&& to, const R& rounding = {}, on_overflow policy = on_overflow::saturate,
            const pass& how = {})
{
    inner::encode_all(x, to, rounding, policy, how, inner::no_counts{});
}
// The same, and counts.
template <carrier_numbers X, packed_codes P, rounding_source R = nearest_even>
void encode(const X& x, P&& to, tally& t, const R& rounding = {}, on_overflow policy = on_overflow::saturate,
            const pass& how = {})
{
    using T = std::remove_cvref_t<decltype(*std::span(x).data())>;
    inner::encode_all(x, to, rounding, policy, how, inner::counts_of<T>(to.view().format, t));
}

// The values of the codes, exactly. Preconditions: as many numbers as codes, and a carrier that holds the format.
template <packed_codes P, carrier_numbers Y>
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

}  // namespace LOWP_ISA
}  // namespace lowp
