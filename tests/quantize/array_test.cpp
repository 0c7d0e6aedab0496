// tests/quantize/array_test.cpp -- law 1: a span rounds as its elements do, whatever its length, place and cuts.
#include "lowp/quantize/array.hpp"

#include <vector>

#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"

using namespace lowp;
using test::same;

namespace {

// Turning points of the format with both signs, specials, and patterns from everywhere.
template <class T>
std::vector<T> samples(const any_format& format)
{
    std::vector<T> x;
    const auto l = std::visit([](const auto& f) { return oracle::of(f); }, format);
    const auto points = oracle::turning_points<T>(l);
    const std::size_t stride = 1 + points.size() / 4096;  // all of them for up to 10 bits
    for (std::size_t i = 0; i < points.size(); i += points.size() - i < 200 ? 1 : stride) {
        x.push_back(points[i]);
        x.push_back(-points[i]);
    }
    for (const T special : {T(0), T(-0.0), std::numeric_limits<T>::quiet_NaN()}) x.push_back(special);
    for (std::uint64_t i = 0; i < 500; ++i)
        x.push_back(from_bits(static_cast<word_of<T>>(
            stream{1}.bits(2 * i) * (std::uint64_t{1} << 32 >> (64 - carrier<T>::width)) + stream{1}.bits(2 * i + 1))));
    return x;
}

template <class T, class R>
void check(const any_format& format, const R& mode, on_overflow policy)
{
    if (!std::visit([](const auto& f) { return carries<T>(f); }, format)) return;
    const quantizer q{format, mode, policy};
    const auto x = samples<T>(format);
    std::vector<T> whole(x.size()), one_by_one(x.size());
    q(x, whole, {.first = 5});
    for (std::size_t i = 0; i < x.size(); ++i) one_by_one[i] = q(x[i], 5 + i);
    INFO(test::name_of(format) << " " << rounding_text(mode));
    CHECK(same(whole, one_by_one));
}

}  // namespace

TEST_CASE("every format, mode and policy: a register rounds as a value", "[quantize][simd]")
{
    for (const any_format& format : test::small_formats())
        for (const auto name : rounding_names)
            for (const auto policy : {on_overflow::saturate, on_overflow::saturate_finite, on_overflow::infinity}) {
                check<float>(format, *read_rounding(name, stream{3}), policy);
            }
}

TEST_CASE("spans of binary64 round as their elements do", "[quantize]")
{
    for (const any_format& format : test::small_formats())
        if (width_of(format) <= 8)
            for (const auto name : rounding_names)
                check<double>(format, *read_rounding(name, stream{3}), on_overflow::infinity);
    check<double>(floating_format{9, 5}, stochastic{stream{1}}, on_overflow::saturate);
}

TEST_CASE("any length, any first index, any cut, in place and out of place", "[quantize][simd]")
{
    const quantizer q{known<e4m3fn>, stochastic{stream{1}.fork(2)}};
    for (const std::uint64_t first :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{15}, (std::uint64_t{1} << 32) - 9, ~std::uint64_t{0} - 200})
        for (std::size_t n = 0; n < 70; ++n) {
            std::vector<float> x(n), whole(n), expected(n);
            for (std::size_t i = 0; i < n; ++i) {
                x[i] = 0.37f * static_cast<float>(i) - 11;
                expected[i] = q(x[i], first + i);
            }
            const std::span<const float> in{x};
            const std::span out{whole};
            q(in, out, {.first = first});
            REQUIRE(same(whole, expected));
            for (std::size_t cut = 0; cut <= n; cut += 1 + n / 7) {
                std::vector<float> parts = x;
                q(std::span(parts).first(cut), {.first = first});
                q(std::span(parts).subspan(cut), {.first = first + cut});
                REQUIRE(same(parts, expected));
            }
        }
}

TEST_CASE("unaligned spans, and nothing written beyond them", "[quantize][simd]")
{
    const quantizer q{e5m2};
    for (std::size_t offset = 0; offset < 17; ++offset)
        for (std::size_t n = 0; n < 40; ++n) {
            std::vector<float> x(80, 1.1f), y(80, -7.0f);
            q(std::span<const float>(x).subspan(offset, n), std::span(y).subspan(offset + 1, n));
            for (std::size_t i = 0; i < y.size(); ++i) REQUIRE(y[i] == (i > offset && i <= offset + n ? 1.0f : -7.0f));
        }
}
