// tests/corner_cases/stochastic_test.cpp -- what went wrong elsewhere when rounding at random: each over all draws.
//
// The whole of it is in tests/round/stochastic_test.cpp, for every gap of every format; here are the cases by name.
#include <cmath>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"

using namespace lowp;
using test::draw;
using test::drawn_a;
using test::drawn_b;
using test::drawn_c;

namespace {

constexpr int bits = 10;
constexpr std::uint32_t all_draws = 1u << bits;

// How many of the 2^bits draws give `up`; all others must give `down`. In binary32, in binary64 and as a code.
template <class Mode = drawn_a, class F>
std::uint32_t count_up(const F& f, float x, float down, float up, int of_bits = bits)
{
    std::uint32_t count = 0;
    for (std::uint32_t r = 0; r < 1u << of_bits; ++r) {
        const Mode mode = test::with_draw(Mode{}, r, of_bits);
        const quantizer q{f, mode, on_overflow::infinity};
        const float got = q(x);
        if (got != down && got != up) FAIL(x << " became " << got);
        if (q(static_cast<double>(x)) != static_cast<double>(got)) FAIL(x << " is another number in binary64");
        if (to_code(f, exactly(x), mode, on_overflow::infinity) != encode(f, static_cast<double>(got)))
            FAIL(x << " has another code");
        count += got == up;
    }
    return count;
}

}  // namespace

TEST_CASE("S1: a quarter goes up in a quarter of the draws, three quarters in three", "[stochastic]")
{
    CHECK(count_up(e4m3fn, 1.03125f, 1, 1.125f) == all_draws / 4);
    CHECK(count_up(e4m3fn, 1.09375f, 1, 1.125f) == all_draws / 4 * 3);
    CHECK(count_up(e4m3fn, -1.03125f, -1, -1.125f) == all_draws / 4);
    CHECK(count_up(binary16, 1 + 0x1p-12f, 1, 1 + 0x1p-10f) == all_draws / 4);
    CHECK(count_up(bfloat16, 1 + 0x3p-9f, 1, 1 + 0x1p-7f) == all_draws / 4 * 3);
    CHECK(count_up(fixed_format{2, 5}, 0.7578125f, 0.75f, 0.78125f) == all_draws / 4);
    // The variants differ in what becomes of less than a draw: here 2^10 p is 1/4, 2/4, ...
    for (int quarters = 0; quarters < 16; ++quarters) {
        const float x = 1 + std::ldexp(static_cast<float>(quarters), -15);
        const double ups = quarters / 4.0;
        CHECK(count_up<drawn_a>(e4m3fn, x, 1, 1.125f) == static_cast<std::uint32_t>(std::floor(ups)));
        CHECK(count_up<drawn_b>(e4m3fn, x, 1, 1.125f) == static_cast<std::uint32_t>(std::floor(ups + 0.5)));
        CHECK(count_up<drawn_c>(e4m3fn, x, 1, 1.125f) == static_cast<std::uint32_t>(std::nearbyint(ups)));
    }
}

TEST_CASE("S2: below the smallest number the draws are counted as everywhere", "[stochastic]")
{
    // The smallest number of e4m3fn is 2^-9: x = 2^-9 k / 16 goes up in k of 16 draws, not always from the half on.
    for (std::uint32_t k = 0; k < 16; ++k)
        CHECK(count_up(e4m3fn, std::ldexp(static_cast<float>(k), -13), 0, 0x1p-9f) == all_draws / 16 * k);
    // And far below, down to less than one draw.
    for (int e = 1; e <= 20; ++e)
        CHECK(count_up(e4m3fn, std::ldexp(1.0f, -9 - e), 0, 0x1p-9f) == (e <= bits ? all_draws >> e : 0));
    CHECK(count_up(e4m3fn, 0x1p-149f, 0, 0x1p-9f) == 0);
    CHECK(count_up<test::tossed>(e4m3fn, 0x1p-149f, 0, 0x1p-9f) == all_draws / 2);
}

TEST_CASE("S3: with b bits, b bits are used, and the others are nothing to it", "[stochastic]")
{
    for (int b = 1; b <= 12; ++b) {
        const float half = 1.0625f, third = 1 + 0.125f / 3;  // shares of e4m3fn's gap above 1
        CHECK(count_up(e4m3fn, half, 1, 1.125f, b) == 1u << (b - 1));
        const double p = (static_cast<double>(third) - 1) * 8, ups = std::ldexp(p, b);
        CHECK(count_up<drawn_a>(e4m3fn, third, 1, 1.125f, b) == static_cast<std::uint32_t>(std::floor(ups)));
        CHECK(count_up<drawn_b>(e4m3fn, third, 1, 1.125f, b) == static_cast<std::uint32_t>(std::floor(ups + 0.5)));
        CHECK(count_up<drawn_c>(e4m3fn, third, 1, 1.125f, b) == static_cast<std::uint32_t>(std::nearbyint(ups)));
        // Ones or zeros below the b bits.
        for (std::uint32_t r = 0; r < 1u << b; ++r) {
            const std::uint32_t low = r << (32 - b), high = low | (0xffff'ffffu >> b);
            for (const float x : {half, third, 1.01f, 1.12f}) {
                if (quantizer{e4m3fn, drawn_a{{low}, b}}(x) != quantizer{e4m3fn, drawn_a{{high}, b}}(x)) FAIL(b);
                if (quantizer{e4m3fn, drawn_b{{low}, b}}(x) != quantizer{e4m3fn, drawn_b{{high}, b}}(x)) FAIL(b);
                if (quantizer{e4m3fn, drawn_c{{low}, b}}(x) != quantizer{e4m3fn, drawn_c{{high}, b}}(x)) FAIL(b);
            }
        }
    }
}

TEST_CASE("S4: what the format holds never moves", "[stochastic]")
{
    for (std::uint32_t r = 0; r < all_draws; ++r)
        for (const float x : {0.0f, 1.0f, 2.0f, 3.0f, -3.0f, 0.5f, 0x1p-6f}) {
            if (quantizer{fixed_format{3, 6}, drawn_a{draw(r, bits), bits}}(x) != x) FAIL(x);
            if (quantizer{e4m3fn, drawn_a{draw(r, bits), bits}}(x) != x) FAIL(x);
            if (quantizer{binary16, drawn_b{draw(r, bits), bits}}(x) != x) FAIL(x);
            if (quantizer{bfloat16, drawn_c{draw(r, bits), bits}}(x) != x) FAIL(x);
            if (quantizer{e5m2, test::tossed{draw(r, bits)}}(x) != x) FAIL(x);
        }
}

TEST_CASE("S5: subnormal results, and shares as small as the draws are fine", "[stochastic]")
{
    // 2^-38 is 2^-14 of binary16's smallest number: 2^10 of 2^24 draws, which are the last ones.
    const auto up = [](float x, std::uint32_t r) { return quantizer{binary16, drawn_a{draw(r, 24), 24}}(x) != 0; };
    constexpr std::uint32_t all = 1u << 24;
    for (int e = 25; e <= 48; ++e) {
        const std::uint32_t ups = all >> (e - 24);
        CHECK((up(std::ldexp(1.0f, -e), all - ups) && up(std::ldexp(1.0f, -e), all - 1)));
        CHECK((!up(std::ldexp(1.0f, -e), all - ups - 1) && !up(std::ldexp(1.0f, -e), 0)));
    }
    CHECK(!up(0x1p-49f, all - 1));
    // Between subnormal numbers.
    CHECK(count_up(binary16, 0x5.4p-24f, 0x5p-24f, 0x6p-24f) == all_draws / 4);
    CHECK(count_up(e5m2, 0x2.cp-16f, 0x2p-16f, 0x3p-16f) == all_draws / 4 * 3);
}

TEST_CASE("S6: a carry into the exponent", "[stochastic]")
{
    // Half an ulp below 2^k: half of the draws go to 2^k, the others stay a whole ulp below.
    for (int k = -13; k <= 15; ++k) {
        const float power = std::ldexp(1.0f, k);
        CHECK(count_up(binary16, power * (1 - 0x1p-12f), power * (1 - 0x1p-11f), power) == all_draws / 2);
        CHECK(count_up(binary16, -power * (1 - 0x1p-13f), -power * (1 - 0x1p-11f), -power) == all_draws / 4 * 3);
    }
    CHECK(count_up(e4m3fn, 1.9375f, 1.875f, 2) == all_draws / 2);
    CHECK(count_up(e4m3fn, 0x1.fp-7f, 0x1.cp-7f, 0x1p-6f) == all_draws / 4 * 3);  // from the subnormals to the normals
}

TEST_CASE("S7: each of the b bits counts, and no other", "[stochastic]")
{
    // p = 2^-j goes up when the j upper bits of the draw are ones: each of them matters, those below do not.
    for (int j = 1; j <= 12; ++j) {
        const float x = 1 + std::ldexp(0.125f, -j);
        const std::uint32_t ones = 0xffff'ffffu;
        for (int bit = 0; bit < 32; ++bit) {
            const std::uint32_t word = ones ^ (1u << (31 - bit));
            const float got = quantizer{e4m3fn, drawn_a{{word}, 24}}(x);
            CHECK(got == (bit < j ? 1.0f : 1.125f));
        }
    }
    // The stream's words at consecutive indices: a half goes up in half of them, to five standard deviations.
    constexpr int n = 1 << 16;
    for (const int b : {1, 2, 8, 24}) {
        const quantizer q{known<e4m3fn>, stochastic{stream{1}, b}};
        std::vector<float> x(n, 1.0625f);
        q(std::span<float>(x));
        int ups = 0;
        for (const float y : x) ups += y == 1.125f;
        CHECK(std::abs(ups - n / 2) < 5 * 128);
    }
}

TEST_CASE("S8: the draws belong to the place in the tensor, not to how it is cut up", "[stochastic]")
{
    constexpr std::size_t n = 1000;
    std::vector<float> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = 1 + static_cast<float>(i % 9) / 64;
    const quantizer q{known<e4m3fn>, stochastic{stream{2}}};
    std::vector<float> whole(n), backwards(n), parts = x;
    q(std::span<const float>(x), std::span<float>(whole));
    for (std::size_t i = n; i-- > 0;) backwards[i] = q(x[i], i);
    CHECK(backwards == whole);
    for (std::size_t first = 0; first < n; first += 77) {
        const std::size_t length = std::min<std::size_t>(77, n - first);
        q(std::span<float>(parts).subspan(first, length), {.first = first});
    }
    CHECK(parts == whole);
    // Other steps, tensors, seeds: other draws. The same again: the same.
    std::vector<float> again(n);
    q(std::span<const float>(x), std::span<float>(again));
    CHECK(again == whole);
    for (const auto& other :
         {q.fork(0), q.fork(1), q.fork("weights"), quantizer{known<e4m3fn>, stochastic{stream{3}}}}) {
        other(std::span<const float>(x), std::span<float>(again));
        CHECK(again != whole);
    }
    q(std::span<const float>(x), std::span<float>(again), {.first = n});
    CHECK(again != whole);
}

TEST_CASE("S9: infinity and NaN are not drawn, and the largest float overflows as it should", "[stochastic]")
{
    const float infinite = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN(),
                largest = std::numeric_limits<float>::max();
    std::uint32_t overflows = 0;
    for (std::uint32_t r = 0; r < all_draws; ++r) {
        const quantizer brain{bfloat16, drawn_a{draw(r, bits), bits}, on_overflow::infinity};
        if (brain(infinite) != infinite || brain(-infinite) != -infinite || to_bits(brain(nan)) != nan_pattern<float>)
            FAIL(r);
        if (to_bits(brain(from_bits(0xffff'ffffu))) != nan_pattern<float>) FAIL(r);
        const float got = brain(largest), top = 0x1.fep127f;
        if (got != infinite && got != top) FAIL(got);
        if (brain(-largest) != -got) FAIL(got);
        overflows += got == infinite;
        const quantizer saturate{bfloat16, drawn_a{draw(r, bits), bits}};
        if (saturate(largest) != top || saturate(infinite) != top) FAIL(r);
    }
    CHECK(overflows == all_draws - 1);  // p = 1 - 2^-16
}
