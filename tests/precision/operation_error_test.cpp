// tests/precision/operation_error_test.cpp -- errors of operations against machines that compute one number at a time.
#include "lowp/precision/operation_error.hpp"

#include <cmath>
#include <vector>

#include "lowp/precision/recipe_text.hpp"
#include "lowp/random/distribution.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

struct exact_and_rounded {
    std::vector<double> exact, rounded;

    void add(double x, double y) { exact.push_back(x), rounded.push_back(y); }
};

// Rounds one number after the other; step and index say where it draws. Operands have so few digits that binary64 holds
// what is exact, or comes no nearer to where rounding changes.
struct one_by_one {
    any_quantizer q;

    double operator()(std::size_t step, std::size_t index, double x) const { return q.plain().fork(step)(x, index); }
};

std::vector<double> doubles_of(const any_quantizer& q, std::span<const float> x)
{
    std::vector<double> y;
    for (std::size_t i = 0; i < x.size(); ++i) y.push_back(static_cast<double>(q.plain()(x[i], i)));
    return y;
}

// x has rows of `depth`, of which r are taken.
exact_and_rounded sums(const one_by_one& at, const std::vector<double>& x, std::size_t depth, std::size_t r)
{
    exact_and_rounded all;
    for (std::size_t i = 0; i < r; ++i) {
        long double exact = 0;
        double sum = x[i * depth];
        for (std::size_t k = 0; k < depth; ++k) exact += x[i * depth + k];
        for (std::size_t k = 1; k < depth; ++k) sum = at(k - 1, i, sum + x[i * depth + k]);
        all.add(static_cast<double>(exact), sum);
    }
    return all;
}
exact_and_rounded dots(const one_by_one& at, const std::vector<double>& x, std::size_t depth, std::size_t r)
{
    exact_and_rounded all;
    for (std::size_t i = 0; i < r; ++i) {
        const double *const a = &x[i * depth], *const b = &x[(r + i) * depth];
        long double exact = 0;
        double sum = at(0, i, a[0] * b[0]);
        for (std::size_t k = 0; k < depth; ++k) exact += static_cast<long double>(a[k]) * b[k];
        for (std::size_t k = 1; k < depth; ++k) sum = at(k, i, sum + at(0, k * r + i, a[k] * b[k]));
        all.add(static_cast<double>(exact), sum);
    }
    return all;
}
exact_and_rounded softmaxes(const one_by_one& at, const std::vector<double>& x, std::size_t depth, std::size_t r)
{
    exact_and_rounded all;
    for (std::size_t i = 0; i < r; ++i) {
        const double* const row = &x[i * depth];
        double largest = row[0], total = 0;
        for (std::size_t k = 0; k < depth; ++k) largest = std::max(largest, row[k]);
        std::vector<double> powers;
        long double exact_total = 0;
        for (std::size_t k = 0; k < depth; ++k) {
            exact_total += std::exp(static_cast<long double>(row[k]) - largest);
            const double e = at(depth, k * r + i, elementary::exp(at(k, i, row[k] - largest)));
            powers.push_back(e);
            total = k == 0 ? e : at(depth + k, i, total + e);
        }
        for (std::size_t k = 0; k < depth; ++k)
            all.add(static_cast<double>(std::exp(static_cast<long double>(row[k]) - largest) / exact_total),
                    at(2 * depth + k, i, powers[k] / total));
    }
    return all;
}
exact_and_rounded layer_norms(const one_by_one& at, const std::vector<double>& x, std::size_t depth, std::size_t r,
                              float epsilon, double exact_epsilon)
{
    exact_and_rounded all;
    const auto count = static_cast<double>(depth);
    for (std::size_t i = 0; i < r; ++i) {
        const double* const row = &x[i * depth];
        long double exact_mean = 0, exact_variance = 0;
        for (std::size_t k = 0; k < depth; ++k) exact_mean += row[k] / static_cast<long double>(depth);
        for (std::size_t k = 0; k < depth; ++k)
            exact_variance += (row[k] - exact_mean) * (row[k] - exact_mean) / static_cast<long double>(depth);
        std::size_t step = 0;
        double mean = row[0];
        for (std::size_t k = 1; k < depth; ++k) mean = at(step++, i, mean + row[k]);
        mean = at(step++, i, mean / count);
        std::vector<double> centred, squares;
        for (std::size_t k = 0; k < depth; ++k) centred.push_back(at(step++, i, row[k] - mean));
        for (std::size_t k = 0; k < depth; ++k) squares.push_back(at(step, k * r + i, centred[k] * centred[k]));
        ++step;
        double variance = squares[0];
        for (std::size_t k = 1; k < depth; ++k) variance = at(step++, i, variance + squares[k]);
        variance = at(step++, i, variance / count);
        variance = at(step++, i, variance + static_cast<double>(epsilon));
        const double deviation = at(step++, i, std::sqrt(variance));
        for (std::size_t k = 0; k < depth; ++k)
            all.add(static_cast<double>((row[k] - exact_mean) / std::sqrt(exact_variance + exact_epsilon)),
                    at(step++, i, centred[k] / deviation));
    }
    return all;
}
exact_and_rounded compositions(const one_by_one& at, const std::vector<double>& x, std::size_t depth, std::size_t r)
{
    exact_and_rounded all;
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t k = 0; k < depth; ++k) {
            const double a = x[i * depth + k], b = x[(r + i) * depth + k];
            const std::size_t j = k * r + i;
            const double s = at(1, j, at(0, j, a * b) + a);
            const double root = at(4, j, std::sqrt(std::fabs(at(3, j, s / at(2, j, std::fma(b, b, 1.0))))));
            const double t = at(5, j, root - b);
            const double w = at(8, j, s / at(7, j, at(6, j, t * t) + 1));
            const double es = a * b + a, et = std::sqrt(std::fabs(es / (b * b + 1))) - b;
            all.add(es / (et * et + 1) * et + a, at(9, j, std::fma(w, t, a)));
        }
    return all;
}

bool are_close(double x, double y) { return std::fabs(x - y) <= 1e-9 * (std::fabs(x) + std::fabs(y)) + 1e-13; }

void expect_equal(const quantization_error& e, const any_quantizer& q, const exact_and_rounded& pairs)
{
    quantization_error expected(q.format);
    expected.add(pairs.exact, pairs.rounded);
    REQUIRE(e.format() == expected.format());
    CHECK(e.elements() == pairs.exact.size());
    CHECK(e.finite() == expected.finite());
    CHECK(e.codes() == expected.codes());  // those of the rounded numbers: all of them are the same
    CHECK(are_close(e.bias(), expected.bias()));
    CHECK(are_close(e.rms(), expected.rms()));
    CHECK(are_close(e.largest_error(), expected.largest_error()));
    CHECK(are_close(e.sqnr_db(), expected.sqnr_db()));
}

}  // namespace

TEST_CASE("operations are rounded at every step, in the order that is written down", "[precision]")
{
    const std::size_t depth = 12, n = 12 * 14 + 5;  // the last five are left over
    std::vector<float> x(n);
    fill(distribution::normal, stream{3}, x);
    for (const char* const text : {"e4m3fn", "e5m2:stochastic", "q3.4", "e3m2fn:stochastic", "bfloat16", "l4.3"}) {
        INFO(text);
        any_quantizer q = parse_quantizer(text);
        if (auto* mode = std::get_if<stochastic>(&q.rounding)) mode->source = stream{8};
        const auto rounded = doubles_of(q, x);
        const one_by_one at{q};
        const auto measured = [&](operation what, int threads = 1) {
            return error_of(what, q, x, {.depth = depth, .threads = threads});
        };
        expect_equal(measured(operation::sum), q, sums(at, rounded, depth, 14));
        expect_equal(measured(operation::dot), q, dots(at, rounded, depth, 7));
        expect_equal(measured(operation::softmax), q, softmaxes(at, rounded, depth, 14));
        expect_equal(measured(operation::layer_norm), q, layer_norms(at, rounded, depth, 14, 1e-5f, double{1e-5f}));
        expect_equal(measured(operation::composed, 2), q, compositions(at, rounded, depth, 7));

        const auto conversion = measured(operation::conversion);
        CHECK(conversion.elements() == n);
        expect_equal(conversion, q, {std::vector<double>(x.begin(), x.end()), rounded});
    }
}

TEST_CASE("an update is one of the operations", "[precision]")
{
    std::vector<float> w(500);
    fill(distribution::normal, stream{3}, w);
    const any_quantizer q{bfloat16};
    const auto e = error_of(operation::sgd_update, q, w, {.step = 0.01, .draw = stream{6}});
    CHECK(e.sums() == error_of_update(q, w, 0.01, stream{6}).error.sums());
    CHECK(e.sums() != error_of(operation::sgd_update, q, w, {.step = 0.02, .draw = stream{6}}).sums());
}

TEST_CASE("binary32 itself errs little, and results of one format more than of one with more digits", "[precision]")
{
    std::vector<float> x(4096);
    fill(distribution::normal, stream{2}, x);
    for (std::size_t k = 0; k < operation_names.size(); ++k) {
        const auto what = static_cast<operation>(k);
        INFO(operation_text(what));
        const auto decibels = [&](const any_format& f) {
            return error_of(what, any_quantizer{f}, x, {.depth = 32}).sqnr_db();
        };
        CHECK(decibels(binary32) > 115);
        if (what == operation::sgd_update) continue;  // an update that is lost is its own noise, and no more than that
        CHECK(decibels(binary16) > decibels(bfloat16) + 12);
        CHECK(decibels(bfloat16) > decibels(e4m3fn));
    }
}

TEST_CASE("the epsilon of layer norm is one number in both arithmetics", "[precision]")
{
    // Binary32 has 1/4 for it; all steps are exact then, and the results 2^-29.
    const std::vector<float> x{0x1p-30f, -0x1p-30f};
    const auto e = error_of(operation::layer_norm, any_quantizer{binary32}, x, {.depth = 2, .epsilon = 0.25 + 0x1p-30});
    CHECK(e.finite() == 2);
    CHECK(e.largest_relative() < 0x1p-50);
}

TEST_CASE("what is too short, and scales", "[precision]")
{
    const std::vector<float> x(31, 1.0f);
    const any_quantizer q{e4m3fn};
    for (const operation what : {operation::sum, operation::softmax, operation::layer_norm}) {
        CHECK(error_of(what, q, x, {.depth = 31}).elements() > 0);
        CHECK_THROWS_AS(error_of(what, q, x, {.depth = 32}), std::invalid_argument);
        CHECK_THROWS_AS(error_of(what, q, x, {.depth = 0}), std::invalid_argument);
    }
    CHECK(error_of(operation::dot, q, x, {.depth = 15}).elements() == 1);
    CHECK_THROWS_WITH(error_of(operation::dot, q, x, {.depth = 16}),
                      "dot: 31 numbers in rows of 16, expected at least 2 rows");
    CHECK_THROWS_WITH(error_of(operation::sum, q, x, {.depth = 40}),
                      "sum: 31 numbers in rows of 40, expected at least 1 row");

    any_quantizer scaled = q;
    scaled.is_scaled = true;
    const auto e = error_of(operation::conversion, scaled, x);
    CHECK((!e.format() && e.elements() == 31 && e.rms() == 0));
    CHECK_THROWS_AS(error_of(operation::softmax, scaled, x, {.depth = 8}), std::invalid_argument);
    CHECK_THROWS_AS(error_of(operation::sgd_update, scaled, x), std::invalid_argument);
}
