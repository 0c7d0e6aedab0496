// tests/precision/update_error_test.cpp -- how much of small updates survives, and when none does.
#include "lowp/precision/update_error.hpp"

#include <cmath>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/random/distribution.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// Weights that are numbers of bfloat16, from 1 to 2: a unit in the last place is 2^-7.
std::vector<float> weights_of_a_binade(std::size_t n)
{
    std::vector<float> w(n);
    for (std::size_t i = 0; i < n; ++i) w[i] = 1 + static_cast<float>(stream{2}.bits(i) % 127 + 1) * 0x1p-7f;
    return w;
}

}  // namespace

TEST_CASE("updates far below half a unit in the last place are lost to nearest", "[precision]")
{
    const auto w = weights_of_a_binade(10000);
    std::vector<float> u(w.size());
    for (std::size_t i = 0; i < u.size(); ++i) u[i] = (2 * stream{3}.uniform(i) - 1) * 0x1p-10f;
    for (const any_rounding& mode : {any_rounding(nearest_even{}), any_rounding(nearest_away{})}) {
        const auto lost = error_of_update({bfloat16, mode}, w, u);
        CHECK(lost.surviving == 0);
        CHECK(lost.error.elements() == w.size());
        CHECK(lost.error.largest_error() <= 0x1p-10);
        CHECK(lost.error.rms() > 0);
    }
}

TEST_CASE("stochastic rounding lets them through, on average", "[precision]")
{
    const auto w = weights_of_a_binade(100000);
    std::vector<float> u(w.size());
    for (std::size_t i = 0; i < u.size(); ++i) u[i] = (2 * stream{3}.uniform(i) - 1) * 0x1p-10f;
    const auto found = error_of_update({bfloat16, stochastic{stream{5}}}, w, u);
    // Weight i moves by a unit with probability |u| / unit.
    double variance = 0, squares = 0;
    for (const double one : u) {
        const double p = std::fabs(one) * 0x1p7;
        variance += one * one * p * (1 - p) * 0x1p-14;
        squares += one * one;
    }
    CHECK(std::fabs(found.surviving - 1) < 4 * std::sqrt(variance) / squares);
    CHECK(found.surviving != 1);
}

TEST_CASE("what survives is counted as it is defined", "[precision]")
{
    // Steps of 1/4 in q3.2. Differences: 0.9 -> 1, 1.1 -> 1, -2 stays, 0.375 -> 0.5 (ties to even).
    const std::vector<float> w{1, 1.25f, -1.75f, 0.5f}, u{0.1f, 0.15f, 0.25f, 0.125f};
    const auto found = error_of_update(any_quantizer{fixed_format{3, 2}}, w, u);
    const double moved[] = {0, 0.25, 0.25, 0};
    double over = 0, under = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        over += moved[i] * static_cast<double>(u[i]);
        under += static_cast<double>(u[i]) * static_cast<double>(u[i]);
    }
    CHECK(std::fabs(found.surviving - over / under) < 1e-15);
    CHECK(found.error.largest_error() == 0.125);
    CHECK(found.error.finite() == 4);
}

TEST_CASE("weights are rounded first, which is no error of the update", "[precision]")
{
    const std::vector<float> w{1.1f, 2.3f, -0.7f}, none(3);
    const auto found = error_of_update(any_quantizer{e4m3fn}, w, none);
    CHECK(found.error.largest_error() == 0);
    CHECK(found.surviving == 0);  // there was nothing that could
}

TEST_CASE("normal updates of a size relative to the weights", "[precision]")
{
    std::vector<float> w(20000);
    fill(distribution::uniform, stream{4}, w);
    const any_quantizer exact{binary32};
    const auto a = error_of_update(exact, w, 1e-3, stream{1});
    CHECK(std::fabs(a.surviving - 1) < 1e-3);  // binary32 holds most of them
    for (float& one : w) one *= 64;
    CHECK(std::fabs(error_of_update(exact, w, 1e-3, stream{1}).surviving - a.surviving) < 1e-4);
    // The smaller, the less; and none at last.
    double before = 2;
    for (const double step : {0.1, 1e-3, 1e-4, 1e-5}) {
        const double now = error_of_update(any_quantizer{e5m2}, w, step, stream{1}).surviving;
        CHECK(now < before);
        before = now;
    }
    CHECK(before < 1e-3);
}

TEST_CASE("updates that do not fit", "[precision]")
{
    const std::vector<float> three(3), two(2);
    CHECK_THROWS_WITH(error_of_update(any_quantizer{e4m3fn}, three, two),
                      "sgd_update: 2 updates of 3 weights, expected one for each");
    const float infinity = std::numeric_limits<float>::infinity();
    const std::vector<float> w{1, infinity, 2}, u{0.5f, 1, infinity};
    const auto found = error_of_update({bfloat16, nearest_even{}, on_overflow::infinity}, w, u);
    CHECK(found.surviving == 1);
    CHECK(found.error.finite() == 1);
}
