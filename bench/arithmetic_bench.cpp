// bench/arithmetic_bench.cpp -- what rounding once from the exact result costs, beside the machine's own sum.
//
// `float_sum` is the ceiling: the same bytes, one addition each, stored or streamed. The floors: numbers in their own
// bits one by one, and a format that goes through exact numbers. Compare rows of one run.
#include "support/arrays.hpp"

#include "lowp/format/named.hpp"
#include "lowp/number/arithmetic.hpp"
#include "lowp/number/types.hpp"
#include "lowp/quantize/arithmetic.hpp"

using namespace lowp;

namespace {

// Operands within +-8, one of them in another order, and room for results.
struct arrays {
    aligned_vector<float> a, b, out;

    explicit arrays(benchmark::State& state)
        : a(bench::samples(static_cast<std::size_t>(state.range(0)))), b(a.rbegin(), a.rend()), out(a.size())
    {}
};

template <bool Streaming>
void float_sum(benchmark::State& state)
{
    arrays x(state);
    bench::measure(state, 12, [&] {
        using V = lanes<float>;
        for (std::size_t i = 0; i < x.a.size(); i += V::size) {
            prefetch_after(&x.a[i]);
            prefetch_after(&x.b[i]);
            const V sum = V::load(&x.a[i]) + V::load(&x.b[i]);
            if constexpr (Streaming)
                sum.stream(&x.out[i]);
            else
                sum.store(&x.out[i]);
        }
        finish_streams();
    });
}
void numbers(benchmark::State& state)
{
    arrays x(state);
    std::vector<float8_e4m3fn> a(x.a.begin(), x.a.end()), b(x.b.begin(), x.b.end()), out(a.size());
    bench::measure(state, 3, [&] {
        for (std::size_t i = 0; i < a.size(); ++i) out[i] = a[i] + b[i];
    });
}

const auto sum = [](const auto& q, arrays& x) { add(q, x.a, x.b, x.out); };
const auto product = [](const auto& q, arrays& x) { multiply(q, x.a, x.b, x.out); };
const auto quotient = [](const auto& q, arrays& x) { divide(q, x.a, x.b, x.out); };
const auto root = [](const auto& q, arrays& x) { sqrt(q, x.a, x.out); };
const auto fused = [](const auto& q, arrays& x) { fma(q, x.a, x.b, x.a, x.out); };

template <class Operation, class Quantizer>
void rounded(benchmark::State& state, Operation operate, Quantizer q)
{
    arrays x(state);
    bench::measure(state, 12, [&] { operate(q, x); });
}

const quantizer to_e4m3fn{known<e4m3fn>};
const quantizer to_bfloat16{known<bfloat16>};
const quantizer drawn_e4m3fn{known<e4m3fn>, stochastic{}};
const quantizer to_logarithmic{logarithmic_format{4, 3}};

}  // namespace

BENCHMARK(float_sum<false>)->Apply(bench::sizes);
BENCHMARK(float_sum<true>)->Apply(bench::sizes);
BENCHMARK(numbers)->Arg(1 << 12);
BENCHMARK_CAPTURE(rounded, exactly_one_by_one, sum, to_logarithmic)->Arg(1 << 12);

BENCHMARK_CAPTURE(rounded, e4m3fn_add, sum, to_e4m3fn)->Apply(bench::sizes);
BENCHMARK_CAPTURE(rounded, e4m3fn_multiply, product, to_e4m3fn)->Apply(bench::sizes);
BENCHMARK_CAPTURE(rounded, e4m3fn_divide, quotient, to_e4m3fn)->Apply(bench::sizes);
BENCHMARK_CAPTURE(rounded, e4m3fn_sqrt, root, to_e4m3fn)->Apply(bench::sizes);
BENCHMARK_CAPTURE(rounded, e4m3fn_fma, fused, to_e4m3fn)->Apply(bench::sizes);
BENCHMARK_CAPTURE(rounded, bfloat16_add, sum, to_bfloat16)->Apply(bench::sizes);
BENCHMARK_CAPTURE(rounded, bfloat16_multiply, product, to_bfloat16)->Apply(bench::sizes);
BENCHMARK_CAPTURE(rounded, bfloat16_divide, quotient, to_bfloat16)->Apply(bench::sizes);
BENCHMARK_CAPTURE(rounded, bfloat16_fma, fused, to_bfloat16)->Apply(bench::sizes);
BENCHMARK_CAPTURE(rounded, e4m3fn_stochastic_add, sum, drawn_e4m3fn)->Apply(bench::sizes);
BENCHMARK_CAPTURE(rounded, e4m3fn_stochastic_multiply, product, drawn_e4m3fn)->Apply(bench::sizes);

BENCHMARK_MAIN();
