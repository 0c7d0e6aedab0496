// rejects: compile without -ffast-math
// What -ffast-math defines is enough: exactness cannot be had with it, from any header.
#define __FAST_MATH__ 1
#include "lowp/core/elementary.hpp"
