// lowp/nn/layer.hpp -- what a layer must tell and do to take part in a network.
//
// A layer is a small value that knows shapes and arithmetic. It owns no numbers: parameters, outputs and gradients are
// the network's and the loop's, who round them between the calls. All arithmetic is in binary32, in the same order on
// every machine.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>

#include "lowp/core/matrix_view.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/random/stream.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// The name and shape of one parameter tensor; a layer's tensors stand one after the other in its span of parameters.
struct parameter_shape {
    std::string_view name;
    std::size_t rows, columns;

    constexpr std::size_t size() const noexcept { return rows * columns; }
};

// How a layer is to compute: the accumulator of its GEMMs, and the threads it may use.
template <class Accumulate>
struct compute {
    Accumulate order{};
    int threads = 1;

    gemm_options options() const { return {.threads = threads}; }
};
template <class Accumulate>
compute(Accumulate, int) -> compute<Accumulate>;

// x and dx are batch x inputs, y and dy are batch x outputs. backward() receives the layer's own input x and output y,
// writes the gradients of the parameters (summed over the batch), and dx unless dx is empty (a first layer's).
template <class L>
concept layer = std::copy_constructible<L> &&
                requires(const L l, std::span<float> out, std::span<const float> parameters, matrix_view<const float> x,
                         matrix_view<float> y, compute<accumulate::ordered> how) {
                    { l.outputs(std::size_t{1}) } -> std::same_as<std::size_t>;  // columns of y, given those of x
                    { std::span<const parameter_shape>(l.parameters()) };
                    l.initialise(out, stream{});
                    l.forward(parameters, x, y, how);
                    l.backward(parameters, x, x, x, y, out, how);
                };

}  // namespace LOWP_ISA
}  // namespace lowp
