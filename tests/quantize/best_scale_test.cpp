// tests/quantize/best_scale_test.cpp -- no power of two is better than the one that is found.
#include "lowp/quantize/best_scale.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/scaled.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// One number at a time, in long double, at all scales that binary32 carries.
template <class F, class R>
scale_and_sqnr best_of_all_scales(const quantizer<F, R>& q, const std::vector<stratum>& numbers)
{
    const auto sqnr = [&](int e) {
        const quantizer scaled{scaled_by_power(q.format, e), q.rounding};
        long double power = 0, noise = 0;
        for (std::size_t k = 0; k < numbers.size(); ++k) {
            const long double x = numbers[k].number, error = scaled(numbers[k].number, k) - x;
            power += static_cast<long double>(numbers[k].count) * x * x;
            noise += static_cast<long double>(numbers[k].count) * error * error;
        }
        return noise == 0 ? std::numeric_limits<double>::infinity()
                          : static_cast<double>(10 * std::log10(power / noise));
    };
    scale_and_sqnr best{0, sqnr(0)};
    for (int e = 160; e >= -160; --e) {
        if (!carries<float>(scaled_by_power(q.format, e))) continue;
        if (const double found = sqnr(e); found > best.sqnr_db + 1e-9) best = {e, found};
    }
    return best;
}

std::vector<stratum> strata_drawn(std::uint64_t seed, double spread, double centre, std::size_t n)
{
    const stream draw{seed};
    strata s;
    for (std::size_t i = 0; i < n; ++i) {
        const double x = std::exp(spread * (draw.uniform(2 * i) - 0.5)) * centre * (draw.bits(2 * i + 1) % 2 ? 1 : -1);
        const auto one = static_cast<float>(x);
        s.add(std::span(&one, 1));
    }
    return s.list();
}

template <class F, class R = nearest_even>
void compare_scales(const F& format, const std::vector<stratum>& numbers, const R& mode = {})
{
    const quantizer q{format, mode};
    const auto found = best_scale(q, numbers), expected = best_of_all_scales(q, numbers);
    if (std::isfinite(expected.sqnr_db))
        CHECK(std::fabs(found.sqnr_db - expected.sqnr_db) < 1e-9);
    else
        CHECK(found.sqnr_db == expected.sqnr_db);
    // Which of scales that are equally good but for a rounding is left open, but its SQNR must be its own.
    const int at[] = {found.exponent};
    CHECK(sqnr_over_scales(q, numbers, at)[0] == found.sqnr_db);
}

}  // namespace

TEST_CASE("the best power of two is the best of all", "[quantize]")
{
    for (const double spread : {1.0, 8.0, 30.0})
        for (const double centre : {1.0, 1e-9, 3e11}) {
            const auto numbers = strata_drawn(static_cast<std::uint64_t>(spread), spread, centre, 300);
            compare_scales(e2m1fn, numbers);
            compare_scales(e4m3fn, numbers);
            compare_scales(e5m2, numbers);
            compare_scales(fixed_format{2, 5}, numbers);
            compare_scales(fixed_format{0, 4, fixed_range::without_sign}, numbers);
            compare_scales(logarithmic_format{4, 3}, numbers);
            compare_scales(bfloat16, numbers);
            compare_scales(e2m1fn, numbers, stochastic{stream{1}});
            compare_scales(fixed_format{2, 5}, numbers, toward_zero{});
        }
}

TEST_CASE("an outlier is cut off where that pays", "[quantize]")
{
    std::vector<stratum> numbers = strata_drawn(5, 4, 1.0, 1000);
    for (stratum& one : numbers) one.count = 1000;
    numbers.push_back({-1000, 1});
    const auto best = best_scale(quantizer{fixed_format{2, 5}}, numbers);
    const float largest[] = {-1000.0f};
    CHECK(scaled_format(fixed_format{2, 5}, largest).integer_bits > 2 + best.exponent);
    compare_scales(fixed_format{2, 5}, numbers);
}

TEST_CASE("scales where nothing is to be gained", "[quantize]")
{
    CHECK(best_scale(quantizer{e4m3fn}, {}).exponent == 0);
    const stratum exact[] = {{1.5f, 3}, {-448.0f, 1}}, zeros[] = {{0.0f, 5}};
    CHECK(best_scale(quantizer{e4m3fn}, exact).exponent == 0);
    CHECK(best_scale(quantizer{e4m3fn}, exact).sqnr_db == std::numeric_limits<double>::infinity());
    CHECK(best_scale(quantizer{e4m3fn}, zeros).exponent == 0);
    const int far[] = {-1000, 0};  // binary32 does not carry the first
    const auto found = sqnr_over_scales(quantizer{e4m3fn}, exact, far);
    CHECK(std::isnan(found[0]));
    CHECK(found[1] == std::numeric_limits<double>::infinity());
}
