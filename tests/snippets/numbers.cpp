// tests/snippets/numbers.cpp -- the README's blocks on formats, quantizers, streams and GEMM.
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
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

namespace computing {
// [snippet
using namespace lowp;

constexpr float8_e4m3fn a = 1.5f, b = a * a + float8_e4m3fn(2);  // each operation rounded once, from the exact result
static_assert(b == 4 && std::numeric_limits<float8_e4m3fn>::max() == 448);
static_assert(add(a, float8_e4m3fn(0.001f), toward_positive{}) == 1.625f);      // in any mode
static_assert(multiply<bfloat16_t>(a, float8_e5m2(3)) == 4.5f);                 // mixed formats: name the result's

using binary6p4ue = floating<p3109(6, 4, signedness::without_sign)>;            // any format is a type
static_assert(fma(binary6p4ue(1.25f), binary6p4ue(1.25f), binary6p4ue(1)) == 2.5f);

template <class T>
T norm(const std::vector<T>& x)  // written for float; with T = bfloat16_t, int4, ... it is another experiment
{
    using std::sqrt;
    return sqrt(std::inner_product(x.begin(), x.end(), x.begin(), T(0)));
}
// snippet]
}  // namespace computing

namespace describing {
// [snippet
static_assert(lowp::encode(lowp::e4m3fn, 448.0) == 0x7e && lowp::decode(lowp::e4m3fn, 0x7e) == 448);
static_assert(lowp::next_up(lowp::e4m3fn, 0x38) == 0x39 && lowp::ulp(lowp::e4m3fn, 0x38) == 0.125);

const lowp::format_card card = lowp::describe(lowp::parse_format("binary8p4se"));  // card.largest == 224, ...
// snippet]
}  // namespace describing

int main()
{
    std::vector<float> x{1.0625f, -3.3f, 100}, y(3);
    quantizing::emulate(x, y);
    if (y[0] != 1.0f || y[2] != 127 / 32.0f) return 1;
    if (computing::norm(std::vector<lowp::bfloat16_t>{3, 4}) != 5 || describing::card.largest != 224) return 1;
    return 0;
}
