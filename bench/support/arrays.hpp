// bench/support/arrays.hpp -- arrays to measure with, and the ceilings: moving the same bytes and doing nothing else.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/simd/lanes.hpp"

namespace bench {

using namespace lowp;

// Within +-8: normal numbers, subnormals and overflow of the small formats.
inline aligned_vector<float> samples(std::size_t n)
{
    aligned_vector<float> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = 16 * stream{2024}.uniform(i) - 8;
    return x;
}

// In L1, in L2, in memory.
inline void sizes(benchmark::internal::Benchmark* b) { b->Arg(1 << 12)->Arg(1 << 18)->Arg(1 << 24); }

// Times work() and counts its elements, of which each moves so many bytes.
template <class Work>
void measure(benchmark::State& state, double bytes_each, const Work& work)
{
    for (auto _ : state) {
        work();
        benchmark::ClobberMemory();
    }
    const auto elements = static_cast<double>(state.iterations()) * static_cast<double>(state.range(0));
    state.SetItemsProcessed(static_cast<std::int64_t>(elements));
    state.SetBytesProcessed(static_cast<std::int64_t>(elements * bytes_each));
}

// Reads n words and writes one for each four; the other way round.
inline void read_4_write_1(const std::uint32_t* from, std::uint32_t* to, std::size_t n)
{
    using words = lanes<std::uint32_t>;
    constexpr std::size_t size = words::size;
    for (std::size_t i = 0; i + 4 * size <= n; i += 4 * size)
        ((words::load(from + i) | words::load(from + i + size)) |
         (words::load(from + i + 2 * size) | words::load(from + i + 3 * size)))
            .store(to + i / 4);
}
inline void read_1_write_4(const std::uint32_t* from, std::uint32_t* to, std::size_t n)
{
    using words = lanes<std::uint32_t>;
    constexpr std::size_t size = words::size;
    for (std::size_t i = 0; i + 4 * size <= n; i += 4 * size) {
        const words x = words::load(from + i / 4);
        for (std::size_t k = 0; k < 4; ++k) x.store(to + i + k * size);
    }
}

}  // namespace bench
