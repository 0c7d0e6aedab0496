// tests/quantize/scaled_test.cpp -- one power of two a tensor: the right one, and each element rounded once.
#include "lowp/quantize/scaled.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/tally.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"

using namespace lowp;
using test::inf;

TEST_CASE("the power is the smallest that keeps the largest magnitude in range", "[quantize]")
{
    for (const double largest : {6.0, 448.0, 57344.0, 7.5, 1.0, 127 / 32.0})
        for (int field = 1; field < 255; ++field)
            for (const std::uint32_t fraction : {0u, 1u, 0x3f'ffffu, 0x40'0000u, 0x60'0000u, 0x7f'ffffu}) {
                const double magnitude = from_bits(static_cast<std::uint32_t>(field) << 23 | fraction);
                const int e = power_above(magnitude, largest);
                if (!(magnitude <= std::ldexp(largest, e) && magnitude > std::ldexp(largest, e - 1)))
                    FAIL(magnitude << " " << largest);
            }
}

TEST_CASE("the largest finite magnitude, wherever it stands", "[quantize][simd]")
{
    const float infinity = std::numeric_limits<float>::infinity();
    CHECK(largest_magnitude({}) == 0);
    for (std::size_t n = 1; n < 70; ++n)
        for (std::size_t at = 0; at < n; ++at) {
            std::vector<float> x(n, at % 2 == 0 ? infinity : std::numeric_limits<float>::quiet_NaN());
            REQUIRE(largest_magnitude(x) == 0);
            x[at] = at % 3 == 0 ? 2.5f : -2.5f;
            x[n / 2] = at == n / 2 ? x[at] : -0x1p-140f;
            REQUIRE(largest_magnitude(x) == 2.5f);
        }
}

TEST_CASE("a scaled tensor is the format's rounding of the tensor over the scale", "[quantize]")
{
    for (const float size : {1e-30f, 3e-5f, 0.7f, 12.0f, 1e20f}) {
        std::vector<float> x(99), y(99);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = size * (2 * stream{1}.uniform(i) - 1);
        const quantizer base{known<e2m1fn>};
        scaled{base}(x, y);
        const double scale = std::ldexp(1.0, power_above(static_cast<double>(largest_magnitude(x)), 6));
        for (std::size_t i = 0; i < x.size(); ++i)
            REQUIRE(static_cast<double>(y[i]) == base(static_cast<double>(x[i]) / scale) * scale);
    }
}

TEST_CASE("zeros, infinities, NaN and sizes at the ends of binary32", "[quantize]")
{
    std::vector<float> zeros(5), y(5);
    scaled{quantizer{e2m1fn}}(zeros, y);
    CHECK(y == zeros);

    std::vector<float> x{1.0f, -inf, 3.0f, std::nanf(""), 0.1f};
    scaled{quantizer{e2m1fn}}(x, y);  // the largest finite magnitude is 3: the scale is 1/2
    CHECK(y == std::vector<float>{1.0f, -3.0f, 3.0f, 3.0f, 0.0f});
    CHECK(largest_magnitude(x) == 3);
    CHECK(largest_magnitude(std::vector<float>{}) == 0);

    // A scale that binary32 cannot carry is brought back to one that it can.
    std::vector<float> tiny{0x1p-149f, 0x1p-148f}, out(2);
    scaled{quantizer{e4m3fn}}(tiny, out);
    CHECK(out[1] >= 0);
    std::vector<float> huge{std::numeric_limits<float>::max()};
    scaled{quantizer{fixed_format{2, 5}}}(huge);
    CHECK(std::isfinite(huge[0]));
    CHECK(huge[0] > 0x1.fp126f);
}

TEST_CASE("fixed point is scaled by its radix point", "[quantize]")
{
    std::vector<float> x{100.0f, -3.0f, 0.4f}, y(3);
    scaled{quantizer{fixed_format{2, 5}}}(x, y);  // 100 < 127/32 * 32: whole numbers
    CHECK(y == std::vector<float>{100, -3, 0});
    CHECK(scaled{quantizer{known<e2m1fn>}}.stored_bytes(10) == 6);
}

TEST_CASE("stored and counted, of every family", "[quantize]")
{
    std::vector<float> x(300), y(300), z(300), decoded(300);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1e-3f * (2 * stream{1}.uniform(i) - 1);
    x[5] = std::numeric_limits<float>::infinity();
    x[7] = 1e-30f;
    const auto check = [&](const auto& q) {
        tally t;
        q(x, y);
        q(x, z, t);
        CHECK(z == y);
        CHECK(t.elements == x.size());
        CHECK(t.saturated == 1);
        CHECK(t.largest == static_cast<double>(largest_magnitude(x)));
        const auto w = q.encode(x);
        decode(w, decoded);
        CHECK(decoded == y);
        CHECK(w.bytes().size() + 1 == q.stored_bytes(x.size()));
        CHECK(q.encode({}).size() == 0);
    };
    check(scaled{quantizer{known<e2m1fn>}});
    check(scaled{quantizer{e4m3fn, stochastic{stream{3}}}});
    check(scaled{quantizer{fixed_format{2, 5}}});
    check(scaled{quantizer{logarithmic_format{3, 3}}});
    check(scaled{quantizer{nlq(5, 0.1, 0.2)}});
}
