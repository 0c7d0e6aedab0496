// tests/round/stochastic_test.cpp -- stochastic rounding counted over its draws: of 2^b, exactly so many go up.
//
// With p the share of the gap: floor(2^b p) in variant A, floor(2^b p + 1/2) in B, 2^b p rounded to even in C, half of
// them for every p but 0 with equal probability. Shares are exact, in units of 2^-80, and so are the numbers made of
// them; each goes every way that has room for it: through binary32, through binary64, and from the exact number to a
// code.
#include "lowp/round/stochastic.hpp"

#include "lowp/round/round_by_sum.hpp"
#include "lowp/round/round_pattern.hpp"
#include "lowp/round/round_to.hpp"
#include "lowp/round/to_code.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"
#include "support/shares.hpp"

using namespace lowp;
using test::between;
using test::chosen;
using test::in_carrier;
using test::one;
using test::share;
using test::share_bits;

namespace {

// How many of 2^b draws go up.
std::uint64_t ups(const test::drawn_a&, share p, int bits)
{
    return static_cast<std::uint64_t>(p >> (share_bits - bits));
}
std::uint64_t ups(const test::drawn_b&, share p, int bits)
{
    return static_cast<std::uint64_t>((p + (one >> bits) / 2) >> (share_bits - bits));
}
std::uint64_t ups(const test::drawn_c&, share p, int bits)
{
    const share whole = p >> (share_bits - bits), rest = p - (whole << (share_bits - bits)), half = (one >> bits) / 2;
    return static_cast<std::uint64_t>(whole + (rest > half || (rest == half && whole % 2 == 1) ? 1 : 0));
}
std::uint64_t ups(const test::tossed&, share p, int bits) { return p == 0 ? 0 : std::uint64_t{1} << (bits - 1); }

// Shares around those where one more draw of 2^b goes up: multiples of 2^-b (variant A) and the middles between them
// (B and C: ties), and dust beside them; every tie is near an even and an odd count.
std::vector<share> shares(int bits)
{
    const share step = one >> bits, count = share{1} << bits;
    std::vector<share> all{0, one / 3, one >> 33, one - (one >> 26)};
    for (const share j : {share{0}, count / 2 + 1, count - 1})
        for (const share at : {j * step, j * step + step / 2})
            for (const share dust : {share{0}, one >> 60, step >> 9})
                for (const share beside : {at + dust, at - dust})
                    if (beside < one && (all.empty() || all.back() != beside)) all.push_back(beside);
    return all;
}

enum class draws_of { all, threshold };

// Draw r goes up exactly from 2^b - ups on, for the addend grows with r; so the count is what it should be, too.
template <class Mode, class Rounded>
void check_draws(int bits, std::uint64_t up_count, draws_of which, Rounded goes_up, const char* way,
                 const std::string& f, const dyadic& x)
{
    const std::uint64_t draws = std::uint64_t{1} << bits, threshold = draws - up_count;
    std::uint64_t went_up = 0;
    bool wrong = false;
    const auto look = [&](std::uint64_t r) {
        const bool up = goes_up(test::with_draw(Mode{}, static_cast<std::uint32_t>(r), bits));
        went_up += up;
        wrong = wrong || up != (r >= threshold);
    };
    if (which == draws_of::all) {
        for (std::uint64_t r = 0; r < draws; ++r) look(r);
        wrong = wrong || went_up != up_count;
    } else {
        for (const std::uint64_t r : {std::uint64_t{0}, threshold - 1, threshold, draws - 1})
            if (r < draws) look(r);
    }
    if (wrong)
        FAIL(f << ", " << way << ": " << std::ldexp(static_cast<double>(x.significand), x.exponent) << " went up in "
               << went_up << " draws of 2^" << bits << ", expected " << up_count);
}

// One gap, from rung k to the next, all shares, every way.
template <class Mode, class Format>
void check_gap(const Format& f, const oracle::ladder& l, std::size_t k, int bits, draws_of which)
{
    constexpr auto policy = on_overflow::infinity;
    const std::string name = format_text(f);
    const auto all = shares(bits);
    for (const bool minus : {false, true}) {
        const double down = oracle::finish(l, l.rungs[k], minus, false, false, policy),
                     up = oracle::finish(l, l.rungs[k + 1], minus, false, false, policy);
        const std::uint64_t down_code = encode(f, down), up_code = encode(f, up);
        for (std::size_t i = 0; i < all.size(); ++i) {
            // Both signs of every gap and of every share, though not of each of them in each.
            if (which == draws_of::all && (i + k) % 2 == (minus ? 0 : 1)) continue;
            const share p = all[i];
            dyadic x = between(l.rungs[k], l.rungs[k + 1], p);
            x.negative = minus;
            // Outside of the range both neighbours are the same; then there is nothing to count.
            const std::uint64_t up_count = up_code == down_code ? 0 : ups(Mode{}, p, bits);
            check_draws<Mode>(
                bits, up_count, which,
                [&](const Mode& mode) {
                    const std::uint64_t code = to_code(f, x, mode, policy);
                    if (code != down_code && code != up_code) FAIL(name << ": " << code << " is no neighbour");
                    return code != down_code;
                },
                "to a code", name, x);
            const auto in = [&]<class T>(T, const char* way) {
                if constexpr (requires { grid_of<T>(f, policy); }) {
                    const auto number = in_carrier<T>(x);
                    if (!number || !carries<T>(f) || !has_grid<T>(f, policy)) return;
                    const auto g = grid_of<T>(f, policy);
                    const auto down_bits = to_bits(static_cast<T>(down)), up_bits = to_bits(static_cast<T>(up));
                    const auto by = [&](const auto& round) {
                        check_draws<Mode>(
                            bits, up_count, which,
                            [&](const Mode& mode) {
                                const auto got = to_bits(round(mode));
                                if (got != down_bits && got != up_bits) FAIL(name << ": no neighbour, " << way);
                                return got != down_bits;
                            },
                            way, name, x);
                    };
                    by([&](const Mode& mode) { return round_to(g, *number, 0, mode); });
                    if (has_pattern(g)) by([&](const Mode& mode) { return round_pattern<false>(g, *number, 0, mode); });
                    if constexpr (has_near_form<Mode, T>)
                        if (has_sum(g) && is_near(test::with_draw(Mode{}, 0, bits))) {
                            const auto sums = sum_grid_of(g);
                            by([&](const Mode& mode) { return round_by_sum<false>(g, sums, *number, 0, mode); });
                            if (has_one_pitch(g))
                                by([&](const Mode& mode) { return round_one_pitch(sums, *number, 0, mode); });
                        }
                }
            };
            in(1.0f, "in binary32");
            in(1.0, "in binary64");
        }
    }
}

// Every `stride`th gap; the lowest four, and the highest, with those beyond the range, in any case.
template <class Mode>
void check_formats(int most_width, const std::vector<int>& bit_counts, draws_of which, std::size_t stride)
{
    for (const any_format& format : test::small_formats()) {
        if (width_of(format) > most_width) continue;
        std::visit(
            [&](const auto& f) {
                const auto l = oracle::of(f);
                for (const int bits : bit_counts)
                    for (std::size_t k = 0; k + 1 < l.rungs.size(); ++k)
                        if (k < 4 || k + 5 > l.rungs.size() || k % stride == 0) check_gap<Mode>(f, l, k, bits, which);
            },
            format);
    }
}

}  // namespace

TEMPLATE_TEST_CASE("each of up to 2^4 draws, in every gap of the formats of up to 5 bits, and 2^12 in some",
                   "[round][stochastic]", test::drawn_a, test::drawn_b, test::drawn_c, test::tossed)
{
    check_formats<TestType>(5, {1, 2, 3, 4}, draws_of::all, 1);
    check_formats<TestType>(8, {3}, draws_of::all, 31);
    check_formats<TestType>(4, {8}, draws_of::all, 3);
}
TEMPLATE_TEST_CASE("each of up to 2^12 draws, in every gap of the formats of up to 8 bits",
                   "[round][stochastic][exhaustive]", test::drawn_a, test::drawn_b, test::drawn_c, test::tossed)
{
    check_formats<TestType>(8, {1, 2, 3, 5, 8}, draws_of::all, 1);
    check_formats<TestType>(8, {12}, draws_of::all, 1);
}
TEMPLATE_TEST_CASE("the draws on both sides of the threshold, for any number of bits and wider formats",
                   "[round][stochastic]", test::drawn_a, test::drawn_b, test::drawn_c, test::tossed)
{
    check_formats<TestType>(8, {1, 2, 7, 12, 24}, draws_of::threshold, 3);
    check_formats<TestType>(16, {3, 8, 16, 23, 24, 25, 30}, draws_of::threshold, 4999);
}
TEST_CASE("31 bits of variant A", "[round][stochastic]")
{
    check_formats<test::drawn_a>(16, {31}, draws_of::threshold, 4999);
}

TEST_CASE("what lies far below the smallest value goes up as rarely as it should", "[round][stochastic]")
{
    // The smallest positive value of e4m3fn is 2^-9, so 2^-9-k has the share 2^-k of it: one draw of 2^24 at k = 24,
    // none beyond, where a sticky bit would have made it one for ever.
    constexpr auto g = grid_of<float>(e4m3fn, on_overflow::saturate);
    const auto drawn = [](std::uint32_t r) { return test::drawn_a{test::draw(r, 24), 24}; };
    for (int k = 1; k <= 60; ++k) {
        const std::uint32_t ups = k <= 24 ? 1u << (24 - k) : 0;
        const float x = exp2i<float>(-9 - k);
        if (ups != 0) CHECK(round_to(g, x, 0, drawn((1u << 24) - ups)) == 0x1p-9f);
        CHECK(round_to(g, x, 0, drawn((1u << 24) - ups - 1)) == 0);
    }
}

TEMPLATE_TEST_CASE("what a format holds, infinity and NaN never move, whatever is drawn", "[round][stochastic]",
                   test::drawn_a, test::drawn_b, test::drawn_c, test::tossed)
{
    const auto check = []<class T>(T, const auto& f, const oracle::ladder& l) {
        if constexpr (requires { grid_of<T>(f, on_overflow::infinity); }) {
            if (!carries<T>(f) || !has_grid<T>(f, on_overflow::infinity)) return;
            const auto g = grid_of<T>(f, on_overflow::infinity);
            for (const std::uint32_t word : {0u, 0xffff'ffffu, 0x8000'0000u, 0x7fff'ffffu}) {
                const TestType mode{{word}};
                for (const double rung : l.rungs)
                    for (const bool minus : {false, true}) {
                        if (rung > (minus ? l.lowest : l.largest)) continue;
                        const T expected =
                            static_cast<T>(oracle::finish(l, rung, minus, false, false, on_overflow::infinity));
                        const T x = static_cast<T>(minus ? -rung : rung);
                        if (to_bits(round_to(g, x, 0, mode)) != to_bits(expected))
                            FAIL(format_text(f) << " " << static_cast<double>(x));
                        if (rung >= l.flushed_below)
                            CHECK(to_code(f, exactly(x), mode, on_overflow::infinity) ==
                                  encode(f, static_cast<double>(expected)));
                    }
                const T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
                CHECK(to_bits(round_to(g, infinity, 0, mode)) == g.infinite[0]);
                CHECK(to_bits(round_to(g, nan, 0, mode)) == g.nan);
            }
        }
    };
    for (const any_format& format : test::small_formats()) {
        if (width_of(format) > 12) continue;
        std::visit(
            [&](const auto& f) {
                const auto l = oracle::of(f);
                check(1.0f, f, l);
                check(1.0, f, l);
            },
            format);
    }
}

TEST_CASE("where there is no zero, no draw goes below the smallest number", "[round][stochastic]")
{
    for (const double x : {0x1.8p-128, 0x1p-128, 0x1p-1074})
        for (const std::uint32_t word : {0u, 0xffff'ffffu})
            for (const on_overflow policy : {on_overflow::saturate, on_overflow::infinity})
                CHECK(to_code(e8m0fnu, exactly(x), test::drawn_a{{word}}, policy) == 0);
}

TEST_CASE("the draws are the stream's words at the element's index", "[round][stochastic]")
{
    constexpr auto g = grid_of<float>(e2m1fn, on_overflow::saturate);
    const stream source = stream{7}.fork(3);
    for (std::uint64_t at :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{16}, std::uint64_t{1} << 32, ~std::uint64_t{0}})
        for (int step = 0; step < 40; ++step) {
            const float x = 1.0f + static_cast<float>(step) / 80;  // between 1 and 1.5: up from p = 2 (x - 1) on
            const chosen word{source.bits(at)};
            CHECK(round_to(g, x, at, stochastic{source}) == round_to(g, x, 0, test::drawn_a{word}));
            CHECK(round_to(g, x, at, stochastic_b{source}) == round_to(g, x, 0, test::drawn_b{word}));
            CHECK(round_to(g, x, at, stochastic_c{source, 3}) == round_to(g, x, 0, test::drawn_c{word, 3}));
            CHECK(round_to(g, x, at, equal_probability{source}) == round_to(g, x, 0, test::tossed{word}));
        }
    CHECK(fork(stochastic{source}, 5) == stochastic{source.fork(5)});
    CHECK(fork(stochastic_c{source, 3}, 5) == stochastic_c{source.fork(5), 3});
    CHECK(fork(equal_probability{source}, 5) == equal_probability{source.fork(5)});
    CHECK(fork(equal_probability{source}, "weights") == equal_probability{source.fork("weights")});
}

TEST_CASE("1 to 31 bits in variant A, to 30 in B and C", "[round][stochastic]")
{
    STATIC_REQUIRE((is_valid_mode(stochastic{{}, 1}) && is_valid_mode(stochastic{{}, 31})));
    STATIC_REQUIRE((!is_valid_mode(stochastic{{}, 0}) && !is_valid_mode(stochastic{{}, 32})));
    STATIC_REQUIRE((is_valid_mode(stochastic_b{{}, 30}) && !is_valid_mode(stochastic_b{{}, 31})));
    STATIC_REQUIRE((is_valid_mode(stochastic_c{{}, 30}) && !is_valid_mode(stochastic_c{{}, 31})));
    STATIC_REQUIRE(is_valid_mode(equal_probability{}));
}

namespace {
struct five_bits : test::chosen {
    static constexpr int most_bits = 5;
};
}  // namespace

TEST_CASE("no more bits than the source has, and by itself as many", "[round][stochastic]")
{
    using mode = stochastic_rounding<draw_count::half_even, five_bits>;
    STATIC_REQUIRE((mode{}.bits == 5 && is_valid_mode(mode{}) && is_valid_mode(mode{{}, 1})));
    STATIC_REQUIRE((!is_valid_mode(mode{{}, 0}) && !is_valid_mode(mode{{}, 6})));
    STATIC_REQUIRE((stochastic{}.bits == 24 && stochastic_c{}.bits == 24));
}
