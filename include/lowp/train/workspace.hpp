// lowp/train/workspace.hpp -- the tensors that one step of a training fills anew.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/matrix_view.hpp"

namespace lowp {

// Activations stay where they were computed, in floats, until the backward pass needs them. The other way to keep them
// is lowp/train/keep_codes.hpp; tensor 0 is the input, tensor l + 1 the output of layer l.
struct keep_floats {
    static constexpr bool frees_floats = false;

    template <class Quantizer>
    void hold(std::size_t, const Quantizer&, std::span<const float>) const noexcept
    {}
    void restore(std::size_t, std::span<float>) const noexcept {}
    std::uint64_t bytes() const noexcept { return 0; }
};

// Bytes of the activations of a training, input included.
struct activation_memory {
    std::uint64_t held = 0;    // as codes, between the passes: the most of any step
    std::uint64_t floats = 0;  // as floats: all of them, or the two that a layer reads and writes

    constexpr std::uint64_t total() const noexcept { return held + floats; }
    friend constexpr bool operator==(const activation_memory&, const activation_memory&) = default;
};

// Room for a batch of up to `largest` samples: the input, each layer's output and its error, and the gradients.
// With shared memory there are two buffers for the input and all outputs, and two for all errors, each for every other
// tensor: what a layer reads and writes is never in the same one.
struct workspace {
    template <class Network>
    workspace(const Network& net, std::size_t largest, bool shares = false)
        : gradients(net.parameters().size()), room_for(largest)
    {
        // Columns of the buffers. Tensor k of the activations (0 is the input) and error k are in buffer k mod 2 of
        // theirs; without sharing, each begins where the last one of its buffer ended.
        std::size_t of_activations[2] = {net.inputs(), 0}, of_errors[2] = {0, 0};
        std::vector<std::size_t> first_outputs, first_errors;
        for (std::size_t l = 0; l < net.layer_count; ++l) {
            std::size_t &y = of_activations[(l + 1) % 2], &e = of_errors[l % 2];
            first_outputs.push_back(shares ? 0 : y);
            first_errors.push_back(shares ? 0 : e);
            y = shares ? std::max(y, net.outputs(l)) : y + net.outputs(l);
            e = shares ? std::max(e, net.outputs(l)) : e + net.outputs(l);
        }
        const std::size_t begin[4] = {0, of_activations[0], of_activations[0] + of_activations[1],
                                      of_activations[0] + of_activations[1] + of_errors[0]};
        activation_bytes = sizeof(float) * largest * begin[2];
        numbers.resize(largest * (begin[3] + of_errors[1]));
        all_labels.resize(largest);
        const auto take = [&](std::size_t column, std::size_t columns) {
            return matrix_view<float>(numbers.data() + largest * column, largest, columns);
        };
        x = take(0, net.inputs());
        for (std::size_t l = 0; l < net.layer_count; ++l) {
            outputs.push_back(take(begin[(l + 1) % 2] + first_outputs[l], net.outputs(l)));
            errors.push_back(take(begin[2 + l % 2] + first_errors[l], net.outputs(l)));
        }
        resize(largest);
    }
    workspace(const workspace&) = delete;  // the views point into it
    workspace& operator=(const workspace&) = delete;

    // Makes all views those of a batch of `samples`.
    void resize(std::size_t samples)
    {
        LOWP_EXPECTS(samples <= room_for, "a batch no larger than the workspace was made for");
        x.rows = samples;
        for (auto& m : outputs) m.rows = samples;
        for (auto& m : errors) m.rows = samples;
        labels = std::span(all_labels).first(samples);
    }

    matrix_view<float> x;
    std::vector<matrix_view<float>> outputs, errors;  // by layer
    std::span<std::uint32_t> labels;
    aligned_vector<float> gradients;
    std::uint64_t activation_bytes;  // of floats: the input and the outputs

private:
    std::size_t room_for;
    aligned_vector<float> numbers;
    std::vector<std::uint32_t> all_labels;
};

}  // namespace lowp
