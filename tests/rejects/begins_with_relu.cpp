// rejects: a network begins with a layer that knows its number of inputs, such as dense
#include "lowp/nn/dense.hpp"
#include "lowp/nn/network.hpp"
#include "lowp/nn/relu.hpp"

using namespace lowp;

const network fine{dense{2, 3}, relu{}};
const network wrong{relu{}, dense{2, 3}};
