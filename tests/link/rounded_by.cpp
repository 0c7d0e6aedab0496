// tests/link/rounded_by.cpp -- compiled twice: ROUNDED_BY and ISA_OF are named after the -march of the unit.
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/round/stochastic.hpp"

#include <span>
#include <vector>

const char* ISA_OF();
std::vector<float> ROUNDED_BY(const std::vector<float>& x);

const char* ISA_OF() { return lowp::isa_name; }

// x rounded to e4m3fn at random, followed by the product of its halves, read as 16 x 33 and 33 x 16.
std::vector<float> ROUNDED_BY(const std::vector<float>& x)
{
    constexpr std::size_t rows = 16, inner = 33;
    std::vector<float> y(x.size()), product(rows * rows);
    lowp::quantizer{lowp::e4m3fn, lowp::stochastic{lowp::stream{7}}}(std::span<const float>{x}, std::span<float>{y});
    lowp::gemm(lowp::matrix_view<const float>{y.data(), rows, inner},
               lowp::matrix_view<const float>{y.data() + rows * inner, inner, rows},
               lowp::matrix_view<float>{product.data(), rows, rows}, lowp::accumulate::ordered{});
    y.insert(y.end(), product.begin(), product.end());
    return y;
}
