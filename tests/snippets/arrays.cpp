// tests/snippets/arrays.cpp -- what the README shows of arrays: counts, threads, arithmetic, blocks, random sources.
#include <cstddef>
#include <cstdlib>
#include <span>
#include <vector>

#include "lowp/lowp.hpp"

// [snippet
using namespace lowp;

bool is_too_narrow(std::span<const float> x, std::span<float> y)
{
    tally t;                                                  // counts in the same pass
    quantizer{known<e4m3fn>}(x, y, t, {.threads = 4});        // the bits are those of one thread
    return 100 * t.overflowed > t.elements;                   // also saturated, flushed, nans, the largest magnitude
}

void update(std::span<float> w, std::span<const float> step)
{
    const quantizer q{known<bfloat16>, stochastic{stream{42}}};
    add(q, w, step, w);                                       // each sum rounded once, from the exact one
}

std::size_t in_blocks(std::span<const float> x, std::span<float> y)
{
    constexpr block_quantizer q{mxfp4};                       // OCP MX: runs of 32 share a scale
    const auto w = q.encode(x);                               // codes and scales in their own bits
    decode(w, y);                                             // q(x, y) gives the same
    return w.stored_bytes();
}
// snippet]

int main()
{
    std::vector<float> x(64), y(64), z(64);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i) / 8 - 3;
    if (is_too_narrow(x, y)) return EXIT_FAILURE;
    x[5] = 1000;
    if (!is_too_narrow(x, y)) return EXIT_FAILURE;
    const std::size_t bytes = in_blocks(x, y);
    block_quantizer{mxfp4}(x, z);
    update(z, x);
    return bytes == 64 + 2 && y[5] == 768 && z[5] >= 1760 ? EXIT_SUCCESS : EXIT_FAILURE;
}
