// tests/round/round_to_test.cpp -- every deterministic mode against the definition of rounding, at every point where a
// rounding function can change its mind, for every format of up to 16 bits, from binary32 and from binary64.
#include "lowp/round/round_to.hpp"

#include "lowp/round/any_rounding.hpp"
#include "lowp/round/code_grid.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

constexpr on_overflow policies[] = {on_overflow::saturate, on_overflow::saturate_finite, on_overflow::infinity};

template <class T>
std::string shown(T x)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.9g = %a", static_cast<double>(x), static_cast<double>(x));
    return text;
}

// Counts what differs from the oracle and tells the first; bit by bit, but one NaN is the only one.
template <class T, class Format, class Mode>
void compare(const Format& f, const Mode& mode, oracle::mode meant)
{
    const auto l = oracle::of(f);
    auto points = oracle::turning_points<T>(l);
    for (const on_overflow policy : policies) {
        // The other policies act at the top alone; the carrier's own ends come first and stay.
        if (policy != policies[0] && points.size() > 64) points.erase(points.begin() + 4, points.end() - 60);
        std::size_t wrong = 0;
        std::string first;
        const auto look = [&](const auto& grid) {
            for (const T point : points)
                for (const T x : {point, -point, T(0), T(-0.0), std::numeric_limits<T>::quiet_NaN()}) {
                    const T got = round_to(grid, x, 0, mode),
                            expected = static_cast<T>(oracle::rounded(l, static_cast<double>(x), meant, policy));
                    const bool same =
                        expected != expected ? to_bits(got) == nan_pattern<T> : to_bits(got) == to_bits(expected);
                    if (!same && wrong++ == 0) first = shown(x) + " became " + shown(got) + ", not " + shown(expected);
                }
        };
        // Both ways, where there are two: in the carrier's patterns, and over the format's codes.
        if constexpr (requires { grid_of<T>(f, policy); })
            if (has_grid<T>(f, policy)) look(grid_of<T>(f, policy));
        look(code_grid<T>{f, policy});
        INFO(format_text(f) << ", " << rounding_text(any_rounding{mode}) << ", policy " << static_cast<int>(policy)
                            << ": " << first);
        CHECK(wrong == 0);
    }
}

template <class Mode>
constexpr oracle::mode meaning = oracle::mode::nearest_even;
template <>
constexpr oracle::mode meaning<nearest_away> = oracle::mode::nearest_away;
template <>
constexpr oracle::mode meaning<nearest_zero> = oracle::mode::nearest_zero;
template <>
constexpr oracle::mode meaning<toward_zero> = oracle::mode::toward_zero;
template <>
constexpr oracle::mode meaning<away_from_zero> = oracle::mode::away_from_zero;
template <>
constexpr oracle::mode meaning<toward_positive> = oracle::mode::toward_positive;
template <>
constexpr oracle::mode meaning<toward_negative> = oracle::mode::toward_negative;
template <>
constexpr oracle::mode meaning<to_odd> = oracle::mode::to_odd;

}  // namespace

TEMPLATE_TEST_CASE("a mode agrees with its definition at every turning point of a format", "[round]", nearest_even,
                   nearest_away, nearest_zero, toward_zero, away_from_zero, toward_positive, toward_negative, to_odd)
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                REQUIRE(carries<double>(f));
                if (carries<float>(f)) compare<float>(f, TestType{}, meaning<TestType>);
                compare<double>(f, TestType{}, meaning<TestType>);
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
