// tests/snippets/storage.cpp -- what the README shows of packed storage.
#include <cstddef>
#include <cstdlib>
#include <vector>

#include "lowp/lowp.hpp"

// [snippet
std::size_t kept_in_four_bits(const std::vector<float>& x, std::vector<float>& y)
{
    using namespace lowp;
    packed_array w{known<e2m1fn>, x.size()};       // any format, of any family; packed_matrix has rows
    encode(x, w, stochastic{stream{42}});          // any mode and policy; nearest_even{} unless one is named
    decode(w, y);                                  // y: what quantizer{known<e2m1fn>, stochastic{stream{42}}} gives
    return w.bytes().size();
}
// snippet]

int main()
{
    std::vector<float> x(101), y(101), z(101);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.1f * static_cast<float>(i) - 5;
    const std::size_t bytes = kept_in_four_bits(x, y);
    lowp::quantizer{lowp::known<lowp::e2m1fn>, lowp::stochastic{lowp::stream{42}}}(x, z);
    return bytes == 51 && y == z ? EXIT_SUCCESS : EXIT_FAILURE;
}
