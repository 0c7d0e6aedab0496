// rejects: precision_rule|constraints not satisfied for class template 'weights'
// What answers with something other than a quantizer is no rule.
#include "lowp/precision/recipe.hpp"

using namespace lowp;

const weights fine{quantizer{known<e5m2>}};
const weights fine_too{[](std::uint64_t, const tensor&) { return quantizer{known<e5m2>}; }};
const weights wrong{[](std::uint64_t, const tensor&) { return e5m2; }};
