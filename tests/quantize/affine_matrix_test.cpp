// tests/quantize/affine_matrix_test.cpp -- which integers there are, how many groups, and how many bytes.
#include "lowp/quantize/affine_matrix.hpp"

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("integers of 1 to 16 bits, from 0 to 2^bits - 1", "[quantize]")
{
    for (int bits = 1; bits <= 16; ++bits) {
        const fixed_format f = affine_codes(bits);
        CHECK(is_valid(f));
        CHECK((f.smallest() == 1 && f.largest() == exp2i(bits) - 1));
        CHECK(f.width() == (bits == 1 ? 2 : bits));
        CHECK(is_valid_affine(bits, whole_tensor));
    }
    CHECK((!is_valid_affine(0, whole_tensor) && !is_valid_affine(17, whole_tensor)));
    CHECK((!is_valid_affine(8, runs_of(0)) && !is_valid_affine(8, runs_of(12)) && is_valid_affine(8, runs_of(24))));
    CHECK((is_valid_affine(8, each_row) && is_valid_affine(8, each_column)));
}

TEST_CASE("an affine matrix has a scale and a zero point for each group", "[quantize]")
{
    for (const block_shape& shape : {whole_tensor, each_row, each_column, runs_of(16)}) {
        const affine_matrix w(5, shape, 3, 40);
        CHECK((w.rows() == 3 && w.columns() == 40 && w.codes.width() == 5));
        CHECK((w.scales.size() == shape.count(3, 40) && w.zero_points.size() == w.scales.size()));
        CHECK(w.stored_bytes() == 3 * 64 + 8 * shape.count(3, 40));  // a row begins on a cache line
    }
    const affine_matrix empty;
    CHECK((empty.rows() == 0 && empty.stored_bytes() == 0));
}
