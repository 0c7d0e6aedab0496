// tests/linalg/block_operand_test.cpp -- runs of a block matrix are the numbers that decode() gives.
#include "lowp/linalg/block_operand.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/reference.hpp"
#include "lowp/quantize/block.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"
#include "support/gemms.hpp"

using namespace lowp;

namespace {

matrix<float> drawn(std::size_t rows, std::size_t columns, std::uint64_t seed)
{
    matrix<float> m(rows, columns);
    const stream draw{seed};
    for (std::size_t i = 0; i < m.span().size(); ++i)
        m.span()[i] = (2 * draw.uniform(i) - 1) * static_cast<float>(exp2i(static_cast<int>(draw.bits(i) % 9)));
    return m;
}

template <class Element>
void check(const block_format<Element>& f)
{
    const auto x = drawn(6, 200, 1), y = drawn(40, 200, 2);
    const auto w = block_quantizer{f}.encode(x.view()), v = block_quantizer{f}.encode(y.view());
    // Numbers without the tensor's scale.
    auto bare = w;
    bare.tensor_scale = 1;
    matrix<float> numbers(6, 200);
    decode(bare, numbers.view());
    inner::with_operand<float>(w, [&](const inner::operand<float>& m) {
        for (std::size_t i = 0; i < 6; ++i)
            for (std::size_t j = 0; j < 200; j += 8)
                for (const std::size_t count : {std::size_t{1}, std::size_t{16}, std::size_t{33}}) {
                    if (j + count > 200) continue;
                    float room[33];
                    const float* const run = m.run(i, j, count, room);
                    for (std::size_t k = 0; k < count; ++k) REQUIRE(to_bits(run[k]) == to_bits(numbers(i, j + k)));
                }
    });
    const number_range said = inner::range_of(w);
    range_of_numbers all;
    for (const float one : numbers.span()) all.add(one);
    CHECK(all.get().precision <= said.precision);
    CHECK(all.get().unit >= said.unit);
    CHECK(all.get().bound <= said.bound);
    inner::with_operand<std::uint16_t>(transposed(w), [&](const inner::operand<std::uint16_t>& m) {
        REQUIRE((m.rows() == 200 && m.columns() == 6));
        if (!is_in_bfloat16(said)) return;
        std::uint16_t room[200];
        const std::uint16_t* const run = m.run(3, 0, 200, room);
        for (std::size_t k = 0; k < 200; ++k) REQUIRE(std::uint32_t{run[k]} << 16 == to_bits(numbers(3, k)));
    });

    // The product: that of the numbers, times the scales of both tensors.
    auto bare_v = v;
    bare_v.tensor_scale = 1;
    matrix<float> others(40, 200), expected(6, 40), c(6, 40);
    decode(bare_v, others.view());
    const double scale = static_cast<double>(w.tensor_scale) * static_cast<double>(v.tensor_scale);
    gemm_reference(numbers, transposed(others), expected, accumulate::wide{}, {.alpha = scale});
    gemm(w, transposed(v), c);
    gemms::require_same(c, expected);
    gemm(w, transposed(v), c, accumulate::wide{}, {.use = dot_products::none});
    gemms::require_same(c, expected);
}

}  // namespace

TEST_CASE("blocks whose scale is NaN", "[linalg]")
{
    auto x = drawn(4, 64, 5);
    x(1, 40) = std::numeric_limits<float>::quiet_NaN();
    const auto w = block_quantizer{mxint8}.encode(x.view());
    matrix<float> numbers(4, 64), c(4, 4), expected(4, 4);
    decode(w, numbers.view());
    REQUIRE(std::isnan(numbers(1, 33)));
    gemm_reference(numbers, transposed(numbers), expected, accumulate::wide{});
    gemm(w, transposed(w), c);
    gemms::require_same(c, expected);
}

TEST_CASE("MX and NVFP4 matrices as operands", "[linalg][simd]")
{
    check(mxfp8_e4m3);
    check(mxfp8_e5m2);
    check(mxfp6_e3m2);
    check(mxfp4);
    check(mxint8);
    check(nvfp4);
    check(block_floating_point(8, each_row));
    check(block_floating_point(8, each_column));
    check(block_format<>{e4m3fn, e8m0fnu, runs_of(24)});
    CHECK(is_in_bfloat16(inner::range_of(block_quantizer{nvfp4}.encode(drawn(2, 64, 3).view()))));
}

TEST_CASE("blocks without a depth", "[linalg]")
{
    for (const auto shape : {runs_of(32), each_row, each_column, whole_tensor}) {
        const block_format<> f{e4m3fn, e8m0fnu, shape};
        const block_matrix a(f, 3, 0), b(f, 4, 0);
        matrix<float> c(3, 4);
        c(1, 2) = 7;
        gemm(a, transposed(b), c);
        CHECK(std::all_of(c.span().begin(), c.span().end(), [](float x) { return x == 0; }));
    }
}
