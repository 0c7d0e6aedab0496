// rejects: the carrier \(float, double\) does not hold all values of this format
// A float cannot carry binary64's values; a double can.
#include "lowp/format/named.hpp"
#include "lowp/quantize/quantizer.hpp"

constexpr double fine = lowp::quantizer{lowp::known<lowp::binary64>}(1.5);
constexpr float wrong = lowp::quantizer{lowp::known<lowp::binary64>}(1.5f);
