// tests/number/random_arithmetic_test.cpp -- operations in stochastic modes: all draws of up to 8 bits counted, for
// exact results with any number of digits.
#include <compare>
#include <cstdint>

#include "lowp/number/arithmetic.hpp"
#include "lowp/round/stochastic.hpp"
#include "number/support/operations.hpp"
#include "support/catch.hpp"

using namespace lowp;
using definition::real;
using definition::scale;
using test::numbers;

namespace {

// A source whose one word is known.
struct fixed_word {
    std::uint32_t word = 0;
    template <class U>
    constexpr U bits(std::uint64_t) const
    {
        return U(word);
    }
};

// How many of the 2^bits draws of an operation round away from zero; -1 if one gives neither neighbour.
template <class Mode, class Function>
int draws_away(const Function& function, int bits, std::uint64_t below, std::uint64_t above)
{
    int away = 0;
    for (std::uint32_t draw = 0; draw < 1u << bits; ++draw) {
        const std::uint64_t got = function(Mode{{draw << (32 - bits)}, bits}).bits();
        if (got != below && got != above) return -1;
        away += got == above ? 1 : 0;
    }
    return away;
}

// With p the share of the gap: floor(2^bits p), floor(2^bits p + 1/2) or 2^bits p rounded to nearest even draws.
template <auto F, class Function>
void check_draws(const char* name, const scale& ladder, const real& x, const Function& function, auto... operands)
{
    if (x.kind != definition::kinds::finite || (x.minus && !ladder.has_sign)) return;
    const auto at = ladder.place_of(x);
    if (at.rung >= ladder.largest || at.where == scale::wheres::at_rung) return;
    const auto below = ladder.rounded_from(at, x, oracle::mode::toward_zero, on_overflow::infinity);
    const auto above = ladder.rounded_from(at, x, oracle::mode::away_from_zero, on_overflow::infinity);
    const auto gap = ladder.rung(at.rung + 1) - ladder.rung(at.rung);
    for (const int bits : {1, 3, 8}) {
        // Compares 2^bits p with n / 2.
        const auto compared_with_halves = [&](int n) {
            const definition::magnitude part = gap * definition::magnitude{static_cast<std::uint64_t>(n), -bits - 1};
            return x <=> ladder.rung(at.rung) + part;
        };
        const auto check = [&](const char* variant, int got, bool is_right) {
            if (got < 0 || !is_right)
                FAIL(format_text(F) << " " << name << ((std::string(" ") += test::shown(operands)) + ...) << ": "
                                    << variant << ", " << got << " of 2^" << bits << " draws");
        };
        const int a = draws_away<stochastic_rounding<draw_count::floor, fixed_word>>(function, bits, below, above);
        check("floor", a, compared_with_halves(2 * a) >= 0 && compared_with_halves(2 * a + 2) < 0);
        const int b = draws_away<stochastic_rounding<draw_count::half_up, fixed_word>>(function, bits, below, above);
        check("half up", b, (b == 0 || compared_with_halves(2 * b - 1) >= 0) && compared_with_halves(2 * b + 1) < 0);
        const int c = draws_away<stochastic_rounding<draw_count::half_even, fixed_word>>(function, bits, below, above);
        const auto low = c == 0 ? std::strong_ordering::greater : compared_with_halves(2 * c - 1);
        const auto high = compared_with_halves(2 * c + 1);
        check("half even", c, (low > 0 || (low == 0 && c % 2 == 0)) && (high < 0 || (high == 0 && c % 2 == 0)));
    }
}
template <auto F>
void check_draws(const numbers<F>& a, const numbers<F>& b)
{
    for (std::size_t i = 0; i < a.codes.size(); ++i) {
        const number<F> x = a.codes[i];
        const real& p = a.values[i];
        check_draws<F>("sqrt", a.ladder, definition::square_root(p), [&](auto m) { return sqrt(x, m); }, x);
        for (std::size_t j = 0; j < b.codes.size(); ++j) {
            const number<F> y = b.codes[j];
            const real& q = b.values[j];
            const auto nearest = oracle::mode::nearest_even;
            check_draws<F>("+", a.ladder, definition::sum(p, q, nearest), [&](auto m) { return add(x, y, m); }, x, y);
            check_draws<F>("*", a.ladder, definition::product(p, q), [&](auto m) { return multiply(x, y, m); }, x, y);
            check_draws<F>("/", a.ladder, definition::quotient(p, q), [&](auto m) { return divide(x, y, m); }, x, y);
            check_draws<F>(
                "fma", a.ladder, definition::fused(p, q, p), [&](auto m) { return fma(x, y, x, m); }, x, y, x);
        }
    }
}

// The same for more draws than can be counted: of 2^31, just those n that are floor(2^31 p) round away, the highest n.
template <auto F, class Function>
void check_last_draw(const char* name, const scale& ladder, const real& x, const Function& function, auto... operands)
{
    if (x.kind != definition::kinds::finite) return;
    const auto at = ladder.place_of(x);
    if (at.rung >= ladder.largest || at.where == scale::wheres::at_rung) return;
    const auto below = ladder.rounded_from(at, x, oracle::mode::toward_zero, on_overflow::infinity);
    const auto above = ladder.rounded_from(at, x, oracle::mode::away_from_zero, on_overflow::infinity);
    const auto gap = ladder.rung(at.rung + 1) - ladder.rung(at.rung);
    std::uint64_t n = 0, beyond = std::uint64_t{1} << 31;
    while (beyond - n > 1) {
        const std::uint64_t middle = n + (beyond - n) / 2;
        const bool reached = (x <=> ladder.rung(at.rung) + gap * definition::magnitude{middle, -31}) >= 0;
        (reached ? n : beyond) = middle;
    }
    using mode = stochastic_rounding<draw_count::floor, fixed_word>;
    const auto draw = [&](std::uint64_t word) {
        return function(mode{{static_cast<std::uint32_t>(word << 1)}, 31}).bits();
    };
    const std::uint64_t last = (std::uint64_t{1} << 31) - n - 1;  // the last that does not round away
    if (draw(last) != below || (n > 0 && draw(last + 1) != above))
        FAIL(format_text(F) << " " << name << ((std::string(" ") += test::shown(operands)) + ...));
}
template <auto F>
void check_last_draws(const numbers<F>& a, const numbers<F>& b)
{
    for (std::size_t i = 0; i < a.codes.size(); ++i) {
        const number<F> x = a.codes[i];
        const real& p = a.values[i];
        check_last_draw<F>("sqrt", a.ladder, definition::square_root(p), [&](auto m) { return sqrt(x, m); }, x);
        for (std::size_t j = 0; j < b.codes.size(); ++j) {
            const number<F> y = b.codes[j];
            const real& q = b.values[j];
            check_last_draw<F>("+", a.ladder, definition::sum(p, q), [&](auto m) { return add(x, y, m); }, x, y);
            check_last_draw<F>(
                "*", a.ladder, definition::product(p, q), [&](auto m) { return multiply(x, y, m); }, x, y);
            check_last_draw<F>(
                "/", a.ladder, definition::quotient(p, q), [&](auto m) { return divide(x, y, m); }, x, y);
            check_last_draw<F>(
                "fma", a.ladder, definition::fused(p, q, p), [&](auto m) { return fma(x, y, x, m); }, x, y);
        }
    }
}

}  // namespace

TEST_CASE("of 2^31 draws as many round away as the exact result says", "[number]")
{
    check_last_draws(numbers<e5m2>::all(17), numbers<e5m2>::all(29));
    check_last_draws(numbers<binary32>::landmarks(), numbers<binary32>::random(20));
    check_last_draws(numbers<binary64>::landmarks(), numbers<binary64>::random(20));
    check_last_draws(numbers<binary64>::random(100), numbers<binary64>::random(100));
}
TEST_CASE("stochastic modes round operations away from zero in as many draws as they promise", "[number]")
{
    check_draws(numbers<e5m2>::all(17), numbers<e5m2>::all(29));
    check_draws(numbers<p3109(8, 1)>::all(17), numbers<p3109(8, 1)>::all(29));
    check_draws(numbers<fixed_format{3, 4}>::all(17), numbers<fixed_format{3, 4}>::all(29));
    check_draws(numbers<logarithmic_format{4, 3}>::all(17), numbers<logarithmic_format{4, 3}>::all(29));
    check_draws(numbers<binary64>::random(12), numbers<binary64>::random(12));
}
TEST_CASE("stochastic modes draw by the index of the element", "[number]")
{
    const stochastic mode{stream{5}};
    const float8_e4m3fn x(1.0f), y(1.0f / 16);  // the sum is half way to 1.125
    int up = 0;
    for (std::uint64_t i = 0; i < 64; ++i) {
        const auto sum = add(x, y, mode, on_overflow::infinity, i);
        CHECK(sum == convert<float8_e4m3fn>(1.0625, mode, on_overflow::infinity, i));
        CHECK(sum.bits() == add(x, y, mode, on_overflow::infinity, i).bits());
        up += sum > x ? 1 : 0;
    }
    CHECK((up > 12 && up < 52));
}
