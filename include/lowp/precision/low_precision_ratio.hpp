// lowp/precision/low_precision_ratio.hpp -- how much of a training's tensors is low: at a step, and over all of them.
//
//     ratio = 2 (bits_high - bits) / bits_high
//
// with bits the sum over all parameters, outputs and their gradients of elements times bits each, and bits_high what
// they would be if all were high: 1 where everything is of half the width. After Lee, Sharma and Aiken (2023), who
// leave out what modules read, since that is what others have written.
#pragma once

#include <cstdint>

#include "lowp/core/contract.hpp"
#include "lowp/precision/level_formats.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// The bits of all tensors at a step, from 1 on; the weights of a step were rounded at the end of the step before.
inline std::uint64_t tensor_bits(const module_graph& graph, const assignment& a, const level_formats& formats,
                                 std::uint64_t step = 1)
{
    LOWP_EXPECTS(step > 0, "tensor_bits: a step, from 1 on");
    std::uint64_t sum = 0;
    for (const module_tensor& t : tensors_of(graph)) {
        const std::uint64_t rounded_at = t.role == role::weights ? step - 1 : step;
        sum += elements_of(graph, t) * formats.bits(a.level(t, rounded_at), t.role);
    }
    return sum;
}

constexpr double low_precision_ratio(std::uint64_t bits, std::uint64_t bits_high) noexcept
{
    const double high = static_cast<double>(bits_high);
    return 2 * (high - static_cast<double>(bits)) / high;
}
inline double low_precision_ratio(const module_graph& graph, const assignment& a, const level_formats& formats,
                                  std::uint64_t step = 1)
{
    return low_precision_ratio(tensor_bits(graph, a, formats, step), tensor_bits(graph, uniform_high(graph), formats));
}

// The mean over steps, exact until it is asked for.
struct mean_low_precision {
    std::uint64_t bits_high = 0;  // of one step: tensor_bits of uniform_high
    std::uint64_t sum = 0, steps = 0;

    constexpr void add(std::uint64_t bits) noexcept
    {
        sum += bits;
        ++steps;
    }
    // Precondition: at least one step.
    constexpr double ratio() const noexcept { return low_precision_ratio(sum, steps * bits_high); }
};

}  // namespace LOWP_ISA
}  // namespace lowp
