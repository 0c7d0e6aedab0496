// rejects: fields_are_valid
// IEEE 754 spends a whole exponent field on infinity and NaN: without exponent bits nothing is left.
#include "lowp/quantize/quantizer.hpp"

constexpr lowp::quantizer q{lowp::known<lowp::floating_format{0, 3}>};
