// tests/snippets/products.cpp -- what the README shows of matrix products.
#include <cstddef>
#include <cstdlib>
#include <span>
#include <vector>

#include "lowp/lowp.hpp"

// [snippet
using namespace lowp;
using float8_matrix = packed_matrix<known_t<e4m3fn>>;

void examples(const float8_matrix& x, const float8_matrix& w, std::span<const float> bias, matrix<float>& y,
              float8_matrix& z)
{
    gemm(x, transposed(w), y);                                                  // decoded on the way
    gemm(x, transposed(w), y, accumulate::ordered{}, {.alpha = 0.5, .threads = 2});
    gemm(x, transposed(w), z, accumulate::wide{}, {.bias = bias, .relu = true});  // rounded and encoded on the way
    gemm(x, transposed(w), into(y.view(), quantizer{known<e5m2>, stochastic{stream{1}}}));
    gemm(x, transposed(w), y, accumulate::rounded{quantizer{known<binary16>}});   // a 16-bit accumulator
    gemm(x, transposed(w), y, accumulate::chunked{64, quantizer{known<binary16>}});
}
// snippet]

int main()
{
    matrix<float> numbers(5, 40), y(5, 5);
    for (std::size_t i = 0; i < numbers.span().size(); ++i) numbers.span()[i] = static_cast<float>(i % 9) / 8;
    float8_matrix x(known<e4m3fn>, 5, 40), z(known<e4m3fn>, 5, 5);
    encode(numbers.view(), x);
    const std::vector<float> bias(5, 0.5f);
    examples(x, x, bias, y, z);
    // Sums of 40 products of eighths are exact in binary32.
    double sum = 0;
    for (std::size_t k = 0; k < 40; ++k) sum += x(2, k) * x(3, k);
    return static_cast<double>(y(2, 3)) == quantizer{known<binary16>}(sum) && z(2, 3) == quantizer{known<e4m3fn>}(sum + 0.5) ? EXIT_SUCCESS
                                                                                            : EXIT_FAILURE;
}
