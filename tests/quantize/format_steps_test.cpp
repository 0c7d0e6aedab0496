// tests/quantize/format_steps_test.cpp -- units in the last place and ranks of blocks, number by number.
#include "lowp/quantize/format_steps.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;
using inner::codes_of_block, inner::format_steps;

namespace {

// By ulps(), of the size 1 at one number.
template <class Ulps>
double inverse_at(const Ulps& ulps, double x)
{
    using V = lanes<double>;
    double some[V::size];
    ulps(V(1.0), V(std::fabs(x)), std::size_t{0}).store(some);
    return some[0];
}

}  // namespace

TEST_CASE("units in the last place of floating point, at every binade's ends", "[quantize]")
{
    floating_format flushed = e4m3fn;
    flushed.subnormal = subnormals::flushed;
    for (const floating_format& f : {e4m3fn, e5m2, e2m1fn, e8m0fnu, binary16, bfloat16, tf32, binary32, flushed}) {
        const inner::ulps_of_binade ulps(f);
        for (int e = -126; e <= 127; ++e)
            for (const double x : {std::ldexp(1.0, e), std::ldexp(2 - 0x1p-23, e)}) {
                const bool low = e < f.min_exponent();
                const int place = low ? f.min_exponent() : e;
                const int digits = low && f.subnormal == subnormals::flushed ? 0 : f.fraction_bits;
                CAPTURE(f.fraction_bits, e);
                REQUIRE(inverse_at(ulps, x) == std::ldexp(1.0, digits - place));
            }
        REQUIRE(inverse_at(ulps, 0) ==
                std::ldexp(1.0, (f.subnormal == subnormals::flushed ? 0 : f.fraction_bits) - f.min_exponent()));
    }
    // And at the ends of binary64.
    const inner::ulps_of_binade of_doubles(binary64);
    for (const int e : {-1022, -1000, 0, 1000, 1023}) {
        using V = lanes<double>;
        double some[V::size];
        const double x = std::ldexp(1.0, e), ulp_at = std::ldexp(1.0, e < -970 ? e - 52 : e - 52);
        of_doubles(V(3 * ulp_at), V(x), std::size_t{0}).store(some);
        REQUIRE(some[0] == 3);
    }
}

TEST_CASE("codes of a block, of every width, and the steps between them", "[quantize]")
{
    const stream draw{2};
    std::vector<float> x(1000), y(1000);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 4 * draw.uniform(i) - 2, y[i] = 4 * draw.uniform(5000 + i) - 2;
    for (const any_format& f : {any_format(e2m1fn), any_format(e3m2fn), any_format(e4m3fn), any_format(binary16),
                                any_format(fixed_format{2, 8}), any_format(tf32), any_format(binary32)}) {
        const format_steps steps(f);
        CHECK(steps.has_codes() == (width_of(f) <= 16));
        codes_of_block a(width_of(f)), b(width_of(f));
        const std::uint8_t* const of_x = a.of(f, x.data(), x.size(), nearest_even{});
        const std::uint8_t* const of_y = b.of(f, y.data(), y.size(), toward_zero{});
        std::int64_t most = 0;
        std::visit(
            [&](const auto& g) {
                for (std::size_t k = 0; k < x.size(); ++k) {
                    const auto code = to_code(g, exactly(x[k]), nearest_even{}, on_overflow::saturate);
                    const auto other = to_code(g, exactly(y[k]), toward_zero{}, on_overflow::saturate);
                    REQUIRE(a.code(of_x, k) == code);
                    REQUIRE(b.code(of_y, k) == other);
                    most = std::max(most, std::abs(rank_of(g, code) - rank_of(g, other)));
                }
            },
            f);
        CHECK(steps.most_steps(a, of_x, of_y, x.size()) == static_cast<std::uint64_t>(most));
        CHECK(steps.most_steps(a, of_x, of_x, x.size()) == 0);
    }
}

TEST_CASE("steps of formats that are lists", "[quantize]")
{
    const logarithmic_format f{4, 3};
    const format_steps steps(f);
    for (const std::uint64_t code : codes(f))
        if (classify(f, code) != number_class::nan) CHECK(steps.inverse_ulp(code) == 1 / ulp(f, code));
    const logarithmic_format wide{5, 12};  // 18 bits: no table
    const format_steps without(wide);
    CHECK(!without.has_codes());
    CHECK(without.inverse_ulp(77'000) == 1 / ulp(wide, 77'000));
}
