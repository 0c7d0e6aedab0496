// tests/precision/exact_steps_test.cpp -- binary64's operations, and sums that lose nothing to their order.
#include "lowp/precision/exact_steps.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("exact steps are those of binary64", "[precision]")
{
    const exact_steps arithmetic;
    const std::vector<double> a{1, -0.1, 3, 1e300, 0x1p-40}, b{3, 0.7, -7, 1e-300, 1}, c{-3, 1, 21, -1, -1};
    const auto checked = [&](const auto& step, const auto& one) {
        std::vector<double> out(a.size());
        step(out);
        for (std::size_t i = 0; i < a.size(); ++i) CHECK(out[i] == one(i));
    };
    checked([&](auto& out) { arithmetic.add(a, b, out); }, [&](std::size_t i) { return a[i] + b[i]; });
    checked([&](auto& out) { arithmetic.subtract(a, b, out); }, [&](std::size_t i) { return a[i] - b[i]; });
    checked([&](auto& out) { arithmetic.multiply(a, b, out); }, [&](std::size_t i) { return a[i] * b[i]; });
    checked([&](auto& out) { arithmetic.divide(a, b, out); }, [&](std::size_t i) { return a[i] / b[i]; });
    checked([&](auto& out) { arithmetic.fma(a, b, c, out); },
            [&](std::size_t i) { return std::fma(a[i], b[i], c[i]); });
    const std::vector<double> squares{0, 2, 3, 1e300, 0x1p-40};
    std::vector<double> out(squares);
    arithmetic.sqrt(out, out);
    for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == std::sqrt(squares[i]));
    std::vector<double> powers(b);
    arithmetic.exp(powers, powers);
    for (std::size_t i = 0; i < b.size(); ++i) CHECK(std::fabs(powers[i] / std::exp(b[i]) - 1) < 0x1p-51);
}

TEST_CASE("exact sums keep what a sum of binary64 would lose", "[precision]")
{
    // Three rows of four: columns are the elements of each.
    const std::vector<double> x{1e20,  1, 0x1p60,   //
                                1,     2, 1,        //
                                1,     3, 0x1p-30,  //
                                -1e20, 4, -0x1p60};
    std::vector<double> out(3);
    exact_steps{}.sum({x.data(), 4, 3}, out);
    CHECK(out == std::vector<double>{2, 10, 1 + 0x1p-30});
}
