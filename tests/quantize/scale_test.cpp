// tests/quantize/scale_test.cpp -- the four rules against their definitions, and scales that are numbers against all
// numbers there are.
#include "lowp/quantize/scale.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/format/text.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

// Around powers of two, around multiples of the element's largest number and around halves of steps; and anything.
std::vector<float> amaxes(double largest, int bits)
{
    std::vector<float> all{1e-45f, 0x1p-126f, std::numeric_limits<float>::max()};
    const double at[] = {
        1, 1.5, largest, 2 - std::ldexp(1.0, -bits - 1), 2 - std::ldexp(1.0, -bits), 1 + std::ldexp(1.0, -bits - 1)};
    for (int e = -149; e <= 127; ++e)
        for (const double place : at) {
            const auto x = static_cast<float>(std::ldexp(place, e - std::ilogb(place)));
            for (const float near : {std::nextafter(x, 0.0f), x, std::nextafter(x, 1e38f)})
                if (near > 0 && std::isfinite(near)) all.push_back(near);
        }
    constexpr stream words{8};
    for (std::uint64_t i = 0; i < 500; ++i) {
        const float x = from_bits(words.bits(i) & 0x7fff'ffffu);
        if (x > 0 && std::isfinite(x)) all.push_back(x);
    }
    return all;
}

int bits_of(const floating_format& f) { return f.fraction_bits; }
// Of the largest number, (2^n - 1) / 2^k: n bits, one of which leads.
int bits_of(const fixed_format& f) { return f.integer_bits + f.fraction_bits - 1; }
int bits_of(const logarithmic_format& f) { return f.fraction_bits; }
int bits_of(const nlq_format&) { return 0; }

// The exponent by the table in scale.hpp, with ilogb and comparisons of exact products.
int by_definition(scale_rule rule, double amax, double largest, int bits)
{
    const int binade = std::ilogb(amax), end = std::ilogb(largest);
    if (rule == scale_rule::floor) return binade - end;
    if (rule == scale_rule::ceil) return (std::ldexp(1.0, binade) == amax ? binade : binade + 1) - end;
    if (rule == scale_rule::even) return std::ilogb(std::round(std::ldexp(amax, bits - binade))) - bits + binade - end;
    int e = binade - end - 3;
    while (std::ldexp(largest, e) < amax) ++e;
    return e;
}

template <class E>
void check_powers(const E& element, const floating_format& scales = e8m0fnu)
{
    INFO(format_text(any_format{element}) << " times " << format_text(any_format{scales}));
    const int lowest = std::ilogb(scales.smallest()), highest = std::ilogb(scales.largest());
    const double largest = element.largest();
    for (const scale_rule rule : {scale_rule::floor, scale_rule::ceil, scale_rule::even, scale_rule::cover}) {
        const scale_maker<E> make(block_format<E>{element, scales}, rule, 1);
        std::vector<float> blocks, expected;
        for (const float amax : amaxes(largest, bits_of(element))) {
            const int e = by_definition(rule, static_cast<double>(amax), largest, bits_of(element));
            const float scale = std::ldexp(1.0f, std::clamp(e, lowest, highest));
            if (make(amax, false) != scale)
                FAIL("rule " << static_cast<int>(rule) << ", " << amax << ": " << make(amax, false) << ", not "
                             << scale);
            blocks.push_back(amax), expected.push_back(scale);
        }
        blocks.push_back(0), expected.push_back(std::ldexp(1.0f, lowest));
        make.each(blocks);
        REQUIRE(blocks == expected);
        REQUIRE((make(1.0f, true) != make(1.0f, true)) == !element.has_nan());
    }
}

}  // namespace

TEST_CASE("powers of two by every rule, for every element format", "[quantize]")
{
    for (const floating_format& f : {e5m2, e4m3fn, e4m3, e3m4, e4m3fnuz, e5m2fnuz, e3m2fn, e2m3fn, e2m1fn,
                                     floating_format{4, 0, 7, specials::none}, floating_format{1, 2, 1, specials::none},
                                     bfloat16, binary16, binary32})
        check_powers(f);
    for (const fixed_format& f :
         {fixed_format{1, 6, fixed_range::symmetric}, fixed_format{0, 7}, fixed_format{7, 0}, fixed_format{1, 2},
          fixed_format{1, 1}, fixed_format{1, 14}, fixed_format{-3, 10}, fixed_format{4, 4, fixed_range::without_sign}})
        check_powers(f);
    // Scales of other ranges, also of binary32's subnormal numbers.
    for (const floating_format& scales :
         {floating_format{5, 0, 15, specials::one_nan, signedness::without_sign, subnormals::none},
          floating_format{8, 0, 140, specials::one_nan, signedness::without_sign, subnormals::none},
          floating_format{7, 0, 0, specials::one_nan, signedness::without_sign, subnormals::none}}) {
        for (const floating_format& f : {e5m2, e2m1fn, e4m3fnuz}) check_powers(f, scales);
        for (const fixed_format& f : {fixed_format{1, 6}, fixed_format{-3, 10}, fixed_format{7, 0}})
            check_powers(f, scales);
    }
    check_powers(logarithmic_format{3, 3});
    check_powers(logarithmic_format{5, 0});
    check_powers(nlq(6, 0.01, 0.1));
}

TEST_CASE("the smallest power that covers", "[quantize]")
{
    STATIC_REQUIRE((power_above(448, 448) == 0 && power_above(449, 448) == 1 && power_above(447, 448) == 0));
    STATIC_REQUIRE((power_above(224, 448) == -1 && power_above(225, 448) == 0 && power_above(0x1p-149, 1) == -149));
    STATIC_REQUIRE(
        (exponent_of(1.0) == 0 && exponent_of(0x1.fffffffffffffp-1) == -1 && exponent_of(0x1p-1022) == -1022));
    constexpr stream words{2};
    for (std::uint64_t i = 0; i < 20000; i += 2) {
        const double a = std::ldexp(1 + words.uniform(i), static_cast<int>(words.bits(i) % 300) - 150);
        const double l = std::ldexp(1 + static_cast<double>(words.bits(i + 1) % 16) / 16,
                                    static_cast<int>(words.bits(i + 1) >> 8) % 40 - 20);
        const int e = power_above(a, l);
        REQUIRE((a <= std::ldexp(l, e) && a > std::ldexp(l, e - 1)));
    }
}

TEST_CASE("the element's bits below its leading one", "[quantize]")
{
    STATIC_REQUIRE((significand_bits(e4m3fn) == 3 && significand_bits(e2m1fn) == 1));
    STATIC_REQUIRE((significand_bits(fixed_format{1, 6}) == 6 && significand_bits(fixed_format{0, 7}) == 6));
    STATIC_REQUIRE((significand_bits(fixed_format{7, 0}) == 6 && significand_bits(fixed_format{1, 1}) == 1));
}

TEST_CASE("scales that are numbers: the first that covers", "[quantize]")
{
    for (const floating_format& element : {e4m3fn, e2m1fn, e5m2}) {
        const double largest = element.largest();
        for (const floating_format& scale : {e4m3fn, ue4m3, e5m2, bfloat16, binary16}) {
            const auto rungs = oracle::of(scale).rungs;
            const scale_maker<floating_format> make({element, scale, each_row}, scale_rule::floor, 1);
            for (const float amax : amaxes(largest, element.fraction_bits)) {
                std::size_t k = 1;  // of the first rung r with amax <= L r; the last two are not numbers
                k = static_cast<std::size_t>(std::lower_bound(rungs.begin() + 1, rungs.end() - 3,
                                                              static_cast<double>(amax),
                                                              [&](double r, double a) { return largest * r < a; }) -
                                             rungs.begin());
                if (static_cast<double>(make(amax, false)) != rungs[k])
                    FAIL(format_text(scale) << ", " << amax << ": " << make(amax, false) << ", not " << rungs[k]);
            }
            REQUIRE(static_cast<double>(make(0, false)) == scale.smallest());
            std::vector<float> blocks{0, 1, 3e38f}, same = blocks;
            make.each(blocks);
            for (std::size_t k = 0; k < 3; ++k) REQUIRE(blocks[k] == make(same[k], false));
        }
        // Binary32, whose numbers are too many to list.
        const scale_maker<floating_format> make({element, binary32, each_row}, scale_rule::floor, 1);
        for (const float amax : amaxes(largest, element.fraction_bits)) {
            const float scale = make(amax, false);
            REQUIRE(largest * static_cast<double>(scale) >= static_cast<double>(amax));
            if (scale > 0x1p-149f)
                REQUIRE(largest * static_cast<double>(std::nextafter(scale, 0.0f)) < static_cast<double>(amax));
        }
    }
}

TEST_CASE("two levels: the nearest scale, relative to the tensor's", "[quantize]")
{
    const auto rungs = oracle::of(e4m3fn).rungs;
    for (const float whole : {1.0f, 2688.0f, 3.3f, 1e-30f, 1e30f, 0x1p-149f, std::numeric_limits<float>::max()}) {
        const float tensor = tensor_scale_for(nvfp4, static_cast<double>(whole));
        REQUIRE(tensor == std::max(static_cast<float>(static_cast<double>(whole) / 2688), 0x1p-149f));
        const scale_maker<floating_format> make(nvfp4, scale_rule::floor, tensor);
        for (double share = 1; share > 1e-7; share *= 0.93) {
            const auto amax = static_cast<float>(static_cast<double>(whole) * share);
            if (amax == 0) continue;
            // amax against 6 t (a + b) / 2, exactly: neighbours have at most five bits together.
            const double unit = 6 * static_cast<double>(tensor);
            std::size_t k = 0;
            while (k < rungs.size() - 3 &&
                   (2 * static_cast<double>(amax) > unit * (rungs[k] + rungs[k + 1]) ||
                    (2 * static_cast<double>(amax) == unit * (rungs[k] + rungs[k + 1]) && k % 2 == 1)))
                ++k;
            const double expected = std::max(rungs[k], 0x1p-9);
            if (static_cast<double>(make(amax, false)) != expected)
                FAIL(whole << ", " << amax << ": " << make(amax, false) << ", not " << expected);
        }
        REQUIRE(make(0, false) == 0x1p-9f);
        REQUIRE(make(whole, true) != make(whole, true));
    }
    CHECK(tensor_scale_for(nvfp4, 0.0) == 1);
    CHECK(tensor_scale_for(mxfp4, 1e9) == 1);
}
