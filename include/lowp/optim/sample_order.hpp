// lowp/optim/sample_order.hpp -- which samples a run of steps draws, known some steps ahead.
//
// The same draws as uniform_index() one by one, but the random words are computed by the register.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/core/isa.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// order[k] = uniform_index(draw, first + k, n), n < 2^32.
inline void draw_order(const lowp::stream& draw, std::uint64_t first, std::uint64_t n,
                       std::span<std::uint32_t> order) noexcept
{
    constexpr std::size_t words = 512, draws = words / 2;
    std::uint32_t drawn[words];
    for (std::size_t k = 0; k < order.size();) {
        const std::uint64_t place = first + k, begin = place / 32 * 32;  // 64 words each
        draw.fill<lanes<std::uint32_t>>(2 * begin, drawn, words);
        for (std::size_t i = static_cast<std::size_t>(place - begin); i < draws && k < order.size(); ++i, ++k) {
            const std::uint64_t high = std::uint64_t{drawn[2 * i]} * n, low = std::uint64_t{drawn[2 * i + 1]} * n;
            order[k] = static_cast<std::uint32_t>((high + (low >> 32)) >> 32);
        }
    }
}

// Calls use(order, first) for runs of at most `most` steps of first ... first + steps - 1: `order` has their samples,
// and that of the step after them.
template <class Use>
void for_each_run_of_steps(const lowp::stream& draw, std::uint64_t first, std::size_t steps, std::uint64_t n,
                           const Use& use)
{
    constexpr std::size_t most = 1024;
    std::uint32_t order[most + 1];
    for (std::size_t s = 0; s < steps; s += most) {
        const std::size_t count = steps - s < most ? steps - s : most;
        draw_order(draw, first + s, n, std::span(order, count + 1));
        use(std::span<const std::uint32_t>(order, count + 1), first + s);
    }
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
