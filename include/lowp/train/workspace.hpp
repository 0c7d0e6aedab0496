// lowp/train/workspace.hpp -- the tensors that one step of a training fills anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/matrix_view.hpp"

namespace lowp {

// Room for a batch of up to `largest` samples: the input, each layer's output and its error, and the gradients.
struct workspace {
    template <class Network>
    workspace(const Network& net, std::size_t largest) : gradients(net.parameters().size()), room_for(largest)
    {
        std::size_t widest = net.inputs();
        for (std::size_t l = 0; l < net.layer_count; ++l) widest += 2 * net.outputs(l);
        numbers.resize(largest * widest);
        all_labels.resize(largest);
        float* next = numbers.data();
        const auto take = [&](std::size_t columns) {
            const matrix_view<float> m(next, largest, columns);
            next += largest * columns;
            return m;
        };
        x = take(net.inputs());
        for (std::size_t l = 0; l < net.layer_count; ++l) {
            outputs.push_back(take(net.outputs(l)));
            errors.push_back(take(net.outputs(l)));
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

private:
    std::size_t room_for;
    aligned_vector<float> numbers;
    std::vector<std::uint32_t> all_labels;
};

}  // namespace lowp
