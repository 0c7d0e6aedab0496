// lowp/quantize/pass.hpp -- one pass over an array: where it stands in its tensor, and on how many threads.
//
//     q(x, y, {.threads = 4});        // the bits are those of one thread
//     q(part, {.first = 1024});       // element 0 of this span is number 1024 of its tensor: random bits hang on it
//
// An array is cut into pieces of a fixed length, whoever works on them; pieces share nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/parallel.hpp"

namespace lowp {

struct pass {
    std::uint64_t first = 0;  // the index in its tensor of the span's first element
    int threads = 1;          // at most so many; without OpenMP it is one
};

inline namespace LOWP_ISA {

namespace inner {

inline constexpr std::size_t in_block = 512;   // elements that wait in the nearest cache between two steps of a kernel
inline constexpr std::size_t piece = 1 << 16;  // elements: some tens of microseconds, far more than a thread's start

// Calls use(i, count) for the pieces [i, i + count) of [0, n).
template <class Use>
void for_each_piece(std::size_t n, int threads, const Use& use) noexcept
{
    parallel_for((n + piece - 1) / piece, threads,
                 [&](std::size_t k) { use(k * piece, smaller(piece, n - k * piece)); });
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp
