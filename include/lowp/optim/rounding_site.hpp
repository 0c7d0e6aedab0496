// lowp/optim/rounding_site.hpp -- a place in an algorithm where a vector is rounded, and what it is rounded with.
//
//     lp_sgd{.rate = 0.1, .weights = quantizer{fixed_format{1, 6}, stochastic{s}}};
//     lp_sgd{.rate = 0.1, .weights = block_quantizer{block_floating_point(8), stochastic{s}}};
//
// Any array quantizer will do, of whatever type. None: nothing is rounded, and the vector stays in binary64.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/tally.hpp"

namespace lowp {
inline namespace LOWP_ISA {

class rounding_site {
public:
    rounding_site() = default;

    // Each step draws from a fork of its own. What takes numbers of binary64 is given them, and counts. What takes
    // binary32 alone, as blocks do, is given numbers that were rounded to it, toward zero, so that a stochastic mode
    // loses no more than that.
    template <class Quantizer>
        requires(!std::same_as<Quantizer, rounding_site>)
    rounding_site(const Quantizer& q)
        : round_([q](std::span<double> x, std::uint64_t step, tally& t) {
              const auto now = q.fork(step);
              if constexpr (requires { now(x, t); }) {
                  now(x, t);
              } else {
                  const quantizer to_binary32{known<binary32>, toward_zero{}};
                  to_binary32(x);
                  aligned_vector<float> some(x.begin(), x.end());
                  now(std::span<const float>(some), std::span<float>(some));
                  std::copy(some.begin(), some.end(), x.begin());
              }
          })
    {}

    explicit operator bool() const noexcept { return static_cast<bool>(round_); }
    void operator()(std::span<double> x, std::uint64_t step, tally& t) const
    {
        if (round_) round_(x, step, t);
    }

private:
    std::function<void(std::span<double>, std::uint64_t, tally&)> round_;
};

}  // namespace LOWP_ISA
}  // namespace lowp
