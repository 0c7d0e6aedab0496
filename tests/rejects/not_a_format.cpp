// rejects: format_source|constraints not satisfied for class template 'quantizer'
#include "lowp/format/named.hpp"
#include "lowp/quantize/quantizer.hpp"

constexpr lowp::quantizer fine{lowp::e5m2};
constexpr lowp::quantizer wrong{8};
