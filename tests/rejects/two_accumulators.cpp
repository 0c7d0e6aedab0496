// rejects: a recipe has one accumulator
#include "lowp/precision/recipe.hpp"

using namespace lowp;

const recipe fine{accumulator{accumulate::wide{}}};
const recipe wrong{accumulator{accumulate::wide{}}, accumulator{accumulate::ordered{}}};
