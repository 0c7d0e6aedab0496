// tests/linalg/integer_step_test.cpp -- a step of 8 bits rounds as it should, with bits that are as good as
// independent, and within 16 bits.
#include "lowp/linalg/integer_step.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

constexpr int one = 1 << step_fraction_bits;
constexpr int draws = one;

}  // namespace

// A whole step is one, whatever is drawn; and half a step.
static_assert(after_step(3, 64, 2 * one, 0, 0, 0) == 4 && after_step(3, 64, 2 * one, 0, 0, one - 1) == 4);
static_assert(after_step(3, 64, one, 0, 0, one / 2 - 1) == 3 && after_step(3, 64, one, 0, 0, one / 2) == 4);
static_assert(after_step(127, 1, 0, largest_drift, 0, 0) == 127 &&
              after_step(-127, 1, 0, -largest_drift, 0, 0) == -128);
static_assert(after_step(100, 0, 0, 0, -one * 128 / 100, 0) == 99);
static_assert(step_share(127, largest_coefficient) == 16256 && step_share(-128, largest_coefficient) == -16384);
static_assert(step_share(1, 64) == 1 && step_share(1, 63) == 0 && step_share(-1, 64) == 0 && step_share(-1, 65) == -1);

TEST_CASE("of all draws, as many round up as the fraction says", "[linalg]")
{
    const stream pick{3};
    for (std::uint64_t k = 0; k < 2000; ++k) {
        const auto z = static_cast<std::int8_t>(pick.fork(1).bits(k)),
                   x = static_cast<std::int8_t>(pick.fork(2).bits(k));
        const int a = static_cast<int>(pick.fork(3).bits(k) % (2 * largest_coefficient + 1)) - largest_coefficient;
        const int g = static_cast<int>(pick.fork(4).bits(k) % (2 * largest_drift + 1)) - largest_drift;
        const int decay = k % 2 == 0 ? 0 : -static_cast<int>(pick.fork(5).bits(k) % largest_decay);
        // The sum, exactly but for the two shares, which are to the nearest 2^-9.
        const double sum = std::floor(x * a / 128.0 + 0.5) + std::floor(z * decay / 128.0 + 0.5) + g;
        const double below = std::floor(sum / one);
        const int ups = static_cast<int>(sum - below * one);
        int counted = 0;
        for (int r = 0; r < draws; ++r) {
            const double up = r >= draws - ups ? 1 : 0;
            const double wanted = std::clamp(z + below + up, -128.0, 127.0);
            counted += after_step(z, x, a, g, decay, r) == wanted ? 1 : 0;
        }
        REQUIRE(counted == draws);
    }
}

TEST_CASE("no sum of a step leaves 16 bits", "[linalg]")
{
    const int most = largest_coefficient + largest_drift + largest_decay + one - 1;
    CHECK(most < 32768);
    for (const int x : {-128, 127})
        for (const int a : {-largest_coefficient, largest_coefficient})
            CHECK(std::abs(step_share(static_cast<std::int8_t>(x), a)) <= largest_coefficient);
}

TEST_CASE("noise is what is said of it", "[linalg]")
{
    const stream draw{77};
    const std::uint32_t factors[4] = {1, 53505, 53505u * 53505u % 65536u, 53505u * 53505u % 65536u * 53505u % 65536u};
    for (std::size_t j = 0; j < 1000; ++j) {
        const std::size_t block = j / 128, group = j / 64 % 2, half = j % 64 / 2, odd = j % 2;
        const std::uint32_t word = draw.bits(16 * block + half / 2);
        const std::uint32_t own = half % 2 == 0 ? word % 65536u : word / 65536u;
        REQUIRE(step_noise(draw, j) == static_cast<int>(own * factors[2 * group + odd] % 65536u / 128));
    }
}

TEST_CASE("noise of two elements is as good as independent", "[linalg]")
{
    // Of elements that share a half word, one is `ratio` times the other: 53505, its square or its cube.
    for (const std::uint32_t ratio : {noise_factors[1], noise_factors[2], noise_factors[3]}) {
        std::vector<int> below(draws, 0), each(draws, 0);  // points with the second below t + 1, of the first below s
        double worst = 0;
        for (int s = 1; s <= draws; ++s) {
            for (std::uint32_t low = 0; low < 128; ++low) {
                const std::uint32_t half = static_cast<std::uint32_t>(s - 1) * 128 + low;
                ++each[(half * ratio & 0xffffu) >> 7];
            }
            int sum = 0;
            for (int t = 0; t < draws; ++t) {
                sum += each[static_cast<std::size_t>(t)];
                const double independent = static_cast<double>(s) * (t + 1) / draws / draws;
                worst = std::max(worst, std::fabs(sum / 65536.0 - independent));
            }
        }
        CHECK(worst < std::exp2(-13.9));
        CHECK(std::all_of(each.begin(), each.end(), [](int n) { return n == 128; }));  // each alone is uniform
    }
    for (int k = 0; k < 3; ++k) CHECK((noise_factors[k] * 53505u & 0xffffu) == noise_factors[k + 1]);
}

TEST_CASE("coefficients go to the nearest integer, ties to even, and stay within their bounds", "[linalg]")
{
    const std::vector<float> offsets{0.25f, 0.75f, -1e9f};
    static_assert(linear_coefficient{0.5f}(0, 5) == 2 && linear_coefficient{0.5f}(0, 7) == 4);
    static_assert(linear_coefficient{-0.5f}(0, 5) == -2 && linear_coefficient{-0.3f}(0, 5) == -2);
    CHECK(linear_coefficient{0.5f, offsets.data()}(0, 5) == 3);
    CHECK(linear_coefficient{0.5f, offsets.data()}(1, 5) == 3);
    CHECK(linear_coefficient{0.5f, offsets.data()}(2, 5) == -largest_coefficient);
    CHECK(linear_coefficient{1e30f}(0, 2147483647) == largest_coefficient);
    CHECK(linear_coefficient{1e30f}(0, -2147483647 - 1) == -largest_coefficient);
}

TEST_CASE("drifts of even elements stand before those of odd ones", "[linalg]")
{
    CHECK(drift_size(1) == 64);
    CHECK(drift_size(64) == 64);
    CHECK(drift_size(65) == 128);
    std::vector<int> seen(256, 0);
    for (std::size_t j = 0; j < 256; ++j) ++seen[drift_place(j)];
    CHECK(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
    CHECK(drift_place(0) == 0);
    CHECK(drift_place(1) == 32);
    CHECK(drift_place(62) == 31);
    CHECK(drift_place(127) == 127);
}

TEST_CASE("the mean of many steps is the step", "[linalg]")
{
    constexpr std::size_t d = 256, repeats = 4000;
    const stream pick{11};
    std::vector<std::int8_t> x(d);
    std::vector<std::int16_t> drift(drift_size(d));
    for (std::size_t j = 0; j < d; ++j) {
        x[j] = static_cast<std::int8_t>(pick.bits(j));
        drift[drift_place(j)] = static_cast<std::int16_t>(static_cast<int>(pick.bits(1000 + j) % 4001) - 2000);
    }
    const std::vector<std::uint32_t> order{0, 0};
    constexpr int a = 1234;
    std::vector<double> sum(d), products(d);
    for (std::size_t t = 0; t < repeats; ++t) {
        std::vector<std::int8_t> z(d);
        const integer_steps<std::int8_t> run{{x.data(), d, d}, order, stream{12}, t, drift.data()};
        reference_steps(run, z.data(), [](std::size_t, std::int32_t) { return a; });
        for (std::size_t j = 0; j < d; ++j) {
            sum[j] += z[j];
            products[j] += z[j] * z[j ^ 1];
        }
    }
    double squares = 0, correlations = 0;
    for (std::size_t j = 0; j < d; ++j) {
        const auto exact = [&](std::size_t i) { return (step_share(x[i], a) + drift[drift_place(i)]) / double{one}; };
        const auto variance = [&](std::size_t i) {
            const double fraction = exact(i) - std::floor(exact(i));
            return fraction * (1 - fraction);
        };
        const double error = (sum[j] / repeats - exact(j)) / std::sqrt((variance(j) + 1e-9) / repeats);
        CHECK(std::fabs(error) < 5);
        squares += error * error;
        // Neighbours, which share their random bits, are not correlated.
        const double covariance = products[j] / repeats - sum[j] / repeats * sum[j ^ 1] / repeats;
        correlations += covariance / std::sqrt((variance(j) + 1e-3) * (variance(j ^ 1) + 1e-3));
    }
    CHECK(squares / d < 1.5);
    CHECK(std::fabs(correlations / d) < 4 * std::sqrt(2.0 / (d * repeats)));
}
