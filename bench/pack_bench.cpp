// bench/pack_bench.cpp -- codes in bytes or 16-bit words to strings of bits, and back.
//
// `copy` moves the bytes of the codes and is the ceiling, `scalar` goes code by code and is the floor.
#include "support/arrays.hpp"

#include <vector>

#include "lowp/pack/bit_string.hpp"

using namespace lowp;

namespace {

template <int Width>
std::vector<detail::code_word<Width>> some_codes(std::size_t n)
{
    std::vector<detail::code_word<Width>> codes(n);
    for (std::size_t i = 0; i < n; ++i)
        codes[i] = static_cast<detail::code_word<Width>>(stream{5}.bits(i) >> (32 - Width));
    return codes;
}

void copy(benchmark::State& state)
{
    const auto from = some_codes<8>(static_cast<std::size_t>(state.range(0)));
    std::vector<std::uint8_t> to(from.size());
    bench::measure(state, 2, [&] { std::memcpy(to.data(), from.data(), from.size()); });
}
template <int Width>
void scalar(benchmark::State& state)
{
    const auto codes = some_codes<Width>(static_cast<std::size_t>(state.range(0)));
    std::vector<std::uint8_t> bytes(packed_bytes(codes.size(), Width));
    bench::measure(state, sizeof codes[0] + Width / 8.0, [&] {
        for (std::size_t i = 0; i < codes.size(); ++i) write_code(bytes.data(), i, Width, codes[i]);
    });
}
template <int Width>
void packed(benchmark::State& state)
{
    const auto codes = some_codes<Width>(static_cast<std::size_t>(state.range(0)));
    std::vector<std::uint8_t> bytes(packed_bytes(codes.size(), Width));
    bench::measure(state, sizeof codes[0] + Width / 8.0,
                   [&] { pack_codes<Width>(codes.data(), codes.size(), bytes.data()); });
}
template <int Width>
void unpacked(benchmark::State& state)
{
    auto codes = some_codes<Width>(static_cast<std::size_t>(state.range(0)));
    std::vector<std::uint8_t> bytes(packed_bytes(codes.size(), Width));
    pack_codes<Width>(codes.data(), codes.size(), bytes.data());
    bench::measure(state, sizeof codes[0] + Width / 8.0,
                   [&] { unpack_codes<Width>(bytes.data(), codes.data(), codes.size()); });
}

}  // namespace

BENCHMARK(copy)->Apply(bench::sizes);
BENCHMARK(scalar<4>)->Arg(1 << 12);
BENCHMARK(scalar<6>)->Arg(1 << 12);

BENCHMARK(packed<2>)->Apply(bench::sizes);
BENCHMARK(packed<3>)->Apply(bench::sizes);
BENCHMARK(packed<4>)->Apply(bench::sizes);
BENCHMARK(packed<5>)->Apply(bench::sizes);
BENCHMARK(packed<6>)->Apply(bench::sizes);
BENCHMARK(packed<12>)->Apply(bench::sizes);
BENCHMARK(unpacked<2>)->Apply(bench::sizes);
BENCHMARK(unpacked<3>)->Apply(bench::sizes);
BENCHMARK(unpacked<4>)->Apply(bench::sizes);
BENCHMARK(unpacked<5>)->Apply(bench::sizes);
BENCHMARK(unpacked<6>)->Apply(bench::sizes);
BENCHMARK(unpacked<12>)->Apply(bench::sizes);

BENCHMARK_MAIN();
