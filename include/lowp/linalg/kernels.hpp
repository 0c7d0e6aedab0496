// lowp/linalg/kernels.hpp -- which kernel multiplies: it depends on the accumulator, on what is known of the operands'
// numbers, and on the machine.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <variant>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/linalg/block_operand.hpp"
#include "lowp/linalg/blocked.hpp"
#include "lowp/linalg/chunks.hpp"
#include "lowp/linalg/compensated.hpp"
#include "lowp/linalg/emulated.hpp"
#include "lowp/linalg/emulated_rows.hpp"
#include "lowp/linalg/epilogue.hpp"
#include "lowp/linalg/integer_lanes.hpp"
#include "lowp/linalg/isa/bfloat16_pairs.hpp"
#include "lowp/linalg/isa/integer_quads.hpp"
#include "lowp/linalg/isa/integer_quads_256.hpp"
#include "lowp/linalg/number_range.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/linalg/packed_operand.hpp"
#include "lowp/linalg/shapes.hpp"
#include "lowp/linalg/tile.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Both operands read as elements of one kind.
template <class E, class A, class B, class Use>
void with_operands(const A& a, const B& b, const Use& use)
{
    with_operand<E>(a, [&](const operand<E>& x) { with_operand<E>(b, [&](const operand<E>& y) { use(x, y); }); });
}
template <class Kernel, class A, class B>
void multiply_by(const Kernel& kernel, const A& a, const B& b, const result<typename Kernel::sum>& to,
                 const gemm_options& options)
{
    with_operands<typename Kernel::element>(
        a, b, [&](const auto& x, const auto& y) { blocked_gemm(kernel, x, y, to, options.threads); });
}

template <class A, class B, carrier_type T>
void multiply(const A& a, const B& b, const result<T>& to, accumulate::ordered order, const gemm_options& options)
{
    multiply_by(lane_kernel<T, accumulate::ordered>{order}, a, b, to, options);
}

template <class A, class B, carrier_type T>
void multiply(const A& a, const B& b, const result<T>& to, accumulate::wide order, const gemm_options& options)
{
    if constexpr (std::same_as<T, float> && reads_as<A, bfloat16_pairs::element> &&
                  reads_as<B, bfloat16_pairs::element>) {
        const number_range of_a = range_of(a), of_b = range_of(b);
        if (options.use == dot_products::of_machine && pays_to_pair_bfloat16() && is_in_bfloat16(of_a) &&
            is_in_bfloat16(of_b) && (!order.keep_subnormals || has_no_subnormals(of_a, of_b)))
            return multiply_by(bfloat16_pairs{}, a, b, to, options);
    }
    multiply_by(lane_kernel<T, accumulate::wide>{order}, a, b, to, options);
}

template <class A, class B, carrier_type T, class Accumulate>
void multiply_by_rows(const A& a, const B& b, const result<T>& to, const Accumulate& by, const gemm_options& options)
{
    with_operands<T>(a, b, [&](const auto& x, const auto& y) { gemm_by_rows(by, x, y, to, options.threads); });
}
// Sums of another kind as numbers: times a power of two, exactly, and rounded once. Integers are below 2^31.
inline void convert(const std::int32_t* from, std::size_t n, float unit, float* to) noexcept
{
    using words = lanes<std::uint32_t>;
    const std::size_t whole = n / words::size * words::size;
    for (std::size_t k = 0; k < whole; k += words::size) {
        const words x = words::load(reinterpret_cast<const std::uint32_t*>(from + k));
        const words sign = x & words(0x80000000u), mask = words(0u) - (x >> 31);
        const lanes<float> magnitude = to_carrier((x ^ mask) - mask) * lanes<float>(unit);
        from_bits(to_bits(magnitude) | sign).store(to + k);
    }
    for (std::size_t k = whole; k < n; ++k) to[k] = static_cast<float>(from[k]) * unit;
}
inline void convert(const std::int32_t* from, std::size_t n, double unit, double* to) noexcept
{
    for (std::size_t k = 0; k < n; ++k) to[k] = from[k] * unit;
}
inline void convert(const double* from, std::size_t n, float, float* to) noexcept
{
    using numbers = lanes<double>;
    const std::size_t whole = n / numbers::size * numbers::size;
    for (std::size_t k = 0; k < whole; k += numbers::size) numbers::load(from + k).store(to + k);
    for (std::size_t k = whole; k < n; ++k) to[k] = static_cast<float>(from[k]);
}

template <class Sum, carrier_type T>
struct converted {
    const result<T>& to;
    T unit;

    void operator()(std::size_t i, std::size_t j, std::size_t count, const Sum* sums) const
    {
        if (to.is_direct()) return convert(sums, count, unit, to.at(i, j));
        alignas(cache_line) T numbers[column_block];
        convert(sums, count, unit, numbers);
        to.finish(i, j, count, numbers);
    }
};

template <class A, class B>
void multiply_integers(const A& a, const B& b, const result<std::int32_t>& to, const gemm_options& options)
{
    if (options.use == dot_products::of_machine) {
        if (has_integer_quads()) return multiply_by(integer_quads{}, a, b, to, options);
        if (has_integer_quads_256()) return multiply_by(integer_quads_256{}, a, b, to, options);
    }
    multiply_by(integer_lanes{}, a, b, to, options);
}
template <class A, class B>
void multiply(const A& a, const B& b, const result<std::int32_t>& to, accumulate::exact, const gemm_options& options)
{
    LOWP_EXPECTS(is_in_int8(a) && is_in_int8(b), "gemm: integers of at most 8 bits, for sums in int32");
    LOWP_EXPECTS(sums_fit(range_of(a), range_of(b), column_count(a), 31), "gemm: a depth whose sums fit in int32");
    multiply_integers(a, b, to, options);
}
template <class A, class B, carrier_type T>
void multiply(const A& a, const B& b, const result<T>& to, accumulate::exact, const gemm_options& options)
{
    const number_range of_a = range_of(a), of_b = range_of(b);
    if constexpr (reads_as<A, std::int8_t> && reads_as<B, std::int8_t>)
        // Where integers times the unit are rounded once: none is subnormal, or beyond the carrier.
        if (const int unit = of_a.unit + of_b.unit;
            is_in_int8(a) && is_in_int8(b) && unit >= -126 && unit <= 96 && sums_fit(of_a, of_b, column_count(a), 31)) {
            const converted<std::int32_t, T> finish{to, exp2i<T>(unit)};
            return multiply_integers(a, b, result<std::int32_t>(finish), options);
        }
    LOWP_EXPECTS(sums_fit(of_a, of_b, column_count(a), 53),
                 "gemm: formats and a depth whose sums are exact in binary64");
    if constexpr (std::same_as<T, double>) {
        multiply_by(lane_kernel<double, accumulate::ordered>{}, a, b, to, options);
    } else {
        const converted<double, T> finish{to, T(1)};
        multiply_by(lane_kernel<double, accumulate::ordered>{}, a, b, result<double>(finish), options);
    }
}

template <class A, class B, carrier_type T>
void multiply(const A& a, const B& b, const result<T>& to, accumulate::kahan, const gemm_options& options)
{
    multiply_by(compensated_kernel<T>{}, a, b, to, options);
}

// Of numbers whose format nobody has told, the range is that of those that are there.
template <class A, class B, class Q>
void multiply(const A& a, const B& b, const result<float>& to, const accumulate::rounded<Q>& by,
              const gemm_options& options)
{
    const drawn_places place(row_count(a), column_count(b));
    const bool done = with_step(by.round, product_of(range_met(a), range_met(b)), [&]<class Step>(const Step& step) {
        multiply_by(emulated_kernel<Step>{step, place}, a, b, to, options);
    });
    if (!done) multiply_by_rows(a, b, to, by, options);
}
template <class A, class B, class Q>
void multiply(const A& a, const B& b, const result<float>& to, const accumulate::chunked<Q>& by,
              const gemm_options& options)
{
    LOWP_EXPECTS(by.length > 0, "gemm: chunks of at least one product");
    const drawn_places place(row_count(a), column_count(b));
    const bool done = with_step(by.round, range_of_binary32, [&]<class Step>(const Step& step) {
        multiply_by(chunk_kernel<Step>{by.length, step, place}, a, b, to, options);
    });
    if (!done) multiply_by_rows(a, b, to, by, options);
}
template <class A, class B, carrier_type T, class P, class S>
void multiply(const A& a, const B& b, const result<T>& to, const accumulate::separately<P, S>& by,
              const gemm_options& options)
{
    multiply_by_rows(a, b, to, by, options);
}
template <class A, class B, class Q>
void multiply(const A& a, const B& b, const result<double>& to, const accumulate::rounded<Q>& by,
              const gemm_options& options)
{
    multiply_by_rows(a, b, to, by, options);
}
template <class A, class B, class Q>
void multiply(const A& a, const B& b, const result<double>& to, const accumulate::chunked<Q>& by,
              const gemm_options& options)
{
    LOWP_EXPECTS(by.length > 0, "gemm: chunks of at least one product");
    multiply_by_rows(a, b, to, by, options);
}

template <class A, class B, carrier_type T, std::same_as<any_accumulator> Any>
void multiply(const A& a, const B& b, const result<T>& to, const Any& order, const gemm_options& options)
{
    std::visit([&](auto met) { multiply(a, b, to, met, options); }, order);
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
