// lowp/linalg/reference.hpp -- what gemm() computes, as the loop one would write first.
//
// This is the definition, not a fallback: the kernels equal it bit for bit, and tests hold them to it (`wide` where its
// bits are the same on every machine at all: lowp/linalg/accumulate.hpp).
#pragma once

#include <cmath>
#include <cstddef>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/accumulate.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct gemm_options {
    float alpha = 1, beta = 0;  // c = alpha * sum + beta * c; with beta = 0, c is not read
    int threads = 1;
};

// What becomes of a finished sum. c is not read where beta is 0.
inline float finished(float sum, const float& c, const gemm_options& options) noexcept
{
    const float scaled = options.alpha == 1 ? sum : unfused_product(options.alpha, sum);
    return options.beta == 0 ? scaled : scaled + unfused_product(options.beta, c);
}

inline void gemm_reference(matrix_view<const float> a, matrix_view<const float> b, matrix_view<float> c,
                           accumulate::ordered, const gemm_options& options = {})
{
    for (std::size_t i = 0; i < c.rows; ++i)
        for (std::size_t j = 0; j < c.columns; ++j) {
            float sum = 0;
            for (std::size_t k = 0; k < a.columns; ++k) sum += unfused_product(a(i, k), b(k, j));
            c(i, j) = finished(sum, c(i, j), options);
        }
}

inline void gemm_reference(matrix_view<const float> a, matrix_view<const float> b, matrix_view<float> c,
                           accumulate::wide order, const gemm_options& options = {})
{
    for (std::size_t i = 0; i < c.rows; ++i)
        for (std::size_t j = 0; j < c.columns; ++j) {
            float sum = 0;
            order.walk(a.columns, [&](std::size_t k) { sum = std::fma(a(i, k), b(k, j), sum); });
            c(i, j) = finished(sum, c(i, j), options);
        }
}

}  // namespace LOWP_ISA
}  // namespace lowp
