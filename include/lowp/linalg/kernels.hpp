// lowp/linalg/kernels.hpp -- which kernel multiplies: it depends on the accumulator, on what is known of the operands'
// numbers, and on the machine.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <variant>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/linalg/blocked.hpp"
#include "lowp/linalg/chunks.hpp"
#include "lowp/linalg/compensated.hpp"
#include "lowp/linalg/converted.hpp"
#include "lowp/linalg/emulated.hpp"
#include "lowp/linalg/emulated_rows.hpp"
#include "lowp/linalg/epilogue.hpp"
#include "lowp/linalg/integer_lanes.hpp"
#include "lowp/linalg/isa/bfloat16_pairs.hpp"
#include "lowp/linalg/isa/integer_quads.hpp"
#include "lowp/linalg/isa/integer_quads_256.hpp"
#include "lowp/linalg/isa/pair_products.hpp"
#include "lowp/linalg/number_range.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/linalg/shapes.hpp"
#include "lowp/linalg/tile.hpp"
#include "lowp/linalg/transposed.hpp"

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

// Whether products go in pairs of bfloat16 numbers.
template <class A, class B>
inline constexpr bool can_be_paired = reads_as<A, bfloat16_pairs::element> && reads_as<B, bfloat16_pairs::element>;
template <class A, class B>
bool are_paired(const A& a, const B& b, bool keep_subnormals, const gemm_options& options) noexcept
{
    const number_range of_a = range_of(a), of_b = range_of(b);
    return options.use == dot_products::of_machine && pays_to_pair_bfloat16() && is_in_bfloat16(of_a) &&
           is_in_bfloat16(of_b) && (!keep_subnormals || has_no_subnormals(of_a, of_b));
}

template <class A, class B, carrier_type T>
void multiply(const A& a, const B& b, const result<T>& to, accumulate::wide order, const gemm_options& options)
{
    if constexpr (std::same_as<T, float> && can_be_paired<A, B>)
        if (are_paired(a, b, order.keep_subnormals, options)) return multiply_by(bfloat16_pairs{}, a, b, to, options);
    multiply_by(lane_kernel<T, accumulate::wide>{order}, a, b, to, options);
}

template <class A, class B, carrier_type T, class Accumulate>
void multiply_by_rows(const A& a, const B& b, const result<T>& to, const Accumulate& by, const gemm_options& options)
{
    with_operands<T>(a, b, [&](const auto& x, const auto& y) { gemm_by_rows(by, x, y, to, options.threads); });
}
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

// What is known of numbers; of those whose format nobody has told, that of the ones that are there.
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

// Tiles round in binary32; what they cannot, and all of binary64, goes by rows.
template <class A, class B, carrier_type T, class Q>
void multiply(const A& a, const B& b, const result<T>& to, const accumulate::rounded<Q>& by,
              const gemm_options& options)
{
    if constexpr (std::same_as<T, float>) {
        const drawn_places place(row_count(a), column_count(b));
        if (with_step(by.round, product_of(range_met(a), range_met(b)), [&]<class Step>(const Step& step) {
                const emulated_kernel<Step> kernel{step, place};
                multiply_by(rounding_tiles<single_products>(kernel), a, b, to, options);
            }))
            return;
    }
    multiply_by_rows(a, b, to, by, options);
}
template <class A, class B, carrier_type T, class Q>
void multiply(const A& a, const B& b, const result<T>& to, const accumulate::chunked<Q>& by,
              const gemm_options& options)
{
    LOWP_EXPECTS(by.length > 0, "gemm: chunks of at least one product");
    if constexpr (std::same_as<T, float>) {
        const drawn_places place(row_count(a), column_count(b));
        const auto by_products = [&]<class Products, class Step>(Products, const Step& step) {
            const chunk_kernel<Products, Step> kernel{by.length / Products::group, step, place};
            multiply_by(rounding_tiles<Products>(kernel), a, b, to, options);
        };
        if (with_step(by.round, [&](const auto& step) {
                if constexpr (has_pair_products && can_be_paired<A, B>)
                    if (by.length % pair_products::group == 0 && are_paired(a, b, true, options))
                        return by_products(pair_products{}, step);
                by_products(single_products{}, step);
            }))
            return;
    }
    multiply_by_rows(a, b, to, by, options);
}
template <class A, class B, carrier_type T, class P, class S>
void multiply(const A& a, const B& b, const result<T>& to, const accumulate::separately<P, S>& by,
              const gemm_options& options)
{
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
