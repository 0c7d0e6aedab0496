// tests/select/eigen_maps_test.cpp -- every element stands where the view says, whatever its strides.
#include "lowp/select/eigen_maps.hpp"

#include <numeric>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("a view is Eigen's matrix, and back", "[select]")
{
    std::vector<double> all(24);
    std::iota(all.begin(), all.end(), 1.0);
    const matrix_view<const double> plain(all.data(), 4, 6);
    for (const auto& view :
         {plain, transposed(plain), rows_of(plain, 1, 2), matrix_view<const double>(all.data(), 3, 2, 7, 3),
          matrix_view<const double>(all.data(), 5, 6, 0)}) {
        const auto m = inner::mapped(view);
        REQUIRE((m.rows() == inner::at(view.rows) && m.cols() == inner::at(view.columns)));
        const Eigen::MatrixXd doubled = 2 * m;
        const matrix<double> back = inner::copied(doubled);
        REQUIRE((back.rows() == view.rows && back.columns() == view.columns));
        for (std::size_t i = 0; i < view.rows; ++i)
            for (std::size_t j = 0; j < view.columns; ++j) {
                CHECK(m(inner::at(i), inner::at(j)) == view(i, j));
                CHECK(back(i, j) == 2 * view(i, j));
            }
    }
    const std::vector<std::size_t> rows{3, 0, 3};
    const auto chosen = inner::chosen_rows(plain, rows);
    REQUIRE((chosen.rows() == 3 && chosen.cols() == 6));
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 6; ++j) CHECK(chosen(inner::at(i), inner::at(j)) == plain(rows[i], j));
}
