// bench/encode_bench.cpp -- how close arrays of codes come to the speed of reading and writing their bytes.
//
// `read_4_write_1` and `read_1_write_4` are the ceilings of one-byte codes, `scalar` the floor. Compare rows of one
// run.
#include "support/arrays.hpp"

#include "lowp/format/named.hpp"
#include "lowp/quantize/block.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/random/shared_words.hpp"

using namespace lowp;

namespace {

template <bool Streaming>
void read_4_write_1(benchmark::State& state)
{
    const auto n = static_cast<std::size_t>(state.range(0));
    aligned_vector<std::uint32_t> from(n, 1), to(n / 4);
    bench::measure(state, 5, [&] { bench::read_more<4, Streaming>(from.data(), to.data(), n); });
}
template <bool Streaming>
void read_1_write_4(benchmark::State& state)
{
    const auto n = static_cast<std::size_t>(state.range(0));
    aligned_vector<std::uint32_t> from(n / 4, 1), to(n);
    bench::measure(state, 5, [&] { bench::write_more<4, Streaming>(from.data(), to.data(), n); });
}

template <class Format, class Mode>
void encoded(benchmark::State& state, Format format, Mode mode)
{
    const auto x = bench::samples(static_cast<std::size_t>(state.range(0)));
    packed_array w(format, x.size());
    bench::measure(state, 4 + width_of(format) / 8.0, [&] { encode(x, w, mode); });
}
template <class Format>
void decoded(benchmark::State& state, Format format)
{
    auto x = bench::samples(static_cast<std::size_t>(state.range(0)));
    packed_array w(format, x.size());
    encode(x, w);
    bench::measure(state, 4 + width_of(format) / 8.0, [&] { decode(w, x); });
}
// Bytes of storage to an element of a long row.
template <class E>
double stored_bytes(const block_quantizer<E>& q)
{
    constexpr std::size_t elements = 1 << 20;
    return static_cast<double>(q.stored_bytes(elements)) / elements;
}

template <class E>
void block_encoded(benchmark::State& state, block_format<E> format)
{
    const auto x = bench::samples(static_cast<std::size_t>(state.range(0)));
    const block_quantizer q{format};
    block_matrix<E> w(format, 1, x.size());
    bench::measure(state, 4 + stored_bytes(q), [&] { q.encode(matrix_view(std::span(x), 1, x.size()), w); });
}
template <class E>
void block_decoded(benchmark::State& state, block_format<E> format)
{
    auto x = bench::samples(static_cast<std::size_t>(state.range(0)));
    const block_quantizer q{format};
    const auto w = q.encode(x);
    bench::measure(state, 4 + stored_bytes(q), [&] { decode(w, std::span<float>(x)); });
}
template <auto F>
void scalar(benchmark::State& state)
{
    const auto x = bench::samples(static_cast<std::size_t>(state.range(0)));
    packed_array w(known<F>, x.size());
    bench::measure(state, 4 + F.width() / 8.0, [&] {
        for (std::size_t i = 0; i < x.size(); ++i)
            w.set_code(i, to_code(F, exactly(x[i]), nearest_even{}, on_overflow::saturate));
    });
}

}  // namespace

BENCHMARK(read_4_write_1<false>)->Apply(bench::sizes);
BENCHMARK(read_4_write_1<true>)->Apply(bench::sizes);
BENCHMARK(read_1_write_4<false>)->Apply(bench::sizes);
BENCHMARK(read_1_write_4<true>)->Apply(bench::sizes);
BENCHMARK(scalar<e4m3fn>)->Arg(1 << 12);

BENCHMARK_CAPTURE(encoded, e4m3fn, known<e4m3fn>, nearest_even{})->Apply(bench::sizes);
BENCHMARK_CAPTURE(encoded, e5m2, known<e5m2>, nearest_even{})->Apply(bench::sizes);
BENCHMARK_CAPTURE(encoded, q2_5, known<fixed_format{2, 5}>, nearest_even{})->Apply(bench::sizes);
BENCHMARK_CAPTURE(encoded, bfloat16, known<bfloat16>, nearest_even{})->Apply(bench::sizes);
BENCHMARK_CAPTURE(encoded, e2m1fn, known<e2m1fn>, nearest_even{})->Apply(bench::sizes);
BENCHMARK_CAPTURE(encoded, e2m3fn, known<e2m3fn>, nearest_even{})->Apply(bench::sizes);
BENCHMARK_CAPTURE(encoded, met_e4m3fn, e4m3fn, nearest_even{})->Apply(bench::sizes);
BENCHMARK_CAPTURE(encoded, e5m2_stochastic, known<e5m2>, stochastic{})->Apply(bench::sizes);

BENCHMARK_CAPTURE(encoded, e5m2_stochastic_shared, known<e5m2>,
                  stochastic_rounding<draw_count::floor, shared_words<8>>{})
    ->Apply(bench::sizes);

BENCHMARK_CAPTURE(decoded, e4m3fn, known<e4m3fn>)->Apply(bench::sizes);
BENCHMARK_CAPTURE(decoded, met_e4m3fn, e4m3fn)->Apply(bench::sizes);
BENCHMARK_CAPTURE(decoded, bfloat16, known<bfloat16>)->Apply(bench::sizes);
BENCHMARK_CAPTURE(decoded, e2m1fn, known<e2m1fn>)->Apply(bench::sizes);

BENCHMARK_CAPTURE(block_encoded, mxfp8_e4m3, mxfp8_e4m3)->Apply(bench::sizes);
BENCHMARK_CAPTURE(block_encoded, mxfp4, mxfp4)->Apply(bench::sizes);
BENCHMARK_CAPTURE(block_encoded, mxint8, mxint8)->Apply(bench::sizes);
BENCHMARK_CAPTURE(block_encoded, nvfp4, nvfp4)->Apply(bench::sizes);
BENCHMARK_CAPTURE(block_decoded, mxfp8_e4m3, mxfp8_e4m3)->Apply(bench::sizes);
BENCHMARK_CAPTURE(block_decoded, nvfp4, nvfp4)->Apply(bench::sizes);

BENCHMARK_MAIN();
