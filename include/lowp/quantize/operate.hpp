// lowp/quantize/operate.hpp -- operations on whole arrays, in blocks: exact results first, then they are rounded.
//
// A block of results goes to the nearest cache in binary64, rounded to odd (lowp/round/odd.hpp); from there it is
// rounded as an array of numbers is, and narrowed. So operations know of no mode, and modes of no operation: what is
// compiled adds up and does not multiply. Numbers of binary64 whose exponents leave no room go through exact numbers
// instead, a register of them at a time, and whole arrays do where rounding to odd is not enough.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <span>

#include "lowp/core/aligned.hpp"
#include "lowp/core/exact.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/counted.hpp"
#include "lowp/quantize/drawn.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/quantize/registers.hpp"
#include "lowp/round/code_grid.hpp"
#include "lowp/round/odd.hpp"
#include "lowp/simd/lanes.hpp"
#include "lowp/simd/prefetch.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

enum class operation : unsigned char { add, subtract, multiply, divide, sqrt, fma };

constexpr int operand_count(operation what) noexcept
{
    return what == operation::sqrt ? 1 : what == operation::fma ? 3 : 2;
}

// a, b and c, as far as an operation has them; those that it has not are a once more.
template <carrier_type T>
struct operands {
    const T* of[3];

    operands from(std::size_t i) const noexcept { return {{of[0] + i, of[1] + i, of[2] + i}}; }
};

constexpr dyadic exact_result(operation what, const dyadic& a, const dyadic& b, const dyadic& c, bool minus_zero)
{
    switch (what) {
        case operation::add:
            return exact::sum(a, b, minus_zero);
        case operation::subtract:
            return exact::sum(a, -b, minus_zero);
        case operation::multiply:
            return exact::product(a, b);
        case operation::divide:
            return exact::quotient(a, b);
        case operation::sqrt:
            return exact::square_root(a);
        case operation::fma:
            return exact::fused(a, b, c, minus_zero);
    }
    return dyadic_nan();
}

// The same, rounded to odd, where there is room; a - b comes as a + -b. T is the operands' carrier, before they were
// widened.
template <operation What, carrier_type T, class V>
V odd_result(const V& a, const V& b, const V& c)
{
    constexpr bool narrow = std::same_as<T, float>;
    if constexpr (What == operation::multiply)
        return narrow ? a * b : product_to_odd(a, b);  // of two 24-bit significands: exact
    else if constexpr (What == operation::divide)
        return quotient_to_odd(a, b);
    else if constexpr (What == operation::sqrt)
        return root_to_odd(a);
    else if constexpr (What == operation::fma)
        return narrow ? exact_product_and_sum_to_odd(a, b, c) : product_and_sum_to_odd(a, b, c);
    else
        return narrow ? narrow_sum_to_odd(a, b) : sum_to_odd(a, b);
}
// A sum that is zero is -0 unless both of its terms are +0: IEEE 754, 6.3, where rounding goes toward minus infinity.
template <operation What, class V>
V with_minus_zero(const V& result, const V& a, const V& b, const V& c)
{
    using U = word_of<V>;
    const U x = What == operation::fma ? to_bits(a) ^ to_bits(b) : to_bits(a);
    const U y = What == operation::fma ? to_bits(c) : to_bits(b);
    return select(result == V(0.0), from_bits((x | y) & U(sign_pattern<double>)), result);
}

template <operation What, carrier_type T>
void register_of_results(const operands<T>& in, bool minus_zero, double* out) noexcept
{
    using V = lanes<double>;
    constexpr bool is_sum = What == operation::add || What == operation::subtract || What == operation::fma;
    const V a = V::load(in.of[0]), met = V::load(in.of[1]), c = V::load(in.of[2]);
    const V b = What == operation::subtract ? negated(met) : met;
    if constexpr (std::same_as<T, double>)
        if (!has_room(a) || !has_room(b) || !has_room(c)) {
            for (std::size_t k = 0; k < V::size; ++k)
                out[k] = to_odd_number(
                    exact_result(What, exactly(in.of[0][k]), exactly(in.of[1][k]), exactly(in.of[2][k]), minus_zero));
            return;
        }
    V result = odd_result<What, T>(a, b, c);
    if constexpr (is_sum)
        if (minus_zero) result = with_minus_zero<What>(result, a, b, c);
    result.store(out);
}

// n results, at most a block; what is less than a register goes through one as well.
template <operation What, carrier_type T>
void block_of_results(const operands<T>& in, std::size_t n, bool minus_zero, double* out) noexcept
{
    constexpr std::size_t size = lanes<double>::size;
    static_assert(in_block % size == 0);
    std::size_t i = 0;
    for (; n - i >= size; i += size) {
        for (int k = 0; k < operand_count(What); ++k) prefetch_after(in.of[k] + i);
        register_of_results<What>(in.from(i), minus_zero, out + i);
    }
    if (i < n) {
        T some[3][size] = {};
        for (int k = 0; k < 3; ++k) std::memcpy(some[k], in.of[k] + i, (n - i) * sizeof(T));
        register_of_results<What>(operands<T>{{some[0], some[1], some[2]}}, minus_zero, out + i);
    }
}
template <carrier_type T>
void block_of_results(operation what, const operands<T>& in, std::size_t n, bool minus_zero, double* out) noexcept
{
    switch (what) {
        case operation::add:
            return block_of_results<operation::add>(in, n, minus_zero, out);
        case operation::subtract:
            return block_of_results<operation::subtract>(in, n, minus_zero, out);
        case operation::multiply:
            return block_of_results<operation::multiply>(in, n, minus_zero, out);
        case operation::divide:
            return block_of_results<operation::divide>(in, n, minus_zero, out);
        case operation::sqrt:
            return block_of_results<operation::sqrt>(in, n, minus_zero, out);
        case operation::fma:
            return block_of_results<operation::fma>(in, n, minus_zero, out);
    }
}

// A register of binary64 has half as many elements as one of random words; so words are made ahead for every source
// that fills arrays, and not only for those that ask for it (lowp/quantize/drawn.hpp).
template <class Source>
struct ahead : Source {
    static constexpr bool made_ahead = true;
};
template <rounding_mode R>
auto drawing_ahead(const R& mode)
{
    if constexpr (requires(std::uint32_t* to) {
                      mode.source.template fill<lanes<std::uint32_t>>(std::uint64_t{}, to, std::size_t{});
                      mode.drawing_from(mode.source);
                  })
        return mode.drawing_from(ahead<decltype(mode.source)>{mode.source});
    else
        return mode;
}

// One for each mode, whatever the operation and the format.
template <carrier_type T, rounding_mode R, class Counts>
void operate_in_blocks(operation what, const grid<double>& g, const R& mode, const operands<T>& in, T* out,
                       std::size_t n, const pass& how, const Counts& counts)
{
    const bool streamed = out != in.of[0] && out != in.of[1] && out != in.of[2] && n * sizeof(T) >= streamed_bytes;
    over_pieces<double>(
        n, how.threads, counts, ~sign_pattern<double>, [&](std::size_t begin, std::size_t length, const auto& wrap) {
            alignas(cache_line) double results[in_block];
            const std::uint64_t first = how.first + begin;
            with_drawn_words(drawing_ahead(mode), [&](const auto& drawn, const auto& over) {
                with_register_rounding(g, drawn, [&](const auto& round) {
                    auto make = wrap(round);
                    over(first, length, [&](std::size_t i, std::size_t count) {
                        for (const std::size_t end = i + count; i < end; i += count) {
                            // Blocks end where those of a whole tensor would.
                            const std::uint64_t at = first + i;
                            const auto left = in_block - static_cast<std::size_t>(at % in_block);
                            count = smaller(end - i, left);
                            block_of_results(what, in.from(begin + i), count, sums_to_minus_zero<R>, results);
                            make = by_registers(results, out + begin + i, count, at, streamed, make);
                        }
                    });
                    wrap.add(make, length);
                    if (streamed) finish_streams();
                });
            });
        });
}

// Any format, any mode, one by one.
template <carrier_type T, rounding_mode R, class Counts>
void operate_one_by_one(operation what, const code_grid<T>& g, const R& mode, const operands<T>& in, T* out,
                        std::size_t n, const pass& how, const Counts& counts)
{
    const auto put = [&](std::size_t i) {
        const dyadic x =
            exact_result(what, exactly(in.of[0][i]), exactly(in.of[1][i]), exactly(in.of[2][i]), sums_to_minus_zero<R>);
        out[i] = round_to(g, x, how.first + i, mode);
        return x;
    };
    over_elements<double>(n, how.threads, counts, put, [out](std::size_t i, const dyadic& x, auto& seen) {
        seen.count(to_odd_number(x), out[i] == 0 ? 0 : 1);
    });
}

// The grid in binary64, where the format has one.
template <format_source F>
std::optional<grid<double>> wide_grid_of(const F& format, on_overflow policy)
{
    return with_descriptor(format, [policy](const auto& f) -> std::optional<grid<double>> {
        if constexpr (requires { grid_of<double>(f, policy); })
            if (has_grid<double>(f, policy)) return grid_of<double>(f, policy);
        return std::nullopt;
    });
}

template <carrier_type T, class Format, class Rounding, class Counts>
void operate(operation what, const quantizer<Format, Rounding>& q, std::initializer_list<std::span<const T>> spans,
             std::span<T> out, const pass& how, const Counts& counts)
{
    const T* const first = spans.begin()->data();
    operands<T> in{{first, first, first}};
    int k = 0;
    for (const auto x : spans) {
        LOWP_EXPECTS(x.size() == out.size(), "spans of equal length");
        LOWP_EXPECTS(equal_or_disjoint(x, out), "results in the span of an operand, or in one that overlaps with none");
        in.of[k++] = x.data();
    }
    expect_valid(q.rounding);
    with_grid<T>(q.format, q.overflow, [](const auto&) {});  // what rounding in this carrier expects
    const auto wide = wide_grid_of(q.format, q.overflow);
    with_rounding(q.rounding, [&](const auto& mode) {
        if (wide && rounds_from_odd(*wide, mode))
            operate_in_blocks(what, *wide, mode, in, out.data(), out.size(), how, counts);
        else
            operate_one_by_one(what, code_grid<T>{any_of(q.format), q.overflow}, mode, in, out.data(), out.size(), how,
                               counts);
    });
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
