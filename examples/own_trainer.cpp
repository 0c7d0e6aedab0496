// examples/own_trainer.cpp -- your loop, our numbers: logistic regression as a template over quantizers.
//
//     own_trainer
//
// The loop below is not lowp's and names no format. It takes three quantizers and is compiled once for each precision.
#include <cstdio>
#include <span>
#include <vector>

#include "lowp/core/elementary.hpp"
#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"

using namespace lowp;

constexpr std::size_t samples = 512, features = 16;

template <class Data, class Gradients, class Weights>
double logistic_regression(std::span<const float> x, std::span<const float> y, Data data, Gradients gradients,
                           Weights weights)
{
    std::vector<float> w(features), g(features), rows(x.size());
    data(x, rows);
    double loss = 0;
    for (std::size_t step = 0; step < 40 * samples; ++step) {
        const std::span<const float> row(&rows[step % samples * features], features);
        float logit = 0;
        for (std::size_t j = 0; j < features; ++j) logit += unfused_product(w[j], row[j]);
        const float p = 1 / (1 + elementary::exp(-logit)), label = y[step % samples];
        for (std::size_t j = 0; j < features; ++j) g[j] = (p - label) * row[j];
        gradients.fork(step)(g);
        for (std::size_t j = 0; j < features; ++j) w[j] -= unfused_product(0.05f, g[j]);
        weights.fork(step)(w);  // fresh random bits at each step
        if (step >= 39 * samples) loss -= elementary::log(double{label == 1 ? p : 1 - p});
    }
    return loss / samples;
}

int main()
{
    constexpr stream draw{1};  // points on both sides of a plane, with some noise
    std::vector<float> x(samples * features), y(samples);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 2 * draw.uniform(i) - 1;
    for (std::size_t i = 0; i < samples; ++i) {
        float side = draw.fork(1).uniform(i) - 0.5f;
        for (std::size_t j = 0; j < features; ++j) side += j % 2 == 0 ? x[i * features + j] : -x[i * features + j];
        y[i] = side > 0 ? 1.0f : 0.0f;
    }
    const auto report = [&](const char* name, auto data, auto gradients, auto weights) {
        std::printf("%-34s loss %.4f\n", name, logistic_regression(x, y, data, gradients, weights));
    };
    constexpr quantizer full{known<binary32>};
    constexpr quantizer brain{known<bfloat16>};
    constexpr quantizer fp8{known<e4m3fn>};
    constexpr quantizer errors{known<e5m2>};
    report("binary32", full, full, full);
    report("bfloat16", brain, brain, brain);
    report("e4m3fn, weights nearest", fp8, errors, fp8);
    report("e4m3fn, weights stochastic", fp8, errors, quantizer{known<e4m3fn>, stochastic{draw.fork(2)}});
}
