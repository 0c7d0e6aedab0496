// tests/linalg/samples_test.cpp -- rows of numbers, of codes and of sparse matrices are the same samples.
#include "lowp/linalg/samples.hpp"

#include <cmath>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

namespace {

// Products of few bits and sums of few terms: everything is exact, whatever the order.
matrix<float> small_numbers(std::size_t rows, std::size_t columns)
{
    matrix<float> m(rows, columns);
    const stream draw{7};
    for (std::size_t i = 0; i < m.span().size(); ++i) m.span()[i] = static_cast<float>(draw.bits(i) % 15) / 8 - 1;
    return m;
}
std::vector<double> small_weights(std::size_t n)
{
    std::vector<double> w(n);
    for (std::size_t j = 0; j < n; ++j) w[j] = static_cast<double>(j % 13) - 6;
    return w;
}
double plain_dot(const matrix<float>& m, std::size_t i, const std::vector<double>& w)
{
    double sum = 0;
    for (std::size_t j = 0; j < m.columns(); ++j) sum += static_cast<double>(m(i, j)) * w[j];
    return sum;
}

template <samples X>
void check(const X& x, const matrix<float>& m)
{
    REQUIRE((x.rows() == m.rows() && x.columns() == m.columns()));
    const auto w = small_weights(m.columns());
    for (std::size_t i = 0; i < m.rows(); ++i) {
        CHECK(x.dot(i, w) == plain_dot(m, i, w));
        std::vector<double> g = w, seen(m.columns());
        x.add(-0.5, i, g);
        std::vector<double> once = w;
        const double dot = with_sample(x, i, [&](const auto& sample) {
            sample.add(-0.5, once);
            return sample.dot(w);
        });
        CHECK((dot == x.dot(i, w) && once == g));
        x.visit(i, [&](std::size_t j, double element) { seen[j] = element; });
        for (std::size_t j = 0; j < m.columns(); ++j) {
            REQUIRE(g[j] == w[j] - 0.5 * static_cast<double>(m(i, j)));
            REQUIRE(seen[j] == static_cast<double>(m(i, j)));
        }
    }
}

}  // namespace

TEST_CASE("numbers, codes and kept elements are the same samples", "[linalg][simd]")
{
    for (const std::size_t columns : {1u, 7u, 64u, 100u, 4096u, 9000u}) {
        const auto m = small_numbers(3, columns);
        check(samples_of(m), m);
        matrix<float> wide(3, columns + 5);
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < columns; ++j) wide(i, j) = m(i, j);
        check(samples_of(matrix_view<const float>(wide.span().data(), 3, columns, columns + 5)), m);
        packed_matrix known_codes(known<e5m2>, 3, columns);
        packed_matrix<any_format> codes(fixed_format{2, 4}, 3, columns);
        encode(m.view(), codes);
        check(samples_of(codes), m);
        sparse_matrix<float> kept(columns);
        sparse_matrix<std::int8_t> integers(columns);
        for (std::size_t i = 0; i < 3; ++i) {
            std::vector<std::uint32_t> places;
            std::vector<float> values;
            std::vector<std::int8_t> eighths;
            for (std::size_t j = 0; j < columns; ++j)
                if (m(i, j) != 0) {
                    places.push_back(static_cast<std::uint32_t>(j));
                    values.push_back(m(i, j));
                    eighths.push_back(static_cast<std::int8_t>(8 * m(i, j)));
                }
            kept.add_row(places, values);
            integers.add_row(places, eighths);
        }
        check(samples_of(kept), m);
        check(samples_of(integers, 0.125), m);
    }
}

TEST_CASE("codes give the bits of the numbers they stand for", "[linalg][simd]")
{
    matrix<float> m(2, 5000);
    const stream draw{1};
    for (std::size_t i = 0; i < m.span().size(); ++i) m.span()[i] = 2 * draw.uniform(i) - 1;
    quantizer{e4m3fn}(m.span());
    packed_matrix codes(e4m3fn, 2, 5000);
    encode(m.view(), codes);
    std::vector<double> w(5000);
    for (std::size_t j = 0; j < w.size(); ++j) w[j] = std::sin(static_cast<double>(j));
    CHECK(samples_of(codes).dot(1, w) == samples_of(m).dot(1, w));
    // A sum by the tree, as dot() has it.
    std::vector<double> row(m.span().begin() + 5000, m.span().end());
    CHECK(samples_of(m).dot(1, w) == dot(row, w));
}

TEST_CASE("samples need rows of consecutive elements", "[linalg]")
{
    const matrix<float> m(2, 3);
    CHECK_CONTRACT_BROKEN(samples_of(transposed(m)), "samples whose rows are of consecutive elements");
}

TEST_CASE("samples of codes expect their matrix to keep its format", "[linalg]")
{
    packed_matrix<any_format> codes(any_format{e4m3fn}, 1, 8);
    const auto x = samples_of(codes);
    const std::vector<double> w(8);
    codes = packed_matrix<any_format>(any_format{fixed_format{0, 7}}, 1, 8);
    CHECK_CONTRACT_BROKEN(x.dot(0, w), "samples whose matrix has kept its format");
}
