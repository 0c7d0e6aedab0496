// lowp/train/recorded.hpp -- the tensors of one training step in binary32: what a format would have to hold.
//
//     for (const recorded_tensor& one : recorded_step(net, data, samples))
//         write_npy(recorded_name(one.what) + ".npy", one.view());
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lowp/core/data_set.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/nn/loss.hpp"
#include "lowp/nn/network.hpp"
#include "lowp/precision/tensor.hpp"
#include "lowp/train/batches.hpp"
#include "lowp/train/loop.hpp"
#include "lowp/train/workspace.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct recorded_tensor {
    tensor what;
    std::vector<float> values;  // row-major

    matrix_view<const float> view() const noexcept { return {values.data(), what.rows, what.columns}; }
};

// "weights_1", "weights_1_bias", "activations_0", "errors_3": the role and the layer, counted from 1; activations 0 are
// the network's input.
inline std::string recorded_name(const tensor& t)
{
    const bool is_input = t.name == "input";
    std::string name = std::string(role_text(t.role)).append("_").append(std::to_string(is_input ? 0 : t.layer + 1));
    if (t.name == "bias") name += "_bias";
    return name;
}

// Weights, activations, errors (of the mean loss over these samples) and gradients, in the order of tensors_of(), as a
// step would meet them that rounds nothing; no update is made. GEMM's sums are `ordered`. Throws std::invalid_argument
// where data and network do not fit. Precondition: at least one sample, all of them of the data.
template <class Network>
std::vector<recorded_tensor> recorded_step(const Network& net, const data_set& data,
                                           std::span<const std::size_t> samples)
{
    inner::expect_fit(net, data);
    workspace room(net, samples.size());
    const compute how{accumulate::ordered{}, 1};
    const auto as_it_is = [](std::size_t, const matrix_view<float>&) {};
    gather(data, samples, room.x, room.labels);
    net.forward(net.parameters(), room.x, room.outputs, how, as_it_is);
    softmax_cross_entropy(room.outputs.back(), room.labels, room.errors.back());
    net.backward(net.parameters(), room.x, room.outputs, room.errors, room.gradients, how, as_it_is);

    std::vector<recorded_tensor> all;
    const auto keep = [&all](const tensor& t, const float* from) { all.push_back({t, {from, from + t.size()}}); };
    for (const tensor& t : tensors_of(net, samples.size())) {
        if (t.role == role::activations)
            keep(t, t.name == "input" ? room.x.data : room.outputs[t.layer].data);
        else if (t.role == role::errors)
            keep(t, room.errors[t.layer].data);
        else if (t.role == role::weights || t.role == role::gradients)
            for (const auto& place : net.places())
                if (place.layer == t.layer && place.shape.name == t.name)
                    keep(t, (t.role == role::weights ? net.parameters().data() : room.gradients.data()) + place.first);
    }
    return all;
}

}  // namespace LOWP_ISA
}  // namespace lowp
