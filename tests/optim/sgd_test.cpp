// tests/optim/sgd_test.cpp -- a step is the two formulas, each operation rounded by itself, at every length.
#include "lowp/optim/sgd.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

namespace {

std::vector<float> numbers(std::size_t n, std::uint64_t seed)
{
    std::vector<float> all;
    for (std::size_t i = 0; i < n; ++i) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const double fraction = static_cast<double>(seed >> 11) * 0x1p-53;
        all.push_back(static_cast<float>(2 * fraction - 1));
    }
    return all;
}

}  // namespace

TEST_CASE("sgd equals the formulas bit for bit, products rounded before they are added", "[optim]")
{
    std::size_t fused_differs = 0;
    for (const sgd method :
         {sgd{.rate = 0.1f, .momentum = 0.9f}, sgd{.rate = 0.7f}, sgd{.rate = 1e-3f, .momentum = 0.99f}})
        for (std::size_t n = 0; n < 100; ++n) {
            auto w = numbers(n, n + 1), v = numbers(n, n + 2);
            auto weights = w, velocity = v;
            for (int step = 0; step < 3; ++step) {
                const auto g = numbers(n, n + 3);
                method.step(weights, velocity, g);
                for (std::size_t i = 0; i < n; ++i) {
                    // Stored in memory, so that nothing is merged with the next operation.
                    volatile float kept = method.momentum * v[i];
                    fused_differs += std::fma(method.momentum, v[i], g[i]) != kept + g[i];
                    v[i] = kept + g[i];
                    volatile float moved = method.rate * v[i];
                    fused_differs += std::fma(-method.rate, v[i], w[i]) != w[i] - moved;
                    w[i] = w[i] - moved;
                }
                CHECK(weights == w);
                CHECK(velocity == v);
            }
        }
    CHECK(fused_differs > 1000);  // else nothing would have been shown
}

TEST_CASE("sgd by hand", "[optim]")
{
    float w[] = {1, 2}, v[] = {4, -8};
    const float g[] = {1, 0};
    sgd{.rate = 0.5f, .momentum = 0.25f}.step(w, v, g);
    CHECK((v[0] == 2 && v[1] == -2 && w[0] == 0 && w[1] == 3));
    CHECK_CONTRACT_BROKEN((sgd{}.step(w, std::span(v).first(1), g)), "weights, velocity and gradient of one length");
    CHECK_CONTRACT_BROKEN((sgd{}.step(std::span(w).first(1), v, g)), "weights, velocity and gradient of one length");
}
