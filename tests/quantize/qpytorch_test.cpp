// tests/quantize/qpytorch_test.cpp -- the number formats of QPyTorch's float_quantize, on which earlier experiments
// were run, are descriptors of this library.
//
// QPyTorch's (exp, man), with a bias of b in the programs that scale by 2^b before and after:
//
//   x becomes rnd(2^b x) / 2^b; exponents reach from -(2^(exp-1) - 2) to 2^(exp-1), for no code is kept for infinity or
//   NaN, but not past binary32's 127; below are subnormal numbers; nearest means ties away from zero; what is too
//   large becomes the largest number.
//
// Here that is floating_format{exp, man, 2^(exp-1) - 1 + b, specials::none}, nearest_away, saturate. With exp = 8 and
// b = 0 it is floating_format{8, man}, whose codes for infinity are those that binary32's exponent has no room for.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"
#include "support/modes.hpp"

using namespace lowp;

namespace {

struct qpytorch {
    int exp, man, bias = 0;

    int largest_exponent() const { return exp >= 8 ? 127 : 1 << (exp - 1); }
    int smallest_exponent() const { return 2 - (1 << (exp - 1)); }
    double largest() const { return std::ldexp(2 - std::ldexp(1.0, -man), largest_exponent() - bias); }

    // The definition, in exact steps: powers of two scale, and a floor leaves an exact rest.
    double operator()(double x) const
    {
        if (std::isinf(x)) return std::copysign(largest(), x);
        const double y = std::ldexp(std::fabs(x), bias);
        const int exponent = y == 0 ? smallest_exponent() : std::max(std::ilogb(y), smallest_exponent());
        const double steps = std::ldexp(y, man - exponent), whole = std::floor(steps);
        const double rounded = steps - whole >= 0.5 ? whole + 1 : whole;
        return std::copysign(std::min(std::ldexp(rounded, exponent - man - bias), largest()), x);
    }
    floating_format here() const
    {
        if (exp == 8) return {exp, man};
        return {exp, man, (1 << (exp - 1)) - 1 + bias, specials::none};
    }
};

// All numbers of the format and the middles between them, and the neighbours of each in the carrier.
template <class T>
std::vector<T> turning_points(const qpytorch& d, int most_fractions)
{
    std::vector<T> points{std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max(),
                          std::numeric_limits<T>::infinity(), T(0)};
    const int halves = 1 << (d.man + 1), stride = 1 + halves / most_fractions, last = 2 * halves - 3;
    for (int e = d.smallest_exponent(); e <= d.largest_exponent() + 1; ++e) {
        const int first = e == d.smallest_exponent() ? 1 : halves;
        for (int n = first; n < 2 * halves; n = n < first + 3 || n >= last ? n + 1 : std::min(n + stride, last)) {
            const T x = static_cast<T>(std::ldexp(static_cast<double>(n), e - d.man - 1 - d.bias));
            for (const T point : {x, std::nextafter(x, T(0)), std::nextafter(x, std::numeric_limits<T>::infinity())})
                points.push_back(point);
        }
    }
    return points;
}

template <class T>
void check(const qpytorch& d, int most_fractions = 1 << 12)
{
    REQUIRE(carries<T>(d.here()));
    const quantizer q{d.here(), nearest_away{}};
    for (const T point : turning_points<T>(d, most_fractions))
        for (const T x : {point, -point}) {
            const T expected = static_cast<T>(d(static_cast<double>(x)));
            if (to_bits(q(x)) != to_bits(expected))
                FAIL("(" << d.exp << ", " << d.man << ") bias " << d.bias << ": " << test::shown(x) << " became "
                         << test::shown(q(x)) << ", not " << test::shown(expected));
        }
}

}  // namespace

TEST_CASE("FP8 1-4-3 with bias 4, 1-5-2, and 1-6-9: their ends, and every turning point", "[quantize]")
{
    constexpr qpytorch forward{4, 3, 4}, backward{5, 2}, hybrid{6, 9};
    CHECK((forward.here() == floating_format{4, 3, 11, specials::none} && forward.here().largest() == 30));
    CHECK((forward.here().min_exponent() == -10 && forward.here().smallest() == 0x1p-13));
    CHECK((backward.here() == floating_format{5, 2, 15, specials::none} && backward.here().largest() == 114688));
    CHECK((backward.here().min_exponent() == -14 && backward.here().smallest() == 0x1p-16));
    CHECK((hybrid.here() == floating_format{6, 9, 31, specials::none}));
    CHECK(hybrid.here().largest() == 0x1p32 * (2 - 0x1p-9));
    CHECK((hybrid.here().min_exponent() == -30 && hybrid.here().smallest() == 0x1p-39));
    for (const qpytorch& d : {forward, backward, hybrid}) {
        check<float>(d);
        check<double>(d);
    }
}

TEST_CASE("every (exp, man) of up to 8 and 16, with a bias or without", "[quantize]")
{
    for (int exp = 2; exp <= 8; ++exp)
        for (int man = 1; man <= 16; man += man < 4 ? 1 : 3)
            for (const int bias : {0, 4, -3, 20}) {
                const qpytorch d{exp, man, bias};
                if (exp == 8 && bias != 0) continue;
                check<float>(d, 64);
                check<double>(d, 64);
            }
}

TEST_CASE("where rounding to zero and to the largest number begins", "[quantize]")
{
    for (const qpytorch& d : {qpytorch{4, 3, 4}, qpytorch{5, 2}, qpytorch{6, 9}}) {
        const quantizer q{d.here(), nearest_away{}};
        const double smallest = std::ldexp(1.0, d.smallest_exponent() - d.man - d.bias);
        CHECK(q(smallest / 2) == smallest);
        CHECK(q(std::nextafter(smallest / 2, 0)) == 0);
        // Past the largest number by half a step: where programs count an overflow.
        const double past = std::ldexp(2 - std::ldexp(1.0, -d.man - 1), d.largest_exponent() - d.bias);
        CHECK(!overflows(d.here(), exactly(std::nextafter(past, 0)), nearest_away{}));
        CHECK(overflows(d.here(), exactly(past), nearest_away{}));
        CHECK((q(past) == d.largest() && q(-past) == -d.largest()));
    }
}

TEST_CASE("its stochastic rounding is an integer added to the pattern: variant A with 23 - man bits", "[quantize]")
{
    // The pattern of a float in the format's normal range, plus a random integer below 2^(23 - man), and the bits
    // below cleared.
    for (const qpytorch& d : {qpytorch{5, 2}, qpytorch{4, 3}, qpytorch{6, 9}}) {
        const int bits = 23 - d.man;
        const std::uint32_t below = (1u << bits) - 1;
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            const float x = std::ldexp(1 + stream{1}.uniform(i), static_cast<int>(i % 10) - 5);
            const std::uint32_t r = stream{2}.bits(i) & below;
            const float expected = from_bits((to_bits(x) + r) & ~below);
            const float got = quantizer{d.here(), test::drawn_a{test::draw(r, bits), bits}}(x);
            if (got != expected) FAIL(test::shown(x) << " with " << r << " became " << test::shown(got));
        }
    }
}
