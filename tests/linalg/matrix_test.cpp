// tests/linalg/matrix_test.cpp -- an owning matrix: row-major, zero at first, on a cache line.
#include "lowp/linalg/matrix.hpp"

#include <cstdint>
#include <utility>

#include "support/catch.hpp"

TEST_CASE("elements stand row after row", "[linalg]")
{
    lowp::matrix<float> m(3, 5);
    CHECK(m.rows() == 3);
    CHECK(m.columns() == 5);
    CHECK(reinterpret_cast<std::uintptr_t>(m.span().data()) % lowp::cache_line == 0);
    for (const float x : m.span()) CHECK(x == 0);
    m(2, 4) = 7;
    CHECK(m.span()[14] == 7);
    const lowp::matrix_view<const float> view = m;
    CHECK(view(2, 4) == 7);
    CHECK(lowp::transposed(view)(4, 2) == 7);
    CHECK(lowp::transposed(m)(4, 2) == 7);
    CHECK(lowp::rows_of(std::as_const(m), 2, 1)(0, 4) == 7);
    CHECK(lowp::matrix<float>().span().empty());
}
