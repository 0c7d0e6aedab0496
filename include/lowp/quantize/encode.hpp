// lowp/quantize/encode.hpp -- whole arrays to codes in packed storage, and back.
//
//     packed_array w{known<e2m1fn>, x.size()};
//     encode(x, w);                            // nearest even, saturating
//     encode(x, w, stochastic{s}, on_overflow::saturate, first);
//     decode(w, y);                            // exact: y is what a quantizer makes of x
//
// A block of a few hundred elements is rounded in registers, its codes are taken from the patterns, and they are packed
// while they are in the nearest cache. Codes are those of to_code() (lowp/round/to_code.hpp), element by element.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <variant>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/quantize/registers.hpp"
#include "lowp/round/code_by_sum.hpp"
#include "lowp/round/code_of.hpp"
#include "lowp/round/to_code.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

inline constexpr std::size_t codes_in_block = 512;  // elements on their way between a carrier and storage

// Words to shorter ones and back.
template <class From, class To>
void copy_words(const From* from, To* to, std::size_t n) noexcept
{
    using longer = lanes<std::conditional_t<(sizeof(From) > sizeof(To)), From, To>>;
    std::size_t i = 0;
    if constexpr (std::same_as<From, To>) {
        std::copy_n(from, n, to);
    } else {
        for (; n - i >= longer::size; i += longer::size) longer::load(from + i).store(to + i);
        for (; i < n; ++i) to[i] = static_cast<To>(from[i]);
    }
}

// Words with a code each, to storage and from it, from place `first` on. The width is looked up once a block, so that
// there is no kernel for each pair of a width and a rounding.
template <class Word>
void store_codes(const Word* words, std::size_t n, int width, std::uint8_t* bytes, std::size_t first) noexcept
{
    with_stored_bits(width, [&](auto bits) {
        if constexpr (bits() == 8) {
            copy_words(words, bytes + first, n);
        } else {
            detail::code_word<bits()> codes[codes_in_block];
            copy_words(words, codes, n);
            pack_codes<bits()>(codes, n, bytes, first);
        }
    });
}
template <class Word>
void load_codes(const std::uint8_t* bytes, std::size_t first, std::size_t n, int width, Word* words) noexcept
{
    with_stored_bits(width, [&](auto bits) {
        if constexpr (bits() == 8) {
            copy_words(bytes + first, words, n);
        } else {
            detail::code_word<bits()> codes[codes_in_block];
            unpack_codes<bits()>(bytes, codes, n, first);
            copy_words(codes, words, n);
        }
    });
}

template <class Use>
void for_each_block(std::size_t n, const Use& use)
{
    for (std::size_t i = 0; i < n; i += codes_in_block) use(i, smaller(codes_in_block, n - i));
}

// As register_rounding: from a register to its codes at once.
template <carrier_type T, rounding_mode R>
struct register_coding {
    sum_grid<T> s;
    code_table<T> table;
    [[no_unique_address]] R mode;

    lanes<word_of<T>> operator()(const lanes<T>& x, std::uint64_t at) const
    {
        return code_by_sum(s, table, x, at, mode);
    }
};

// One for each grid and mode, whatever the format's family.
template <carrier_type T, class Grid, rounding_mode R>
void encode_by_patterns(const Grid& g, const code_table<T>& table, int width, const R& mode, const T* in, std::size_t n,
                        std::uint64_t first, std::uint8_t* bytes)
{
    const auto by_blocks = [&](const auto& make) {
        for_each_block(n, [&](std::size_t i, std::size_t count) {
            word_of<T> words[codes_in_block];
            by_registers(in + i, words, count, first + i, make);
            store_codes(words, count, width, bytes, i);
        });
    };
    if constexpr (std::same_as<Grid, grid<T>> && has_near_form<R, T>)
        if (has_sum(g) && is_plain(g) && is_near(mode)) {
            const sum_grid<T> s = sum_grid_of(g);
            return by_blocks(register_coding<T, R>{s, table, mode});
        }
    with_register_rounding(g, mode, [&](const auto& round) {
        by_blocks([=](const lanes<T>& x, std::uint64_t at) { return code_of(table, round(x, at)); });
    });
}
// One for each table's carrier.
template <carrier_type T>
void decode_by_patterns(const code_table<T>& table, int width, const std::uint8_t* bytes, std::size_t n, T* out)
{
    const auto make = [=](const lanes<word_of<T>>& code, std::uint64_t) { return number_of<lanes<T>>(table, code); };
    for_each_block(n, [&](std::size_t i, std::size_t count) {
        word_of<T> words[codes_in_block];
        load_codes(bytes, i, count, width, words);
        by_registers(words, out + i, count, 0, make);
    });
}

template <carrier_type T, class F, rounding_mode R>
void encode_span(const F& f, const R& mode, on_overflow policy, const T* in, std::size_t n, std::uint64_t first,
                 std::uint8_t* bytes)
{
    if constexpr (requires { code_table_of<T>(f); })
        if (has_code_table<T>(f) && carries<T>(f)) {
            const auto table = code_table_of<T>(f);
            return with_grid<T>(
                f, policy, [&](const auto& g) { encode_by_patterns(g, table, f.width(), mode, in, n, first, bytes); });
        }
    for_each_block(n, [&](std::size_t i, std::size_t count) {
        std::uint64_t words[codes_in_block];
        for (std::size_t k = 0; k < count; ++k) words[k] = to_code(f, exactly(in[i + k]), mode, policy, first + i + k);
        store_codes(words, count, f.width(), bytes, i);
    });
}

template <carrier_type T, class F>
void decode_span(const F& f, const std::uint8_t* bytes, std::size_t n, T* out)
{
    if constexpr (requires { code_table_of<T>(f); })
        if (has_code_table<T>(f)) { return decode_by_patterns(code_table_of<T>(f), f.width(), bytes, n, out); }
    for_each_block(n, [&](std::size_t i, std::size_t count) {
        std::uint64_t words[codes_in_block];
        load_codes(bytes, i, count, f.width(), words);
        for (std::size_t k = 0; k < count; ++k) out[i + k] = static_cast<T>(decode(f, words[k]));
    });
}

// Calls use(f) with the format as one family's descriptor.
template <format_source F, class Use>
void with_family(const F& format, const Use& use)
{
    if constexpr (std::same_as<F, any_format>)
        std::visit(use, format);
    else
        use(value_of(format));
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

// Rounds the numbers of x to the format of `to` and stores the codes; x[i] stands at first + i in its tensor. Any
// format will do, also one that the carrier does not hold. Preconditions: as many codes as numbers, and a policy that
// has a meaning for the format.
template <carrier_numbers X, packed_codes P, rounding_source R = nearest_even>
void encode(const X& x, P&& to, const R& rounding = {}, on_overflow policy = on_overflow::saturate,
            std::uint64_t first = 0)
{
    const std::span in(x);
    const auto out = to.view();
    LOWP_EXPECTS(in.size() == out.size(), "as many codes as numbers");
    expect_valid(rounding);
    inner::with_family(out.format, [&](const auto& f) {
        LOWP_EXPECTS(is_valid_policy(f, policy), "wrap with two's complement and unsigned fixed point only");
        with_rounding(rounding, [&](const auto& mode) {
            inner::encode_span(f, mode, policy, in.data(), in.size(), first, out.bytes);
        });
    });
}

// The values of the codes, exactly. Preconditions: as many numbers as codes, and a carrier that holds the format.
template <packed_codes P, carrier_numbers Y>
void decode(const P& from, Y&& y)
{
    const std::span out(y);
    const auto in = from.view();
    using T = typename decltype(out)::element_type;
    LOWP_EXPECTS(out.size() == in.size(), "as many numbers as codes");
    inner::with_family(in.format, [&](const auto& f) {
        LOWP_EXPECTS(carries<T>(f), "a format whose values the carrier holds (float: 8 exponent and 23 fraction bits)");
        inner::decode_span(f, in.bytes, in.size(), out.data());
    });
}

}  // namespace LOWP_ISA
}  // namespace lowp
