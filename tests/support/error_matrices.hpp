// tests/support/error_matrices.hpp -- made-up errors of up to 99 configurations on any number of tasks.
//
// A configuration is a short format of 3 to 5 exponent and 1 to 3 fraction bits, for activations and weights, and a
// long one for the optimizer. A task has a floor below which no error goes, and missing bits of each kind add errors
// that fall exponentially with every bit. With `of_rank_5` these are five functions of the configuration with the
// task's coefficients. With `nearly` a task has its own rates, too, and one of its terms falls with bits of all three
// kinds: few singular values of the matrix are large, and its fifth is not far above noise of a hundredth.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lowp/core/matrix_view.hpp"

namespace made_up {

// Numbers of [0, 1) that share nothing with the library's streams.
struct numbers {
    std::uint64_t state = 1;
    double operator()()
    {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<double>(state >> 11) * 0x1p-53;
    }
    double gaussian()
    {
        double sum = -6;
        for (int i = 0; i < 12; ++i) sum += (*this)();
        return sum;
    }
};

struct errors {
    std::size_t tasks = 0, configurations = 0;
    std::vector<double> values, memory;
    lowp::matrix_view<const double> view() const { return {values.data(), tasks, configurations}; }
    std::vector<double> row(std::size_t i) const
    {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(i * configurations);
        return {first, first + static_cast<std::ptrdiff_t>(configurations)};
    }
};

enum class kind { of_rank_5, nearly };

inline errors make(kind of, std::size_t tasks, double noise, std::uint64_t seed, std::size_t long_formats = 11)
{
    constexpr int long_exponents[] = {6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7};
    constexpr int long_fractions[] = {7, 8, 9, 10, 11, 12, 6, 7, 8, 9, 10};
    struct bits {
        int exponent, fraction, long_exponent, long_fraction;
    };
    std::vector<bits> configurations;
    for (int e = 3; e <= 5; ++e)
        for (int m = 1; m <= 3; ++m)
            for (std::size_t l = 0; l < long_formats; ++l)
                configurations.push_back({e, m, long_exponents[l], long_fractions[l]});
    errors made{tasks, configurations.size(), {}, {}};
    for (const bits& b : configurations)
        made.memory.push_back((1 + b.exponent + b.fraction) * 30.0 + (1 + b.long_exponent + b.long_fraction) * 33.0);

    numbers next{seed};
    for (int i = 0; i < 10; ++i) next();  // neighbouring seeds begin alike
    for (std::size_t i = 0; i < tasks; ++i) {
        const bool is_exact = of == kind::of_rank_5;
        const double floor = 0.02 + 0.3 * next(), few = 0.3 * next(), narrow = 0.3 * next(), coarse = 0.2 * next(),
                     by_fraction = is_exact ? 0.9 : 0.4 + next(), by_exponent = is_exact ? 1.1 : 0.5 + 1.2 * next(),
                     by_long = is_exact ? 0.45 : 0.2 + 0.5 * next();
        for (const bits& b : configurations) {
            const double f = std::exp(-by_fraction * (b.fraction - 1)), n = std::exp(-by_exponent * (b.exponent - 3)),
                         c = std::exp(-by_long * (b.long_fraction - 6));
            const double e = is_exact ? floor + few * f + narrow * n + coarse * c + 0.5 * few * narrow * f * c
                                      : floor + few * f + narrow * n + few * f * n * c;
            made.values.push_back(std::clamp(noise > 0 ? e + noise * next.gaussian() : e, 0.0, 1.0));
        }
    }
    return made;
}

// Count points of k numbers each.
struct point_set {
    std::size_t k;
    std::vector<double> y;

    std::size_t count() const { return y.size() / k; }
    operator lowp::matrix_view<const double>() const { return {y.data(), count(), k}; }
};
inline point_set gaussian_points(std::size_t d, std::size_t k, std::uint64_t seed)
{
    numbers next{seed};
    point_set p{k, std::vector<double>(d * k)};
    for (double& c : p.y) c = next.gaussian();
    return p;
}

}  // namespace made_up
