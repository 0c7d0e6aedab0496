// tests/linalg/emulated_test.cpp -- rounding by way of binary32 is rounding once, where it is said to be; and tiles of
// emulated sums are the reference's.
#include "lowp/linalg/emulated.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/reference.hpp"
#include "support/catch.hpp"
#include "support/gemms.hpp"

using namespace lowp;

namespace {

enum class ties { even, away, zero };

// An integer rounded to so many bits, and to multiples of `step`.
std::int64_t nearest(std::int64_t x, int bits, std::int64_t step, ties how)
{
    const std::int64_t magnitude = std::llabs(x);
    std::int64_t pitch = step;
    while (magnitude >> bits >= pitch) pitch *= 2;
    const std::int64_t down = magnitude / pitch * pitch, rest = magnitude - down;
    const bool odd = (down / pitch) % 2 != 0;
    const bool up = 2 * rest > pitch || (2 * rest == pitch && (how == ties::away || (how == ties::even && odd)));
    const std::int64_t rounded = up ? down + pitch : down;
    return x < 0 ? -rounded : rounded;
}

}  // namespace

// Everything is scaled down: an intermediate format of a few digits, sums of p bits, products of q bits, all integers
// of a bounded range. What is_harmless says of 24 digits it says of these.
TEST_CASE("double rounding is harmless where is_harmless says so: all sums and products of small formats", "[linalg]")
{
    int harmless = 0, harmful = 0, harmful_found = 0;
    for (const int digits : {5, 6, 7})
        for (int p = 1; p < digits; ++p)
            for (int q = 1; q <= digits; ++q)
                for (const int unit_of_sums : {0, 1, 3})
                    for (const int bound : {5, 8, 11}) {
                        // Products are multiples of 1 below 2^bound; sums of 2^unit_of_sums, up to 2^bound.
                        const number_range product{q, 0, bound}, format{p, unit_of_sums, bound};
                        const bool said = inner::is_harmless(product, format, digits);
                        (said ? harmless : harmful) += 1;
                        const std::int64_t step = std::int64_t{1} << unit_of_sums, end = std::int64_t{1} << bound;
                        bool wrong = false;
                        for (std::int64_t c = 0; c <= end && !wrong; ++c) {
                            if (nearest(c, p, step, ties::zero) != c) continue;
                            for (std::int64_t x = -end; x <= end && !wrong; ++x) {
                                if (nearest(x, q, 1, ties::zero) != x) continue;
                                if (std::llabs(c + x) > end) continue;  // beyond both, in whatever way
                                const std::int64_t between = nearest(c + x, digits, 1, ties::even);
                                for (const ties how : {ties::even, ties::away, ties::zero})
                                    if (nearest(between, p, step, how) != nearest(c + x, p, step, how)) wrong = true;
                            }
                        }
                        harmful_found += wrong ? 1 : 0;
                        INFO("digits " << digits << ", sums of " << p << " bits, products of " << q << ", unit "
                                       << unit_of_sums << ", bound " << bound);
                        if (said) REQUIRE(!wrong);
                    }
    CHECK(harmless > 100);
    CHECK(harmful > 100);
    CHECK(harmful_found > harmful / 4);  // it does not give away much
}

TEST_CASE("what is harmless in binary32", "[linalg]")
{
    using inner::is_harmless;
    using inner::product_of;
    const auto fp8 = product_of(range_of(e4m3fn), range_of(e4m3fn));
    CHECK(is_harmless(fp8, range_of(binary16)));
    CHECK(is_harmless(fp8, range_of(bfloat16)));
    CHECK(is_harmless(fp8, range_of(e4m3fn)));  // its range is short
    CHECK(is_harmless(product_of(range_of(e5m2), range_of(e4m3fn)), range_of(binary16)));
    CHECK(!is_harmless(product_of(range_of(binary16), range_of(binary16)), range_of(binary16)));
    CHECK(!is_harmless(product_of(range_of(bfloat16), range_of(bfloat16)), range_of(binary16)));
    CHECK(!is_harmless(product_of(range_of_binary32, range_of_binary32), range_of(e4m3fn)));
    // A product of 1 + 2^-4 is a middle of e8m3, and beside it 2^-25 is lost.
    CHECK(!is_harmless(number_range{5, -30, 1}, range_of(floating_format{8, 3})));
}

TEST_CASE("what binary32 rounded to odd decides", "[linalg]")
{
    // Two bits beyond those that a mode compares with: middles, or as many as it draws.
    const auto decides = [](const floating_format& f, const auto& mode, on_overflow policy = on_overflow::saturate) {
        return inner::decides_from_odd(grid_of<float>(f, policy), mode);
    };
    CHECK((decides(binary16, nearest_even{}) && decides(bfloat16, toward_negative{}) && decides(tf32, to_odd{})));
    CHECK((decides(floating_format{8, 21}, nearest_even{}) && !decides(floating_format{8, 22}, nearest_even{})));
    CHECK((decides(binary16, stochastic{stream{1}, 11}) && !decides(binary16, stochastic{stream{1}, 12})));
    CHECK(!decides(binary16, stochastic{stream{1}}));
    // What is beyond binary32 is beyond bfloat16, but not by chance.
    CHECK(decides(bfloat16, stochastic{stream{1}, 8}));
    CHECK(!decides(bfloat16, stochastic{stream{1}, 8}, on_overflow::infinity));
}

TEST_CASE("rounded sums equal the reference, known formats and modes", "[linalg][simd]")
{
    const auto check = [](const any_format& left, const any_format& right, const auto& by, std::uint64_t seed) {
        for (const std::size_t m : {std::size_t{1}, std::size_t{9}, std::size_t{17}}) {
            const std::size_t k = 33 + m, n = 37;
            const auto a = gemms::random_codes(left, m, k, seed), b = gemms::random_codes(right, k, n, seed + 1);
            const auto x = gemms::numbers_of(a), y = gemms::numbers_of(b);
            matrix<float> expected(m, n), c(m, n);
            gemm_reference(x, y, expected, by);
            gemm(a, b, c, by);
            gemms::require_same(c, expected);
            const auto z = gemms::turned(y);
            gemm(x, transposed(z), c, by, {.threads = 2});
            gemms::require_same(c, expected);
        }
    };
    const stream s{3};
    using accumulate::rounded;
    check(e4m3fn, e5m2, rounded{quantizer{binary16}}, 1);
    check(binary16, binary16, rounded{quantizer{binary16}}, 2);
    check(e5m2, e5m2, rounded{quantizer{binary16, stochastic{s, 8}, on_overflow::infinity}}, 3);
#ifndef LOWP_TEST_FEW_MODES
    check(e4m3fn, e4m3fn, rounded{quantizer{known<binary16>}}, 4);
    check(binary16, bfloat16, rounded{quantizer{bfloat16, nearest_away{}}}, 5);
    check(e4m3fn, e4m3fn, rounded{quantizer{binary16, toward_negative{}}}, 6);
    check(fixed_format{2, 5}, fixed_format{2, 5}, rounded{quantizer{fixed_format{7, 8}}}, 7);
    check(fixed_format{2, 5}, fixed_format{2, 5},
          rounded{quantizer{fixed_format{3, 4}, nearest_even{}, on_overflow::wrap}}, 8);
    check(e2m1fn, logarithmic_format{4, 3}, rounded{quantizer{logarithmic_format{5, 2}}}, 9);
#endif
}

#ifdef LOWP_TEST_ALL_FORMATS  // takes long to compile
TEST_CASE("rounded sums of every mode, all met at run time", "[linalg][simd]")
{
    const auto a = gemms::random_codes(e5m2, 5, 40, 1), b = gemms::random_codes(e4m3fn, 40, 19, 2);
    const auto x = gemms::numbers_of(a), y = gemms::numbers_of(b);
    for (const auto& name : rounding_names)
        for (const any_format& f :
             {any_format(binary16), any_format(bfloat16), any_format(e5m2), any_format(fixed_format{8, 3})})
            for (const auto policy : {on_overflow::saturate, on_overflow::infinity}) {
                const accumulate::rounded by{quantizer{f, *read_rounding(name, stream{9}), policy}};
                matrix<float> expected(5, 19), c(5, 19);
                gemm_reference(x, y, expected, by);
                gemm(a, b, c, by);
                INFO(name << ", format " << f.index());
                gemms::require_same(c, expected);
            }
}
#endif

TEST_CASE("bfloat16 sums at the ends of binary32: subnormal ones, and those beyond", "[linalg][simd]")
{
    for (const float scale : {0x1p-70f, 0x1p62f}) {
        matrix<float> a(4, 60), b(60, 33), expected(4, 33), c(4, 33);
        const stream draw{1};
        const auto number = [&](std::uint64_t i) {
            return scale * (4 * draw.uniform(i) - 2) *
                   static_cast<float>(exp2i(static_cast<int>(draw.bits(i) % 20) - 10));
        };
        for (std::size_t i = 0; i < a.span().size(); ++i) a.span()[i] = number(i);
        for (std::size_t i = 0; i < b.span().size(); ++i) b.span()[i] = number(9000 + i);
        const auto check = [&](const auto& q) {
            gemm_reference(a, b, expected, accumulate::rounded{q});
            gemm(a, b, c, accumulate::rounded{q});
            gemms::require_same(c, expected);
        };
        check(quantizer{bfloat16});
        check(quantizer{bfloat16, stochastic{draw, 8}, on_overflow::infinity});
    }
}
