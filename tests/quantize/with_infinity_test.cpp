// tests/quantize/with_infinity_test.cpp -- within the range the base's numbers, past it infinity; the base's counts.
#include "lowp/quantize/with_infinity.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "lowp/format/text.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

std::vector<float> numbers_around(const floating_format& f)
{
    std::vector<float> x{0.0f, -0.0f, 1e-45f, -1e-40f, 3e38f, -3e38f, 1.0f};
    for (std::uint64_t code = 0; code <= f.largest_code() + 2; ++code) {
        const auto at = static_cast<float>(f.magnitude(code));
        const auto middle = static_cast<float>((f.magnitude(code) + f.magnitude(code + 1)) / 2);
        for (const float y : {at, middle})
            for (const float z : {y, std::nextafter(y, 0.0f), std::nextafter(y, 3e38f)}) {
                x.push_back(z);
                x.push_back(-z);
            }
    }
    return x;
}

}  // namespace

TEST_CASE("overflow to infinity where no code is kept for it", "[quantize]")
{
    const stream source{5};
    for (const floating_format& f :
         {floating_format{5, 2, 15, specials::none}, floating_format{4, 3, 11, specials::none}, e2m1fn,
          floating_format{6, 9, 31, specials::none}})
        for (const any_rounding& mode : {any_rounding{nearest_away{}}, any_rounding{nearest_even{}},
                                         any_rounding{stochastic{source}}, any_rounding{toward_zero{}}}) {
            const any_quantizer base{f, mode, on_overflow::saturate};
            const with_infinity q{{f, mode, on_overflow::infinity}};
            auto x = numbers_around(f);
            while (x.size() < 3 * inner::in_block) x.insert(x.end(), x.begin(), x.begin() + 200);
            x.push_back(std::numeric_limits<float>::infinity());
            std::vector<float> y(x.size()), z(x.size()), counted(x.size());
            base(x, y);
            q(x, z);
            // Rounding has no bound: what it puts past the largest number is past the range.
            floating_format unbounded = f;
            unbounded.exponent_bits += 1;
            unbounded.special = specials::none;
            std::size_t wrong = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double exact = static_cast<double>(
                    with_rounding(mode, [&](const auto& m) { return quantizer{unbounded, m}(x[i], i); }));
                const double expected = std::isinf(x[i]) || std::fabs(exact) > f.largest()
                                            ? std::copysign(std::numeric_limits<double>::infinity(), exact)
                                            : static_cast<double>(y[i]);
                wrong += to_bits(static_cast<float>(expected)) != to_bits(z[i]);
            }
            CAPTURE(format_text(f), rounding_text(mode));
            CHECK(wrong == 0);

            tally t, of_base;
            any_quantizer{f, mode, on_overflow::infinity}(x, counted, of_base);
            q(x, counted, t);
            CHECK(counted == z);
            CHECK(t == of_base);
            counted = x;  // in place
            q(counted, counted, t);
            CHECK(counted == z);
        }
}

TEST_CASE("NaN stays NaN, other formats and policies are the base's", "[quantize]")
{
    const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
    const std::vector<float> x{nan, infinity, 122880, -122879, 1.1f, -1e30f};
    std::vector<float> y(6), z(6);
    const floating_format none{5, 2, 15, specials::none};
    with_infinity{{none, nearest_away{}, on_overflow::infinity}}(x, y);
    CHECK(std::isnan(y[0]));
    CHECK(std::vector(y.begin() + 1, y.end()) == std::vector{infinity, infinity, -114688.0f, 1.0f, -infinity});

    for (const any_quantizer& base :
         {any_quantizer{none, nearest_away{}, on_overflow::saturate},
          any_quantizer{e5m2, nearest_even{}, on_overflow::infinity},
          any_quantizer{e4m3fn, nearest_even{}, on_overflow::infinity}, any_quantizer{binary32},
          any_quantizer{fixed_format{2, 5}, nearest_even{}, on_overflow::infinity}}) {
        base(x, y);
        with_infinity{base}(x, z);
        for (std::size_t i = 0; i < 6; ++i) CHECK(to_bits(y[i]) == to_bits(z[i]));
        tally s, t;
        base(x, y, s);
        with_infinity{base}(x, z, t);
        CHECK(s == t);
        CHECK(with_infinity{base}.stored_bytes(13) == base.stored_bytes(13));
    }
    const with_infinity drawn{{none, stochastic{stream{1}}, on_overflow::infinity}};
    CHECK(std::get<stochastic>(drawn.fork(std::uint64_t{2}).base.rounding).source == stream{1}.fork(2));
}
