// tests/quantize/error_theory_test.cpp -- formulas hold where their assumptions do: measured beside.
#include "lowp/quantize/error_theory.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/error.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;
using theory::rounded;

namespace {

// Evenly over the range of an integer format, halves of steps at its ends included.
std::vector<float> evenly(int bits, std::size_t n, std::uint64_t seed)
{
    std::vector<float> x(n);
    const stream draw{seed};
    const double steps = std::ldexp(1.0, bits);
    for (std::size_t i = 0; i < n; ++i)
        x[i] = static_cast<float>((static_cast<double>(draw.bits(i)) / 0x1p32 - 0.5) * steps - 0.5);
    return x;
}
// Magnitudes whose logarithms are spread evenly over whole binades, of both signs.
std::vector<float> over_binades(int lowest, int binades, std::size_t n, std::uint64_t seed)
{
    std::vector<float> x(n);
    const stream draw{seed};
    for (std::size_t i = 0; i < n; ++i) {
        const double size = std::exp2(lowest + binades * (static_cast<double>(draw.bits(2 * i)) / 0x1p32));
        x[i] = static_cast<float>(draw.bits(2 * i + 1) % 2 == 0 ? size : -size);
    }
    return x;
}

}  // namespace

TEST_CASE("signal to noise of even numbers on even steps: 6.02 dB a bit", "[quantize]")
{
    for (const int bits : {3, 4, 6, 8, 12}) {
        const fixed_format f{bits - 1, 0};
        const std::vector<float> x = evenly(bits, 400'000, 1);
        CAPTURE(bits);
        CHECK(std::fabs(theory::uniform_sqnr_db(bits) - 20 * bits * std::log10(2.0)) < 1e-12);
        const quantization_error nearest = error_of(quantizer{f}, x);
        CHECK(std::fabs(nearest.rms() - theory::uniform_noise_rms(1)) < 0.003);
        // The power of numbers that lie half a step off the middle is larger by a quarter of a step squared.
        const double power = std::ldexp(1.0, 2 * bits) / 12, off = elementary::decibels((power + 0.25) / power);
        CHECK(std::fabs(nearest.sqnr_db() - theory::uniform_sqnr_db(bits) - off) < 0.1);
        const quantization_error drawn = error_of(quantizer{fixed_format{bits, 0}, stochastic{stream{2}}}, x);
        CHECK(std::fabs(drawn.sqnr_db() - theory::uniform_sqnr_db(bits, rounded::stochastically) - off) < 0.1);
        const quantization_error down = error_of(quantizer{fixed_format{bits, 0}, toward_negative{}}, x);
        CHECK(std::fabs(down.rms() - theory::uniform_noise_rms(1, rounded::to_neighbour)) < 0.003);
    }
}

TEST_CASE("signal to noise of floating point, evenly over binades", "[quantize]")
{
    for (const floating_format& f : {e5m2, e4m3fn, bfloat16, binary16}) {
        const std::vector<float> x = over_binades(-6, 12, 400'000, 3);
        CAPTURE(f.fraction_bits);
        const int p = f.fraction_bits + 1;
        CHECK(std::fabs(error_of(quantizer{f}, x).sqnr_db() - theory::floating_sqnr_db(p)) < 0.1);
        CHECK(std::fabs(error_of(quantizer{f, stochastic{stream{4}}}, x).sqnr_db() -
                        theory::floating_sqnr_db(p, rounded::stochastically)) < 0.1);
        CHECK(std::fabs(theory::floating_sqnr_db(p) - (6.0206 * p + 8.124)) < 0.001);
    }
}

TEST_CASE("relative errors stay below the unit round-off in the normal range", "[quantize]")
{
    for (const floating_format& f : {e2m1fn, e3m2fn, e5m2, e4m3fn, bfloat16, binary16, tf32}) {
        const double lowest = f.min_exponent(), binades = f.max_exponent() - f.min_exponent();
        std::vector<float> x = over_binades(static_cast<int>(lowest), static_cast<int>(binades), 100'000, 5);
        // The worst there is: just above a power of two, by half a step.
        x.push_back(static_cast<float>(1 + theory::unit_roundoff(f)));
        CAPTURE(f.fraction_bits);
        const double nearest = error_of(quantizer{f}, x).largest_relative();
        CHECK(nearest <= theory::unit_roundoff(f));
        CHECK(nearest >= theory::unit_roundoff(f) / (1 + theory::unit_roundoff(f)) * (1 - 1e-7));
        for (const double other : {error_of(quantizer{f, toward_zero{}}, x).largest_relative(),
                                   error_of(quantizer{f, stochastic{stream{6}}}, x).largest_relative()})
            CHECK((other < theory::unit_roundoff(f, rounded::to_neighbour) && other > theory::unit_roundoff(f) / 2));
    }
    const logarithmic_format g{4, 5};
    const std::vector<float> x = over_binades(-6, 12, 100'000, 7);
    const double nearest = error_of(quantizer{g}, x).largest_relative();
    CHECK((nearest <= theory::unit_roundoff(g) * (1 + 1e-6) && nearest > theory::unit_roundoff(g) * 0.99));
    const double zero = error_of(quantizer{g, toward_zero{}}, x).largest_relative();
    CHECK((zero <= theory::unit_roundoff(g, rounded::to_neighbour) && zero > theory::unit_roundoff(g)));
}

TEST_CASE("stochastic rounding has no bias, nearest and directed ones have what they have", "[quantize]")
{
    for (const any_format& f : {any_format(e4m3fn), any_format(e2m1fn), any_format(fixed_format{1, 4})}) {
        const std::vector<float> x = over_binades(-12, 12, 200'000, 8);
        for (const std::uint64_t seed : {1u, 2u, 3u}) {
            const quantization_error e = error_of(quantizer<any_format, stochastic>{f, stochastic{stream{seed}}}, x);
            CHECK(std::fabs(e.bias()) < 4 * e.bias_standard_error());
        }
        const quantization_error down = error_of(quantizer<any_format, toward_negative>{f, {}}, x);
        CHECK(down.bias() < -4 * down.bias_standard_error());
        CHECK(std::fabs(down.bias() + down.mean_error()) < 1e-12);
    }
}

TEST_CASE("bounds of sums", "[quantize]")
{
    const double u = theory::unit_roundoff(bfloat16);
    CHECK(theory::sum_bound(1, u) == u / (1 - u));
    CHECK(theory::sum_bound(256, u) == std::numeric_limits<double>::infinity());
    CHECK(theory::sum_bound(255, u) == 255.0);
    CHECK(std::fabs(theory::probable_sum_bound(100, 1e-4) - std::expm1(1e-3 + 1e-6)) < 1e-9);
    for (const double all : {1.0, 1.5})
        CHECK(theory::probable_sum_bound(10, all) == std::numeric_limits<double>::infinity());
    CHECK((theory::sum_bound(0, u) == 0 && theory::probable_sum_bound(0, u) == 0));
    // A sum of positive numbers in bfloat16, stochastically: within the probable bound, far below the certain one.
    const quantizer q{bfloat16, stochastic{stream{9}}};
    const double drawn = theory::unit_roundoff(bfloat16, rounded::stochastically);
    for (const std::size_t n : {100u, 1000u, 10'000u}) {
        float sum = 0;
        double exact = 0;
        const stream draw{n};
        for (std::size_t i = 0; i < n; ++i) {
            const float x = q(draw.uniform(i), i);
            exact += static_cast<double>(x), sum = q(sum + x, 100'000 + i);
        }
        const double error = std::fabs(static_cast<double>(sum) - exact) / exact;
        CHECK(error < theory::probable_sum_bound(n, drawn, 4));
        CHECK(theory::probable_sum_bound(n, drawn, 1) < theory::sum_bound(n, drawn));
    }
}
