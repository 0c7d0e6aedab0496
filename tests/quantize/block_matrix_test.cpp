// tests/quantize/block_matrix_test.cpp -- codes and scales set by hand, and what they mean.
#include "lowp/quantize/block_matrix.hpp"

#include <cmath>
#include <cstdint>

#include "lowp/format/codec.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("an element is its code's value times its block's scale", "[quantize]")
{
    for (const block_shape& shape : {runs_of(8), runs_of(16), each_row, each_column, whole_tensor}) {
        const std::size_t rows = 3, columns = 37;
        block_matrix<floating_format> w({e4m3fn, e8m0fnu, shape}, rows, columns);
        REQUIRE((w.rows() == rows && w.columns() == columns && w.scales.size() == shape.count(rows, columns)));
        // Empty codes are zeros at the smallest scale.
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < columns; ++j) REQUIRE(w(i, j) == 0);
        for (std::size_t k = 0; k < w.scales.size(); ++k) w.scales.set_code(k, 100 + k);
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < columns; ++j) w.codes.row(i).set_code(j, (37 * i + j) % 127);
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < columns; ++j) {
                const int block = static_cast<int>(
                    shape.kind == shared_by::run ? i * ((columns + shape.length - 1) / shape.length) + j / shape.length
                    : shape.kind == shared_by::row    ? i
                    : shape.kind == shared_by::column ? j
                                                      : 0);
                REQUIRE(w(i, j) == std::ldexp(decode(e4m3fn, (37 * i + j) % 127), 100 + block - 127));
            }
    }
}

TEST_CASE("a tensor's scale, NaN scales, and bytes", "[quantize]")
{
    block_matrix<floating_format> w(nvfp4, 2, 40);
    REQUIRE(w.scales.size() == 6);
    CHECK(w.tensor_scale == 1);
    w.codes.row(1).set_code(33, 0xf);  // -6
    w.scales.set_code(5, 0x7e);        // 448
    w.tensor_scale = 0x1.8p-20f;
    CHECK(w(1, 33) == -6 * 448 * 0x1.8p-20);
    CHECK(w(1, 32) == 0);
    w.scales.set_code(5, 0x7f);  // NaN: the whole block, and no other
    CHECK((std::isnan(w(1, 33)) && std::isnan(w(1, 39)) && w(1, 31) == 0 && w(0, 39) == 0));
    CHECK(w.stored_bytes() == 2 * 64 + 6 + 4);  // a row begins on a cache line
    CHECK(block_matrix<floating_format>(mxfp4, 2, 40).stored_bytes() == 2 * 64 + 4);
    CHECK(block_matrix<fixed_format>(mxint8, 0, 40).stored_bytes() == 0);
    const block_matrix<fixed_format> empty;
    CHECK((empty.rows() == 0 && empty.columns() == 0));
}
