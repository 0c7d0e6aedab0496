// bench/quantize_bench.cpp -- how close quantization comes to the speed of copying.
//
// The faster of `copy` and `copy_streaming` is the ceiling, `scalar` the floor; the triple known, met, any shows what a
// format fixed at compile time is worth, `counted` what a tally costs. Compare rows of one run: the machine's speed
// drifts.
#include "support/arrays.hpp"

#include "lowp/format/named.hpp"
#include "lowp/quantize/any_quantizer.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/tally.hpp"
#include "lowp/random/philox.hpp"
#include "lowp/random/shared_words.hpp"

using namespace lowp;

namespace {

// work(in, out) on spans.
template <class Work>
void over_array(benchmark::State& state, Work work)
{
    const auto in = bench::samples(static_cast<std::size_t>(state.range(0)));
    aligned_vector<float> out(in.size());
    bench::measure(state, 8, [&] { work(std::span(in), std::span(out)); });
}

const auto copy = [](auto in, auto out) { bench::copy(in.data(), out.data(), in.size()); };
const auto copy_streaming = [](auto in, auto out) { bench::copy_streaming(in.data(), out.data(), in.size()); };
template <class Q>
auto one_by_one(Q q)
{
    return [q](auto in, auto out) {
        for (std::size_t i = 0; i < in.size(); ++i) out[i] = q(in[i], i);
    };
}
template <class Q>
auto counted(Q q)
{
    return [q](auto in, auto out) {
        tally t;
        q(in, out, t);
        benchmark::DoNotOptimize(t);
    };
}

constexpr quantizer e4m3fn_nearest{known<e4m3fn>};
constexpr fixed_format q2_5{2, 5};

}  // namespace

BENCHMARK_CAPTURE(over_array, copy, copy)->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, copy_streaming, copy_streaming)->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, scalar_e4m3fn, one_by_one(e4m3fn_nearest))->Arg(1 << 12);
BENCHMARK_CAPTURE(over_array, scalar_e4m3fn_stochastic, one_by_one(quantizer{known<e4m3fn>, stochastic{}}))
    ->Arg(1 << 12);

BENCHMARK_CAPTURE(over_array, known_e4m3fn, e4m3fn_nearest)->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, met_e4m3fn, quantizer{e4m3fn})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, any_e4m3fn, any_quantizer{e4m3fn})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, e5m2, quantizer{known<e5m2>})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, binary16, quantizer{known<binary16>})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, bfloat16, quantizer{known<bfloat16>})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, q2_5, quantizer{known<q2_5>})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, scaled_e2m1fn, scaled{quantizer{known<e2m1fn>}})->Apply(bench::sizes);

BENCHMARK_CAPTURE(over_array, counted_e4m3fn, counted(e4m3fn_nearest))->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, counted_e5m2, counted(quantizer{known<e5m2>}))->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, counted_bfloat16, counted(quantizer{known<bfloat16>}))->Apply(bench::sizes);

BENCHMARK_CAPTURE(over_array, e4m3fn_nearest_away, quantizer{known<e4m3fn>, nearest_away{}})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, e4m3fn_toward_zero, quantizer{known<e4m3fn>, toward_zero{}})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, e4m3fn_toward_positive, quantizer{known<e4m3fn>, toward_positive{}})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, e4m3fn_to_odd, quantizer{known<e4m3fn>, to_odd{}})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, e4m3fn_stochastic, quantizer{known<e4m3fn>, stochastic{}})->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, e4m3fn_stochastic_philox,
                  quantizer{known<e4m3fn>, stochastic_rounding<draw_count::floor, philox>{}})
    ->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, e4m3fn_stochastic_shared,
                  quantizer{known<e4m3fn>, stochastic_rounding<draw_count::floor, shared_words<8>>{}})
    ->Apply(bench::sizes);
BENCHMARK_CAPTURE(over_array, q2_5_stochastic, quantizer{known<q2_5>, stochastic{}})->Apply(bench::sizes);

BENCHMARK_MAIN();
