// lowp/optim/sgd.hpp -- stochastic gradient descent with momentum.
#pragma once

#include <cstddef>
#include <span>

#include "lowp/core/contract.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct sgd {
    float rate = 0.1f;
    float momentum = 0;  // 0 for plain SGD

    // velocity <- momentum * velocity + gradient;  weights <- weights - rate * velocity
    // (Polyak 1964, in the form of PyTorch's SGD). All of one length; each operation rounded to binary32.
    void step(std::span<float> weights, std::span<float> velocity, std::span<const float> gradient) const
    {
        LOWP_EXPECTS(weights.size() == gradient.size() && velocity.size() == gradient.size(),
                     "weights, velocity and gradient of one length");
        const auto update = [&](std::size_t i, auto mu, auto eta, auto v, auto w, auto g) {
            v = unfused_product(mu, v) + g;
            w = w - unfused_product(eta, v);
            if constexpr (requires { w.store(weights.data()); }) {
                v.store(velocity.data() + i);
                w.store(weights.data() + i);
            } else {
                velocity[i] = v;
                weights[i] = w;
            }
        };
        using many = lanes<float>;
        std::size_t i = 0;
        for (; i + lane_count <= gradient.size(); i += lane_count)
            update(i, many(momentum), many(rate), many::load(velocity.data() + i), many::load(weights.data() + i),
                   many::load(gradient.data() + i));
        for (; i < gradient.size(); ++i) update(i, momentum, rate, velocity[i], weights[i], gradient[i]);
    }
};

}  // namespace LOWP_ISA
}  // namespace lowp
