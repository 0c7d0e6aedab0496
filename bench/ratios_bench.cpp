// bench/ratios_bench.cpp -- the short table: how much of the machine's own speed each kernel reaches.
//
// A case's ceiling is the faster of the plain and the streaming loop that moves the same bytes and does nothing else.
// Cases and ceilings are run in turns, in an order that changes, several times; a number is the ratio of the medians.
// The options are Google Benchmark's.
#include "support/ratios.hpp"

#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/block.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/tally.hpp"
#include "lowp/random/philox.hpp"
#include "support/arrays.hpp"
#include "support/peers.hpp"

using namespace lowp;

namespace {

constexpr fixed_format q2_5{2, 5};
using philox_stochastic = stochastic_rounding<draw_count::floor, philox>;

template <class Work>
auto on_arrays(Work work)
{
    return [work](benchmark::State& state) {
        const auto in = bench::samples(static_cast<std::size_t>(state.range(0)));
        aligned_vector<float> out(in.size());
        bench::measure(state, 8, [&] { work(std::span(in), std::span(out)); });
    };
}
template <class Work>
auto on_words(std::size_t from_share, std::size_t to_share, Work work)
{
    return [=](benchmark::State& state) {
        const auto n = static_cast<std::size_t>(state.range(0));
        aligned_vector<std::uint32_t> from(n / from_share, 1), to(n / to_share);
        bench::measure(state, 5, [&] { work(from.data(), to.data(), n); });
    };
}
template <class F, class R = nearest_even>
auto encoding(F format, R mode = {})
{
    return [=](benchmark::State& state) {
        const auto x = bench::samples(static_cast<std::size_t>(state.range(0)));
        packed_array w(format, x.size());
        bench::measure(state, 5, [&] { encode(x, w, mode); });
    };
}
template <class F>
auto decoding(F format)
{
    return [=](benchmark::State& state) {
        auto x = bench::samples(static_cast<std::size_t>(state.range(0)));
        packed_array w(format, x.size());
        encode(x, w);
        bench::measure(state, 5, [&] { decode(w, x); });
    };
}
template <class E>
auto block_encoding(block_format<E> format)
{
    return [=](benchmark::State& state) {
        const auto x = bench::samples(static_cast<std::size_t>(state.range(0)));
        block_matrix<E> w(format, 1, x.size());
        bench::measure(state, 5, [&] { block_quantizer{format}.encode(matrix_view(std::span(x), 1, x.size()), w); });
    };
}

}  // namespace

int main(int argc, char** argv)
{
    const auto quantized = [](auto q) { return on_arrays([q](auto in, auto out) { q(in, out); }); };

    bench::on_one_thread();
    bench::ratio_table table("elements");
    table.ceiling("copy", on_arrays([](auto in, auto out) { bench::copy(in.data(), out.data(), in.size()); }),
                  on_arrays([](auto in, auto out) { bench::copy_streaming(in.data(), out.data(), in.size()); }));
    table.row("e4m3fn", quantized(quantizer{known<e4m3fn>}));
    table.row("e5m2", quantized(quantizer{known<e5m2>}));
    table.row("binary16", quantized(quantizer{known<binary16>}));
    table.row("bfloat16", quantized(quantizer{known<bfloat16>}));
    table.row("q2.5", quantized(quantizer{known<q2_5>}));
    table.row("e4m3fn, toward zero", quantized(quantizer{known<e4m3fn>, toward_zero{}}));
    table.row("e4m3fn, toward positive", quantized(quantizer{known<e4m3fn>, toward_positive{}}));
    table.row("e4m3fn, to odd", quantized(quantizer{known<e4m3fn>, to_odd{}}));
    table.row("e4m3fn, stochastic", quantized(quantizer{known<e4m3fn>, stochastic{}}));
    table.row("e4m3fn, stochastic, Philox", quantized(quantizer{known<e4m3fn>, philox_stochastic{}}));

    table.ceiling("read 4, write 1", on_words(1, 4, bench::read_more<4, false>),
                  on_words(1, 4, bench::read_more<4, true>));
    table.row("e4m3fn codes", encoding(known<e4m3fn>));
    table.row("e5m2 codes", encoding(known<e5m2>));
    table.row("q2.5 codes", encoding(known<q2_5>));
    table.row("e5m2 codes, stochastic", encoding(known<e5m2>, stochastic{}));
    table.row("MXFP8 codes and scales", block_encoding(mxfp8_e4m3));
    table.row("MXINT8 codes and scales", block_encoding(mxint8));
    bench::peers_of_8_bits(table);
    table.ceiling("read 4, write 2", on_words(1, 2, bench::read_more<2, false>),
                  on_words(1, 2, bench::read_more<2, true>));
    table.row("binary16 codes", encoding(known<binary16>));
    table.row("bfloat16 codes", encoding(known<bfloat16>));
    bench::peers_of_16_bits(table);

    table.ceiling("read 8, write 1", on_words(1, 8, bench::read_more<8, false>),
                  on_words(1, 8, bench::read_more<8, true>));
    table.row("e2m1fn codes, two a byte", encoding(known<e2m1fn>));

    table.ceiling("read 1, write 4", on_words(4, 1, bench::write_more<4, false>),
                  on_words(4, 1, bench::write_more<4, true>));
    table.row("from e4m3fn codes", decoding(known<e4m3fn>));
    table.ceiling("read 1, write 8", on_words(8, 1, bench::write_more<8, false>),
                  on_words(8, 1, bench::write_more<8, true>));
    table.row("from e2m1fn codes", decoding(known<e2m1fn>));

    table.ceiling("e4m3fn without counting", quantized(quantizer{known<e4m3fn>}));
    table.row("e4m3fn with a tally", on_arrays([](auto in, auto out) {
                  tally t;
                  quantizer{known<e4m3fn>}(in, out, t);
                  benchmark::DoNotOptimize(t);
              }));
    return table.run(argc, argv);
}
