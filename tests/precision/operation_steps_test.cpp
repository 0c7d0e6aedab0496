// tests/precision/operation_steps_test.cpp -- each operation against its formula, a row at a time.
#include "lowp/precision/operation_steps.hpp"

#include <cmath>
#include <vector>

#include "lowp/precision/exact_steps.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// Any numbers, a few of them equal, as columns of rows.
std::vector<double> some_columns(std::size_t depth, std::size_t rows, double scale)
{
    std::vector<double> x(depth * rows);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = scale * std::sin(1 + static_cast<double>(i * i % 97));
    return x;
}
bool close_to_formula(double x, double y) { return std::fabs(x - y) <= 1e-14 * (1 + std::fabs(y)); }

}  // namespace

TEST_CASE("columns of rows", "[precision]")
{
    std::vector<float> x{0, 1, 2, 10, 11, 12};
    const columns_of_rows<float> columns{x.data(), 2, 3};
    CHECK(columns.all().size() == 6);
    CHECK(columns[1].size() == 3);
    CHECK(columns[1][2] == 12);
}

TEST_CASE("operations are what their formulas say", "[precision]")
{
    for (const std::size_t depth : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{64}})
        for (const std::size_t rows : {std::size_t{1}, std::size_t{5}}) {
            INFO(depth << " by " << rows);
            exact_steps arithmetic;
            const auto x = some_columns(depth, rows, 3), y = some_columns(depth, rows, -2);
            const columns_of_rows<const double> a{x.data(), depth, rows}, b{y.data(), depth, rows};
            std::vector<double> products(rows), shares(x.size()), normed(x.size());
            stepwise::dot(arithmetic, a, b, std::span(products));
            stepwise::softmax(arithmetic, a, {shares.data(), depth, rows});
            stepwise::layer_norm(arithmetic, a, 1e-5, {normed.data(), depth, rows});
            for (std::size_t r = 0; r < rows; ++r) {
                long double dot = 0, total = 0, mean = 0, variance = 0;
                for (std::size_t k = 0; k < depth; ++k) {
                    dot += static_cast<long double>(a[k][r]) * b[k][r];
                    total += std::exp(static_cast<long double>(a[k][r]));
                    mean += a[k][r];
                }
                mean /= static_cast<long double>(depth);
                for (std::size_t k = 0; k < depth; ++k) variance += (a[k][r] - mean) * (a[k][r] - mean);
                variance /= static_cast<long double>(depth);
                CHECK(close_to_formula(products[r], static_cast<double>(dot)));
                for (std::size_t k = 0; k < depth; ++k) {
                    CHECK(close_to_formula(shares[k * rows + r],
                                           static_cast<double>(std::exp(static_cast<long double>(a[k][r])) / total)));
                    CHECK(close_to_formula(normed[k * rows + r],
                                           static_cast<double>((a[k][r] - mean) / std::sqrt(variance + 1e-5L))));
                }
            }
        }
}

TEST_CASE("ten operations make the composed one", "[precision]")
{
    // Counts what it is asked for.
    struct counting : exact_steps {
        int made = 0, kinds[6] = {};
        void add(in a, in b, out to) { ++made, ++kinds[0], exact_steps::add(a, b, to); }
        void subtract(in a, in b, out to) { ++made, ++kinds[1], exact_steps::subtract(a, b, to); }
        void multiply(in a, in b, out to) { ++made, ++kinds[2], exact_steps::multiply(a, b, to); }
        void divide(in a, in b, out to) { ++made, ++kinds[3], exact_steps::divide(a, b, to); }
        void fma(in a, in b, in c, out to) { ++made, ++kinds[4], exact_steps::fma(a, b, c, to); }
        void sqrt(in x, out to) { ++made, ++kinds[5], exact_steps::sqrt(x, to); }
    };
    counting arithmetic;
    const std::vector<double> x{1, -2, 0.25, 0}, y{0.5, 3, -1, 0};
    std::vector<double> out(4);
    stepwise::composed(arithmetic, std::span(x), std::span(y), std::span(out));
    CHECK(arithmetic.made == 10);
    for (const int one : arithmetic.kinds) CHECK(one > 0);
    for (std::size_t i = 0; i < 4; ++i) {
        const double a = x[i], b = y[i], s = a * b + a, t = std::sqrt(std::fabs(s / (b * b + 1))) - b;
        CHECK(close_to_formula(out[i], s / (t * t + 1) * t + a));
    }
}
