// tests/core/matrix_view_test.cpp -- element (i, j) stands where the strides say, through transposing and cutting.
#include "lowp/core/matrix_view.hpp"

#include <numeric>
#include <vector>

#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

TEST_CASE("views address rows x columns by two strides", "[core]")
{
    std::vector<int> numbers(60);
    std::iota(numbers.begin(), numbers.end(), 0);
    const matrix_view dense(numbers.data(), 5, 12);
    const matrix_view<int> padded(numbers.data() + 1, 4, 3, 12), scattered(numbers.data(), 3, 4, 20, 5);
    CHECK((dense.dense() && !padded.dense() && !scattered.dense()));

    const auto holds = [](const matrix_view<const int>& m, int first, int by_row, int by_column) {
        for (std::size_t i = 0; i < m.rows; ++i)
            for (std::size_t j = 0; j < m.columns; ++j)
                CHECK(m(i, j) == first + by_row * static_cast<int>(i) + by_column * static_cast<int>(j));
    };
    holds(dense, 0, 12, 1);
    holds(padded, 1, 12, 1);
    holds(scattered, 0, 20, 5);
    holds(transposed(dense), 0, 1, 12);
    holds(transposed(scattered), 0, 5, 20);
    holds(rows_of(scattered, 1, 2), 20, 20, 5);
    holds(transposed(rows_of(transposed(padded), 1, 2)), 2, 12, 1);  // columns 1 and 2
    CHECK((transposed(dense).rows == 12 && transposed(dense).columns == 5 && !transposed(dense).dense()));

    dense(2, 3) = -1;
    CHECK(numbers[27] == -1);
    CHECK(matrix_view<int>().rows == 0);
    CHECK(rows_of(dense, 5, 0).rows == 0);
}

TEST_CASE("views that do not fit are refused", "[core]")
{
    std::vector<int> numbers(6);
    const std::span all(numbers);
    CHECK(matrix_view(all, 2, 3).rows == 2);
    CHECK_CONTRACT_BROKEN(matrix_view(all, 2, 4), "a span of rows x columns elements");
    CHECK_CONTRACT_BROKEN(rows_of(matrix_view(all, 2, 3), 1, 2), "rows within the matrix");
    CHECK_CONTRACT_BROKEN(rows_of(matrix_view(all, 2, 3), 3, std::size_t(-1)), "rows within the matrix");
}
