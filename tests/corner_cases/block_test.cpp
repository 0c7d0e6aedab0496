// tests/corner_cases/block_test.cpp -- blocks and fixed point, as other libraries got them wrong.
#include "lowp/quantize/block.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/format/codec.hpp"
#include "lowp/format/text.hpp"
#include "support/catch.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

constexpr float infinity_float = std::numeric_limits<float>::infinity(), max_float = std::numeric_limits<float>::max();
const float nan_number = std::numeric_limits<float>::quiet_NaN();
constexpr scale_rule rules[] = {scale_rule::floor, scale_rule::ceil, scale_rule::even, scale_rule::cover};
constexpr block_format<> float_blocks[] = {mxfp8_e5m2, mxfp8_e4m3, mxfp6_e3m2, mxfp6_e2m3, mxfp4};

bool has_nan_pattern(float x) { return to_bits(x) == nan_pattern<float>; }

template <class Use>
void with_each_mx(const Use& use)
{
    for (const auto& f : float_blocks) use(f);
    use(mxint8);
}

// The exponent of a scale by the rules' definitions, from fractions in [1/2, 1). `bits` are those of an element's
// significand below its leading one.
int exponent_by_definition(scale_rule rule, double amax, double largest, int bits)
{
    int e = 0, end = 0;
    const double fraction = std::frexp(amax, &e), end_fraction = std::frexp(largest, &end);
    if (rule == scale_rule::ceil && fraction > 0.5) ++e;
    // Half a step below 1 and on, the nearest (ties away) is 1.
    if (rule == scale_rule::even && fraction >= 1 - std::ldexp(1.0, -bits - 2)) ++e;
    if (rule == scale_rule::cover && fraction > end_fraction) ++e;
    return e - end;
}
int significand_of(const floating_format& f) { return f.fraction_bits; }
int significand_of(const fixed_format& f) { return f.integer_bits + f.fraction_bits - 1; }

// A block with this first number, stored: its scale as a power of two.
template <class E>
int stored_exponent(const block_quantizer<E>& q, float first)
{
    const std::vector<float> x{first, 0, -first / 3};
    return static_cast<int>(q.encode(x).scales.code(0)) - 127;
}

template <class E>
std::vector<float> rounded(const block_quantizer<E>& q, const std::vector<float>& x)
{
    std::vector<float> y(x.size()), decoded(x.size());
    q(x, y);
    decode(q.encode(x), decoded);
    for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(to_bits(y[i]) == to_bits(decoded[i]));
    return y;
}

}  // namespace

TEST_CASE("B1: the scale just below, at and just above every power of two", "[block]")
{
    with_each_mx([](const auto& f) {
        INFO(format_text(any_format{f.element}));
        const double largest = f.element.largest();
        const int end = std::ilogb(largest);
        for (const scale_rule rule : rules) {
            const block_quantizer q{f, nearest_even{}, on_overflow::saturate, rule};
            for (int k = -149; k <= 127; ++k) {
                const float power = std::ldexp(1.0f, k);
                for (const float amax : {std::nextafter(power, 0.0f), power, std::nextafter(power, infinity_float)}) {
                    if (amax == 0) continue;
                    const int wanted =
                        exponent_by_definition(rule, static_cast<double>(amax), largest, significand_of(f.element));
                    const int expected = std::max(-127, std::min(127, wanted));
                    if (stored_exponent(q, amax) != expected)
                        FAIL("amax " << amax << ", rule " << static_cast<int>(rule) << ": " << stored_exponent(q, amax)
                                     << ", not " << expected);
                }
                // Said once more without a formula, where nothing is clamped and the neighbour is near.
                if (rule != scale_rule::floor || k < -100 || k - end < -126) continue;
                REQUIRE(stored_exponent(q, std::nextafter(power, 0.0f)) == k - 1 - end);
                REQUIRE(stored_exponent(q, power) == k - end);
                REQUIRE(stored_exponent(q, std::nextafter(power, infinity_float)) == k - end);
            }
        }
    });
}

TEST_CASE("B1: the compiler and the running program agree on scales", "[block]")
{
    // 16 less an ulp: floor(log2f) says 4 for it.
    constexpr float below = 0x1.fffffep3f;
    constexpr scale_maker<fixed_format> make(mxint8, scale_rule::floor, 1);
    STATIC_REQUIRE((make(below, false) == 8 && make(16, false) == 16 && make(0, false) == 0x1p-127f));
    constexpr scale_maker<floating_format> ceil(mxfp4, scale_rule::ceil, 1);
    STATIC_REQUIRE((ceil(below, false) == 4 && ceil(16, false) == 4 && ceil(0x1.000002p4f, false) == 8));
    volatile float met = below;
    CHECK(make(met, false) == 8);
    CHECK(ceil(met, false) == 4);
    CHECK(stored_exponent(block_quantizer{mxint8}, met) == 3);
}

TEST_CASE("B2: NaN stays in its place where elements can be NaN, and disturbs nobody", "[block]")
{
    for (const auto& f : {mxfp8_e5m2, mxfp8_e4m3})
        for (const on_overflow policy : {on_overflow::saturate, on_overflow::saturate_finite, on_overflow::infinity}) {
            const block_quantizer q{f, nearest_even{}, policy};
            std::vector<float> x(96, 0.25f);
            x[3] = 1.75f, x[40] = -3;
            const std::vector<float> clean = rounded(q, x);
            for (const std::size_t at : {0u, 3u, 31u, 32u, 77u, 95u})
                for (const float nan : {nan_number, -nan_number, from_bits(0x7f80'0001u), from_bits(0xffff'ffffu)}) {
                    std::vector<float> with_nan = x;
                    with_nan[at] = nan;
                    const auto y = rounded(q, with_nan);
                    for (std::size_t i = 0; i < x.size(); ++i)
                        REQUIRE((i == at ? has_nan_pattern(y[i]) : y[i] == clean[i]));
                }
            // Nothing but NaN: the scale is that of zeros.
            const auto w = q.encode(std::vector<float>(32, nan_number));
            CHECK(w.scales.code(0) == 0);
            CHECK(std::isnan(w(0, 5)));
        }
}

TEST_CASE("B2: NaN makes the scale NaN, and so the block, where elements cannot be NaN", "[block]")
{
    const auto check = [](const auto& f) {
        INFO(format_text(any_format{f.element}));
        for (const on_overflow policy : {on_overflow::saturate, on_overflow::infinity}) {
            const block_quantizer q{f, nearest_even{}, policy};
            std::vector<float> x(f.shape.length * 3, 0.25f);
            const std::vector<float> clean = rounded(q, x);
            for (const std::size_t block : {0u, 1u, 2u})
                for (const std::size_t place : {std::size_t{0}, std::size_t{7}, f.shape.length - 1}) {
                    std::vector<float> with_nan = x;
                    with_nan[block * f.shape.length + place] = -nan_number;
                    const auto y = rounded(q, with_nan);
                    const auto w = q.encode(with_nan);
                    for (std::size_t i = 0; i < x.size(); ++i)
                        REQUIRE((i / f.shape.length == block ? has_nan_pattern(y[i]) : y[i] == clean[i]));
                    for (std::size_t k = 0; k < 3; ++k) REQUIRE(std::isnan(w.scales[k]) == (k == block));
                }
        }
    };
    for (const auto& f : {mxfp6_e3m2, mxfp6_e2m3, mxfp4, nvfp4}) check(f);
    check(mxint8);
    check(block_floating_point(8, runs_of(16)));
}

TEST_CASE("B2: zeros are NaN with their block, however far away the NaN is", "[block]")
{
    const auto check = [](const auto& f) {
        std::vector<float> x(2048), decoded(2048);
        x[3] = nan_number, x[4] = 1;
        const block_quantizer q{f};
        const auto y = rounded(q, x);
        decode(q.encode(x), decoded);
        const std::size_t end = f.shape.kind == shared_by::run ? f.shape.length : x.size();
        for (std::size_t i = 0; i < x.size(); ++i) {
            REQUIRE(has_nan_pattern(y[i]) == (i < end));
            REQUIRE(to_bits(decoded[i]) == to_bits(y[i]));
        }
    };
    for (const block_shape shape : {runs_of(1024), each_row, whole_tensor}) {
        check(block_format<>{e2m1fn, e8m0fnu, shape});
        check(block_floating_point(8, shape));
        check(block_format<fixed_format>{mxint8.element, e8m0fnu, shape});
    }
}

TEST_CASE("B2: infinity does not count for the scale, and follows the policy", "[block]")
{
    with_each_mx([](const auto& f) {
        INFO(format_text(any_format{f.element}));
        std::vector<float> x(32, 0.5f);
        x[4] = -1.25f;
        const auto clean = block_quantizer{f}.encode(x);
        for (const on_overflow policy : {on_overflow::saturate, on_overflow::saturate_finite, on_overflow::infinity})
            for (const float infinity : {infinity_float, -infinity_float}) {
                const block_quantizer q{f, nearest_even{}, policy};
                std::vector<float> with_infinity = x;
                with_infinity[9] = infinity;
                const auto y = rounded(q, with_infinity);
                const auto w = q.encode(with_infinity);
                REQUIRE(w.scales.code(0) == clean.scales.code(0));
                for (std::size_t i = 0; i < x.size(); ++i)
                    if (i != 9) REQUIRE(y[i] == static_cast<float>(clean(0, i)));
                const auto end = static_cast<float>(f.element.largest() * clean.scales[0]);
                if (policy == on_overflow::saturate || !f.element.has_nan())
                    REQUIRE(y[9] == std::copysign(end, infinity));
                else if (f.element.has_infinity())
                    REQUIRE(y[9] == infinity);
                else
                    REQUIRE(has_nan_pattern(y[9]));
            }
        // A block of infinities has the scale of zeros, and they saturate there.
        const auto y = rounded(block_quantizer{f}, std::vector<float>(32, -infinity_float));
        CHECK(y[0] == -static_cast<float>(f.element.largest() * 0x1p-127));
    });
}

TEST_CASE("B3: where the scale is clamped a number is still the nearest at that scale", "[block]")
{
    // Exactly: with s the scale, y is an element times s; if |x| <= L s, no such product is nearer to x, so that |y -
    // x| is at most half the distance of x's neighbours; and |y| <= L s always.
    with_each_mx([](const auto& f) {
        INFO(format_text(any_format{f.element}));
        const oracle::ladder l = oracle::of(f.element);
        const double largest = f.element.largest();
        for (const scale_rule rule : rules) {
            const block_quantizer q{f, nearest_even{}, on_overflow::saturate, rule};
            for (int k = -149; k <= 127; k += k < -110 || k >= 120 ? 1 : 10)
                for (const float factor : {1.0f, 1.17f, 1.5f, 1.99f}) {
                    const float amax = std::ldexp(factor, k);
                    const std::vector<float> x{amax, -amax / 2, amax / 3, -amax / 5, amax / 100, 1e-45f, -1e-45f};
                    const auto y = rounded(q, x);
                    const double scale = std::ldexp(1.0, stored_exponent(q, amax));
                    REQUIRE((scale >= 0x1p-127 && scale <= 0x1p127));
                    for (std::size_t i = 0; i < x.size(); ++i) {
                        const double magnitude = std::fabs(static_cast<double>(x[i]));
                        const double got = std::fabs(static_cast<double>(y[i]));
                        REQUIRE((std::signbit(y[i]) == std::signbit(x[i]) || y[i] == 0));
                        REQUIRE(got <= largest * scale);
                        if (got == static_cast<double>(max_float)) continue;  // what is beyond binary32
                        const std::size_t below = oracle::rung_below(l, magnitude / scale);
                        double nearest = l.rungs[below];
                        if (nearest < largest)
                            for (const double rung : {l.rungs[below + 1]})
                                if (std::fabs(rung * scale - magnitude) < std::fabs(nearest * scale - magnitude))
                                    nearest = rung;
                        nearest = std::min(nearest, largest);
                        if (std::fabs(got - magnitude) != std::fabs(nearest * scale - magnitude))
                            FAIL(x[i] << " became " << y[i] << " at scale " << scale);
                    }
                }
        }
    });
}

TEST_CASE("B3: tiny, subnormal and huge blocks, by hand", "[block]")
{
    // Elements of 1e-44 2^127 = 1.7e-6: nothing to round to but 0. (Elsewhere this became 3.5e-38.)
    for (const float tiny : {1e-45f, 1e-44f, 0x1p-140f}) CHECK(rounded(block_quantizer{mxfp8_e4m3}, {tiny})[0] == 0);
    // 2^-137 is half of the smallest: a tie, to 0. An ulp more goes up, to 2^-136.
    CHECK(rounded(block_quantizer{mxfp8_e4m3}, {0x1p-137f})[0] == 0);
    CHECK(rounded(block_quantizer{mxfp8_e4m3}, {0x1.004p-137f})[0] == 0x1p-136f);
    // E5M2 goes to 2^-16 2^-127 = 2^-143; its half, 2^-144, ties to 0.
    CHECK(rounded(block_quantizer{mxfp8_e5m2}, {0x1p-144f, 0x1.8p-144f, 0x1p-143f}) ==
          std::vector<float>{0, 0x1p-143f, 0x1p-143f});
    // INT8: multiples of 2^-6 2^-127.
    CHECK(rounded(block_quantizer{mxint8}, {0x1p-133f, 0x1.8p-133f, -0x1.1p-134f}) ==
          std::vector<float>{0x1p-133f, 0x1p-132f, -0x1p-133f});
    // The other end: exponents to 127 - E, never the code of NaN.
    CHECK(stored_exponent(block_quantizer{mxint8}, max_float) == 127);
    CHECK(stored_exponent(block_quantizer{mxfp4}, max_float) == 125);
    // Elements below 1 would want a scale of 2^128: at 2^127 they saturate.
    constexpr block_format<fixed_format> below_one{fixed_format{0, 7}};
    CHECK(stored_exponent(block_quantizer{below_one}, max_float) == 127);
    CHECK(rounded(block_quantizer{below_one}, {max_float, -max_float, 0x1p126f}) ==
          std::vector<float>{0x1.fcp126f, -0x1p127f, 0x1p126f});
}

TEST_CASE("B4: the four rules on the same numbers, by hand", "[block]")
{
    struct row {
        float amax;
        std::array<int, 4> exponent;  // floor, ceil, even, cover
        std::array<float, 4> becomes;
    };
    const auto check = [](const auto& f, const std::vector<row>& rows) {
        INFO(format_text(any_format{f.element}));
        for (const row& r : rows)
            for (std::size_t k = 0; k < 4; ++k)
                for (const float sign : {1.0f, -1.0f}) {
                    const block_quantizer q{f, nearest_even{}, on_overflow::saturate, rules[k]};
                    INFO(r.amax << ", rule " << k);
                    CHECK(stored_exponent(q, sign * r.amax) == r.exponent[k]);
                    CHECK(rounded(q, {sign * r.amax})[0] == sign * r.becomes[k]);
                }
    };
    // L = 1.75 2^15. Above 112 = L 2^-9 the first rule saturates; 120 is half way from 112 to 128.
    check(mxfp8_e5m2, {{127.9999f, {-9, -8, -8, -8}, {112, 128, 128, 128}},
                       {120, {-9, -8, -8, -8}, {112, 128, 128, 128}},
                       {119.99f, {-9, -8, -9, -8}, {112, 112, 112, 112}},
                       {113, {-9, -8, -9, -8}, {112, 112, 112, 112}},
                       {112, {-9, -8, -9, -9}, {112, 112, 112, 112}},
                       {64.5f, {-9, -8, -9, -9}, {64, 64, 64, 64}},
                       {64, {-9, -9, -9, -9}, {64, 64, 64, 64}}});
    // L = 1.75 2^8, though 1.875 2^8 has three fraction bits, too: there `even` saturates.
    check(mxfp8_e4m3, {{448, {0, 1, 0, 0}, {448, 448, 448, 448}},
                       {460, {0, 1, 0, 1}, {448, 448, 448, 448}},
                       {480, {0, 1, 0, 1}, {448, 480, 448, 480}},
                       {495, {0, 1, 0, 1}, {448, 480, 448, 480}},
                       {496, {0, 1, 1, 1}, {448, 512, 512, 512}},
                       {257, {0, 1, 0, 0}, {256, 256, 256, 256}}});
    // L = 6 = 1.5 2^2.
    check(mxfp4, {{4, {0, 0, 0, 0}, {4, 4, 4, 4}},
                  {5, {0, 1, 0, 0}, {4, 4, 4, 4}},
                  {5.5f, {0, 1, 0, 0}, {6, 6, 6, 6}},
                  {6, {0, 1, 0, 0}, {6, 6, 6, 6}},
                  {6.5f, {0, 1, 0, 1}, {6, 6, 6, 6}},
                  {7, {0, 1, 1, 1}, {6, 8, 8, 8}},
                  {7.9f, {0, 1, 1, 1}, {6, 8, 8, 8}}});
    // L = 7.5 = 1.875 2^2, and L = 28 = 1.75 2^4.
    check(mxfp6_e2m3, {{7.5f, {0, 1, 0, 0}, {7.5f, 7.5f, 7.5f, 7.5f}},
                       {7.7f, {0, 1, 0, 1}, {7.5f, 7.5f, 7.5f, 7.5f}},
                       {7.75f, {0, 1, 1, 1}, {7.5f, 8, 8, 8}}});
    check(mxfp6_e3m2, {{28, {0, 1, 0, 0}, {28, 28, 28, 28}},
                       {29, {0, 1, 0, 1}, {28, 28, 28, 28}},
                       {30, {0, 1, 1, 1}, {28, 32, 32, 32}}});
    // L = 127/64.
    check(mxint8, {{1, {0, 0, 0, 0}, {1, 1, 1, 1}},
                   {1.984375f, {0, 1, 0, 0}, {1.984375f, 2, 1.984375f, 1.984375f}},
                   {1.99f, {0, 1, 0, 1}, {1.984375f, 2, 1.984375f, 2}},
                   {1.9921875f, {0, 1, 1, 1}, {1.984375f, 2, 2, 2}}});
}

TEST_CASE("B5: scales of NVFP4 do not fall below the smallest of E4M3", "[block]")
{
    // 2688 = 6 448: the tensor's scale is 1.
    std::vector<float> x(5 * 16 + 3);
    x[0] = 2688;
    x[16] = 0.001f;     // wants 0.001 / 6, below half of 2^-9
    x[17] = -0.0001f;   // 0.05 of that scale: 0
    x[32] = 0x1.8p-7f;  // 6 2^-9: wants just 2^-9
    x[48] = 0x1.2p-6f;  // 9 2^-9: wants 1.5 2^-9, a tie that goes to 2 2^-9
    x[64] = -0.0f;      // a block of zeros
    x[80] = 1344;       // the tail: three elements
    x[82] = -448;
    const block_quantizer q{nvfp4};
    const auto w = q.encode(x);
    const auto y = rounded(q, x);
    CHECK(w.tensor_scale == 1);
    REQUIRE(w.scales.size() == 6);
    const std::uint64_t codes[] = {0x7e, 1, 1, 2, 1, 0x76};  // 448, 2^-9, 2^-9, 2^-8, 2^-9, 224
    for (std::size_t k = 0; k < 6; ++k) CHECK(w.scales.code(k) == codes[k]);
    CHECK(y[0] == 2688);
    CHECK(y[16] == 0.5f * 0x1p-9f);
    CHECK((y[17] == 0 && std::signbit(y[17])));
    CHECK(y[32] == 0x1.8p-7f);
    CHECK(y[48] == 4 * 0x1p-8f);  // 4.5 is nearest to 4
    for (std::size_t i = 64; i < 80; ++i) CHECK((y[i] == 0 && std::signbit(y[i]) == (i == 64)));
    CHECK((y[80] == 1344 && y[81] == 0 && y[82] == -448));
    // What is half of 2^-9 or less rounds to no scale at all, and gets the smallest.
    for (const float amax : {0x1.8p-8f, 0x1.7p-8f, 1e-30f, 1e-45f}) {
        std::vector<float> two(32);
        two[0] = 2688, two[16] = amax;
        CHECK(q.encode(two).scales.code(1) == 1);
        CHECK(rounded(q, two)[16] <= amax + 0x1p-11f);  // half of the smallest step
    }
    // Zeros alone.
    for (const std::size_t n : {1u, 15u, 16u, 17u, 40u}) {
        const auto zeros = q.encode(std::vector<float>(n));
        CHECK(zeros.tensor_scale == 1);
        CHECK(zeros.scales.size() == (n + 15) / 16);
        for (std::size_t i = 0; i < n; ++i) CHECK(to_bits(zeros(0, i)) == 0);
        CHECK(rounded(q, std::vector<float>(n, -0.0f)) == std::vector<float>(n, -0.0f));
    }
    // A tail of any length has a scale of its own.
    for (std::size_t n = 17; n < 32; ++n) {
        std::vector<float> tail(n, 2688);
        for (std::size_t i = 16; i < n; ++i) tail[i] = -672;  // 6 112
        CHECK(rounded(q, tail) == tail);
    }
    // The smallest tensor there is: its scale is the smallest float, and nothing becomes NaN or too large.
    const auto least = rounded(q, {0x1p-149f, -0x1p-149f, 0});
    CHECK(least == std::vector<float>{0x1p-149f, -0x1p-149f, 0});
}

TEST_CASE("B6: blocks near the largest float stay finite and keep their signs", "[block]")
{
    for (const scale_rule rule : rules)
        for (const int bits : {3, 6, 8, 12, 16}) {
            const block_quantizer q{block_floating_point(bits), nearest_even{}, on_overflow::saturate, rule};
            for (const float amax : {1.7e38f, 0x1p127f, std::nextafter(0x1p127f, 0.0f), 3e38f, max_float}) {
                const std::vector<float> x{amax, 1.0f, -1.0f, -amax, amax / 2, -amax / 2};
                const auto y = rounded(q, x);
                const int exponent = stored_exponent(q, amax);
                const double step = std::ldexp(1.0, exponent + 2 - bits);
                for (std::size_t i = 0; i < x.size(); ++i) {
                    REQUIRE(std::isfinite(y[i]));
                    REQUIRE((y[i] == 0 || std::signbit(y[i]) == std::signbit(x[i])));
                    REQUIRE(std::fabs(static_cast<double>(y[i]) - static_cast<double>(x[i])) <= step);
                }
                REQUIRE((y[1] == 0 && y[2] == 0));
            }
        }
    // 1.7e38 is 127.86 steps of 2^120, of which eight bits hold 127; the next scale has 63.93 of twice the size.
    CHECK(rounded(block_quantizer{block_floating_point(8)}, {1.7e38f, -1.7e38f, 1}) ==
          std::vector<float>{127 * 0x1p120f, -0x1p127f, 0});
    CHECK(rounded(block_quantizer{block_floating_point(8), nearest_even{}, on_overflow::saturate, scale_rule::ceil},
                  {1.7e38f, -1.7e38f, 1}) == std::vector<float>{0x1p127f, -0x1p127f, 0});
    // In the other formats, too, every rule and every policy; what would round beyond binary32 is its largest number.
    with_each_mx([](const auto& f) {
        for (const scale_rule rule : rules)
            for (const on_overflow policy : {on_overflow::saturate, on_overflow::saturate_finite})
                for (const float amax : {1.7e38f, 3e38f, std::nextafter(max_float, 0.0f), max_float}) {
                    const auto y = rounded(block_quantizer{f, nearest_even{}, policy, rule}, {amax, 1, -amax, -1});
                    REQUIRE((std::isfinite(y[0]) && y[0] > amax / 2 && y[1] == 0));
                    REQUIRE((y[2] == -y[0] && y[3] == 0));
                }
        const auto y = rounded(block_quantizer{f, nearest_even{}, on_overflow::saturate, scale_rule::ceil},
                               {max_float, -max_float});
        const bool is_integer = !f.element.has_minus_zero();  // whose scale cannot go up
        CHECK(y[0] == (is_integer ? 127 * 0x1p121f : max_float));
        CHECK(y[1] == -y[0]);
    });
}

TEST_CASE("B7: integers beyond 2^23 are rounded as integers", "[fixed]")
{
    // 25 bits are what binary32 holds.
    constexpr quantizer q{known<fixed_format{24, 0}>};
    STATIC_REQUIRE(q(8388609.0f) == 8388609);
    for (const float x : {8388607.0f, 8388609.0f, 8388611.0f, 16777215.0f, 12582913.0f}) {
        CHECK((q(x) == x && q(-x) == -x));
        for (const auto mode : rounding_names) {
            const quantizer any{fixed_format{24, 0}, *read_rounding(mode, stream{3})};
            CHECK((any(x) == x && any(-x) == -x));
        }
    }
    CHECK((q(16777216.0f) == 16777215 && q(-16777216.0f) == -16777216));
    // Below 2^23 there are halves: 8388606.5 lies between two.
    CHECK(quantizer{fixed_format{24, 0}, nearest_even{}}(8388606.5f) == 8388606);
    CHECK(quantizer{fixed_format{24, 0}, nearest_away{}}(8388606.5f) == 8388607);
    CHECK(quantizer{fixed_format{24, 0}, nearest_even{}}(0.49999997f) == 0);  // x + 0.5f is 1 here
    CHECK(quantizer{fixed_format{24, 0}, nearest_away{}}(0.49999997f) == 0);
    // 32 bits, from binary64 and to codes.
    constexpr quantizer wide{known<fixed_format{31, 0}>};
    for (const double x : {8388609.0, 2147483647.0, -2147483648.0, 2147483646.0, -8388609.0}) CHECK(wide(x) == x);
    CHECK(wide(2147483647.5) == 2147483647);
    CHECK(to_code(fixed_format{31, 0}, exactly(8388609.0f), nearest_even{}, on_overflow::saturate) == 8388609);
    CHECK(to_code(fixed_format{31, 0}, exactly(-8388609), nearest_even{}, on_overflow::saturate) == 0xff7f'ffff);
}

TEST_CASE("B7: which tie rule it is, is said", "[fixed]")
{
    struct row {
        double x, even, away, zero;
    };
    for (const row& r : {row{0.5, 0, 1, 0}, row{1.5, 2, 2, 1}, row{2.5, 2, 3, 2}, row{6.5, 6, 7, 6},
                         row{0.5000001, 1, 1, 1}, row{1.4999999, 1, 1, 1}})
        for (const double sign : {1.0, -1.0}) {
            const fixed_format f{7, 0};
            CHECK(quantizer{f, nearest_even{}}(sign * r.x) == sign * r.even);
            CHECK(quantizer{f, nearest_away{}}(sign * r.x) == sign * r.away);
            CHECK(quantizer{f, nearest_zero{}}(sign * r.x) == sign * r.zero);
        }
    CHECK(to_bits(quantizer{fixed_format{7, 0}}(-0.5f)) == 0);  // integers have one zero
}

TEST_CASE("B7: conversion between radix points", "[fixed]")
{
    const fixed_format formats[] = {{3, 4}, {1, 6}, {5, 2}, {7, 0}, {0, 7}, {9, -2}, {-1, 8}, {11, -4}, {2, 9}};
    for (const fixed_format& from : formats)
        for (const fixed_format& to : formats) {
            const int up = to.fraction_bits - from.fraction_bits;
            const std::int64_t largest = (std::int64_t{1} << (to.integer_bits + to.fraction_bits)) - 1;
            for (std::uint64_t code = 0; code < std::uint64_t{1} << from.width(); ++code) {
                std::int64_t k = static_cast<std::int64_t>(code);
                if (k >= std::int64_t{1} << (from.width() - 1)) k -= std::int64_t{1} << from.width();
                // k 2^up steps of the other format, ties to even.
                std::int64_t steps = 0;
                if (up >= 0) {
                    steps = k * (std::int64_t{1} << up);
                } else {
                    const std::int64_t unit = std::int64_t{1} << -up;
                    steps = (k >= 0 ? k : k - unit + 1) / unit;  // toward -infinity
                    const std::int64_t twice = 2 * (k - steps * unit);
                    if (twice > unit || (twice == unit && steps % 2 != 0)) ++steps;
                }
                steps = std::max(-largest - 1, std::min(largest, steps));
                const double x = decode(from, code),
                             expected = std::ldexp(static_cast<double>(steps), -to.fraction_bits);
                REQUIRE(x == std::ldexp(static_cast<double>(k), -from.fraction_bits));
                if (quantizer{to}(x) != expected) FAIL(format_text(from) << " " << x << " to " << format_text(to));
                REQUIRE(quantizer{to}(static_cast<float>(x)) == static_cast<float>(expected));
                const std::uint64_t got =
                    to_code(to, decode_exactly(from, code), nearest_even{}, on_overflow::saturate);
                REQUIRE(decode(to, got) == expected);
            }
        }
    // And there and back, where the other format holds the number: q3.4 to q3.12.
    for (std::uint64_t code = 0; code < 256; ++code) {
        const std::uint64_t wide =
            to_code(fixed_format{3, 12}, decode_exactly(fixed_format{3, 4}, code), to_odd{}, on_overflow::saturate);
        CHECK(to_code(fixed_format{3, 4}, decode_exactly(fixed_format{3, 12}, wide), to_odd{}, on_overflow::saturate) ==
              code);
    }
}
