// lowp/nn/network.hpp -- layers in a row, with all their parameters in one vector.
//
//     auto net = network{dense{64, 128}, relu{}, dense{128, 10}};
//
// forward() and backward() call `rounded` on every tensor they have made, so that whoever runs them decides its
// precision. Parameters are passed in: a training computes with rounded weights while the network keeps its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/nn/layer.hpp"
#include "lowp/precision/tensor.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// A parameter tensor and where it begins in the network's vector.
struct parameter_place {
    std::size_t layer;
    parameter_shape shape;
    std::size_t first;
};

template <layer... Layers>
class network {
public:
    static constexpr std::size_t layer_count = sizeof...(Layers);
    static_assert(layer_count > 0, "a network has at least one layer");

    // Parameters are drawn from stream{0}; initialise() draws others. The first layer must know its inputs.
    explicit network(Layers... layers) : layers_(std::move(layers)...)
    {
        std::size_t width = first_inputs(), first = 0;
        widths_.push_back(width);
        for_each([&](auto l, const auto& layer) {
            begin_.push_back(first);
            for (const parameter_shape& shape : layer.parameters()) {
                places_.push_back({l, shape, first});
                first += shape.size();
            }
            width = layer.outputs(width);
            widths_.push_back(width);
        });
        begin_.push_back(first);
        parameters_.resize(first);
        initialise(stream{});
    }

    void initialise(stream draw)
    {
        for_each([&](auto l, const auto& layer) { layer.initialise(part<float>(parameters_, l), draw.fork(l)); });
    }

    std::size_t inputs() const noexcept { return widths_.front(); }
    std::size_t outputs() const noexcept { return widths_.back(); }
    // Columns of the output of layer l.
    std::size_t outputs(std::size_t l) const { return widths_[l + 1]; }

    std::span<float> parameters() noexcept { return parameters_; }
    std::span<const float> parameters() const noexcept { return parameters_; }
    const std::vector<parameter_place>& places() const noexcept { return places_; }

    // outputs[l] becomes the output of layer l, rounded: rounded(l, matrix) is called on each in turn.
    template <class Accumulate, class Rounded>
    void forward(std::span<const float> parameters, matrix_view<const float> x,
                 std::span<const matrix_view<float>> outputs, const compute<Accumulate>& how, Rounded&& rounded) const
    {
        for_each([&](auto l, const auto& layer) {
            layer.forward(part<const float>(parameters, l), l == 0 ? x : outputs[l - 1], outputs[l], how);
            rounded(std::size_t{l}, outputs[l]);
        });
    }

    // errors.back() holds the (rounded) gradient by the network's output; errors[l] becomes that by the output of layer
    // l, rounded, and `gradients` that by the parameters, not rounded.
    template <class Accumulate, class Rounded>
    void backward(std::span<const float> parameters, matrix_view<const float> x,
                  std::span<const matrix_view<float>> outputs, std::span<const matrix_view<float>> errors,
                  std::span<float> gradients, const compute<Accumulate>& how, Rounded&& rounded) const
    {
        for_each_backwards([&](auto l, const auto& layer) {
            constexpr std::size_t before = l == 0 ? 0 : l - 1;
            layer.backward(part<const float>(parameters, l), l == 0 ? x : outputs[before], outputs[l], errors[l],
                           l == 0 ? matrix_view<float>{} : errors[before], part<float>(gradients, l), how);
            if constexpr (l > 0) rounded(before, errors[before]);
        });
    }

private:
    // The numbers of layer l within a vector of all parameters.
    template <class T>
    std::span<T> part(std::span<T> all, std::size_t l) const
    {
        LOWP_EXPECTS(all.size() == begin_.back(), "as many numbers as the network has parameters");
        return all.subspan(begin_[l], begin_[l + 1] - begin_[l]);
    }
    // Calls use(index, layer) for each layer, the index as a constant.
    template <class Use>
    void for_each(Use&& use) const
    {
        [&]<std::size_t... L>(std::index_sequence<L...>) {
            (use(std::integral_constant<std::size_t, L>{}, std::get<L>(layers_)), ...);
        }(std::make_index_sequence<layer_count>{});
    }
    template <class Use>
    void for_each_backwards(Use&& use) const
    {
        [&]<std::size_t... L>(std::index_sequence<L...>) {
            (use(std::integral_constant<std::size_t, layer_count - 1 - L>{}, std::get<layer_count - 1 - L>(layers_)),
             ...);
        }(std::make_index_sequence<layer_count>{});
    }
    std::size_t first_inputs() const
    {
        const auto& first = std::get<0>(layers_);
        static_assert(
            requires { first.input_count; },
            "a network begins with a layer that knows its number of inputs, such as dense");
        return first.input_count;
    }

    std::tuple<Layers...> layers_;
    std::vector<std::size_t> widths_, begin_;
    std::vector<parameter_place> places_;
    aligned_vector<float> parameters_;
};

// Every tensor that a training of the network holds with a batch of this size, in all six roles. This is the list that
// the loop rounds by and that memory is counted by.
template <class... Layers>
std::vector<tensor> tensors_of(const network<Layers...>& net, std::size_t batch, bool with_momentum = true)
{
    std::vector<tensor> all;
    const auto add_parameters = [&](role r) {
        for (const auto& place : net.places())
            all.push_back({r, place.layer, place.shape.name, place.shape.rows, place.shape.columns});
    };
    add_parameters(role::weights);
    all.push_back({role::activations, 0, "input", batch, net.inputs()});
    for (std::size_t l = 0; l < net.layer_count; ++l)
        all.push_back({role::activations, l, "output", batch, net.outputs(l)});
    for (std::size_t l = 0; l < net.layer_count; ++l) all.push_back({role::errors, l, "output", batch, net.outputs(l)});
    add_parameters(role::gradients);
    if (with_momentum) add_parameters(role::momentum);
    add_parameters(role::master);
    return all;
}

}  // namespace LOWP_ISA
}  // namespace lowp
