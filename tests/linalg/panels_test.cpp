// tests/linalg/panels_test.cpp -- blocks of operands stand where the inner loop looks for them.
#include "lowp/linalg/panels.hpp"

#include <vector>

#include "lowp/linalg/operand.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

constexpr std::size_t m = 130, n = 300;

// Element (i, j) is 1000 i + j + 1, in rows or in columns of memory.
template <class T>
struct told {
    std::vector<T> numbers = std::vector<T>(m * n);
    matrix_view<T> view;

    explicit told(bool turned)
        : view(turned ? matrix_view<T>(numbers.data(), m, n, 1, m) : matrix_view<T>(numbers.data(), m, n))
    {
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < n; ++j) view(i, j) = static_cast<T>(1000 * i + j + 1);
    }
};

}  // namespace

TEMPLATE_TEST_CASE("rows of a, from rows and from columns of memory", "[linalg][simd]", float, double)
{
    for (const bool turned : {false, true}) {
        const told<TestType> t(turned);
        const auto operand = inner::operand_of(matrix_view<const TestType>(t.view));
        std::vector<TestType> packed(inner::row_block * inner::row_stride);
        for (const std::size_t rows : {std::size_t{1}, std::size_t{12}, inner::row_block})
            for (const std::size_t depth : {std::size_t{0}, std::size_t{1}, std::size_t{31}, inner::depth_block}) {
                inner::pack_rows(operand, 24, rows, 32, depth, packed.data());
                for (std::size_t r = 0; r < rows; ++r)
                    for (std::size_t k = 0; k < depth; ++k)
                        REQUIRE(packed[r * inner::row_stride + k] == t.view(24 + r, 32 + k));
            }
    }
}

TEMPLATE_TEST_CASE("a panel of b, padded by zeros", "[linalg][simd]", float, double)
{
    constexpr std::size_t width = inner::panel_columns<TestType>;
    for (const bool turned : {false, true}) {
        const told<TestType> t(turned);
        const auto operand = inner::operand_of(matrix_view<const TestType>(t.view));
        std::vector<TestType> panel(inner::depth_block * width);
        for (std::size_t count = 1; count <= width; ++count)
            for (const std::size_t depth : {std::size_t{0}, std::size_t{1}, std::size_t{31}, std::size_t{100}}) {
                std::fill(panel.begin(), panel.end(), TestType(-1));
                inner::pack_panel(operand, 16, depth, 64, count, panel.data());
                for (std::size_t k = 0; k < depth; ++k)
                    for (std::size_t j = 0; j < width; ++j)
                        REQUIRE(panel[k * width + j] == (j < count ? t.view(16 + k, 64 + j) : TestType(0)));
                for (std::size_t k = depth * width; k < panel.size(); ++k) REQUIRE(panel[k] == TestType(-1));
            }
    }
}
