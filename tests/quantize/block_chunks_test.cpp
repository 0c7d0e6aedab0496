// tests/quantize/block_chunks_test.cpp -- every fast way of a block equals division, rounding one by one and
// multiplication: over all scales, at and beyond the bounds, for blocks of any length, anywhere in their tensor.
#include "lowp/quantize/block_chunks.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/format/text.hpp"
#include "lowp/quantize/block.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"
#include "support/modes.hpp"

using namespace lowp;
using test::inf;
using test::max_float;

namespace {

constexpr std::size_t lengths[] = {8, 16, 24, 32, 64, 512, 1024, 768};

// What a chunk does not decide: the scales are the library's own.
template <class E, class R>
void check(const block_quantizer<E, R>& q, const std::vector<float>& x, std::uint64_t first)
{
    const matrix_view<const float> view(x.data(), 1, x.size());
    inner::block_scales<E> scales(q.format, q.rule, view, 1);
    scales.find_runs({0, 0, x.size()}, x.data());

    std::vector<float> y(x.size()), decoded(x.size()), in_place = x;
    q(x, y, {.first = first});
    q(in_place, {.first = first});
    const auto w = q.encode(x, {.first = first});
    decode(w, decoded);
    const quantizer<E, R> element{q.format.element, q.rounding, q.overflow};
    packed_array<E> one(q.format.element, 1);
    for (std::size_t k = 0; k < x.size(); ++k) {
        const double scale = static_cast<double>(scales.all()[q.format.shape.of(0, k, x.size())]) *
                             static_cast<double>(scales.of_tensor()),
                     quotient = static_cast<double>(x[k]) / scale;
        const double rounded = element(quotient, first + k);
        const float expected = inner::scaled_back(rounded, scale);
        if (!test::same_number(y[k], expected))
            FAIL(format_text(any_format{q.format.element})
                 << ", first " << first << ", element " << k << ": " << test::shown(x[k]) << " became "
                 << test::shown(y[k]) << ", not " << test::shown(expected) << " at scale " << scale);
        REQUIRE(test::same_number(in_place[k], expected));
        REQUIRE(test::same_number(decoded[k], expected));
        // Of a block with NaN for a scale the codes are what NaN rounds to.
        const auto code = to_code(q.format.element, exactly(quotient), q.rounding, q.overflow, first + k);
        REQUIRE(w.codes.row(0).code(k) == code);
    }
}

// Numbers whose blocks of `length` have their largest in the binades one after the other.
std::vector<float> through_binades(std::size_t length, int from, int to, std::size_t salt)
{
    const auto blocks = static_cast<std::size_t>(to - from);
    const std::vector<float> some = test::some_numbers(blocks * length + salt);
    std::vector<float> x(blocks * length);
    for (std::size_t k = 0; k < x.size(); ++k) {
        const int binade = from + static_cast<int>(k / length);
        const float v = std::ldexp(some[k + salt], binade - (k % 3 == 0 ? 0 : 6));
        x[k] = std::fabs(v) < std::ldexp(2.0f, binade) ? v : std::copysign(std::ldexp(1.9f, binade), v);
        if (k % 61 == 17) x[k] = std::copysign(inf, v);
        if (k % 67 == 5) x[k] = std::copysign(0.0f, v);
        if (k % 53 == 9) x[k] = std::ldexp(static_cast<float>(k % 16) / 8 + 1.0f / 16, binade);  // ties
    }
    return x;
}

template <class E>
void check_all(const block_format<E>& base)
{
    INFO(format_text(any_format{base.element}));
    // Every binade, with all kinds of modes; the two ends of the fast way are among them.
    for (const std::size_t length : {std::size_t{8}, std::size_t{32}}) {
        const block_format<E> f{base.element, base.scale, runs_of(length), base.two_levels};
        const auto x = through_binades(length, -150, 127, length);
        for (const scale_rule rule : {scale_rule::floor, scale_rule::cover})
            for (const on_overflow policy : {on_overflow::saturate, on_overflow::infinity}) {
                check(block_quantizer{f, nearest_even{}, policy, rule}, x, 0);
                check(block_quantizer{f, toward_negative{}, policy, rule}, x, 0);
            }
        check(block_quantizer{f, nearest_away{}}, x, 0);
        check(block_quantizer{f, nearest_zero{}}, x, 0);
        check(block_quantizer{f, toward_zero{}}, x, 0);
        check(block_quantizer{f, away_from_zero{}}, x, 0);
        check(block_quantizer{f, to_odd{}}, x, 0);
        check(block_quantizer{f, stochastic{stream{5}}}, x, 3);
        check(block_quantizer{f, stochastic{stream{5}, 8}}, x, 16);
        check(block_quantizer{f, stochastic_b{stream{5}, 6}}, x, 32);
    }
    // Every length, with a tail, from every place.
    for (const std::size_t length : lengths) {
        const block_format<E> f{base.element, base.scale, runs_of(length), base.two_levels};
        auto x = through_binades(length, -3, length > 100 ? 1 : 9, 7);
        x.resize(x.size() - 5);
        for (std::uint64_t first = 0; first <= 17; ++first) {
            check(block_quantizer{f}, x, first);
            check(block_quantizer{f, stochastic{stream{1}}}, x, first);
        }
    }
    for (const block_shape& shape : {each_row, each_column, whole_tensor}) {
        const block_format<E> f{base.element, base.scale, shape, base.two_levels};
        for (const std::size_t n : {1u, 15u, 511u, 513u, 2049u, 5000u}) {
            auto x = test::some_numbers(n);
            check(block_quantizer{f, stochastic{stream{1}}}, x, 9);
            check(block_quantizer{f}, x, 0);
            for (float& v : x) v = std::ldexp(v, -120);
            check(block_quantizer{f}, x, 0);
        }
    }
}

}  // namespace

TEST_CASE("the fast ways of MX formats are taken between bounds, and equal the slow one everywhere", "[quantize]")
{
    const auto check_format = []<class E>(const block_format<E>& f) {
        const inner::fast_elements fast(f, on_overflow::saturate);
        REQUIRE(fast.are_possible());
        REQUIRE((fast.bounds.lowest <= 0x1p-40f && fast.bounds.highest >= 0x1p60f));
        const auto takes = [&fast](float scale, bool is_zero) {
            inner::scaled_sums sums;
            return sums.make(fast, std::span(&scale, 1), [&](std::size_t) { return is_zero; });
        };
        for (const float scale : {1.0f, fast.bounds.lowest, fast.bounds.highest}) REQUIRE(takes(scale, false));
        for (const float scale : {fast.bounds.lowest / 2, 0x1p-127f})
            REQUIRE((!takes(scale, false) && takes(scale, true)));
        for (const float scale : {fast.bounds.highest * 2, std::numeric_limits<float>::quiet_NaN()})
            REQUIRE((!takes(scale, false) && !takes(scale, true)));  // zeros, too, are NaN then
        check_all(f);
    };
    for (const auto& f : {mxfp8_e5m2, mxfp8_e4m3, mxfp6_e3m2, mxfp6_e2m3, mxfp4}) check_format(f);
    for (const auto& f : {mxint8, block_floating_point(4, runs_of(32)), block_floating_point(8)}) check_format(f);
}

TEST_CASE("the same for elements and scales of other kinds", "[quantize]")
{
    check_all(nvfp4);
    check_all(block_format<>{e4m3fnuz});
    check_all(block_format<>{floating_format{1, 2, 1, specials::none}});
    check_all(block_floating_point(13, runs_of(32)));  // codes that are not bytes
    check_all(block_format<>{bfloat16});
}

TEST_CASE("a number of a block in binary32", "[quantize]")
{
    constexpr double d_inf = std::numeric_limits<double>::infinity();
    STATIC_REQUIRE((inner::scaled_back(1.5, 0x1p-149) == 0x1p-148f));  // a tie, to even
    STATIC_REQUIRE((inner::scaled_back(2, 0x1p127) == max_float && inner::scaled_back(-2, 0x1p127) == -max_float));
    STATIC_REQUIRE((inner::scaled_back(d_inf, 1) == inf && inner::scaled_back(-d_inf, 0x1p-127) == -inf));
    CHECK(to_bits(inner::scaled_back(1, std::numeric_limits<double>::quiet_NaN())) == nan_pattern<float>);
    CHECK(to_bits(inner::scaled_back(-0.0, 8)) == sign_pattern<float>);
    // Just beyond the largest, where a conversion would still round down to it: the same number.
    CHECK(inner::scaled_back(1, std::nextafter(static_cast<double>(max_float), 1e39)) == max_float);
}
