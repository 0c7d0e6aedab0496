// tests/round/round_to_test.cpp -- every deterministic mode against the definition of rounding, at every point where a
// rounding function can change its mind, for every format of up to 16 bits, from binary32 and from binary64.
#include "lowp/round/round_to.hpp"

#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"

using namespace lowp;
using test::shown;

TEMPLATE_TEST_CASE("a mode agrees with its definition at every turning point of a format", "[round]", LOWP_TEST_MODES)
{
    const auto check = []<class T>(T, const auto& f) {
        if constexpr (requires { grid_of<T>(f, on_overflow::saturate); }) {
            if (!carries<T>(f) || !has_grid<T>(f, on_overflow::saturate)) return;
            const auto l = oracle::of(f);
            test::compare<T>(
                format_text(f), l, oracle::turning_points<T>(l), test::meaning<TestType>,
                [&](T x, on_overflow policy) { return round_to(grid_of<T>(f, policy), x, 0, TestType{}); });
        }
    };
    for (const any_format& format : test::small_formats())
        std::visit(
            [&](const auto& f) {
                REQUIRE(carries<double>(f));
                check(1.0f, f);
                check(1.0, f);
            },
            format);
}

TEST_CASE("a carrier's own format is the identity, and NaN becomes the one NaN", "[round]")
{
    const auto check = []<class T>(T, const floating_format& f) {
        const auto g = grid_of<T>(f, on_overflow::infinity);
        using word = word_of<T>;
        constexpr int fraction = carrier<T>::fraction_bits;
        const word fractions[] = {0, 1, 2, word{1} << (fraction - 1), (word{1} << fraction) - 1};
        for (word field = 0; field <= 2 * carrier<T>::bias + 1; ++field)
            for (const word low : fractions)
                for (const word sign : {word{0}, sign_pattern<T>}) {
                    const word pattern = sign | field << fraction | low;
                    const bool nan = (pattern & ~sign_pattern<T>) > infinity_pattern<T>;
                    const auto expected = nan ? nan_pattern<T> : pattern;
                    if (to_bits(round_to(g, from_bits(pattern), 0, nearest_even{})) != expected)
                        FAIL(std::hex << pattern);
                    if (to_bits(round_to(g, from_bits(pattern), 0, to_odd{})) != expected) FAIL(std::hex << pattern);
                }
    };
    check(1.0f, binary32);
    check(1.0, binary64);
}

TEST_CASE("a conversion of binary64 to binary32 is the machine's", "[round]")
{
    // All exponents, and fractions around every tie of the 29 bits that go.
    const auto g = grid_of<double>(binary32, on_overflow::infinity);
    for (std::uint64_t field = 0; field < 2048; ++field)
        for (const std::uint64_t kept : {0u, 1u, 2u, 0x7fffffu, 0x7ffffeu, 0x2aaaaau})
            for (const std::uint64_t low : {0u, 1u, (1u << 28) - 1, 1u << 28, (1u << 28) + 1, (1u << 29) - 1})
                for (const std::uint64_t sign : {std::uint64_t{0}, sign_pattern<double>}) {
                    const double x = from_bits(sign | field << 52 | kept << 29 | low);
                    if (x != x) continue;
                    const double got = round_to(g, x, 0, nearest_even{});
                    if (to_bits(got) != to_bits(static_cast<double>(static_cast<float>(x))))
                        FAIL(shown(x) << " became " << shown(got));
                }
}

// Any callable of the right shape is a mode: nearest with ties up to plus infinity.
struct ties_upward {
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return (c.mask >> 1) + (c.mask & ~c.negative & U(1u));
    }
};
TEST_CASE("a user's own addend is a mode", "[round]")
{
    constexpr auto g = grid_of<float>(e4m3fn, on_overflow::saturate);
    STATIC_REQUIRE(rounding_mode<ties_upward>);
    CHECK(round_to(g, 1.0625f, 0, ties_upward{}) == 1.125f);
    CHECK(round_to(g, -1.0625f, 0, ties_upward{}) == -1.0f);
    CHECK(round_to(g, 1.1875f, 0, ties_upward{}) == 1.25f);
}
