// tests/core/sparse_matrix_test.cpp -- rows are what was added, and nothing is added that would not be a row.
#include "lowp/core/sparse_matrix.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

namespace {

using places = std::vector<std::uint32_t>;

template <class T>
void check_row(const sparse_row<T>& row, const places& columns, const std::vector<T>& values)
{
    CHECK(row.size() == values.size());
    CHECK(std::ranges::equal(row.columns, columns));
    CHECK(std::ranges::equal(row.values, values));
}

template <class T>
void add(sparse_matrix<T>& m, const places& columns, const std::vector<T>& values)
{
    m.add_row(columns, values);
}

}  // namespace

TEMPLATE_TEST_CASE("rows of a sparse matrix come back as they were added", "[core]", float, double, std::int8_t)
{
    using T = TestType;
    sparse_matrix<T> m(5);
    CHECK((m.rows() == 0 && m.columns() == 5 && m.kept() == 0 && m.values().empty()));
    add<T>(m, {}, {});
    add<T>(m, {0, 2, 4}, {1, -2, 3});
    add<T>(m, {}, {});
    add<T>(m, {4}, {0});  // who adds a zero keeps it
    CHECK((m.rows() == 4 && m.columns() == 5 && m.kept() == 4));
    check_row<T>(m.row(0), {}, {});
    check_row<T>(m.row(1), {0, 2, 4}, {1, -2, 3});
    check_row<T>(m.row(2), {}, {});
    check_row<T>(m.row(3), {4}, {0});
    CHECK(std::ranges::equal(m.values(), std::vector<T>{1, -2, 3, 0}));
}

TEST_CASE("a sparse matrix grows in columns, and copies own what they have", "[core]")
{
    sparse_matrix<float> m;
    CHECK((m.rows() == 0 && m.columns() == 0));
    add<float>(m, {}, {});
    m.widen(0);
    m.widen(3);
    add<float>(m, {2}, {7});
    const sparse_matrix<float> before = m;
    m.widen(3);
    m.widen(0xffff'ffff);
    add<float>(m, {0, 0xffff'fffe}, {1, 2});
    CHECK((m.rows() == 3 && m.columns() == 0xffff'ffff && m.kept() == 3));
    check_row<float>(m.row(1), {2}, {7});
    check_row<float>(m.row(2), {0, 0xffff'fffe}, {1, 2});
    CHECK((before.rows() == 2 && before.columns() == 3 && before.kept() == 1));
}

TEST_CASE("what would be no row of the matrix is refused", "[core]")
{
    sparse_matrix<float> m(3);
    add<float>(m, {0, 1, 2}, {1, 2, 3});
    CHECK_CONTRACT_BROKEN((add<float>(m, {0, 1}, {1})), "a value for each column");
    CHECK_CONTRACT_BROKEN((add<float>(m, {0}, {1, 2})), "a value for each column");
    CHECK_CONTRACT_BROKEN((add<float>(m, {3}, {1})), "ascending columns within the matrix");
    CHECK_CONTRACT_BROKEN((add<float>(m, {0, 3}, {1, 2})), "ascending columns within the matrix");
    CHECK_CONTRACT_BROKEN((add<float>(m, {1, 1}, {1, 2})), "ascending columns within the matrix");
    CHECK_CONTRACT_BROKEN((add<float>(m, {2, 1}, {1, 2})), "ascending columns within the matrix");
    CHECK_CONTRACT_BROKEN(m.widen(2), "no fewer columns than before");
}
