// tests/round/stochastic_test.cpp -- stochastic rounding counted over all draws: of 2^b, exactly floor(2^b p) go up.
#include "lowp/round/stochastic.hpp"

#include "lowp/round/round_to.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

// The library's addend for a word of our choosing. Bits below the b drawn ones are noise that must not matter.
struct drawn {
    static constexpr bool draws = true;
    std::uint32_t word;
    int bits;

    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return stochastic_addend(c, random_word<U>(word), bits);
    }
};
drawn draw(std::uint32_t r, int bits)
{
    const std::uint32_t noise = 0x9e37'79b9u * (r + 1);
    return {r << (32 - bits) | noise >> bits, bits};
}

// Shares of a gap: ties, dust, and both sides of multiples of 2^-b for the b in use.
const double shares[] = {0,      0x1p-60, 0x1p-41,        0x1p-20,    0x1p-12,     0x1p-8 - 0x1p-20,
                         0x1p-8, 0.125,   0.25 + 0x1p-16, 0.3125,     0.5,         0.5 + 0x1p-12,
                         0.75,   0.8125,  1 - 0x1p-3,     1 - 0x1p-8, 1 - 0x1p-12, 1 - 0x1p-20};

// Checks a point between rungs k and k + 1 against law 5 for the draws r that matter, or for all of them.
template <class T, class Format>
void check_point(const Format& f, const oracle::ladder& l, std::size_t k, T x, int bits, bool all)
{
    const double p = (std::fabs(static_cast<double>(x)) - l.rungs[k]) / (l.rungs[k + 1] - l.rungs[k]);
    const auto ups = static_cast<std::uint32_t>(std::floor(std::ldexp(p, bits)));
    const auto g = grid_of<T>(f, on_overflow::infinity);
    const bool minus = std::signbit(x);
    const T down = static_cast<T>(oracle::finish(l, l.rungs[k], minus, false, false, on_overflow::infinity));
    const T up = static_cast<T>(oracle::finish(l, l.rungs[k + 1], minus, false, false, on_overflow::infinity));
    std::uint32_t went_up = 0, wrong = 0;
    const std::uint32_t draws = std::uint32_t{1} << bits, threshold = draws - ups;
    const auto look = [&](std::uint32_t r) {
        const T got = round_to(g, x, 0, draw(r, bits));
        const bool is_up = to_bits(got) == to_bits(up) && (to_bits(up) != to_bits(down) || r >= threshold);
        wrong += !is_up && to_bits(got) != to_bits(down);
        wrong += is_up != (r >= threshold);  // the addend is monotone in the draw, so the count follows
        went_up += is_up;
    };
    if (all) {
        for (std::uint32_t r = 0; r < draws; ++r) look(r);
        if (went_up != ups || wrong != 0)
            FAIL(format_text(f) << ": " << static_cast<double>(x) << " went up in " << went_up << " of 2^" << bits
                                << " draws, expected " << ups);
    } else {
        for (const std::uint32_t r : {std::uint32_t{0}, threshold - 1, threshold, draws - 1})
            if (r < draws) look(r);
        if (wrong != 0) FAIL(format_text(f) << ": " << static_cast<double>(x) << ", b = " << bits);
    }
}

template <class T, class Format>
void check_format(const Format& f, int bits, bool all, std::size_t stride)
{
    const auto l = oracle::of(f);
    std::size_t visited = 0;
    for (std::size_t k = 0; k + 1 < l.rungs.size();
         k += k < 4 || k + 6 > l.rungs.size() ? 1 : std::min(stride, l.rungs.size() - 5 - k))
        for (const double share : shares)
            for (const T sign : {T(1), T(-1)}) {
                const T x = sign * static_cast<T>(l.rungs[k] + share * (l.rungs[k + 1] - l.rungs[k]));
                const double magnitude = std::fabs(static_cast<double>(x));
                // Dust that the carrier cannot hold beside the rung makes another point: it may even be the next rung.
                if (magnitude < l.rungs[k] || magnitude >= l.rungs[k + 1] || std::isinf(x)) continue;
                check_point(f, l, k, x, bits, all);
                ++visited;
            }
    REQUIRE(visited > 0);
}

}  // namespace

TEST_CASE("every draw of up to 12 bits, counted in every gap of the 8-bit formats", "[round][stochastic]")
{
    for (const any_format& format : test::small_formats()) {
        if (width_of(format) > 8) continue;
        std::visit(
            [](const auto& f) {
                for (const int bits : {1, 2, 3, 8}) {
                    if (carries<float>(f)) check_format<float>(f, bits, true, 1);
                    check_format<double>(f, bits, true, 7);
                }
                if (carries<float>(f)) check_format<float>(f, 12, true, 11);
            },
            format);
    }
}

TEST_CASE("the draws on both sides of the threshold, for more bits and wider formats", "[round][stochastic]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                for (const int bits : {1, 5, 16, 23, 24, 25, 31}) {
                    if (carries<float>(f)) check_format<float>(f, bits, false, 97);
                    check_format<double>(f, bits, false, 97);
                }
            },
            format);
}

TEST_CASE("what lies far below the smallest value goes up as rarely as it should", "[round][stochastic]")
{
    // The smallest positive value of e4m3fn is 2^-9, so 2^-9-k has the share 2^-k of it: one draw of 2^24 at k = 24,
    // none beyond, where a sticky bit would have made it one for ever.
    constexpr auto g = grid_of<float>(e4m3fn, on_overflow::saturate);
    for (int k = 1; k <= 60; ++k) {
        const std::uint32_t ups = k <= 24 ? 1u << (24 - k) : 0;
        const float x = exp2i<float>(-9 - k);
        if (ups != 0) CHECK(round_to(g, x, 0, draw((1u << 24) - ups, 24)) == 0x1p-9f);
        CHECK(round_to(g, x, 0, draw((1u << 24) - ups - 1, 24)) == 0);
    }
}

TEST_CASE("what a format holds, infinity and NaN never move, whatever is drawn", "[round][stochastic]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                if (!carries<float>(f)) return;
                const auto l = oracle::of(f);
                const auto g = grid_of<float>(f, on_overflow::infinity);
                for (const std::uint32_t word : {0u, 0xffff'ffffu, 0x8000'0000u, 0x7fff'ffffu})
                    for (const double rung : l.rungs)
                        for (const double sign : {1.0, -1.0}) {
                            const float x = static_cast<float>(sign * rung);
                            if (rung > (sign < 0 ? l.lowest : l.largest) ||
                                (x == 0 && std::signbit(x) && !l.has_minus_zero))
                                continue;
                            if (to_bits(round_to(g, x, 0, drawn{word, 24})) != to_bits(x))
                                FAIL(format_text(f) << " " << x);
                        }
                for (const std::uint32_t word : {0u, 0xffff'ffffu}) {
                    const float infinity = std::numeric_limits<float>::infinity();
                    CHECK(to_bits(round_to(g, infinity, 0, drawn{word, 24})) == g.infinite[0]);
                    CHECK(to_bits(round_to(g, std::nanf(""), 0, drawn{word, 24})) == g.nan);
                }
            },
            format);
}

TEST_CASE("the draws are the stream's words at the element's index", "[round][stochastic]")
{
    constexpr auto g = grid_of<float>(e2m1fn, on_overflow::saturate);
    const stochastic mode{stream{7}.fork(3)};
    for (std::uint64_t at :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{16}, std::uint64_t{1} << 32, ~std::uint64_t{0}})
        for (int step = 0; step < 40; ++step) {
            const float x = 1.0f + static_cast<float>(step) / 80;  // between 1 and 1.5: up from p = 2 (x - 1) on
            const std::uint32_t word = stream{7}.fork(3).bits(at);
            CHECK(round_to(g, x, at, mode) == round_to(g, x, 0, drawn{word, 24}));
        }
    CHECK(fork(mode, 5) == stochastic{stream{7}.fork(3).fork(5)});
}
