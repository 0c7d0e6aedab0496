// lowp/precision/tensor.hpp -- the tensors of a training, and the roles they play in it.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace lowp {

// In the order in which tables and files list them.
enum class role : unsigned char {
    weights,      // what the layers compute with
    activations,  // the network's input and each layer's output
    errors,       // gradients of the loss by activations
    gradients,    // gradients of the loss by weights
    momentum,     // the optimizer's running sum of gradients
    master,       // the accumulated weights, which updates are added to
};
inline constexpr std::array<std::string_view, 6> role_names{"weights",   "activations", "errors",
                                                            "gradients", "momentum",    "master"};
inline constexpr std::size_t role_count = role_names.size();

constexpr std::string_view role_text(role r) noexcept { return role_names[static_cast<std::size_t>(r)]; }

// One tensor as a rule of precision sees it. `layer` counts the network's layers from 0; the network's input is the
// tensor "input" of layer 0. Activations and errors have a row for each sample of the batch.
struct tensor {
    lowp::role role;
    std::size_t layer;
    std::string_view name;  // "weight", "bias", "input", "output"
    std::size_t rows, columns;

    constexpr std::size_t size() const noexcept { return rows * columns; }
    friend constexpr bool operator==(const tensor&, const tensor&) = default;
};

}  // namespace lowp
