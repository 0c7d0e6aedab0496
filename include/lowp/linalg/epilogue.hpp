// lowp/linalg/epilogue.hpp -- what becomes of a finished sum: c = relu(alpha sum + beta c + bias), in this order.
#pragma once

#include <cstddef>
#include <span>

#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/round/grid.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Whether `wide` sums of small formats, and sums of integers, may use dot-product instructions that the machine has,
// be the program built for them or not; and chunks of an even length, of formats whose sums are never subnormal, in
// programs built for AVX-512. The results are the same bits, but for what lowp/linalg/accumulate.hpp says of
// bfloat16's subnormals.
enum class dot_products : unsigned char { of_machine, none };

struct gemm_options {
    double alpha = 1, beta = 0;     // of the carrier's precision; with beta = 0, c is not read
    std::span<const float> bias{};  // one for each column of c, or none
    bool relu = false;              // numbers below zero become zero; NaN stays
    int threads = 1;
    dot_products use = dot_products::of_machine;
};

// Each product and each sum is rounded to the carrier. V is a number or a register.
template <class V>
V finished(const V& sum, const V& c, const V& bias, const gemm_options& options) noexcept
{
    using T = carrier_of<V>;
    V x = options.alpha == 1 ? sum : unfused_product(V(static_cast<T>(options.alpha)), sum);
    if (options.beta != 0) x = x + unfused_product(V(static_cast<T>(options.beta)), c);
    if (!options.bias.empty()) x = x + bias;
    if (options.relu) x = select(x > V(T(0)), x, select(x == x, V(T(0)), x));
    return x;
}

}  // namespace LOWP_ISA
}  // namespace lowp
