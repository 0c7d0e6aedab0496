// tests/linalg/operand_test.cpp -- an operand reads memory by rows, whatever the view calls them.
#include "lowp/linalg/operand.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("the elements of any view, read by rows of memory", "[linalg]")
{
    std::vector<float> numbers(200);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i);
    // Rows in memory; columns in memory; every second element of every second row; one column.
    for (const auto& view :
         {matrix_view<const float>{numbers.data(), 5, 7, 9}, matrix_view<const float>{numbers.data(), 5, 7, 1, 9},
          matrix_view<const float>{numbers.data(), 5, 7, 20, 2},
          matrix_view<const float>{numbers.data(), 5, 1, 1, 1}}) {
        const auto operand = inner::operand_of(view);
        REQUIRE(operand.rows() == view.rows);
        REQUIRE(operand.columns() == view.columns);
        for (std::size_t i = 0; i < view.rows; ++i)
            for (std::size_t j = 0; j < view.columns; ++j) {
                float one[1];
                operand.turned ? operand.read(j, i, 1, one) : operand.read(i, j, 1, one);
                REQUIRE(one[0] == view(i, j));
            }
        const std::size_t count = operand.turned ? view.rows : view.columns;
        std::vector<float> run(count);
        operand.read(0, 0, count, run.data());
        for (std::size_t k = 0; k < count; ++k) REQUIRE(run[k] == (operand.turned ? view(k, 0) : view(0, k)));
    }
    CHECK(inner::operand_of(matrix_view<const float>{numbers.data(), 5, 7, 1, 9}).turned);
    CHECK(!inner::operand_of(matrix_view<const float>{numbers.data(), 5, 7, 20, 2}).turned);
}
