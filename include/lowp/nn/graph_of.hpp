// lowp/nn/graph_of.hpp -- the modules of a network: its input, then "layer0", "layer1", ... in a row.
#pragma once

#include <cstddef>
#include <string>

#include "lowp/nn/network.hpp"
#include "lowp/precision/module_graph.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// A layer is a product if it has a tensor "weight". Sizes are those of steps of `batch` samples.
template <class... Layers>
module_graph graph_of(const network<Layers...>& net, std::size_t batch)
{
    module_graph graph{{{"input", module_kind::input, {}, net.inputs()}}, batch};
    for (std::size_t l = 0; l < net.layer_count; ++l)
        graph.modules.push_back({"layer" + std::to_string(l), module_kind::other, {l}, net.outputs(l)});
    for (const parameter_place& place : net.places()) {
        graph_module& m = graph.modules[place.layer + 1];
        m.parameters += place.shape.size();
        if (place.shape.name == "weight") m.kind = module_kind::product;
    }
    return graph;
}

}  // namespace LOWP_ISA
}  // namespace lowp
