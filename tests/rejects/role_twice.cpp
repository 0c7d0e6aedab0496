// rejects: a recipe gives each role one rule
#include "lowp/precision/recipe.hpp"

using namespace lowp;

const recipe fine{weights{always(known<e5m2>)}, errors{always(known<e5m2>)}};
const recipe wrong{weights{always(known<e5m2>)}, errors{always(known<e5m2>)}, weights{always(known<e4m3fn>)}};
