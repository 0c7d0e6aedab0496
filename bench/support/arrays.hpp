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
#include "lowp/simd/prefetch.hpp"

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

// Times work() and counts its elements, of which each moves so many bytes. The first call, which finds pages that were
// only just written, is not timed.
template <class Work>
void measure(benchmark::State& state, double bytes_each, const Work& work)
{
    work();
    for (auto _ : state) {
        work();
        benchmark::ClobberMemory();
    }
    const auto elements = static_cast<double>(state.iterations()) * static_cast<double>(state.range(0));
    state.SetItemsProcessed(static_cast<std::int64_t>(elements));
    state.SetBytesProcessed(static_cast<std::int64_t>(elements * bytes_each));
}

// The same number of words; past the caches where the machine has an instruction for it.
inline void copy(const float* from, float* to, std::size_t n) { std::memcpy(to, from, n * sizeof(float)); }
inline void copy_streaming(const float* from, float* to, std::size_t n)
{
    constexpr std::size_t size = lanes<float>::size;
    for (std::size_t i = 0; i + size <= n; i += size) {
        prefetch_after(from + i);
        lanes<float>::load(from + i).stream(to + i);
    }
    finish_streams();
}

// Reads n words and writes one for each `Share` of them; the other way round.
template <std::size_t Share, bool Streaming>
void read_more(const std::uint32_t* from, std::uint32_t* to, std::size_t n)
{
    using words = lanes<std::uint32_t>;
    constexpr std::size_t size = words::size;
    for (std::size_t i = 0; i + Share * size <= n; i += Share * size) {
        words x(0u);
        for (std::size_t k = 0; k < Share; ++k) {
            prefetch_after(from + i + k * size);
            x = x | words::load(from + i + k * size);
        }
        if constexpr (Streaming)
            x.stream(to + i / Share);
        else
            x.store(to + i / Share);
    }
    finish_streams();
}
template <std::size_t Share, bool Streaming>
void write_more(const std::uint32_t* from, std::uint32_t* to, std::size_t n)
{
    using words = lanes<std::uint32_t>;
    constexpr std::size_t size = words::size;
    for (std::size_t i = 0; i + Share * size <= n; i += Share * size) {
        prefetch_after(from + i / Share);
        const words x = words::load(from + i / Share);
        for (std::size_t k = 0; k < Share; ++k)
            if constexpr (Streaming)
                x.stream(to + i + k * size);
            else
                x.store(to + i + k * size);
    }
    finish_streams();
}

}  // namespace bench
