// tests/select/embedding_test.cpp -- against eigenvectors found by Jacobi's rotations, and by hand.
#include "lowp/select/embedding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/near.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

// Eigenvalues of a symmetric n x n matrix, falling: cyclic Jacobi.
std::vector<double> eigenvalues(std::vector<double> a, std::size_t n)
{
    for (int sweep = 0; sweep < 30; ++sweep)
        for (std::size_t p = 0; p < n; ++p)
            for (std::size_t q = p + 1; q < n; ++q) {
                const double apq = a[p * n + q];
                if (apq == 0) continue;
                const double angle = 0.5 * std::atan2(2 * apq, a[q * n + q] - a[p * n + p]);
                const double c = std::cos(angle), s = std::sin(angle);
                for (std::size_t k = 0; k < n; ++k) {
                    const double x = a[k * n + p], y = a[k * n + q];
                    a[k * n + p] = c * x - s * y, a[k * n + q] = s * x + c * y;
                }
                for (std::size_t k = 0; k < n; ++k) {
                    const double x = a[p * n + k], y = a[q * n + k];
                    a[p * n + k] = c * x - s * y, a[q * n + k] = s * x + c * y;
                }
            }
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(a[i * n + i]);
    std::sort(values.rbegin(), values.rend());
    return values;
}

}  // namespace

TEST_CASE("the embedding is the best product of its rank", "[select]")
{
    const auto made = made_up::make(made_up::kind::nearly, 12, 0.02, 3, 2);
    const std::size_t n = made.tasks, d = made.configurations;
    for (const bool is_tall : {false, true}) {
        const auto e = is_tall ? transposed(made.view()) : made.view();
        std::vector<double> square(n * n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                for (std::size_t k = 0; k < d; ++k) square[i * n + j] += made.view()(i, k) * made.view()(j, k);
        const auto expected = eigenvalues(square, n);
        const embedding found = embed(e, {.rank = 4});
        REQUIRE((found.rank() == 4 && found.singular_values.size() == n));
        REQUIRE((found.tasks.rows() == e.rows && found.configurations.rows() == e.columns));
        for (std::size_t i = 0; i < n; ++i)
            CHECK(is_near(found.singular_values[i] * found.singular_values[i], expected[i], 1e-9, 1e-12));

        // What a product of rank 4 leaves at least (Eckart and Young), and orthonormal columns.
        double left = 0, least = 0;
        for (std::size_t i = 0; i < e.rows; ++i)
            for (std::size_t j = 0; j < e.columns; ++j) {
                double product = 0;
                for (std::size_t k = 0; k < 4; ++k) product += found.tasks(i, k) * found.configurations(j, k);
                left += (e(i, j) - product) * (e(i, j) - product);
            }
        for (std::size_t i = 4; i < n; ++i) least += expected[i];
        CHECK(is_near(left, least, 1e-9));
        for (std::size_t a = 0; a < 4; ++a) {
            double largest = 0;
            for (std::size_t b = 0; b < 4; ++b) {
                double dot = 0;
                for (std::size_t j = 0; j < e.columns; ++j)
                    dot += found.configurations(j, a) * found.configurations(j, b);
                CHECK(std::fabs(dot - (a == b ? 1 : 0)) < 1e-12);
            }
            for (std::size_t j = 0; j < e.columns; ++j)
                if (std::fabs(found.configurations(j, a)) > std::fabs(largest)) largest = found.configurations(j, a);
            CHECK(largest > 0);
        }
    }
}

TEST_CASE("the rank follows from singular values where none is given", "[select]")
{
    // Of this matrix they are 1, 0.5, 0.031, 0.029.
    const double s[] = {1, 0.5, 0.031, 0.029};
    std::vector<double> e(4 * 6);
    for (std::size_t i = 0; i < 4; ++i) e[i * 6 + i] = s[i];
    const matrix_view<const double> errors(e.data(), 4, 6);
    CHECK(embed(errors).rank() == 3);
    CHECK(embed(errors, {.threshold = 0.029}).rank() == 4);
    CHECK(embed(errors, {.threshold = 0.4}).rank() == 2);
    CHECK(embed(errors, {.rank = 1}).rank() == 1);
    CHECK(embed(errors, {.rank = 4}).rank() == 4);
    e[3 * 6 + 3] = 0;  // of rank 3: a fourth direction would be roundoff
    CHECK(embed(errors, {.rank = 4}).rank() == 3);
    CHECK(is_near(embed(errors).tasks(1, 1), 0.5, 1e-14));
}

TEST_CASE("what has no embedding is refused", "[select]")
{
    std::vector<double> e(6, 0.5);
    const matrix_view<const double> errors(e.data(), 2, 3);
    CHECK(refused_by([&] { embed(errors, {.rank = 3}); }) == "embed: rank is 3, expected at most 2");
    CHECK(refused_by([&] { embed(errors, {.threshold = 0}); }) ==
          "embed: threshold is 0, expected a share of the largest singular value, to 1");
    CHECK(refused_by([&] { embed({}, {}); }) == "embed: the number of errors is 0, expected tasks and configurations");
    e[4] = std::numeric_limits<double>::quiet_NaN();
    CHECK(refused_by([&] { embed(errors); }) == "embed: errors(1, 1) is nan, expected a finite number");
    e.assign(6, 0.0);
    CHECK(refused_by([&] { embed(errors); }) == "embed: the largest error is 0, expected errors that are not all 0");
}
