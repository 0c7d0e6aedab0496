// tests/quantize/affine_groups_test.cpp -- ends of groups: all lengths, any special value anywhere; and the way there
// and back for parts that begin and end inside of groups.
#include "lowp/quantize/affine_groups.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/random/stream.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"

using namespace lowp;
using test::inf;
using test::max_float;

namespace {

void check_range(const std::vector<float>& x)
{
    const inner::finite_range range = inner::range_of(x);
    bool any = false;
    float low = 0, high = 0;
    for (const float v : x) {
        if (!std::isfinite(v)) continue;
        low = any ? std::fmin(low, v) : v;
        high = any ? std::fmax(high, v) : v;
        any = true;
    }
    REQUIRE(range.is_empty() == !any);
    if (any) REQUIRE((range.smallest() == low && range.largest() == high));
}

}  // namespace

TEST_CASE("the smallest and the largest finite number, of any length", "[quantize]")
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (std::size_t n = 0; n <= 70; ++n)
        for (const float rest : {0.0f, -0.0f, 1e-45f, -2.0f, nan, -inf}) {
            check_range(std::vector<float>(n, rest));
            for (std::size_t at = 0; at < n; ++at)
                for (const float special :
                     {nan, -nan, inf, -inf, -0.0f, 1e-45f, -1e-45f, max_float, -max_float, -3.0f}) {
                    std::vector<float> x(n, rest);
                    x[at] = special;
                    check_range(x);
                }
        }
    constexpr stream words{6};
    for (const std::size_t n : {5u, 64u, 4099u}) {
        std::vector<float> x(n);
        for (std::size_t i = 0; i < n; ++i) x[i] = from_bits(words.bits(n * n + i));  // any pattern
        check_range(x);
    }
    // -0 lies below 0.
    CHECK(to_bits(inner::range_of(std::vector<float>{0.0f, -0.0f}).smallest()) == sign_pattern<float>);
    CHECK(to_bits(inner::range_of(std::vector<float>{-0.0f, 0.0f}).largest()) == 0);
}

TEST_CASE("parts of rows use the groups their elements are in", "[quantize]")
{
    const std::size_t rows = 3, columns = 83, stride = 90;
    std::vector<float> x = test::some_numbers(rows * stride);
    for (std::size_t k = 0; k < x.size(); ++k)
        if (k % stride >= columns) x[k] = 1e30f;  // between rows: nobody's
    const matrix_view<const float> view(x.data(), rows, columns, stride);
    for (const block_shape& shape : {whole_tensor, each_row, each_column, runs_of(8), runs_of(24), runs_of(96)})
        for (const int threads : {1, 3}) {
            const inner::affine_groups groups(6, shape, view, threads);
            std::vector<float> low(shape.count(rows, columns), inf), high(low.size(), -inf);
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < columns; ++j) {
                    const std::size_t group = shape.of(i, j, columns);
                    low[group] = std::fmin(low[group], view(i, j));
                    high[group] = std::fmax(high[group], view(i, j));
                }
            REQUIRE(groups.zero_points() == low);
            for (std::size_t k = 0; k < low.size(); ++k)
                REQUIRE(groups.scales()[k] ==
                        std::fmax(static_cast<float>((static_cast<double>(high[k]) - static_cast<double>(low[k])) / 63),
                                  1e-8f));
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < columns; ++j)
                    for (const std::size_t count : {std::size_t{1}, std::size_t{9}, std::size_t{30}, columns}) {
                        if (count > columns - j) continue;
                        std::vector<double> steps(count);
                        std::vector<float> y(count);
                        groups.to_steps({i, j, count}, &view(i, j), steps.data());
                        std::vector<double> codes(count);
                        for (std::size_t l = 0; l < count; ++l) codes[l] = static_cast<double>(l % 64);
                        groups.from_steps({i, j, count}, codes.data(), y.data());
                        for (std::size_t l = 0; l < count; ++l) {
                            const std::size_t group = shape.of(i, j + l, columns);
                            const double scale = static_cast<double>(groups.scales()[group]);
                            REQUIRE(steps[l] ==
                                    (static_cast<double>(view(i, j + l)) - static_cast<double>(low[group])) / scale);
                            REQUIRE(y[l] ==
                                    static_cast<float>(std::fma(codes[l], scale, static_cast<double>(low[group]))));
                        }
                    }
        }
}

TEST_CASE("beyond binary32 there is its largest number", "[quantize]")
{
    CHECK((inner::in_range(1e39) == max_float && inner::in_range(-1e300) == -max_float));
    CHECK((inner::in_range(static_cast<double>(max_float)) == max_float && inner::in_range(-0x1p-149) == -0x1p-149f));
    const std::vector<float> x{-max_float, max_float};
    CHECK(inner::affine_groups(1, whole_tensor, {x.data(), 1, 2}, 1).scales()[0] == max_float);
    CHECK(inner::affine_groups(2, whole_tensor, {x.data(), 1, 2}, 1).scales()[0] ==
          static_cast<float>(2 * static_cast<double>(max_float) / 3));
}
