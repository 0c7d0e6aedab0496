// tests/round/to_code_test.cpp -- rounding an exact number to a code: from doubles, floats, integers and longer
// numbers, to every family, under every mode and policy, against the definition; and the same as rounding in a carrier.
#include "lowp/round/to_code.hpp"

#include "lowp/format/p3109.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"
#include "support/shares.hpp"

using namespace lowp;
using test::one;
using test::share;
using test::shown;

namespace {

__extension__ typedef __int128 int128;

constexpr bool keeps_finite(oracle::mode m, bool minus)
{
    return m == oracle::mode::toward_zero || m == oracle::mode::to_odd ||
           m == (minus ? oracle::mode::toward_positive : oracle::mode::toward_negative);
}

// The value of the code of x; the code must be the one that the value has.
template <class F, class Mode>
double rounded_value(const F& f, double x, const Mode& mode, on_overflow policy)
{
    const std::uint64_t code = to_code(f, exactly(x), mode, policy);
    const double value = decode(f, code);
    if (code != encode(f, value)) FAIL(format_text(f) << ": " << shown(x) << " has code " << code);
    if (const float single = static_cast<float>(x); static_cast<double>(single) == x)
        if (to_code(f, exactly(single), mode, policy) != code) FAIL(shown(x) << " as a float has another code");
    return value;
}

template <class Mode, class F>
void check_doubles(const F& f, std::size_t most_points)
{
    const auto l = oracle::of(f);
    auto points = test::some_turning_points<double>(l, most_points);
    for (const float x : test::some_turning_points<float>(l, most_points)) points.push_back(static_cast<double>(x));
    test::compare<double>(format_text(f), l, points, test::meaning<Mode>,
                          [&](double x, on_overflow policy) { return rounded_value(f, x, Mode{}, policy); });
}

template <class Mode>
void check_doubles(std::size_t most_points)
{
    for (const any_format& format : test::small_formats())
        std::visit([&](const auto& f) { check_doubles<Mode>(f, most_points); }, format);
}

constexpr std::size_t no_limit = std::size_t{1} << 30;

std::vector<floating_format> formats_of_p3109()
{
    std::vector<floating_format> all;
    for (int K = 3; K <= 16; ++K)
        for (int P = 1; P <= K; ++P)
            for (const auto sign : {signedness::with_sign, signedness::without_sign})
                for (const auto range : {domain::extended, domain::finite}) all.push_back(p3109(K, P, sign, range));
    return all;
}

// There the value after the largest is not a double, and the oracle's ladder ends too soon.
bool reaches_the_end_of_binary64(const floating_format& f) { return !carries<double>(f) || f.largest() >= 0x1p1023; }

}  // namespace

TEMPLATE_TEST_CASE("doubles and floats to codes, at every turning point of up to 8 bits", "[round]", LOWP_TEST_MODES)
{
    check_doubles<TestType>(1600);
}
TEMPLATE_TEST_CASE("doubles and floats to codes, at every turning point of up to 16 bits", "[round][exhaustive]",
                   LOWP_TEST_MODES)
{
    check_doubles<TestType>(no_limit);
}
TEMPLATE_TEST_CASE("doubles and floats to codes of P3109, at every turning point", "[round][exhaustive]",
                   LOWP_TEST_MODES)
{
    for (const floating_format& f : formats_of_p3109())
        if (!reaches_the_end_of_binary64(f)) check_doubles<TestType>(f, no_limit);
}

TEMPLATE_TEST_CASE("a quantizer's value is that of the code", "[round]", LOWP_TEST_MODES)
{
    const auto check = []<class T>(T, const auto& f) {
        if (!carries<T>(f)) return;
        for (const on_overflow policy : {on_overflow::saturate, on_overflow::infinity, on_overflow::wrap}) {
            if (!is_valid_policy(f, policy)) continue;
            const quantizer q{f, TestType{}, policy};
            for (const T point : test::some_turning_points<T>(oracle::of(f), 200))
                for (const T x : {point, -point}) {
                    const T got = static_cast<T>(decode(f, to_code(f, exactly(x), TestType{}, policy)));
                    if (!test::same_number(q(x), got)) FAIL(format_text(f) << ": " << shown(x) << " " << shown(got));
                }
        }
    };
    for (const any_format& format : test::small_formats())
        std::visit(
            [&](const auto& f) {
                check(1.0f, f);
                check(1.0, f);
            },
            format);
}

TEMPLATE_TEST_CASE("numbers of 100 bits, and cut-off ones, in every gap", "[round]", LOWP_TEST_MODES)
{
    constexpr auto mode = test::meaning<TestType>;
    const share shares[] = {0,           1,       one >> 62, one >> 63,         one / 2 - 1, one / 2,
                            one / 2 + 1, one / 3, one - 1,   one - (one >> 62), one * 3 / 4};
    for (const any_format& format : test::small_formats())
        std::visit(
            [&](const auto& f) {
                const auto l = oracle::of(f);
                const std::size_t gaps = l.rungs.size() - 1, stride = gaps > 300 ? 97 : 1;
                for (std::size_t k = 0; k < gaps; k += k > 4 && k + 100 < gaps ? stride : 1)
                    for (const share p : shares)
                        for (const bool minus : {false, true})
                            for (const bool more : {false, true}) {
                                dyadic x = test::between(l.rungs[k], l.rungs[k + 1], p);
                                if (more && x.is_zero()) continue;
                                const int up = more ? 127 - bit_length(x.significand) : 0;
                                x = {x.significand << up, x.exponent - up, minus, more};
                                // In units of half of 2^-80, where "more" is less than one.
                                const auto below = static_cast<int128>(2 * p + (more ? 1 : 0)),
                                           above = static_cast<int128>(2 * one) - below;
                                const bool goes_up = oracle::goes_up(below, above, l.is_odd(k), minus, mode);
                                const double value = oracle::finish(l, l.rungs[k + (goes_up ? 1 : 0)], minus, false,
                                                                    keeps_finite(mode, minus), on_overflow::infinity);
                                if (to_code(f, x, TestType{}, on_overflow::infinity) != encode(f, value))
                                    FAIL(format_text(f)
                                         << ": above " << l.rungs[k] << " by " << static_cast<double>(p) * 0x1p-80
                                         << (more ? " and more" : ""));
                            }
            },
            format);
}

TEST_CASE("to binary64 and to binary32 as the machine converts", "[round]")
{
    constexpr auto policy = on_overflow::infinity;
    for (std::uint64_t field = 0; field < 2048; ++field)
        for (const std::uint64_t low : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 28,
                                        (std::uint64_t{3} << 28) + 1, (std::uint64_t{1} << 52) - 1}) {
            const double x = from_bits(field << 52 | low);
            if (x != x) continue;
            if (to_code(binary64, exactly(x), nearest_even{}, policy) != to_bits(x)) FAIL(shown(x));
            if (to_code(binary32, exactly(x), nearest_even{}, policy) != to_bits(static_cast<float>(x))) FAIL(shown(x));
            // Half an ulp more than x, as a long double where that has room for it.
            const long double half_way = static_cast<long double>(x) * (1 + 0x1p-53L);
            if (to_code(binary64, exactly(half_way), nearest_even{}, policy) != to_bits(static_cast<double>(half_way)))
                FAIL(shown(x) << " and a half ulp");
        }
    for (const std::uint64_t n :
         {~std::uint64_t{0}, std::uint64_t{1} << 63, (std::uint64_t{1} << 53) + 1, (std::uint64_t{1} << 53) + 3,
          (std::uint64_t{1} << 54) + 6, std::uint64_t{16777217}}) {
        CHECK(to_code(binary64, exactly(n), nearest_even{}, policy) == to_bits(static_cast<double>(n)));
        CHECK(to_code(binary32, exactly(n), nearest_even{}, policy) == to_bits(static_cast<float>(n)));
    }
}

TEMPLATE_TEST_CASE("formats beyond binary64, at every code and in every gap", "[round]", LOWP_TEST_MODES)
{
    constexpr auto mode = test::meaning<TestType>;
    std::vector<floating_format> formats{floating_format{14, 1}};
    for (const floating_format& f : formats_of_p3109())
        if (reaches_the_end_of_binary64(f)) formats.push_back(f);
    CHECK(formats.size() == 1 + 2 * 25 + 18);
    for (const floating_format& f : formats) {
        const auto steps = std::uint64_t{1} << f.fraction_bits;
        const std::uint64_t codes = f.largest_code() + 1, stride = 7;
        for (std::uint64_t code = 0; code < codes; code += code > 20 && code + 20 < codes ? stride : 1) {
            // The number is m units of 2^e, the next one m + 1.
            const std::uint64_t field = code / steps, m = code % steps + (field > 0 ? steps : 0);
            const int e = static_cast<int>(field > 0 ? field : 1) - f.bias - f.fraction_bits;
            for (const int quarters : {0, 1, 2, 3})
                for (const bool minus : {false, true}) {
                    const dyadic x{4 * m + static_cast<std::uint64_t>(quarters), e - 2, minus};
                    const bool up = oracle::goes_up(quarters, 4 - quarters, code % 2 == 1, minus, mode);
                    const std::uint64_t magnitude = code + (up ? 1 : 0);
                    const bool signed_zero = magnitude > 0 || f.special == specials::ieee;
                    std::uint64_t expected =
                        magnitude |
                        (minus && signed_zero ? std::uint64_t{1} << (f.exponent_bits + f.fraction_bits) : 0);
                    const bool is_unsigned = f.sign == signedness::without_sign;
                    if (is_unsigned && minus)
                        expected =
                            magnitude == 0 || keeps_finite(mode, minus) ? 0 : (std::uint64_t{1} << f.width()) - 1;
                    else if (magnitude == codes && keeps_finite(mode, minus))
                        --expected;  // beyond the largest; infinity is the next code
                    else if (magnitude == codes && f.special == specials::fnuz && !is_unsigned)
                        expected = std::uint64_t{1} << (f.width() - 1);  // NaN
                    if (to_code(f, x, TestType{}, on_overflow::infinity) != expected)
                        FAIL(format_text(f) << " code " << code << " and " << quarters << " quarters");
                }
        }
    }
}

TEMPLATE_TEST_CASE("wrapped fixed point is the rounded integer modulo 2^width", "[round]", LOWP_TEST_MODES)
{
    constexpr auto mode = test::meaning<TestType>;
    std::vector<fixed_format> formats{{31, 0}, {15, 16}, {-3, 35}, {32, 0, fixed_range::without_sign}};
    for (const any_format& format : test::small_formats())
        if (const auto* f = std::get_if<fixed_format>(&format); f && f->range != fixed_range::symmetric)
            formats.push_back(*f);
    for (const fixed_format& f : formats) {
        REQUIRE(is_valid_policy(f, on_overflow::wrap));
        const quantizer q{f, TestType{}, on_overflow::wrap};
        const auto l = oracle::of(f.width() <= 16 ? f : fixed_format{});
        const std::uint64_t modulus = std::uint64_t{1} << f.width();
        const auto check = [&](std::uint64_t whole, int eighths, bool minus) {
            const double y = static_cast<double>(whole) + eighths / 8.0, x = std::ldexp(y, -f.fraction_bits);
            const bool up = oracle::goes_up(eighths, 8 - eighths, whole % 2 == 1, minus, mode);
            const std::uint64_t steps = whole + (up ? 1 : 0), expected = (minus ? 0 - steps : steps) % modulus;
            if (to_code(f, exactly(minus ? -x : x), TestType{}, on_overflow::wrap) != expected)
                FAIL(format_text(f) << ": " << (minus ? "-" : "") << whole << " and " << eighths << "/8 steps");
            if (carries<double>(f) && q(minus ? -x : x) != oracle::value_of_code(f, l, expected))
                FAIL(format_text(f) << ", in binary64: " << whole << " and " << eighths << "/8 steps");
        };
        if (f.width() <= 12) {
            for (std::uint64_t whole = 0; whole < std::min<std::uint64_t>(modulus * 2 + 5, 3000); ++whole)
                for (const int eighths : {0, 1, 4, 5, 7})
                    for (const bool minus : {false, true}) check(whole, eighths, minus);
        }
        for (const std::uint64_t turns : {1u, 2u, 3u, 1000u}) {
            const std::uint64_t at = modulus / 2 * turns;
            for (const std::uint64_t whole : {at - 2, at - 1, at, at + 1})
                for (const bool minus : {false, true}) {
                    if (f.width() > 16) {  // only codes: their ladder would be long
                        const std::uint64_t expected = (minus ? 0 - whole : whole) % modulus;
                        const double x = std::ldexp(static_cast<double>(whole), -f.fraction_bits);
                        CHECK(to_code(f, exactly(minus ? -x : x), TestType{}, on_overflow::wrap) == expected);
                    } else {
                        for (const int eighths : {0, 3, 4, 6}) check(whole, eighths, minus);
                    }
                }
        }
        // Multiples of large powers of two: what is left of them modulo 2^width.
        for (int e = 0; e < 200; ++e) {
            const std::uint64_t expected = e >= 64 ? 0 : (std::uint64_t{0x15555} << e) % modulus;
            CHECK(to_code(f, dyadic{0x15555, e - f.fraction_bits}, TestType{}, on_overflow::wrap) == expected);
        }
        const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
        CHECK(to_code(f, exactly(infinity), TestType{}, on_overflow::wrap) == largest_number(f));
        CHECK(to_code(f, exactly(-infinity), TestType{}, on_overflow::wrap) == lowest_number(f));
        CHECK(to_code(f, exactly(nan), TestType{}, on_overflow::wrap) == largest_number(f));
    }
}

TEST_CASE("wrap has a meaning for two's complement and unsigned fixed point only", "[round]")
{
    STATIC_REQUIRE(is_valid_policy(fixed_format{7, 0}, on_overflow::wrap));
    STATIC_REQUIRE(is_valid_policy(fixed_format{8, 0, fixed_range::without_sign}, on_overflow::wrap));
    STATIC_REQUIRE(!is_valid_policy(fixed_format{7, 0, fixed_range::symmetric}, on_overflow::wrap));
    STATIC_REQUIRE(!is_valid_policy(e4m3fn, on_overflow::wrap));
    STATIC_REQUIRE(!is_valid_policy(logarithmic_format{4, 3}, on_overflow::wrap));
    STATIC_REQUIRE(is_valid_policy(fixed_format{7, 0, fixed_range::symmetric}, on_overflow::saturate));
}

TEMPLATE_TEST_CASE("overflow is what rounds past the range", "[round]", LOWP_TEST_MODES)
{
    constexpr auto mode = test::meaning<TestType>;
    for (const any_format& format : test::small_formats())
        std::visit(
            [&](const auto& f) {
                const auto l = oracle::of(f);
                for (const double point : test::some_turning_points<double>(l, 300))
                    for (const double x : {point, -point, 0.0, -0.0}) {
                        if (std::isinf(x)) continue;
                        const bool minus = std::signbit(x);
                        const double magnitude = std::fabs(x);
                        double rounded = l.rungs.back();
                        if (magnitude < l.rungs.back()) {
                            const std::size_t k = oracle::rung_below(l, magnitude);
                            rounded = l.rungs[k + (oracle::goes_up(l, k, magnitude, minus, mode) ? 1 : 0)];
                        }
                        if (rounded < l.flushed_below) rounded = 0;
                        const bool expected = l.has_zero || x != 0 ? rounded > (minus ? l.lowest : l.largest) : true;
                        if (overflows(f, exactly(x), TestType{}) != expected) FAIL(format_text(f) << ": " << shown(x));
                    }
            },
            format);
}

TEST_CASE("integers to 8-bit formats, binary16, bfloat16 and fixed point, against whole numbers", "[round]")
{
    // All within +-2^17, and some of every length up to 64 bits.
    std::vector<std::uint64_t> magnitudes;
    for (std::uint64_t n = 0; n <= std::uint64_t{1} << 17; ++n) magnitudes.push_back(n);
    for (std::uint64_t i = 0; i < 40'000; ++i) {
        const std::uint64_t n = std::uint64_t{stream{1}.bits(2 * i)} << 32 | stream{1}.bits(2 * i + 1);
        magnitudes.push_back(n >> i % 64);
        magnitudes.push_back((n >> i % 64) & ~((std::uint64_t{1} << (i * 7 % 60)) - 1));  // ties among them
    }
    magnitudes.push_back(~std::uint64_t{0});
    magnitudes.push_back(std::uint64_t{1} << 63);
    std::sort(magnitudes.begin(), magnitudes.end());

    const auto check = [&](const auto& f, oracle::mode meant, const auto& mode, on_overflow policy,
                           std::size_t stride) {
        const auto l = oracle::of(f);
        // Rungs in units of 2^-60, down to which all are exact that an integer but 0 can be next to.
        std::vector<uint128> rungs;
        for (const double rung : l.rungs)
            if (rung < 0x1p66) rungs.push_back(static_cast<uint128>(std::ldexp(rung, 60)));
        rungs.push_back(uint128{1} << 127);  // beyond every integer, and either never reached or beyond the range
        std::size_t k = 0;
        for (std::size_t i = 0; i < magnitudes.size(); i += stride) {
            const uint128 n = uint128{magnitudes[i]} << 60;
            while (k + 2 < rungs.size() && rungs[k + 1] <= n) ++k;
            for (const bool minus : {false, true}) {
                if (n == 0 && minus) continue;  // an integer 0 has no sign
                const bool stays = keeps_finite(meant, minus);
                double expected = 0;
                if (n == 0)
                    expected = oracle::rounded(l, 0, meant, policy);
                else if (k + 1 >= l.rungs.size() - 1)  // past both rungs beyond the range
                    expected = oracle::finish(l, l.rungs.back(), minus, false, stays, policy);
                else {
                    const auto below = static_cast<int128>(n - rungs[k]), above = static_cast<int128>(rungs[k + 1] - n);
                    const bool up = n >= rungs[0] && oracle::goes_up(below, above, l.is_odd(k), minus, meant);
                    expected = oracle::finish(l, l.rungs[k + (up ? 1 : 0)], minus, false, stays, policy);
                }
                const auto compare = [&](std::uint64_t code) {
                    const double got = decode(f, code);
                    if (!test::same_number(got, expected))
                        FAIL(format_text(f) << ": " << (minus ? "-" : "") << magnitudes[i] << " became " << shown(got)
                                            << ", not " << shown(expected));
                };
                const std::uint64_t magnitude = magnitudes[i];
                if (!minus && i % 4 == 0) compare(to_code(f, exactly(magnitude), mode, policy));
                if (magnitude <= std::uint64_t{1} << 63) {
                    const auto x = static_cast<std::int64_t>(minus ? 0 - magnitude : magnitude);
                    if (minus == (x < 0)) compare(to_code(f, exactly(x), mode, policy));
                }
            }
        }
    };
    std::vector<any_format> formats{binary16, bfloat16, fixed_format{15, 0}, fixed_format{11, -2}, fixed_format{5, 10}};
    for (const any_format& format : test::small_formats())
        if (width_of(format) <= 8) formats.push_back(format);
    for (const any_format& format : formats)
        std::visit(
            [&](const auto& f) {
                check(f, oracle::mode::nearest_even, nearest_even{}, on_overflow::saturate, 1);
                check(f, oracle::mode::nearest_even, nearest_even{}, on_overflow::infinity, 17);
                check(f, oracle::mode::nearest_away, nearest_away{}, on_overflow::infinity, 37);
                check(f, oracle::mode::toward_positive, toward_positive{}, on_overflow::infinity, 41);
                check(f, oracle::mode::toward_negative, toward_negative{}, on_overflow::saturate_finite, 43);
                check(f, oracle::mode::to_odd, to_odd{}, on_overflow::infinity, 47);
            },
            format);
    // The ends of 64 bits by themselves.
    STATIC_REQUIRE(to_code(bfloat16, exactly(std::numeric_limits<std::int64_t>::min()), nearest_even{},
                           on_overflow::infinity) == 0xdf00);  // -2^63
    STATIC_REQUIRE(to_code(bfloat16, exactly(std::numeric_limits<std::int64_t>::max()), toward_zero{},
                           on_overflow::infinity) == 0x5eff);
    STATIC_REQUIRE(to_code(binary16, exactly(65519), nearest_even{}, on_overflow::infinity) == 0x7bff);
    STATIC_REQUIRE(to_code(binary16, exactly(65520), nearest_even{}, on_overflow::infinity) == 0x7c00);
}

TEMPLATE_TEST_CASE("random modes give the same in the carrier, over codes, and to a code", "[round][stochastic]",
                   stochastic, stochastic_b, stochastic_c, equal_probability)
{
    const auto check = []<class T>(T, const auto& f, const TestType& mode) {
        if (!carries<T>(f)) return;
        std::uint64_t index = 0;
        std::vector<T> numbers = test::some_turning_points<T>(oracle::of(f), 200);
        for (std::uint64_t i = 0; i < 240; ++i)  // of all sizes around the format's
            numbers.push_back(static_cast<T>(
                std::ldexp(f.largest() * (1 + static_cast<double>(stream{3}.uniform(i))), -static_cast<int>(i % 40))));
        for (const on_overflow policy : test::policies)
            for (const T number : numbers)
                for (const T x : {number, -number}) {
                    const std::uint64_t at = ++index * 0x1'0000'0001;
                    const T expected = static_cast<T>(decode(f, to_code(f, exactly(x), mode, policy, at)));
                    const T over_codes = round_to(code_grid<T>{f, policy}, x, at, mode);
                    if (!test::same_number(over_codes, expected)) FAIL(format_text(f) << ", over codes: " << shown(x));
                    if (!test::same_number(quantizer{f, mode, policy}(x, at), expected))
                        FAIL(format_text(f) << ", quantizer: " << shown(x));
                    if constexpr (requires { grid_of<T>(f, policy); })
                        if (has_grid<T>(f, policy))
                            if (!test::same_number(round_to(grid_of<T>(f, policy), x, at, mode), expected))
                                FAIL(format_text(f) << ", in the carrier: " << shown(x));
                }
    };
    for (const any_format& format : test::small_formats())
        std::visit(
            [&](const auto& f) {
                for (const int bits : {1, 8, 30}) {
                    TestType mode{stream{11}};
                    if constexpr (requires { mode.bits; })
                        mode.bits = bits;
                    else if (bits > 1)
                        continue;
                    check(1.0f, f, mode);
                    check(1.0, f, mode);
                }
            },
            format);
}
