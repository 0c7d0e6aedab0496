// tests/linalg/shapes_test.cpp -- what a GEMM asks before it begins.
#include "lowp/linalg/shapes.hpp"

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("rows and columns of whatever a GEMM takes", "[linalg]")
{
    float x[12] = {};
    packed_matrix codes(e4m3fn, 3, 4);
    using inner::column_count, inner::row_count;
    CHECK((row_count(matrix_view<float>(x, 3, 4)) == 3 && column_count(matrix_view<float>(x, 3, 4)) == 4));
    CHECK((row_count(codes) == 3 && column_count(codes) == 4));
    CHECK((row_count(transposed(codes)) == 4 && column_count(transposed(codes)) == 3));
    CHECK((row_count(into(codes, quantizer{e4m3fn})) == 3 && column_count(into(codes, quantizer{e4m3fn})) == 4));
}

TEST_CASE("matrices that overlap, and that only seem to", "[linalg]")
{
    using inner::disjoint;
    float x[40] = {};
    using in = matrix_view<const float>;
    using out = matrix_view<float>;
    CHECK(!disjoint(in{x, 4, 3, 6}, out{x + 2, 4, 2, 6}));  // column 2 is in both
    CHECK(disjoint(in{x, 4, 2, 6}, out{x + 2, 4, 2, 6}));
    CHECK(disjoint(in{x, 2, 3}, out{x + 6, 2, 3}));
    CHECK(!disjoint(in{x, 2, 3}, out{x + 5, 2, 3}));
    CHECK(disjoint(in{x, 0, 3}, out{x, 2, 3}));
    CHECK(!disjoint(in{x + 4, 4, 2, 6}, out{x, 5, 5, 6}));
    CHECK(disjoint(in{x + 4, 4, 2, 6}, out{x, 5, 4, 6}));
    CHECK(!disjoint(in{x + 4, 4, 3, 6}, out{x, 5, 4, 6}));       // wraps into the next row
    CHECK(disjoint(in{x, 4, 2, 1, 8}, out{x + 4, 4, 2, 1, 8}));  // rows of one buffer by columns
    CHECK(!disjoint(in{x, 4, 2, 1, 8}, out{x + 3, 4, 2, 1, 8}));
    packed_matrix a(e4m3fn, 3, 4), b(e4m3fn, 3, 4);
    const auto to_a = into(a, quantizer{e4m3fn});
    CHECK((!disjoint(a, to_a) && !disjoint(transposed(a), to_a)));
    CHECK((disjoint(b, to_a) && disjoint(transposed(b), to_a) && disjoint(in{x, 2, 3}, to_a)));
    CHECK((!disjoint(in{x, 2, 3}, into(out{x, 3, 2}, quantizer{e4m3fn}))));
}

TEST_CASE("results whose elements have a place of their own", "[linalg]")
{
    using inner::tells_apart;
    float x[40] = {};
    CHECK(tells_apart(matrix_view<float>(x, 3, 4)));
    CHECK(tells_apart(matrix_view<float>(x, 3, 4, 1, 3)));
    CHECK(!tells_apart(matrix_view<float>(x, 3, 4, 1, 2)));
    CHECK(!tells_apart(matrix_view<float>(x, 3, 4, 0, 1)));
    CHECK(!tells_apart(matrix_view<float>(x, 3, 4, 3)));
    CHECK(!tells_apart(matrix_view<float>(x, 3, 4, 0)));
    CHECK(!tells_apart(into(matrix_view<float>(x, 3, 4, 3), quantizer{e4m3fn})));
    CHECK(tells_apart(matrix_view<float>(x, 1, 4, 0)));
    CHECK((tells_apart(matrix_view<float>(x, 5, 0)) && tells_apart(matrix_view<float>(x, 0, 5, 1, 0))));
}
