// tests/quantize/tally_test.cpp -- counts against their definitions in exact numbers, at every place where one changes.
#include "lowp/quantize/tally.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/format/text.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/encode.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"

using namespace lowp;
using test::inf;

namespace {

struct range {
    double largest, threshold;
};
// Codes count on beyond the largest as if the exponent had no bound; the threshold lies half way to the next value. For
// negative numbers the range of a format without a sign ends at zero, and is empty without zero.
template <class F>
range range_of(const F& f, bool minus)
{
    if (minus && f.lowest() >= 0) return {0, f.lowest() > 0 ? 0 : f.smallest() / 2};
    if constexpr (std::same_as<F, fixed_format>) {
        const double largest = minus ? -f.lowest() : f.largest();
        return {largest, largest + f.smallest() / 2};
    } else {
        return {f.largest(), f.largest() / 2 + f.magnitude(f.largest_code() + 1) / 2};
    }
}

template <class F>
tally counted_by_definition(const F& f, const std::vector<float>& x, const std::vector<float>& y)
{
    const range plus = range_of(f, false), minus = range_of(f, true);
    tally t;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const range& r = std::signbit(x[i]) ? minus : plus;
        const double magnitude = std::fabs(static_cast<double>(x[i]));
        ++t.elements;
        if (std::isnan(x[i])) {
            ++t.nans;
            continue;
        }
        t.saturated += magnitude > r.largest;
        t.overflowed += magnitude >= r.threshold && magnitude > r.largest;
        t.flushed += x[i] != 0 && y[i] == 0;
        if (std::isfinite(x[i])) t.largest = std::fmax(t.largest, magnitude);
    }
    return t;
}

std::vector<float> around(const std::vector<double>& places)
{
    std::vector<float> x;
    for (const double place : places)
        for (const double sign : {1.0, -1.0}) {
            const auto at = static_cast<float>(sign * place);
            for (const float v : {at, std::nextafter(at, inf), std::nextafter(at, -inf)}) x.push_back(v);
        }
    for (const float v : {0.0f, -0.0f, inf, -inf, std::nanf(""), -std::nanf(""), 1.0f, 1e-45f, 3e38f, -3e38f, 1e-3f})
        x.push_back(v);
    return x;
}

}  // namespace

TEST_CASE("every count, around every place where one changes", "[quantize]")
{
    floating_format unsigned_e4m3 = e4m3fn;
    unsigned_e4m3.sign = signedness::without_sign;
    floating_format flushed_e5m2 = e5m2;
    flushed_e5m2.subnormal = subnormals::flushed;
    const any_format formats[] = {
        e4m3fn,
        e5m2,
        e4m3fnuz,
        e2m1fn,
        e8m0fnu,
        bfloat16,
        binary16,
        binary32,
        unsigned_e4m3,
        flushed_e5m2,
        fixed_format{2, 5},
        fixed_format{.integer_bits = 0, .fraction_bits = 3, .range = fixed_range::symmetric},
        fixed_format{.integer_bits = 4, .fraction_bits = 0, .range = fixed_range::without_sign},
        logarithmic_format{3, 3}};
    for (const any_format& format : formats)
        std::visit(
            [&](const auto& f) {
                const range plus = range_of(f, false), minus = range_of(f, true);
                std::vector<float> x = around({plus.largest, plus.threshold, minus.largest, minus.threshold,
                                               f.smallest(), f.smallest() / 2, f.smallest() / 4});
                const auto check = [&](const auto& mode) {
                    for (const on_overflow policy : {on_overflow::saturate, on_overflow::infinity}) {
                        const quantizer q{any_format{f}, mode, policy};
                        std::vector<float> y(x.size());
                        tally t, in_place, in_double, of_codes;
                        q(x, y, t);
                        const tally expected = counted_by_definition(f, x, y);
                        INFO(format_text(f));
                        CHECK(t == expected);
                        std::vector<float> z = x;
                        q(z, in_place);
                        CHECK(in_place == expected);
                        std::vector<double> wide(x.begin(), x.end());
                        q(wide, in_double);
                        CHECK(in_double == expected);
                        packed_array w(any_format{f}, x.size());
                        encode(x, w, of_codes, mode, policy);
                        CHECK(of_codes == expected);
                    }
                };
                check(nearest_even{});
                check(toward_zero{});
                check(stochastic{stream{5}});
            },
            format);
}

TEST_CASE("nothing is counted twice, and tallies go on", "[quantize]")
{
    const std::vector<float> x{500, -500, 1e-9f, 3, 0};
    std::vector<float> y(x.size());
    tally t;
    quantizer{known<e4m3fn>}(x, y, t);
    CHECK(t == tally{5, 2, 2, 1, 0, 500});
    quantizer{known<e4m3fn>}(y, t);
    CHECK(t == tally{10, 2, 2, 1, 0, 500});
    const float nothing = 7;
    quantizer{known<e4m3fn>}(std::span<const float>(&nothing, 0), std::span<float>{}, t);
    CHECK(t.elements == 10);
}
