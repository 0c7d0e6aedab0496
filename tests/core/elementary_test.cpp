// tests/core/elementary_test.cpp -- exp, log and a cosine against the long double functions of the C library.
#include "lowp/core/elementary.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

using limits = std::numeric_limits<double>;
constexpr double infinity = limits::infinity();
}  // namespace

TEST_CASE("exp and log at the ends of the range and beyond", "[core]")
{
    CHECK((lowp::elementary::exp(0.0) == 1 && lowp::elementary::exp(-0.0) == 1 &&
           lowp::elementary::exp(infinity) == infinity && lowp::elementary::exp(-infinity) == 0));
    CHECK((lowp::elementary::exp(limits::denorm_min()) == 1 && lowp::elementary::exp(limits::max()) == infinity &&
           lowp::elementary::exp(limits::lowest()) == 0));
    CHECK((lowp::elementary::log(1.0) == 0 && lowp::elementary::log(0.0) == -infinity &&
           lowp::elementary::log(-0.0) == -infinity && lowp::elementary::log(infinity) == infinity));
    for (const double x : {-limits::denorm_min(), -1.0, -infinity, limits::quiet_NaN()})
        CHECK(std::isnan(lowp::elementary::log(x)));
    CHECK((std::isnan(lowp::elementary::exp(limits::quiet_NaN())) &&
           !std::signbit(lowp::elementary::exp(-limits::quiet_NaN()))));
    CHECK((std::isinf(lowp::elementary::exp(1000.0f)) && lowp::elementary::exp(-1000.0f) == 0 &&
           std::isnan(lowp::elementary::log(-1.0f))));

    // The last arguments with a finite and with a positive result: ln(max) and ln(2^-1075), to the neighbouring double.
    const auto up = [](double x) { return std::nextafter(x, infinity); };
    const auto down = [](double x) { return std::nextafter(x, -infinity); };
    const double largest = 709.782712893384, smallest = -745.1332191019411;
    CHECK((std::isfinite(lowp::elementary::exp(largest)) && lowp::elementary::exp(up(largest)) == infinity));
    CHECK((lowp::elementary::exp(smallest) == limits::denorm_min() && lowp::elementary::exp(down(smallest)) == 0));
}

TEST_CASE("exp and log are computed by the compiler too, to the same bits", "[core]")
{
    constexpr double e = lowp::elementary::exp(1.0), ln = lowp::elementary::log(10.0),
                     tiny = lowp::elementary::exp(-740.0), root = lowp::elementary::log(0x1p-1060);
    volatile double one = 1, ten = 10, far = -740, small = 0x1p-1060;
    CHECK((lowp::elementary::exp(one) == e && lowp::elementary::log(ten) == ln && lowp::elementary::exp(far) == tiny &&
           lowp::elementary::log(small) == root));
}

// What follows measures, and so needs a reference much better than binary64: x86's 80 bits, or 128.
#if LDBL_MANT_DIG >= 64

namespace {

// |got - exact| in units of the last place of binary64 at `exact`; nothing is amiss where an infinity is right.
double ulps(double got, long double exact)
{
    if (std::isinf(got) || std::isnan(got)) return static_cast<double>(exact) == got ? 0 : infinity;
    const long double unit = std::ldexp(1.0L, exact == 0 ? -1074 : std::max(std::ilogb(exact), -1022) - 52);
    return static_cast<double>(std::fabs(got - exact) / unit);
}

struct measured {
    double worst = 0, at = 0;

    void operator()(double x, double error)
    {
        if (error > worst) {
            worst = error;
            at = x;
        }
    }
};

// A full-period sequence: 53-bit fractions in [0, 1).
struct fractions {
    std::uint64_t state = 1;
    double operator()()
    {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<double>(state >> 11) * 0x1p-53;
    }
};

// How many floats of every `stride`-th pattern are not what the exact value rounds to.
std::pair<std::size_t, std::size_t> misrounded(std::uint32_t stride)
{
    std::size_t wrong_exp = 0, wrong_log = 0;
    for (std::uint64_t pattern = 0; pattern < infinity_pattern<float>; pattern += stride) {
        const float x = from_bits(static_cast<std::uint32_t>(pattern));
        wrong_log += lowp::elementary::log(x) != static_cast<float>(std::log(static_cast<long double>(x)));
        for (const float y : {x, -x})
            if (y < 90 && y > -105)
                wrong_exp += lowp::elementary::exp(y) != static_cast<float>(std::exp(static_cast<long double>(y)));
    }
    return {wrong_exp, wrong_log};
}

}  // namespace

TEST_CASE("exp is within 0.9 units in the last place", "[core]")
{
    measured error;
    const auto at = [&](double x) { error(x, ulps(lowp::elementary::exp(x), std::exp(static_cast<long double>(x)))); };
    fractions next;
    for (int i = 0; i < 1'000'000; ++i) at(-708.3 + next() * (709.78 + 708.3));  // normal results
    for (int i = 0; i < 200'000; ++i) at(-745.1 + next() * (745.1 - 708.3));     // subnormal ones
    for (int e = -1074; e <= 9; ++e)                                             // tiny to large arguments, both signs
        for (int i = 0; i < 200; ++i) {
            const double x = std::ldexp(1 + next(), e);
            if (x < 709.7) at(x), at(-x);
        }
    // Halfway between multiples of ln 2, where the reduced argument is largest, and at the multiples themselves.
    for (int k = -2148; k <= 2046; ++k)
        for (int i = -50; i <= 50; ++i) at(0.34657359027997264 * k + i * 1e-13);
    CAPTURE(error.at);
    CHECK(error.worst < 0.9);  // measured: 0.883, and 0.892 on 6 * 10^7 more arguments
}

TEST_CASE("log is within 0.9 units in the last place", "[core]")
{
    measured error;
    const auto at = [&](double x) { error(x, ulps(lowp::elementary::log(x), std::log(static_cast<long double>(x)))); };
    fractions next;
    for (int e = -1074; e <= 1023; ++e)
        for (int i = 0; i < 300; ++i) at(std::ldexp(1 + next(), e));
    for (int i = 0; i < 500'000; ++i) at(0.5 + 1.5 * next());  // around 1, where the result cancels
    for (int e = -53; e < 0; ++e)
        for (int i = 0; i < 500; ++i) {
            const double off = std::ldexp(1 + next(), e);
            at(1 + off), at(1 - off / 2);
        }
    for (int e = -1074; e < 1023; ++e)  // sqrt(2) 2^e, where the reduction changes its mind
        for (int i = -5; i <= 5; ++i) at(std::ldexp(1.4142135623730951 + i * 0x1p-52, e));
    CAPTURE(error.at);
    CHECK(error.worst < 0.9);  // measured: 0.822, and 0.866 on 6 * 10^7 more arguments
}

TEST_CASE("the binary32 functions are correctly rounded, on three million floats", "[core]")
{
    const auto [wrong_exp, wrong_log] = misrounded(719);
    CHECK(wrong_exp == 0);
    CHECK(wrong_log == 0);
}

TEST_CASE("the binary32 functions are correctly rounded but for a few of all floats", "[core][exhaustive]")
{
    const auto [wrong_exp, wrong_log] = misrounded(1);
    CHECK(wrong_exp == 0);
    CHECK(wrong_log <= 5);
}

#endif

TEST_CASE("e^x - 1 keeps its digits near 0", "[core]")
{
    CHECK((lowp::elementary::expm1(infinity) == infinity && lowp::elementary::expm1(-infinity) == -1));
    CHECK((lowp::elementary::expm1(0) == 0 && std::isnan(lowp::elementary::expm1(std::nan("")))));
    CHECK(std::signbit(lowp::elementary::expm1(-0.0)));
    for (int k = -400; k < 40; ++k)
        for (const double x : {std::exp2(k / 4.0), -std::exp2(k / 4.0)}) {
            const double exact = std::expm1(x);
            if (!std::isfinite(exact)) continue;
            CAPTURE(x);
            CHECK(std::fabs(lowp::elementary::expm1(x) - exact) <= 0x1p-50 * std::fabs(exact));
        }
}

TEST_CASE("decibels of ratios of powers", "[core]")
{
    using lowp::elementary::decibels;
    CHECK((decibels(1) == 0 && decibels(0) == -std::numeric_limits<double>::infinity() && std::isnan(decibels(-1))));
    for (int e = -300; e <= 300; e += 7) {
        const double exact = 10 * std::log10(std::ldexp(1.25, e));
        CHECK(std::fabs(decibels(std::ldexp(1.25, e)) - exact) <= 0x1p-51 * std::fabs(exact));
    }
}

TEST_CASE("cos(pi p / q) is the cosine, and exact where that is rational", "[core]")
{
    double worst = 0;
    for (const std::uint64_t q : {1u, 2u, 3u, 6u, 7u, 2000u, 4999u})
        for (std::uint64_t p = 0; p <= q; ++p) {
            const double c = lowp::elementary::cos_pi(p, q);
            const long double exact = std::cos(3.141592653589793238462643383279502884L * static_cast<long double>(p) /
                                               static_cast<long double>(q));
            worst = std::max(worst, std::fabs(static_cast<double>(static_cast<long double>(c) - exact)));
            CHECK(c == -lowp::elementary::cos_pi(q - p, q));
        }
    CHECK(worst < 0x1p-51);
    for (const std::uint64_t n : {1u, 5u, 64u, 2001u}) {
        CHECK((lowp::elementary::cos_pi(0, n) == 1 && lowp::elementary::cos_pi(n, n) == -1));
        CHECK((lowp::elementary::cos_pi(n, 2 * n) == 0 && lowp::elementary::cos_pi(n, 3 * n) == 0.5 &&
               lowp::elementary::cos_pi(2 * n, 3 * n) == -0.5));
    }
    CHECK(lowp::elementary::cos_pi(std::uint64_t{1} << 52, std::uint64_t{1} << 53) == 0);
}
