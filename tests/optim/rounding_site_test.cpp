// tests/optim/rounding_site_test.cpp -- any array quantizer rounds a vector of binary64, with draws of each step's own.
#include "lowp/optim/rounding_site.hpp"

#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/block.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

std::vector<double> numbers(std::size_t n)
{
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = 3 * static_cast<double>(stream{5}.uniform(i)) - 1.5 + 1e-9;
    return x;
}

}  // namespace

TEST_CASE("no quantizer: nothing is rounded", "[optim]")
{
    auto x = numbers(10);
    tally t;
    rounding_site{}(x, 1, t);
    CHECK((x == numbers(10) && t.elements == 0 && !rounding_site{}));
}

TEST_CASE("quantizers round in binary64, and count", "[optim]")
{
    const quantizer q{fixed_format{0, 7}, stochastic{stream{9}}};
    const rounding_site site = q;
    CHECK(site);
    auto x = numbers(100), expected = numbers(100);
    tally t, counted;
    site(x, 4, t);
    q.fork(4)(expected, counted);
    CHECK(x == expected);
    CHECK((t.elements == 100 && t.saturated == counted.saturated && t.saturated > 10));
    site(x = numbers(100), 5, t);
    CHECK(x != expected);  // another step, other draws
}

TEST_CASE("quantizers of binary32 are given numbers cut to it", "[optim]")
{
    const block_quantizer q{block_floating_point(8), stochastic{stream{9}}};
    std::vector<double> x{1 + 0x1p-40, -0.3, 0.7};
    tally t;
    rounding_site{q}(x, 2, t);
    std::vector<float> expected{1, -0.3f, 0.7f};
    quantizer{known<binary32>, toward_zero{}}(std::span<float>(expected));
    expected[1] = static_cast<float>(quantizer{known<binary32>, toward_zero{}}(-0.3));
    expected[2] = static_cast<float>(quantizer{known<binary32>, toward_zero{}}(0.7));
    q.fork(std::uint64_t{2})(std::span<float>(expected));
    for (std::size_t i = 0; i < 3; ++i) CHECK(x[i] == static_cast<double>(expected[i]));
}
