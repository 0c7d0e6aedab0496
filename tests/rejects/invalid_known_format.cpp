// rejects: is_valid
// A format of no exponent bits cannot exist.
#include "lowp/quantize/quantizer.hpp"

constexpr lowp::quantizer q{lowp::known<lowp::floating_format{0, 3}>};
