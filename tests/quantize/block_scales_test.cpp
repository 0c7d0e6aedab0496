// tests/quantize/block_scales_test.cpp -- parts, chunks and stretches cover a matrix once; scales go to storage and
// back.
#include "lowp/quantize/block_scales.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "lowp/format/codec.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"

using namespace lowp;
using test::inf;

TEST_CASE("parts of rows and their chunks cover a matrix once", "[quantize]")
{
    for (const std::size_t unit : {8u, 24u, 32u, 768u, 4096u})
        for (const auto& size :
             {std::pair<std::size_t, std::size_t>{0, 9}, {9, 0}, {1, 1}, {3, 4097}, {2, inner::piece}, {2, 200001}}) {
            const std::size_t rows = size.first, columns = size.second;  // not bindings: clang 14 cannot capture those
            std::vector<std::uint8_t> seen(rows * columns), in_chunks = seen;
            const inner::row_parts parts(rows, columns, unit);
            for (std::size_t k = 0; k < parts.size(); ++k) {
                const inner::row_part part = parts[k];
                REQUIRE((part.count > 0 && part.j % unit == 0));
                for (std::size_t j = 0; j < part.count; ++j) ++seen[part.i * columns + part.j + j];
                inner::for_each_chunk(part, unit, [&](const inner::row_part& chunk) {
                    REQUIRE((chunk.count > 0 && chunk.j % unit == 0 && chunk.i == part.i));
                    for (std::size_t j = 0; j < chunk.count; ++j) ++in_chunks[chunk.i * columns + chunk.j + j];
                });
            }
            REQUIRE(seen == std::vector<std::uint8_t>(rows * columns, 1));
            REQUIRE(in_chunks == seen);
        }
    CHECK(inner::unit_of(runs_of(24)) == 24);
    CHECK((inner::unit_of(each_row) == 8 && inner::unit_of(each_column) == 8 && inner::unit_of(whole_tensor) == 8));
}

TEST_CASE("all 256 codes of E8M0, and of other formats of scales, back and forth", "[quantize]")
{
    for (const floating_format& f : {e8m0fnu, e4m3fn, ue4m3, e5m2, bfloat16}) {
        const std::size_t n = std::size_t{1} << f.width();
        packed_array codes(f, n);
        for (std::size_t code = 0; code < n; ++code) codes.set_code(code, code);
        std::vector<float> scales(n);
        inner::decode_scales(codes, scales);
        packed_array back(f, n);
        inner::encode_scales(scales, back);
        for (std::size_t code = 0; code < n; ++code) {
            const double value = decode(f, code);
            if (std::isnan(value)) {
                REQUIRE(to_bits(scales[code]) == nan_pattern<float>);
                REQUIRE(std::isnan(back[code]));
            } else if (std::isfinite(value)) {
                REQUIRE(static_cast<double>(scales[code]) == value);
                REQUIRE(back.code(code) == code);
            }
        }
    }
    // E8M0 by hand: 2^(code - 127), the first of which is subnormal in binary32.
    packed_array codes(e8m0fnu, 4);
    const std::uint64_t by_hand[] = {0, 1, 254, 255};
    for (std::size_t k = 0; k < 4; ++k) codes.set_code(k, by_hand[k]);
    float scales[4];
    inner::decode_scales(codes, scales);
    CHECK((scales[0] == 0x1p-127f && scales[1] == 0x1p-126f && scales[2] == 0x1p127f && std::isnan(scales[3])));
}

TEST_CASE("each element's scale is that of its block's largest magnitude", "[quantize]")
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (const auto& size : {std::pair<std::size_t, std::size_t>{1, 100}, {5, 67}, {70, 3}})
        for (const bool specials : {false, true})
            for (const block_shape& shape : {runs_of(8), runs_of(24), runs_of(64), each_row, each_column, whole_tensor})
                for (const bool two_levels : {false, true}) {
                    const std::size_t rows = size.first, columns = size.second;
                    // Rows with room between them, in which nothing counts.
                    const std::size_t stride = columns + 5;
                    std::vector<float> x = test::some_numbers(rows * stride);
                    for (std::size_t k = 0; k < x.size(); ++k) {
                        if (k % stride >= columns) x[k] = 1e30f;
                        if (specials && k % 41 == 7) x[k] = nan;
                        if (specials && k % 29 == 3) x[k] = k % 2 == 0 ? inf : -inf;
                    }
                    const matrix_view<const float> view(x.data(), rows, columns, stride);
                    const block_format<> f{e2m1fn, two_levels ? e4m3fn : e8m0fnu, shape, two_levels};
                    inner::block_scales<floating_format> scales(f, scale_rule::cover, view, 2);
                    const inner::row_parts parts(rows, columns, inner::unit_of(shape));
                    for (std::size_t k = 0; k < parts.size(); ++k)
                        scales.find_runs(parts[k], &view(parts[k].i, parts[k].j));

                    std::vector<float> amax(shape.count(rows, columns));
                    std::vector<bool> nans(amax.size());
                    float whole = 0;
                    for (std::size_t i = 0; i < rows; ++i)
                        for (std::size_t j = 0; j < columns; ++j) {
                            const std::size_t block = shape.of(i, j, columns);
                            const float v = std::fabs(view(i, j));
                            if (std::isnan(v)) nans[block] = true;
                            if (std::isfinite(v)) amax[block] = std::fmax(amax[block], v), whole = std::fmax(whole, v);
                        }
                    const float tensor = tensor_scale_for(f, static_cast<double>(whole));
                    const scale_maker<floating_format> make(f, scale_rule::cover, tensor);
                    REQUIRE(scales.of_tensor() == tensor);
                    REQUIRE(scales.all().size() == amax.size());
                    for (std::size_t k = 0; k < amax.size(); ++k)
                        REQUIRE(to_bits(scales.all()[k]) == to_bits(make(amax[k], nans[k])));

                    // Stretches of parts that begin and end anywhere that parts may: what each element is divided by.
                    for (std::size_t i = 0; i < rows; ++i)
                        for (std::size_t j = 0; j < columns; j += 8)
                            for (std::size_t count = 1; count <= columns - j; count += 1 + count / 3) {
                                std::size_t next = 0;
                                scales.for_each_stretch({i, j, count}, [&](std::size_t k, std::size_t n, double by) {
                                    REQUIRE((k == next && n > 0));
                                    for (std::size_t l = k; l < k + n; ++l) {
                                        const double divisor =
                                            static_cast<double>(scales.all()[shape.of(i, j + l, columns)]) *
                                            static_cast<double>(tensor);
                                        REQUIRE((by == divisor || (std::isnan(by) && std::isnan(divisor))));
                                        REQUIRE((std::isnan(by) ||
                                                 by == static_cast<double>(scales.all()[shape.of(i, j + l, columns)]) *
                                                           static_cast<double>(tensor)));
                                    }
                                    next = k + n;
                                });
                                REQUIRE(next == count);
                                const auto part = scales.of_part({i, j, count});
                                REQUIRE(part.data() == &scales.all()[shape.of(i, j, columns)]);
                                REQUIRE(&part.back() == &scales.all()[shape.of(i, j + count - 1, columns)]);
                            }

                    // To storage and back.
                    block_matrix<floating_format> w(f, rows, columns);
                    inner::encode_scales(scales.all(), w.scales);
                    w.tensor_scale = scales.of_tensor();
                    const inner::block_scales<floating_format> stored(w);
                    REQUIRE(stored.of_tensor() == tensor);
                    for (std::size_t k = 0; k < amax.size(); ++k)
                        REQUIRE(to_bits(stored.all()[k]) == to_bits(scales.all()[k]));
                }
}
