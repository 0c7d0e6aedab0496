// tests/core/exact_test.cpp -- operations before any rounding: the result, or all of it but a part below its last
// bit.
#include "lowp/core/exact.hpp"

#include <cstdint>
#include <random>

#include "number/support/definition.hpp"
#include "support/catch.hpp"

using namespace lowp;
using definition::magnitude;
using definition::real;

namespace {

real value_of(const dyadic& x)
{
    const auto high = static_cast<std::uint64_t>(x.significand >> 64), low = static_cast<std::uint64_t>(x.significand);
    return {definition::kinds::finite,
            x.negative,
            {(definition::natural(high) << 64) + definition::natural(low), x.exponent}};
}

// Exactly x; or with `more`, less than so many units below, and then of 100 bits or more.
bool is_all_of(const dyadic& got, const real& x, std::uint64_t units = 1)
{
    if (x.is_zero()) return got.is_zero() && got.negative == x.minus;
    const magnitude cut = value_of(got).p, next = cut + magnitude{units, got.exponent};
    if (!got.is_finite() || got.negative != x.minus) return false;
    if (!got.more) return (x <=> cut) == 0;
    return (x <=> cut) > 0 && (x <=> next) < 0 && bit_length(got.significand) >= 100;
}

// Numbers of 1 to 53 bits, not too far from each other; some of them squares, or a bit beside.
class operands {
public:
    dyadic operator()()
    {
        const std::uint64_t w = words();
        const int bits = w % 4 == 0 ? 53 : 1 + static_cast<int>(w / 4 % 53), far = w / 256 % 8 == 0 ? 1000 : 60;
        std::uint64_t significand = words() >> (64 - bits);
        if (w / 4096 % 4 == 0) {
            const std::uint64_t root = words() >> 38;
            significand = root * root + words() % 3;
        }
        if (w / 65536 % 8 == 0) significand = (std::uint64_t{1} << bits) - words() % 3;
        return {significand, static_cast<int>(words() % static_cast<std::uint64_t>(2 * far)) - far, words() % 2 != 0};
    }

private:
    std::mt19937_64 words{1};
};

}  // namespace

TEST_CASE("exact sums, products, quotients and roots, or all but what is cut off", "[number]")
{
    operands next;
    for (int i = 0; i < 50'000; ++i) {
        const dyadic a = next(), b = next(), c = next();
        const real p = value_of(a), q = value_of(b), r = value_of(c);
        const bool agrees = is_all_of(exact::sum(a, b), definition::sum(p, q)) &&
                            is_all_of(exact::product(a, b), definition::product(p, q)) &&
                            is_all_of(exact::fused(a, b, c), definition::fused(p, q, r)) &&
                            (b.is_zero() || is_all_of(exact::quotient(a, b), definition::quotient(p, q))) &&
                            (a.negative || is_all_of(exact::square_root(a), definition::square_root(p)));
        if (!agrees) FAIL(i);
    }
}

TEST_CASE("roots of sums of squares, of which some do not fit", "[number]")
{
    operands next;
    for (int i = 0; i < 50'000; ++i) {
        const dyadic a = next(), b = next();
        const dyadic squares = exact::sum(exact::product(a, a), exact::product(b, b));
        const real expected = definition::hypotenuse(value_of(a), value_of(b));
        // What a sum has lost may count once more in the last of the 103 bits.
        if (!is_all_of(exact::square_root(squares), expected, squares.more ? 2 : 1)) FAIL(i);
    }
}

TEST_CASE("remainders are exact", "[number]")
{
    operands next;
    for (int i = 0; i < 50'000; ++i) {
        const dyadic a = next(), b = next();
        for (const bool to_nearest : {false, true}) {
            const auto got = exact::remainder(a, b, to_nearest);
            const auto expected = definition::divide_with_rest(value_of(a), value_of(b), to_nearest);
            if (expected.remainder.is_nan()) {
                if (!got.remainder.is_nan()) FAIL(i);
            } else if (!is_all_of(got.remainder, expected.remainder) || got.quotient != expected.quotient) {
                FAIL(i << " " << got.quotient << " " << expected.quotient);
            }
        }
    }
}
