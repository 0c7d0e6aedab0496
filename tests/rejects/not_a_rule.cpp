// rejects: precision_rule|constraints not satisfied for class template 'weights'
// A quantizer is not a rule: it does not say which tensors and steps it is for. always() makes it one.
#include "lowp/precision/recipe.hpp"

using namespace lowp;

const weights fine{always(known<e5m2>)};
const weights wrong{quantizer{known<e5m2>}};
