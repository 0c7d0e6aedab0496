// bench/quantize_bench.cpp -- how close quantization comes to the speed of copying.
//
// Three sizes put the data in L1, in L2 and in memory. `copy` is the ceiling, `scalar` the floor; the pair known and
// met shows what a format fixed at compile time is worth. Compare rows of one run: the machine's speed drifts.
#include <benchmark/benchmark.h>

#include <cstring>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/any_quantizer.hpp"
#include "lowp/quantize/array.hpp"

using namespace lowp;

namespace {

// Within +-8: normal numbers, subnormals and overflow of the small formats.
std::vector<float> samples(std::size_t n)
{
    std::vector<float> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = 16 * stream{2024}.uniform(i) - 8;
    return x;
}

template <class Work>
void over_array(benchmark::State& state, Work work)
{
    const auto in = samples(static_cast<std::size_t>(state.range(0)));
    std::vector<float> out(in.size());
    for (auto _ : state) {
        work(in, out);
        benchmark::DoNotOptimize(out.data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetBytesProcessed(state.iterations() * state.range(0) * 8);
}

const auto copy = [](const auto& in, auto& out) { std::memcpy(out.data(), in.data(), in.size() * sizeof in[0]); };
template <class Q>
auto one_by_one(Q q)
{
    return [q](const auto& in, auto& out) {
        for (std::size_t i = 0; i < in.size(); ++i) out[i] = q(in[i], i);
    };
}

void sizes(benchmark::internal::Benchmark* b) { b->Arg(1 << 12)->Arg(1 << 18)->Arg(1 << 24); }

}  // namespace

BENCHMARK_CAPTURE(over_array, copy, copy)->Apply(sizes);
BENCHMARK_CAPTURE(over_array, scalar_e4m3fn, one_by_one(quantizer{known<e4m3fn>}))->Arg(1 << 12);
BENCHMARK_CAPTURE(over_array, scalar_e4m3fn_stochastic, one_by_one(quantizer{known<e4m3fn>, stochastic{}}))
    ->Arg(1 << 12);

BENCHMARK_CAPTURE(over_array, known_e4m3fn, quantizer{known<e4m3fn>})->Apply(sizes);
BENCHMARK_CAPTURE(over_array, met_e4m3fn, quantizer{e4m3fn})->Apply(sizes);
BENCHMARK_CAPTURE(over_array, any_e4m3fn, any_quantizer{e4m3fn})->Apply(sizes);
BENCHMARK_CAPTURE(over_array, known_e5m2, quantizer{known<e5m2>})->Apply(sizes);
BENCHMARK_CAPTURE(over_array, known_bfloat16, quantizer{known<bfloat16>})->Apply(sizes);
BENCHMARK_CAPTURE(over_array, known_q2_5, quantizer{known<fixed_format{2, 5}>})->Apply(sizes);
BENCHMARK_CAPTURE(over_array, scaled_e2m1fn, scaled{quantizer{known<e2m1fn>}})->Apply(sizes);

BENCHMARK_CAPTURE(over_array, e4m3fn_toward_zero, quantizer{known<e4m3fn>, toward_zero{}})->Apply(sizes);
BENCHMARK_CAPTURE(over_array, e4m3fn_to_odd, quantizer{known<e4m3fn>, to_odd{}})->Apply(sizes);
BENCHMARK_CAPTURE(over_array, e4m3fn_stochastic, quantizer{known<e4m3fn>, stochastic{}})->Apply(sizes);
BENCHMARK_CAPTURE(over_array, q2_5_stochastic, quantizer{known<fixed_format{2, 5}>, stochastic{}})->Apply(sizes);

BENCHMARK_MAIN();
