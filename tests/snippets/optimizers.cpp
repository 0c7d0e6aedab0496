// tests/snippets/optimizers.cpp -- what the README shows of optimizers of finite sums.
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include "lowp/lowp.hpp"

// [snippet
using namespace lowp;

trace eight_bits(const matrix<float>& x, const std::vector<float>& y, std::vector<double>& w)
{
    const least_squares f{x, y, 1e-3};  // or logistic_regression, softmax_regression; dense, sparse or coded x
    const auto c = constants_of(f);     // L, mu, L_1: what rates and bounds are made of
    return minimize(halp{.rate = 0.25 / c.smoothness, .strong_convexity = c.strong_convexity, .bits = 8}, f, w,
                    {.rounds = 40, .draw = stream{1}}, [](const outer_step& s, std::span<const double>) {
                        std::printf("round %zu: f = %.9f, |grad f| = %.2e\n", s.round, s.value, s.gradient_norm);
                    });
}

struct my_problem {  // your own: four members, and every method takes it
    std::size_t size() const { return 100; }
    std::size_t dimension() const { return 1; }
    double loss(std::size_t i, std::span<const double> w) const { return std::pow(w[0] - double(i), 2) / 2; }
    void add_gradient(std::size_t i, std::span<const double> w, double c, std::span<double> g) const
    {
        g[0] += c * (w[0] - double(i));
    }
};
static_assert(finite_sum<my_problem>);
// snippet]

// [snippet
trace in_integers(const matrix<float>& x, const std::vector<float>& y, std::vector<double>& w)
{
    packed_matrix codes(fixed_format{0, 7}, x.rows(), x.columns());  // x within [-1, 1)
    encode(x.view(), codes);
    const least_squares f{codes, y, 1e-3};
    const auto c = constants_of(f);
    return minimize(integer_halp{.rate = 0.25 / c.smoothness, .strong_convexity = c.strong_convexity}, f, w);
}
// snippet]

int main()
{
    const auto p = synthetic_regression({.samples = 300, .dimension = 20, .label_noise = 0.5});
    std::vector<double> w(20), mean(1);
    const trace t = eight_bits(p.features, p.targets, w);
    // The mean of 0 ... 99 minimizes the sum of squares.
    minimize(svrg{.rate = 0.5}, my_problem{}, mean);
    std::vector<double> in_codes(20);
    if (in_integers(p.features, p.targets, in_codes).last().gradient_norm > 1e-9) return EXIT_FAILURE;
    return t.last().gradient_norm < 1e-12 && std::fabs(mean[0] - 49.5) < 1e-9 ? EXIT_SUCCESS : EXIT_FAILURE;
}
