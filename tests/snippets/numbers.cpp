// tests/snippets/numbers.cpp -- the README's blocks on formats, quantizers, streams and GEMM.
#include <cstdio>
#include <vector>

#include "lowp/lowp.hpp"
#include "lowp/precision/parse.hpp"

namespace quantizing {
// [snippet
using namespace lowp;

constexpr quantizer q{known<e4m3fn>};              // nearest even, saturating; constexpr-callable
static_assert(q(1.0625f) == 1.0f && q(1e9f) == 448.0f);

void emulate(std::span<const float> x, std::span<float> y)
{
    q(x, y);                                       // spans: SIMD, the same bits as one by one
    quantizer r{parse_format("q2.5"), stochastic{stream{42}}, on_overflow::saturate};  // met at run time
    r.fork(7)(y);                                  // in place, with the random bits of step 7
}
// snippet]
}  // namespace quantizing

namespace own_mode {
// [snippet
struct ties_upward {  // to nearest, halves toward plus infinity
    template <class U>
    constexpr U operator()(const lowp::cut<U>& c) const
    {
        return (c.mask >> 1) + (c.mask & ~c.negative & U(1u));
    }
};
static_assert(lowp::quantizer{lowp::known<lowp::e4m3fn>, ties_upward{}}(-1.0625f) == -1.0f);
// snippet]
}  // namespace own_mode

namespace multiplying {
using namespace lowp;
// [snippet
void multiply(matrix_view<const float> a, matrix_view<const float> b, matrix_view<float> c)
{
    gemm(a, transposed(b), c);                                         // accumulate::wide: the speed of the machine
    gemm(a, transposed(b), c, accumulate::ordered{}, {.threads = 2});  // the same bits on every machine
}
// snippet]
}  // namespace multiplying

int main()
{
    std::vector<float> x{1.0625f, -3.3f, 100}, y(3);
    quantizing::emulate(x, y);
    if (y[0] != 1.0f || y[2] != 127 / 32.0f) return 1;
    lowp::matrix<float> a(2, 3), b(4, 3), c(2, 4);
    for (float& v : a.span()) v = 1;
    for (float& v : b.span()) v = 2;
    multiplying::multiply(a.view(), b.view(), c.view());
    return c(1, 3) == 6 ? 0 : 1;
}
