// bench/random_bench.cpp -- how fast random words are made, one by one, by the register and many at once.
//
// `written` is the ceiling: as many words, all the same.
// `mt19937` and `one_by_one` are the floors. Rows with `bits` ask for a register, as modes do; rows with `fill` ask for
// the whole array. Compare rows of one run.
#include "support/arrays.hpp"

#include <algorithm>
#include <random>

#include "lowp/random/philox.hpp"
#include "lowp/random/shared_words.hpp"

using namespace lowp;

namespace {

using word_lanes = lanes<std::uint32_t>;

// A seed that the compiler does not know.
template <class Source>
Source source_of(const benchmark::State& state)
{
    return {static_cast<std::uint64_t>(state.range(0))};
}
template <class Work>
void make_words(benchmark::State& state, const Work& work)
{
    aligned_vector<std::uint32_t> words(static_cast<std::size_t>(state.range(0)));
    bench::measure(state, 4, [&] { work(words.data(), words.size()); });
}

void written(benchmark::State& state)
{
    make_words(state, [](std::uint32_t* to, std::size_t n) {
        for (std::size_t i = 0; i < n; i += lane_count) word_lanes(7).store(to + i);
    });
}
void mt19937(benchmark::State& state)
{
    std::mt19937 generator;
    make_words(state, [&](std::uint32_t* to, std::size_t n) {
        std::generate_n(to, n, [&] { return static_cast<std::uint32_t>(generator()); });
    });
}
void one_by_one(benchmark::State& state)
{
    make_words(state, [source = source_of<stream>(state)](std::uint32_t* to, std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) to[i] = source.bits(i);
    });
}
template <class Source>
void bits(benchmark::State& state)
{
    make_words(state, [source = source_of<Source>(state)](std::uint32_t* to, std::size_t n) {
        for (std::size_t i = 0; i < n; i += lane_count) source.template bits<word_lanes>(i).store(to + i);
    });
}
template <class Source>
void fill(benchmark::State& state)
{
    make_words(state, [source = source_of<Source>(state)](std::uint32_t* to, std::size_t n) {
        source.template fill<word_lanes>(0, to, n);
    });
}

}  // namespace

BENCHMARK(written)->Apply(bench::sizes);
BENCHMARK(mt19937)->Arg(1 << 12);
BENCHMARK(one_by_one)->Arg(1 << 12);

BENCHMARK_TEMPLATE(bits, stream)->Apply(bench::sizes);
BENCHMARK_TEMPLATE(bits, philox)->Apply(bench::sizes);
BENCHMARK_TEMPLATE(bits, shared_words<8>)->Apply(bench::sizes);

BENCHMARK_TEMPLATE(fill, stream)->Apply(bench::sizes);
BENCHMARK_TEMPLATE(fill, philox)->Apply(bench::sizes);
BENCHMARK_TEMPLATE(fill, shared_words<8>)->Apply(bench::sizes);
BENCHMARK_TEMPLATE(fill, shared_words<16>)->Apply(bench::sizes);
BENCHMARK_TEMPLATE(fill, shared_words<8, philox>)->Apply(bench::sizes);

BENCHMARK_MAIN();
