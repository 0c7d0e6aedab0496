// tests/quantize/affine_test.cpp -- the affine quantizer against its definition, exactly where numbers are short, and
// with every rounding named where they are not; stored, shared out, and at its corners.
#include "lowp/quantize/affine.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "lowp/quantize/any_quantizer.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"
#include "support/modes.hpp"

using namespace lowp;
using test::inf;
using test::max_float;

static_assert(array_quantizer<affine_quantizer<>> && array_quantizer<affine_quantizer<stochastic>>);

namespace {

const float nan_number = std::numeric_limits<float>::quiet_NaN();

struct group {
    float scale, zero_point;
};
group group_of(const std::vector<float>& members, int bits)
{
    double low = 0, high = 0;
    bool any = false;
    for (const float x : members) {
        if (!std::isfinite(x)) continue;
        low = any ? std::min(low, static_cast<double>(x)) : static_cast<double>(x);
        high = any ? std::max(high, static_cast<double>(x)) : static_cast<double>(x);
        any = true;
    }
    const double scale = (high - low) / (std::ldexp(1.0, bits) - 1);
    return {std::max(static_cast<float>(std::min(scale, static_cast<double>(max_float))), 1e-8f),
            static_cast<float>(low)};
}
// Of a non-negative number, by libm.
double rounded(double x, oracle::mode m)
{
    const double down = std::floor(x), rest = x - down;
    switch (m) {
        case oracle::mode::nearest_even:
            return std::nearbyint(x);
        case oracle::mode::nearest_away:
            return rest >= 0.5 ? down + 1 : down;
        case oracle::mode::nearest_zero:
            return rest > 0.5 ? down + 1 : down;
        case oracle::mode::toward_zero:
        case oracle::mode::toward_negative:
            return down;
        case oracle::mode::away_from_zero:
        case oracle::mode::toward_positive:
            return std::ceil(x);
        case oracle::mode::to_odd:
            return rest > 0 && std::fmod(down, 2) == 0 ? down + 1 : down;
    }
    return 0;
}
double code_of(float x, const group& g, int bits, oracle::mode m)
{
    const double last = std::ldexp(1.0, bits) - 1;
    if (std::isnan(x)) return last;
    const double steps = (static_cast<double>(x) - static_cast<double>(g.zero_point)) / static_cast<double>(g.scale);
    return rounded(std::clamp(steps, 0.0, last), m);
}
float value_of(double code, const group& g)
{
    const double y = std::fma(code, static_cast<double>(g.scale), static_cast<double>(g.zero_point));
    volatile double product = code * static_cast<double>(g.scale);  // what is not fused must agree
    REQUIRE(product + static_cast<double>(g.zero_point) == y);
    return static_cast<float>(std::clamp(y, -static_cast<double>(max_float), static_cast<double>(max_float)));
}

template <class R>
void check(const affine_quantizer<R>& q, oracle::mode m, const std::vector<float>& x, std::size_t rows,
           std::size_t columns)
{
    std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> members;
    for (std::size_t k = 0; k < x.size(); ++k) {
        const std::size_t i = k / columns, j = k % columns;
        switch (q.shape.kind) {
            case shared_by::run:
                members[{i, j / q.shape.length}].push_back(k);
                break;
            case shared_by::row:
                members[{i, 0}].push_back(k);
                break;
            case shared_by::column:
                members[{0, j}].push_back(k);
                break;
            case shared_by::tensor:
                members[{0, 0}].push_back(k);
                break;
        }
    }
    std::vector<float> y(x.size()), in_place = x, decoded(x.size());
    q(matrix_view(std::span(x), rows, columns), matrix_view(std::span(y), rows, columns));
    q(matrix_view(std::span<const float>(in_place), rows, columns), matrix_view(std::span(in_place), rows, columns));
    const affine_matrix w = q.encode(matrix_view(std::span(x), rows, columns));
    decode(w, matrix_view(std::span(decoded), rows, columns), {.threads = 2});
    REQUIRE((w.scales.size() == members.size() && w.zero_points.size() == members.size()));
    std::size_t number = 0;
    for (const auto& [block, places] : members) {
        std::vector<float> numbers;
        for (const std::size_t k : places) numbers.push_back(x[k]);
        const group g = group_of(numbers, q.bits);
        REQUIRE(w.scales[number] == g.scale);
        REQUIRE(to_bits(w.zero_points[number++]) == to_bits(g.zero_point + 0.0f));
        for (const std::size_t k : places) {
            const double code = code_of(x[k], g, q.bits, m);
            const float expected = value_of(code, g);
            if (to_bits(y[k]) != to_bits(expected))
                FAIL(q.bits << " bits, " << k << ": " << test::shown(x[k]) << " became " << test::shown(y[k])
                            << ", not " << test::shown(expected));
            REQUIRE(w.codes(k / columns, k % columns) == code);
            REQUIRE(to_bits(in_place[k]) == to_bits(y[k]));
            REQUIRE(to_bits(decoded[k]) == to_bits(y[k]));
        }
    }
}

template <class... Modes>
void check_modes(int bits, const block_shape& shape, const std::vector<float>& x, std::size_t rows, std::size_t columns)
{
    (check(affine_quantizer{bits, shape, Modes{}}, test::meaning<Modes>, x, rows, columns), ...);
}

std::vector<float> varied_groups(std::size_t n, bool specials)
{
    std::vector<float> x = test::some_numbers(n);
    constexpr stream words{4};
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = std::ldexp(x[i], static_cast<int>(words.bits(i / 32) % 60) - 30);
        if (!specials) continue;
        if (words.bits(i + n) % 31 == 0) x[i] = nan_number;
        if (words.bits(i + n) % 37 == 0) x[i] = std::copysign(inf, x[i]);
        if (words.bits(i + n) % 41 == 0) x[i] = std::copysign(0.0f, x[i]);
    }
    return x;
}

}  // namespace

TEST_CASE("every mode, number of bits and kind of group", "[quantize]")
{
    for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 700}, {9, 70}, {33, 3}, {5, 1}})
        for (const bool specials : {false, true}) {
            const std::vector<float> x = varied_groups(rows * columns, specials);
            for (const block_shape& shape :
                 {whole_tensor, each_row, each_column, runs_of(8), runs_of(24), runs_of(32), runs_of(768)})
                for (const int bits : {1, 2, 3, 4, 5, 8, 11, 15, 16})
                    if (bits == 3 || bits == 1)
                        check_modes<LOWP_TEST_MODES>(bits, shape, x, rows, columns);
                    else
                        check_modes<nearest_even, toward_zero>(bits, shape, x, rows, columns);
        }
}

TEST_CASE("few bits, every short number between every two ends, in exact arithmetic", "[quantize]")
{
    // Ends are multiples of n / 8 apart, so that scales are multiples of 1/8; numbers are multiples of 1/64. Every
    // operation is exact, and the nearest value can be told by distances alone.
    for (int bits = 1; bits <= 4; ++bits) {
        const int last = (1 << bits) - 1;
        for (int low = -40; low <= 24; low += 3)
            for (int step = 1; step <= 9; ++step) {
                const int high = low + step * last;
                std::vector<float> x;
                for (int k = 8 * low; k <= 8 * high; ++k) x.push_back(static_cast<float>(k) / 64);
                std::vector<float> y(x.size());
                affine_quantizer{bits}(x, y);
                for (std::size_t i = 0; i < x.size(); ++i) {
                    float best = 0, least = 1e9f;
                    for (int code = 0; code <= last; ++code) {
                        const float value = static_cast<float>(low + step * code) / 8;
                        const float distance = std::fabs(value - x[i]);
                        if (distance < least || (distance == least && code % 2 == 0)) best = value, least = distance;
                    }
                    REQUIRE(y[i] == best);
                }
                REQUIRE((y.front() == x.front() && y.back() == x.back()));
            }
    }
}

TEST_CASE("stochastic integers are drawn at their place, in the right proportion", "[quantize]")
{
    // 0 to 15 by 1: of 16 draws of 4 bits, floor(16 p) go up.
    for (int k = 0; k <= 15 * 32; ++k) {
        const std::vector<float> x{-3, 12, -3 + static_cast<float>(k) / 32};
        int up = 0;
        const float floor = std::floor(x[2]);
        for (std::uint32_t r = 0; r < 16; ++r) {
            std::vector<float> y(3);
            affine_quantizer{4, whole_tensor, test::drawn_a{test::draw(r, 4), 4}}(x, y);
            REQUIRE((y[0] == -3 && y[1] == 12 && (y[2] == floor || y[2] == floor + 1)));
            up += y[2] != floor;
        }
        REQUIRE(up == static_cast<int>(16 * (x[2] - floor)));
    }
    // Over many elements: those of the scalar quantizer at element first + i columns + j.
    const std::size_t rows = 3, columns = 70001;
    const std::vector<float> x = varied_groups(rows * columns, true);
    for (const block_shape& shape : {whole_tensor, each_row, each_column, runs_of(48)}) {
        const affine_quantizer q{5, shape, stochastic{stream{9}}};
        std::vector<float> one(x.size()), several(x.size()), decoded(x.size());
        const matrix_view<const float> in(x.data(), rows, columns);
        q(in, matrix_view(std::span(one), rows, columns), {.first = 5});
        q(in, matrix_view(std::span(several), rows, columns), {.first = 5, .threads = 3});
        REQUIRE(one == several);
        const affine_matrix w = q.encode(in, {.first = 5, .threads = 2});
        decode(w, matrix_view(std::span(decoded), rows, columns), {.threads = 3});
        REQUIRE(one == decoded);
        const quantizer integer{fixed_format{5, 0, fixed_range::without_sign}, q.rounding};
        for (std::size_t k = 0; k < x.size(); k += 11) {
            const std::size_t place = shape.of(k / columns, k % columns, columns);
            const double zero_point = static_cast<double>(w.zero_points[place]);
            REQUIRE(w.codes(k / columns, k % columns) ==
                    integer((static_cast<double>(x[k]) - zero_point) / static_cast<double>(w.scales[place]), 5 + k));
        }
        q.fork(1)(in, matrix_view(std::span(several), rows, columns), {.first = 5});
        REQUIRE(one != several);
        REQUIRE(q.fork(1).rounding == fork(q.rounding, 1));
    }
}

TEST_CASE("NaN, infinities, zeros and groups of one value", "[quantize]")
{
    const auto becomes = [](const affine_quantizer<>& q, const std::vector<float>& x) {
        std::vector<float> y(x.size());
        q(x, y);
        return y;
    };
    CHECK(becomes({2}, {0, 3, nan_number, -nan_number, inf, -inf, 1.4f}) == std::vector<float>{0, 3, 3, 3, 3, 0, 1});
    CHECK(becomes({1}, {-1, 3, nan_number, inf, -inf, 0.9f, 1, 1.1f}) ==
          std::vector<float>{-1, 3, 3, 3, -1, -1, -1, 3});
    // Equal numbers stay, however large or small.
    for (const float x : {0.0f, 1.0f, -7.25f, 1e30f, -1e-45f, max_float, -max_float})
        for (const int bits : {1, 8, 16}) CHECK(becomes({bits}, {x, x, x, x}) == std::vector<float>(4, x));
    // Nothing finite: 0 to 2^bits - 1 by 1e-8.
    const float end = static_cast<float>(255 * static_cast<double>(1e-8f));
    CHECK(becomes({8}, {nan_number, inf, -inf}) == std::vector<float>{end, end, 0});
    // Zero has no sign, and is in general no value.
    CHECK(to_bits(becomes({8}, {-0.0f, -0.0f})[0]) == 0);
    CHECK(to_bits(becomes({8}, {-0.0f, 0.0f, 1})[0]) == 0);
    CHECK(becomes({1}, {-1, 0, 3}) == std::vector<float>{-1, -1, 3});
    // The least scale: all within 1e-8 / 2 of the smallest becomes that.
    CHECK(becomes({8}, {0, 4e-9f, 6e-9f}) == std::vector<float>{0, 0, 1e-8f});
    // The widest groups: nothing becomes infinite.
    for (const int bits : {1, 2, 3, 8, 16})
        for (const float y : becomes({bits}, {-max_float, max_float, 0, max_float / 3, inf, nan_number}))
            CHECK(std::isfinite(y));
    CHECK(becomes({2}, {-max_float, max_float})[0] == -max_float);
    CHECK(affine_quantizer{1}.encode(std::vector<float>{-max_float, max_float}).scales[0] == max_float);
    // A NaN disturbs nobody.
    std::vector<float> x = test::some_numbers(64), clean = becomes({8, runs_of(32)}, x);
    x[40] = nan_number;
    const auto y = becomes({8, runs_of(32)}, x);
    for (std::size_t i = 0; i < 32; ++i) CHECK(y[i] == clean[i]);
}

TEST_CASE("what affine numbers take to store, views and empty matrices", "[quantize]")
{
    CHECK(affine_quantizer{8}.stored_bytes(100) == 100 + 8);
    CHECK(affine_quantizer{4, runs_of(32)}.stored_bytes(100) == 50 + 4 * 8);
    CHECK(affine_quantizer{3, each_column}.stored_bytes(16) == 6 + 16 * 8);
    CHECK(affine_quantizer{1}.stored_bytes(16) == 4 + 8);  // formats have at least two bits
    CHECK(affine_quantizer{}.stored_bytes(0) == 0);
    const std::vector<float> x = test::some_numbers(3 * 50);
    const affine_matrix w = affine_quantizer{4, each_row}.encode(matrix_view(std::span(x), 3, 50));
    CHECK(w.stored_bytes() == 3 * 64 + 3 * 8);  // rows begin on cache lines

    std::vector<float> y(3 * 60, -9.0f), dense(3 * 40), packed(3 * 40);
    affine_quantizer{4}(matrix_view<const float>(x.data(), 3, 40, 50), matrix_view<float>(y.data(), 3, 40, 60));
    for (std::size_t i = 0; i < 3; ++i) std::copy_n(&x[i * 50], 40, &packed[i * 40]);
    affine_quantizer{4}(packed, dense);
    for (std::size_t k = 0; k < y.size(); ++k) CHECK(y[k] == (k % 60 < 40 ? dense[k / 60 * 40 + k % 60] : -9.0f));

    affine_quantizer{}(std::span<const float>{}, std::span<float>{});
    for (const block_shape& shape : {whole_tensor, each_row, each_column, runs_of(8)}) {
        const affine_matrix none = affine_quantizer{8, shape}.encode(matrix_view<const float>(x.data(), 5, 0));
        CHECK((none.rows() == 5 && none.columns() == 0 && none.scales.empty()));
        decode(none, matrix_view<float>(y.data(), 5, 0));
        CHECK(affine_quantizer{8, shape}.encode(matrix_view<const float>(x.data(), 0, 5)).scales.empty());
    }
}
