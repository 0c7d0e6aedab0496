// tests/quantize/block_test.cpp -- block formats against their definition: blocks found, scales by frexp, elements by
// the ladder of the format's values; emulated and stored.
#include "lowp/quantize/block.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/format/text.hpp"
#include "quantize/support/blocks.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/modes.hpp"

using namespace lowp;

namespace {

template <class E, class R>
void check(const block_quantizer<E, R>& q, oracle::mode mode, const std::vector<float>& x, std::size_t rows,
           std::size_t columns)
{
    INFO(rows << " x " << columns << ", element " << format_text(any_format{q.format.element}));
    const std::vector<float> expected = blocks::rounded(q.format, q.rule, mode, q.overflow, x, columns);
    std::vector<float> y(x.size()), in_place = x, decoded(x.size());
    q(matrix_view(std::span(x), rows, columns), matrix_view(std::span(y), rows, columns));
    for (std::size_t i = 0; i < x.size(); ++i)
        if (!test::same_number(y[i], expected[i]))
            FAIL(i << ": " << x[i] << " became " << y[i] << ", should be " << expected[i]);
    q(matrix_view(std::span<const float>(in_place), rows, columns), matrix_view(std::span(in_place), rows, columns));
    const auto w = q.encode(matrix_view(std::span(x), rows, columns));
    decode(w, matrix_view(std::span(decoded), rows, columns), {.threads = 2});
    for (std::size_t i = 0; i < x.size(); ++i) {
        REQUIRE(test::same_number(in_place[i], y[i]));
        REQUIRE(test::same_number(decoded[i], y[i]));
        const auto element = static_cast<float>(w(i / columns, i % columns));
        if (std::isfinite(element)) REQUIRE(test::same_number(element, y[i]));
    }
    REQUIRE(w.scales.size() == q.format.shape.count(rows, columns));
}

// Blocks of every size of magnitude, with every special value somewhere.
std::vector<float> varied_blocks(std::size_t n, bool specials)
{
    std::vector<float> x = test::some_numbers(n);
    constexpr stream words{3};
    for (std::size_t i = 0; i < n; ++i) {
        const int block = static_cast<int>(words.bits(i / 16) % 270) - 140;
        x[i] = std::ldexp(x[i], block);
        if (i / 64 % 7 == 3) x[i] = 0;
        if (specials && words.bits(i + n) % 97 == 0) x[i] = std::numeric_limits<float>::quiet_NaN();
        if (words.bits(i + n) % 101 == 0) x[i] = std::copysign(std::numeric_limits<float>::infinity(), x[i]);
    }
    return x;
}

const block_format<> with_numbers{e4m3fn, binary32, each_row};

}  // namespace

TEST_CASE("OCP MX and NVFP4, every rule and mode", "[quantize]")
{
    for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1024}, {7, 100}, {5, 1}, {40, 33}}) {
        const std::vector<float> x = varied_blocks(rows * columns, true);
        for (const scale_rule rule : {scale_rule::floor, scale_rule::ceil, scale_rule::even, scale_rule::cover})
            for (const auto policy : {on_overflow::saturate, on_overflow::infinity}) {
                for (const auto& f : {mxfp8_e5m2, mxfp8_e4m3, mxfp6_e3m2, mxfp6_e2m3, mxfp4, nvfp4}) {
                    check(block_quantizer{f, nearest_even{}, policy, rule}, oracle::mode::nearest_even, x, rows,
                          columns);
                    if (rule == scale_rule::floor)
                        check(block_quantizer{f, away_from_zero{}, policy, rule}, oracle::mode::away_from_zero, x, rows,
                              columns);
                }
                check(block_quantizer{mxint8, nearest_even{}, policy, rule}, oracle::mode::nearest_even, x, rows,
                      columns);
            }
    }
}

TEST_CASE("rows, columns and whole tensors, by powers of two and by numbers", "[quantize]")
{
    for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{9, 70}, {1, 700}, {33, 2}}) {
        for (const bool specials : {false, true}) {
            const std::vector<float> x = varied_blocks(rows * columns, specials);
            for (const block_shape shape : {each_row, each_column, whole_tensor, runs_of(8)})
                for (const floating_format& scale : {e8m0fnu, binary32}) {
                    check(block_quantizer{block_format<>{e4m3fn, scale, shape}}, oracle::mode::nearest_even, x, rows,
                          columns);
                    check(block_quantizer{block_format<>{e2m1fn, scale, shape}, toward_negative{},
                                          on_overflow::saturate, scale_rule::cover},
                          oracle::mode::toward_negative, x, rows, columns);
                    check(block_quantizer{block_format<fixed_format>{fixed_format{0, 7}, scale, shape}},
                          oracle::mode::nearest_even, x, rows, columns);
                }
            check(block_quantizer{block_floating_point(8)}, oracle::mode::nearest_even, x, rows, columns);
            check(block_quantizer{block_floating_point(6, each_row)}, oracle::mode::nearest_even, x, rows, columns);
        }
    }
}

TEST_CASE("elements of logarithmic formats and NLQ's", "[quantize]")
{
    const std::vector<float> x = varied_blocks(7 * 100, true);
    for (const floating_format& scale : {e8m0fnu, binary32})
        for (const block_shape shape : {runs_of(32), each_row, whole_tensor})
            for (const scale_rule rule : {scale_rule::floor, scale_rule::ceil, scale_rule::even, scale_rule::cover}) {
                const auto check_element = [&](const auto& element) {
                    const block_format f{element, scale, shape};
                    check(block_quantizer{f, nearest_even{}, on_overflow::saturate, rule}, oracle::mode::nearest_even,
                          x, 7, 100);
                };
                check_element(logarithmic_format{3, 3});
                check_element(logarithmic_format{4, 0});
                check_element(nlq(5, 0.1, 0.2));
            }
}

TEST_CASE("stochastic elements are drawn at their place, however the work is done", "[quantize]")
{
    const std::size_t rows = 3, columns = 70000;
    const std::vector<float> x = varied_blocks(rows * columns, false);
    for (const block_shape shape : {runs_of(32), each_row, each_column, whole_tensor}) {
        const block_quantizer q{block_format<>{e2m1fn, e8m0fnu, shape}, stochastic{stream{9}}};
        std::vector<float> one(x.size()), several(x.size()), decoded(x.size());
        q(matrix_view(std::span(x), rows, columns), matrix_view(std::span(one), rows, columns), {.first = 5});
        q(matrix_view(std::span(x), rows, columns), matrix_view(std::span(several), rows, columns),
          {.first = 5, .threads = 3});
        REQUIRE(one == several);
        const auto w = q.encode(matrix_view(std::span(x), rows, columns), {.first = 5, .threads = 2});
        decode(w, matrix_view(std::span(decoded), rows, columns));
        REQUIRE(one == decoded);
        // Each element as if it were alone, given its scale.
        const quantizer element{e2m1fn, q.rounding};
        for (std::size_t k = 0; k < x.size(); k += 7) {
            const double scale = w.scales[shape.of(k / columns, k % columns, columns)];
            REQUIRE(one[k] == inner::scaled_back(element(static_cast<double>(x[k]) / scale, 5 + k), scale));
        }
        // A fork draws other bits.
        q.fork(1)(matrix_view(std::span(x), rows, columns), matrix_view(std::span(several), rows, columns));
        REQUIRE(one != several);
    }
}

TEST_CASE("views with longer rows are left alone between them, and empty matrices are nothing", "[quantize]")
{
    const block_quantizer q{mxfp4};
    std::vector<float> x(3 * 50, 1.5f), y(3 * 60, -9.0f);
    q(matrix_view<const float>(x.data(), 3, 40, 50), matrix_view<float>(y.data(), 3, 40, 60));
    for (std::size_t i = 0; i < y.size(); ++i) REQUIRE(y[i] == (i % 60 < 40 ? 1.5f : -9.0f));
    q(std::span<const float>{}, std::span<float>{});
    const auto w = q.encode(matrix_view<const float>(x.data(), 0, 5));
    REQUIRE((w.rows() == 0 && w.scales.size() == 0));
    const auto none = q.encode(matrix_view<const float>(x.data(), 5, 0));
    REQUIRE((none.columns() == 0 && none.scales.size() == 0));
    decode(none, matrix_view<float>(y.data(), 5, 0));
}

TEST_CASE("what is stored", "[quantize]")
{
    const std::vector<float> x = varied_blocks(3 * 100, false);
    const auto w = block_quantizer{mxfp4}.encode(matrix_view(std::span(x), 3, 100));
    CHECK(w.scales.size() == 3 * 4);
    CHECK(w.stored_bytes() == 3 * 64 + 12);  // rows begin on cache lines
    CHECK(stored_bits(mxfp4, 3, 100) == 3 * 100 * 4 + 12 * 8);
    CHECK(stored_bits(nvfp4, 1, 33) == 33 * 4 + 3 * 8 + 32);
    CHECK(block_quantizer{mxfp8_e4m3}.stored_bytes(64) == 66);
    CHECK(block_quantizer{with_numbers}.stored_bytes(64) == 68);
}

TEST_CASE("bad shapes, lengths and overlaps are refused", "[quantize]")
{
    std::vector<float> x(200);
    const block_quantizer none{block_format<>{e2m1fn, e8m0fnu, runs_of(0)}},
        nine{block_format<>{e2m1fn, e8m0fnu, runs_of(9)}};
    CHECK_CONTRACT_BROKEN(none.encode(x), "a block format with runs of a multiple of 8");
    CHECK_CONTRACT_BROKEN(none.stored_bytes(10), "a block format with runs of a multiple of 8");
    CHECK_CONTRACT_BROKEN(nine(x), "a block format with runs of a multiple of 8");
    CHECK_CONTRACT_BROKEN((block_quantizer{block_format<>{e4m3fn, e8m0fnu, runs_of(8), true}}(x)),
                          "a block format with runs of a multiple of 8");  // scales that are numbers need a zero
    const block_quantizer q{mxfp8_e4m3};
    const matrix_view<const float> in(x.data(), 1, 33);
    CHECK_CONTRACT_BROKEN(q(in, matrix_view(x.data() + 8, 1, 33)), "the same matrix twice, or two that do not overlap");
    const matrix_view<const float> rows(x.data(), 3, 33, 40);
    CHECK_CONTRACT_BROKEN(q(rows, matrix_view(x.data(), 3, 33, 50)),
                          "the same matrix twice, or two that do not overlap");
    q(rows, matrix_view(x.data(), 3, 33, 40));
    CHECK_CONTRACT_BROKEN(q(matrix_view<const float>(x.data(), 3, 20, 20), matrix_view(x.data() + 100, 3, 20, 10)),
                          "the same matrix twice, or two that do not overlap");
    CHECK_CONTRACT_BROKEN(q(rows, matrix_view(x.data(), 3, 32, 40)), "matrices of one shape");
    CHECK_CONTRACT_BROKEN(q(matrix_view<const float>(x.data(), 3, 3, 1, 3), matrix_view(x.data() + 100, 3, 3)),
                          "rows of consecutive elements");
}
