// tests/support/skip_graph.hpp -- a graph of four products and a skip connection, small enough to be counted by hand.
//
//     x -> fc1 -> relu1 -> fc2 -> add -> fc3 -> relu3 -> fc4
//                   `--------------^
#pragma once

#include "lowp/precision/module_graph.hpp"

namespace lowp::test {

// Tensors of a step of 2 samples, the gradients as large as what they are of:
//
//             x   fc1  relu1   fc2   add   fc3  relu3   fc4
// parameters       12           20          20           15
// output      4     8      8     8     8     8      8     6
inline module_graph skip_graph()
{
    using enum module_kind;
    return {{{"x", input, {}, 2},
             {"fc1", product, {0}, 4, 12},
             {"relu1", other, {1}, 4},
             {"fc2", product, {2}, 4, 20},
             {"add", other, {3, 2}, 4},
             {"fc3", product, {4}, 4, 20},
             {"relu3", other, {5}, 4},
             {"fc4", product, {6}, 3, 15}},
            2};
}

}  // namespace lowp::test
