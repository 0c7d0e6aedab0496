// tests/precision/rounded_steps_test.cpp -- every step rounds as the quantizer does one number, at the step's own
// draws.
#include "lowp/precision/rounded_steps.hpp"

#include <cmath>
#include <functional>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/precision/recipe_text.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("steps are rounded once, with random bits of their own", "[precision]")
{
    const std::size_t n = 37;
    for (const char* const text : {"e4m3fn", "e5m2:stochastic", "q2.5:toward_zero", "l4.3:stochastic", "e3m2fn"}) {
        INFO(text);
        any_quantizer q = parse_quantizer(text);
        if (auto* mode = std::get_if<stochastic>(&q.rounding)) mode->source = stream{8};
        std::vector<float> a(n), b(n), c(n), out(n);
        const auto draw = [&](std::vector<float>& to, std::uint64_t which) {
            for (std::size_t i = 0; i < n; ++i) to[i] = 4 * stream{which}.uniform(i) - 2;
            q(to);
        };
        draw(a, 1), draw(b, 2), draw(c, 3);
        for (std::size_t i = 0; i < n; ++i) b[i] = b[i] == 0 ? 1 : b[i], a[i] = std::fabs(a[i]);
        rounded_steps arithmetic(q, 2);
        std::uint64_t step = 0;
        // In binary64 results of so few digits are exact, or far enough from where rounding changes.
        const auto checked = [&](const std::function<double(double, double, double)>& exact) {
            const auto round = q.plain().fork(step++);
            CHECK(arithmetic.steps() == step);
            for (std::size_t i = 0; i < n; ++i)
                CHECK(static_cast<double>(out[i]) ==
                      round(exact(static_cast<double>(a[i]), static_cast<double>(b[i]), static_cast<double>(c[i])), i));
        };
        arithmetic.add(a, b, out);
        checked([](double x, double y, double) { return x + y; });
        arithmetic.subtract(a, b, out);
        checked([](double x, double y, double) { return x - y; });
        arithmetic.multiply(a, b, out);
        checked([](double x, double y, double) { return x * y; });
        arithmetic.divide(a, b, out);
        checked([](double x, double y, double) { return x / y; });
        arithmetic.fma(a, b, c, out);
        checked([](double x, double y, double z) { return x * y + z; });
        arithmetic.sqrt(a, out);
        checked([](double x, double, double) { return std::sqrt(x); });
        arithmetic.exp(c, out);
        checked([](double, double, double z) { return elementary::exp(z); });
    }
}

TEST_CASE("rounded sums run from the first element on, a step for each other", "[precision]")
{
    any_quantizer q{e5m2, stochastic{stream{4}}};
    const std::vector<float> x{1, 2, 3, 0.25f, 0.5f, 0.75f, 4, 5, 6, 0.125f, 7, 1.5f};  // four of each of three rows
    std::vector<float> out(3);
    rounded_steps arithmetic(q);
    arithmetic.sum({x.data(), 4, 3}, out);
    CHECK(arithmetic.steps() == 3);
    for (std::size_t r = 0; r < 3; ++r) {
        float sum = x[r];
        for (std::size_t k = 1; k < 4; ++k) sum = q.plain().fork(k - 1)(sum + x[k * 3 + r], r);
        CHECK(out[r] == sum);
    }
}

TEST_CASE("rounded steps have no scale", "[precision]")
{
    any_quantizer q{e4m3fn};
    q.is_scaled = true;
    CHECK_THROWS_AS(rounded_steps(q), std::invalid_argument);
}
