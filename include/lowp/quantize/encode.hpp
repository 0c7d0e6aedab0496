// lowp/quantize/encode.hpp -- whole arrays to codes in packed storage.
//
//     packed_array w{known<e2m1fn>, x.size()};
//     encode(x, w);                            // nearest even, saturating
//     encode(x, w, stochastic{s}, on_overflow::saturate, {.first = first, .threads = 4});
//     decode(w, y);                            // y: what a quantizer makes of x (lowp/quantize/decode.hpp)
//
// Numbers are rounded in registers and their codes taken from the patterns, or, where the rounding's own sum has the
// code in it, from there. Codes are those of to_code() (lowp/round/to_code.hpp), element by element.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/codes.hpp"
#include "lowp/quantize/counted.hpp"
#include "lowp/quantize/drawn.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/quantize/registers.hpp"
#include "lowp/round/code_by_sum.hpp"
#include "lowp/round/code_of.hpp"
#include "lowp/round/to_code.hpp"
#include "lowp/simd/code_bytes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

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
    // Four registers of codes of a byte.
    void store_bytes(const lanes<T> (&x)[4], std::uint64_t at, std::uint8_t* to) const
        requires(has_code_bytes && sizeof(T) == 4)
    {
        using words = lanes<word_of<T>>;
        words codes[4];
        if (any_nan(x)) {
            for (std::size_t k = 0; k < 4; ++k) codes[k] = (*this)(x[k], at + k * words::size);
            return words::store_bytes(codes, to);
        }
        for (std::size_t k = 0; k < 4; ++k) codes[k] = sum_with_code(s, table, x[k], at + k * words::size, mode);
        store_code_bytes(codes, x, static_cast<std::uint8_t>(code_constant(s, table)),
                         static_cast<int>(std::bit_width(table.mask)), to);
    }
};
template <carrier_type T, rounding_mode R>
struct coding_of_steps {
    using words = lanes<word_of<T>>;

    sum_grid<T> s;
    code_table<T> table;
    [[no_unique_address]] R mode;

    words operator()(const lanes<T>& x, std::uint64_t at) const
    {
        return steps_by_sum(s, x, at, mode) & words(table.mask);
    }
    // To be stored as bytes: other bits need not be cleared where those leave them out.
    template <std::size_t N>
    void several(const lanes<T> (&x)[N], std::uint64_t at, words (&codes)[N]) const
    {
        for (std::size_t k = 0; k < N; ++k) codes[k] = steps_by_sum(s, x[k], at + k * words::size, mode);
        if (!words::bytes_are_cut || table.mask != 0xff)
            for (words& code : codes) code = code & words(table.mask);
    }
};
template <carrier_type T, class Round>
struct coding_of_rounded {
    code_table<T> table;
    Round round;

    lanes<word_of<T>> operator()(const lanes<T>& x, std::uint64_t at) const { return code_of(table, round(x, at)); }
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
        if (is_near(mode)) {
            if (has_steps_by_sum(g, table)) return use(coding_of_steps<T, R>{sum_grid_of(g), table, mode});
            if (has_code_by_sum(g)) return use(coding_by_sum<T, R>{sum_grid_of(g), table, mode});
        }
    with_register_rounding(g, mode, [&]<class Round>(const Round& round) {
        if constexpr (Round::is_on_pattern)
            if (is_pattern_cut(table)) return use(coding_of_pattern<T, Round>{table.dropped, round});
        use(coding_of_rounded<T, Round>{table, round});
    });
}

// A piece of an array, from number `begin` on.
template <carrier_type T, class Wrap, class Coding, class Over>
void encode_piece(const Wrap& wrap, const Coding& coding, const Over& over, int width, const T* in, std::size_t begin,
                  std::size_t length, const pass& how, std::uint8_t* storage)
{
    const std::uint64_t first = how.first + begin;
    auto make = wrap(coding);
    over(first, length, [&](std::size_t k, std::size_t part) {
        store_codes(part, width, storage, begin + k, [&](std::size_t i, std::size_t count, std::uint8_t* codes) {
            make = codes_by_registers(in + begin + k + i, codes, code_bytes(width), count, first + k + i, make);
        });
    });
    wrap.add(make, length);
}

// One for each grid and mode, whatever the format's family. Calls use as with_encoding() below.
template <carrier_type T, class Grid, rounding_mode R, class Counts, class Use>
void with_encoding_by_patterns(const Grid& g, const code_table<T>& table, int width, const R& mode,
                               const Counts& counts, const Use& use)
{
    const word_of<T> value_bits = table.minus_zero ? table.mask & ~table.sign : table.mask;
    if constexpr (draws_ahead<R>) {  // each thread has a block of words
        use([&](const T* in, std::size_t n, const pass& how, std::uint8_t* storage) {
            over_pieces<T>(n, how.threads, counts, value_bits,
                           [&](std::size_t begin, std::size_t length, const auto& wrap) {
                               with_drawn_words(mode, [&](const auto& drawn, const auto& over) {
                                   with_register_coding(g, table, drawn, [&](const auto& coding) {
                                       encode_piece(wrap, coding, over, width, in, begin, length, how, storage);
                                   });
                               });
                           });
        });
    } else {
        with_register_coding(g, table, mode, [&](const auto& coding) {
            use([&](const T* in, std::size_t n, const pass& how, std::uint8_t* storage) {
                over_pieces<T>(n, how.threads, counts, value_bits,
                               [&](std::size_t begin, std::size_t length, const auto& wrap) {
                                   encode_piece(wrap, coding, all_at_once{}, width, in, begin, length, how, storage);
                               });
            });
        });
    }
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
    over_elements<T>(n, how.threads, counts, put, [&f, in](std::size_t k, std::uint64_t code, auto& seen) {
        seen.count(in[k], classify(f, code) == number_class::zero ? 0 : 1);
    });
}

// Calls use(encode), where encode(in, n, how, storage) is the way for a format, a mode and a policy, found out once for
// many arrays.
template <carrier_type T, class F, rounding_mode R, class Counts, class Use>
void with_encoding(const F& f, const R& mode, on_overflow policy, const Counts& counts, const Use& use)
{
    if constexpr (requires { code_table_of<T>(f); })
        if (has_code_table<T>(f) && carries<T>(f)) {
            const auto table = code_table_of<T>(f);
            return with_grid<T>(
                f, policy, [&](const auto& g) { with_encoding_by_patterns(g, table, f.width(), mode, counts, use); });
        }
    use([&](const T* in, std::size_t n, const pass& how, std::uint8_t* storage) {
        encode_by_codes(f, mode, policy, in, n, how, storage, counts);
    });
}

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
            with_encoding<typename decltype(in)::value_type>(
                f, mode, policy, counts, [&](const auto& encoding) { encoding(in.data(), in.size(), how, out.bytes); });
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

// With nothing but where and how.
template <carrier_numbers X, packed_codes P>
void encode(const X& x, P&& to, const pass& how)
{
    encode(x, to, nearest_even{}, on_overflow::saturate, how);
}
// As the quantizer says, whose format is that of `to`.
template <format_source F, rounding_source R, carrier_numbers X, packed_codes P>
void encode(const quantizer<F, R>& q, const X& x, P&& to, const pass& how = {})
{
    LOWP_EXPECTS(any_of(q.format) == any_of(to.view().format), "storage of the quantizer's format");
    encode(x, to, q.rounding, q.overflow, how);
}
template <format_source F, rounding_source R, carrier_numbers X, packed_codes P>
void encode(const quantizer<F, R>& q, const X& x, P&& to, tally& t, const pass& how = {})
{
    LOWP_EXPECTS(any_of(q.format) == any_of(to.view().format), "storage of the quantizer's format");
    encode(x, to, t, q.rounding, q.overflow, how);
}
// A matrix, whose rows threads share: element (i, j) is number how.first + i columns + j.
template <class T, format_source F, rounding_source R = nearest_even>
    requires carrier_type<std::remove_const_t<T>>
void encode(const matrix_view<T>& x, packed_matrix<F>& to, const R& rounding = {},
            on_overflow policy = on_overflow::saturate, const pass& how = {})
{
    LOWP_EXPECTS(x.rows == to.rows() && x.columns == to.columns(), "matrices of one shape");
    LOWP_EXPECTS(x.column_stride == 1, "rows of consecutive elements");
    parallel_for(x.rows, how.threads, [&](std::size_t i) {
        encode(std::span<const T>(x.data + i * x.row_stride, x.columns), to.row(i), rounding, policy,
               {.first = how.first + i * x.columns});
    });
}

}  // namespace LOWP_ISA
}  // namespace lowp
