// tests/round/odd_test.cpp -- results rounded to odd are those of the definition, and rounding them again is rounding
// the exact results.
#include "lowp/round/odd.hpp"

#include <cmath>
#include <vector>

#include "lowp/core/exact.hpp"
#include "lowp/format/codec.hpp"
#include "lowp/format/named.hpp"
#include "lowp/format/text.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/round/round_to.hpp"
#include "lowp/simd/lanes.hpp"
#include "number/support/definition.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"
#include "support/modes.hpp"

using namespace lowp;
using definition::real;
using definition::scale;
using test::shown;

namespace {

// Numbers with room: full and short significands, near each other and far apart, whose sums cancel and whose products
// and quotients are next to ties.
std::vector<double> numbers(std::size_t random)
{
    std::vector<double> all{0.0,         -0.0,        1.0,         -1.0,      1 + 0x1p-52, -(1 + 0x1p-52),
                            1 - 0x1p-53, 1 + 0x1p-26, 1 - 0x1p-26, 3.0,       1.0 / 3,     -0x1p53,
                            0x1p53 + 2,  0x1p54 + 4,  0x1p-53,     0x1.8p-53, 0x1p-54,     -0x1.8p-105,
                            0x1p-300,    0x1p300,     -0x1.8p299,  0x1p-106,  0x1p-107};
    for (std::uint64_t i = 0; i < random; ++i) {
        const std::uint64_t word = mix64(i);
        const double size = 1 + static_cast<double>(word >> 12 >> (i % 3 == 0 ? 24 : 0)) * 0x1p-52;
        all.push_back((word & 1 ? -size : size) * exp2i(static_cast<int>(word >> 1 & 127) - 64));
    }
    return all;
}

double odd_by_definition(const scale& l, const real& x)
{
    return from_bits(l.rounded(x, oracle::mode::to_odd, on_overflow::infinity));
}

// Puts x in every lane in turn, among others.
template <class Operation, class... X>
double in_lanes(const Operation& operation, X... x)
{
    using V = lanes<double>;
    static std::size_t lane = 0;
    lane = (lane + 1) % V::size;
    const auto spread = [](double value) {
        double some[V::size];
        for (std::size_t k = 0; k < V::size; ++k) some[k] = static_cast<double>(k) + 0.7;
        some[lane] = value;
        return V::load(some);
    };
    double out[V::size];
    operation(spread(x)...).store(out);
    return out[lane];
}
template <class Operation, class... X>
void check(const char* name, double expected, const Operation& operation, X... x)
{
    const double one = operation(x...), of_many = in_lanes(operation, x...);
    if (to_bits(one) != to_bits(expected) || to_bits(of_many) != to_bits(expected))
        FAIL(name << (("  " + shown(x)) + ...) << " gave " << shown(one) << ", in lanes " << shown(of_many) << ", not "
                  << shown(expected));
}

const auto sum = [](auto a, auto b) { return sum_to_odd(a, b); };
const auto narrow_sum = [](auto a, auto b) { return narrow_sum_to_odd(a, b); };
const auto product = [](auto a, auto b) { return product_to_odd(a, b); };
const auto quotient = [](auto a, auto b) { return quotient_to_odd(a, b); };
const auto root = [](auto x) { return root_to_odd(x); };
const auto fused = [](auto a, auto b, auto c) { return product_and_sum_to_odd(a, b, c); };
const auto exact_fused = [](auto a, auto b, auto c) { return exact_product_and_sum_to_odd(a, b, c); };

}  // namespace

TEST_CASE("results are rounded to odd, in a value and in a register", "[round][simd]")
{
    const scale l(binary64);
    const auto all = numbers(40);
    for (const double a : all) {
        const real x = definition::exactly(a);
        if (a >= 0) check("root", odd_by_definition(l, definition::square_root(x)), root, a);
        for (const double b : all) {
            const real y = definition::exactly(b);
            check("sum", odd_by_definition(l, definition::sum(x, y)), sum, a, b);
            check("sum", odd_by_definition(l, definition::sum(x, y)), narrow_sum, a, b);
            check("product", odd_by_definition(l, definition::product(x, y)), product, a, b);
            if (b != 0) check("quotient", odd_by_definition(l, definition::quotient(x, y)), quotient, a, b);
        }
    }
}

TEST_CASE("a product and a sum are rounded to odd at once", "[round][simd]")
{
    const scale l(binary64);
    const auto all = numbers(6);
    const auto check_triple = [&](double a, double b, double c) {
        const real exactly = definition::fused(definition::exactly(a), definition::exactly(b), definition::exactly(c));
        check("fma", odd_by_definition(l, exactly), fused, a, b, c);
        if (static_cast<float>(a) == a && static_cast<float>(b) == b)
            check("exact fma", odd_by_definition(l, exactly), exact_fused, a, b, c);
    };
    for (const double a : all)
        for (const double b : all) {
            for (const double c : all) check_triple(a, b, c);
            // What cancels nearly all of the product, and what stands just beside its last place.
            const double p = a * b, ulp = std::fabs(p) * 0x1p-52;
            for (const double c : {-p, -p + ulp, -p - ulp, p * 0x1p53, p * -0x1p-53, p * 0x1p-52, p * 0x1p-106})
                if (has_room(c)) check_triple(a, b, c);
        }
}

TEST_CASE("infinities and NaN come through as IEEE 754 has them, where numbers were binary32", "[round][simd]")
{
    const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    for (const double a : {infinity, -infinity, nan, 0.0, -0.0, 1.0, -3.0})
        for (const double b : {infinity, -infinity, nan, 0.0, -0.0, 1.0, -3.0}) {
            const auto same = [&](const char* name, double got, double expected) {
                INFO(name << " " << a << " " << b);
                CHECK((std::isnan(expected) ? std::isnan(got) : to_bits(got) == to_bits(expected)));
            };
            same("sum", in_lanes(sum, a, b), a + b);
            same("sum", in_lanes(narrow_sum, a, b), a + b);
            same("product", in_lanes(product, a, b), a * b);
            if (std::isinf(a) || std::isinf(b) || b == 0) same("quotient", in_lanes(quotient, a, b), a / b);
            same("fma", in_lanes(exact_fused, a, b, 1.0), std::fma(a, b, 1.0));
            same("fma", in_lanes(exact_fused, a, 1.0, b), std::fma(a, 1.0, b));
            same("root", in_lanes(root, a), std::sqrt(a));
        }
}

TEST_CASE("room", "[round][simd]")
{
    for (const double x : {0.0, -0.0, 1.0, -0x1p300, 0x1p-300}) CHECK((has_room(x) && has_room(lanes<double>(x))));
    for (const double x :
         {0x1.0000000000001p300, -0x1p400, 0x1.fffffffffffffp-301, 0x1p-1074, -std::numeric_limits<double>::infinity()})
        CHECK((!has_room(x) && !has_room(lanes<double>(x))));
}

TEST_CASE("exact numbers are rounded to odd in binary64, to its ends", "[round]")
{
    CHECK(to_odd_number(exactly(0.1f)) == static_cast<double>(0.1f));
    CHECK(to_odd_number(exact::quotient(exactly(1), exactly(3))) == 0x1.5555555555555p-2);
    CHECK(to_odd_number(exact::quotient(exactly(-2), exactly(3))) == -0x1.5555555555555p-1);
    CHECK(to_odd_number(exact::sum(exactly(1), exactly(0x1p-200))) == 1 + 0x1p-52);
    CHECK(to_odd_number(exact::sum(exactly(1), exactly(-0x1p-200))) == 1 - 0x1p-53);
    CHECK(to_odd_number(exact::product(exactly(0x1p-800), exactly(0x1p-800))) == 0x1p-1074);
    CHECK(to_odd_number(exact::product(exactly(0x1p800), exactly(-0x1p800))) == -std::numeric_limits<double>::max());
    CHECK(to_odd_number(dyadic_infinity(true)) == -std::numeric_limits<double>::infinity());
    CHECK(to_bits(to_odd_number(dyadic_nan())) == nan_pattern<double>);
    CHECK(to_bits(to_odd_number(exactly(-0.0))) == to_bits(-0.0));
}

namespace {

// Exact numbers with more bits than binary64 has: m steps of the format and j / 2^(bits + 1) of a step, which is what
// modes compare with, and beside them, by less than binary64 can tell.
template <class Use>
void at_thresholds(const floating_format& f, int bits, const Use& use)
{
    const auto at = [&](int pitch, std::uint64_t m) {
        const std::uint64_t shares = std::uint64_t{2} << bits;
        for (const std::uint64_t j : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, shares / 2 - 1, shares / 2,
                                      shares / 2 + 1, shares - 1})
            for (const int dust : {-1, 0, 1})
                for (const bool negative : {false, true}) {
                    const uint128 n = ((uint128{m} << (bits + 1)) + j) << 30;
                    if (n != 0 || dust >= 0)
                        use(dyadic{n + static_cast<uint128>(int128{dust}), pitch - bits - 31, negative});
                }
    };
    const int lowest = f.min_exponent() - f.fraction_bits;
    const std::uint64_t first = std::uint64_t{1} << f.fraction_bits;  // of a binade
    for (const std::uint64_t m : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, first - 1}) at(lowest, m);
    for (const std::uint64_t m : {first, first + 1, 2 * first - 1})
        for (const int pitch : {lowest, lowest + 1, -f.fraction_bits}) at(pitch, m);
}

template <class Mode>
void check_from_odd(const floating_format& f, int bits, const Mode& mode)
{
    const auto g = grid_of<double>(f, on_overflow::saturate);
    REQUIRE(rounds_from_odd(g, mode));
    const auto s = sum_grid_of(g);
    at_thresholds(f, bits, [&](const dyadic& x) {
        const double odd = to_odd_number(x), expected = decode(f, to_code(f, x, mode, on_overflow::saturate));
        const double rounded = round_to(g, odd, 0, mode);
        double by_sum = rounded;
        if constexpr (has_near_form<Mode, double>)
            if (is_near(mode)) by_sum = round_by_sum<false>(g, s, odd, 0, mode);
        if (to_bits(rounded) != to_bits(expected) || to_bits(by_sum) != to_bits(expected))
            FAIL(format_text(f) << ": near " << shown(odd) << ", " << shown(rounded) << " and by a sum "
                                << shown(by_sum) << ", not " << shown(expected));
    });
}

}  // namespace

TEMPLATE_TEST_CASE("from odd to 51 bits is a single rounding", "[round]", LOWP_TEST_MODES)
{
    check_from_odd({8, 50}, 0, TestType{});
    check_from_odd({5, 10}, 0, TestType{});
    CHECK(!rounds_from_odd(grid_of<double>(floating_format{8, 51}, on_overflow::saturate), TestType{}));
}
TEST_CASE("from odd, draws are counted of the exact number", "[round]")
{
    for (const int bits : {1, 4, 8})
        for (const int fraction_bits : {3, 50 - bits}) {
            const floating_format f{8, fraction_bits}, longer{8, 51 - bits};
            for (std::uint32_t r = 0; r < 1u << bits; ++r) {
                check_from_odd(f, bits, test::drawn_a{test::draw(r, bits), bits});
                check_from_odd(f, bits, test::drawn_b{test::draw(r, bits), bits});
                check_from_odd(f, bits, test::drawn_c{test::draw(r, bits), bits});
            }
            const auto g = grid_of<double>(longer, on_overflow::saturate);
            CHECK(!rounds_from_odd(g, test::drawn_a{{}, bits}));
        }
    for (const std::uint32_t coin : {0u, 1u}) check_from_odd({8, 50}, 1, test::tossed{test::draw(coin, 1)});
}
TEST_CASE("what does not round from odd", "[round]")
{
    const auto has = [](const auto& f, const auto& mode) {
        return rounds_from_odd(grid_of<double>(f, on_overflow::saturate), mode);
    };
    CHECK((has(binary32, nearest_even{}) && has(binary32, stochastic{{}, 27}) && has(fixed_format{2, 5}, to_odd{})));
    CHECK(!has(binary32, stochastic{{}, 28}));
    CHECK(!has(binary64, nearest_even{}));
    CHECK(!has(floating_format{5, 0}, nearest_even{}));         // even is said of the exponent
    CHECK(!has(floating_format{11, 4, 1010}, nearest_even{}));  // steps that are no normal numbers
    CHECK(bits_compared(stochastic_c{{}, 7}) == 7);
    CHECK(bits_compared(equal_probability{}) == 0);
}
