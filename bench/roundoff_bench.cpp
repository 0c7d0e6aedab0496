// bench/roundoff_bench.cpp -- round-off error by format, rounding mode, input and operation, and how fast it is
// measured.
//
//     roundoff_bench --benchmark_filter=softmax/                       one operation
//     roundoff_bench --benchmark_filter='^gemm/.*/normal/.*/16384'     the longest dot products, by each accumulator
//     roundoff_bench --benchmark_out=errors.csv --benchmark_out_format=csv
//     roundoff_bench --numbers 1000000000 --benchmark_filter='^speed'  conversion error of 1e9 floats: 4 GB
//     roundoff_bench --recorded FOLDER                                 tensors that how_low --record has written, too
//
// Names are operation/format/mode/input, of dot products also /accumulator/depth. Errors are counters beside the time;
// they are the same on every machine. The table at the end holds the speeds against the bars that the library has set
// itself, on one thread. The other options are Google Benchmark's.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/simd/lanes.hpp"
#include "lowp/simd/prefetch.hpp"
#include "support/kept_rates.hpp"
#include "support/recorded_inputs.hpp"
#include "support/roundoff_cases.hpp"

namespace {

using bench::input;

const std::vector<std::string> formats{"tf32",   "binary16", "bfloat16", "e5m2", "e4m3fn", "e3m4",
                                       "e3m2fn", "e2m3fn",   "e2m1fn",   "q7.8", "q2.5",   "l4.3"};
const std::vector<std::string> modes{"nearest_even", "stochastic"}, summed_formats{"binary16", "bfloat16", "e5m2"};
constexpr std::size_t deepest = 16384;  // dot products

// Names of one shape that do not say how many times they are run.
template <class Work>
auto* add(const std::string& name, const Work& work)
{
    return benchmark::RegisterBenchmark(name.c_str(), work)->Unit(benchmark::kMicrosecond);
}

void add_operations(const std::vector<input>& inputs)
{
    using lowp::operation;
    for (std::size_t k = 0; k < lowp::operation_names.size(); ++k)
        for (const std::string& format : formats)
            for (const std::string& mode : modes)
                for (const input& in : inputs) {
                    const auto what = static_cast<operation>(k);
                    const bool has_rows = what != operation::conversion && what != operation::sgd_update;
                    if (has_rows && (in.depth == 0 || in.numbers->size() / in.depth < 2)) continue;
                    add(std::string(operation_text(what)) + "/" + format + "/" + mode + "/" + in.name,
                        bench::measuring(what, bench::quantizer_of(format, mode), in));
                }
}
void add_accumulators(const std::vector<input>& inputs)
{
    const auto of_depths = [&](const lowp::named_accumulator& by, const std::string& format, const std::string& mode) {
        for (const input& in : inputs)
            for (std::size_t depth = 16; depth <= deepest; depth *= 4)
                add("gemm/" + format + "/" + mode + "/" + in.name + "/" + by.name + "/" + std::to_string(depth),
                    bench::accumulating(by, mode == "stochastic", in, depth));
    };
    for (const auto& by : lowp::carrier_accumulators()) of_depths(by, "binary32", "nearest_even");
    for (const std::string& format : summed_formats)
        for (const std::string& mode : modes)
            for (const auto& by : lowp::rounded_accumulators(bench::quantizer_of(format, mode)))
                of_depths(by, format, mode);
}

// ---- speed ----------------------------------------------------------------------------------------------------------

// Normal numbers, a million of them over and over.
std::span<const float> many_numbers(std::size_t n)
{
    static const lowp::aligned_vector<float> all = [n] {
        const auto some = bench::drawn(lowp::distribution::normal, std::min(n, std::size_t{1} << 20));
        lowp::aligned_vector<float> x(n);
        for (std::size_t i = 0; i < n; i += some.size())
            std::copy_n(some.begin(), std::min(some.size(), n - i), x.begin() + static_cast<std::ptrdiff_t>(i));
        return x;
    }();
    return all;
}
// Reads and adds, and no more.
float sum_of(std::span<const float> x)
{
    using numbers = lowp::lanes<float>;
    numbers sums[4] = {numbers(0.0f), numbers(0.0f), numbers(0.0f), numbers(0.0f)};
    for (std::size_t i = 0; i + 4 * numbers::size <= x.size(); i += 4 * numbers::size)
        for (std::size_t k = 0; k < 4; ++k) {
            const float* const from = x.data() + i + k * numbers::size;
            lowp::prefetch_after(from);
            sums[k] = sums[k] + numbers::load(from);
        }
    float all[numbers::size];
    (sums[0] + sums[1] + (sums[2] + sums[3])).store(all);
    return all[0];
}

constexpr const char *reading = "speed/reading", *measuring = "speed/conversion_error_of_e4m3fn",
                     *tabling = "speed/table_of_12_formats";

void add_speeds(std::size_t n)
{
    const auto measured = [](const char* name, std::size_t items, auto work) {
        const auto repeated = [items, work](benchmark::State& state) {
            for (auto _ : state) benchmark::DoNotOptimize(work());
            state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(items));
            bench::show_columns(state);
        };
        benchmark::RegisterBenchmark(name, repeated)->Unit(benchmark::kMillisecond)->Repetitions(3);
    };
    measured(reading, n, [n] { return sum_of(many_numbers(n)); });
    measured(measuring, n, [n] { return error_of(lowp::quantizer{lowp::known<lowp::e4m3fn>}, many_numbers(n)).rms(); });
    constexpr std::size_t million = 1000000;
    measured(tabling, million, [] {
        static const std::vector<float> x = bench::drawn(lowp::distribution::normal, million);
        double all = 0;
        for (const std::string& format : formats)
            all += error_of(bench::quantizer_of(format, "nearest_even").plain(), x).sqnr_db();
        return all;
    });
}
void print_speeds(const bench::kept_rates& rates, std::size_t n)
{
    const double read = rates.seconds(reading), error = rates.seconds(measuring), table = rates.seconds(tabling);
    if (read == 0 && error == 0 && table == 0) return;
    std::printf("\n%-46s%12s%12s%10s   (one thread, %s)\n", "speed", "ns a number", "/ reading", "bar", lowp::isa_name);
    if (read > 0) std::printf("reading %-38zu%12.3f\n", n, read * 1e9);
    if (error > 0) {
        std::printf("conversion error of e4m3fn, as many%23.3f", error * 1e9);
        read > 0 ? std::printf("%12.2f", error / read) : std::printf("%12s", "-");
        std::printf("%10s\n", "2 ns");
    }
    if (table > 0)
        std::printf("%-46s%10.3f s%12s%10s\n", "table of 12 formats on a million numbers", table * 1e6, "", "1 s");
}

// Options of our own are taken out; a count that is none is told and ends the program.
std::string_view take_option(int& argc, char** argv, std::string_view name)
{
    std::string_view value;
    for (int i = 1; i < argc;) {
        if (argv[i] != name) {
            ++i;
            continue;
        }
        if (i + 1 == argc) {
            std::fprintf(stderr, "roundoff_bench: %s: nothing behind it, expected a value\n", argv[i]);
            std::exit(2);
        }
        value = argv[i + 1];
        std::copy(argv + i + 2, argv + argc, argv + i);
        argc -= 2;
    }
    return value;
}

}  // namespace

int main(int argc, char** argv)
{
    std::size_t numbers = 250'000'000;
    if (const std::string_view text = take_option(argc, argv, "--numbers"); text.data() != nullptr) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), numbers);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || numbers < 1000) {
            std::fprintf(stderr, "roundoff_bench: --numbers: '%s' given, expected a whole number from 1000 on\n",
                         std::string(text).c_str());
            return 2;
        }
    }
    const std::string recorded(take_option(argc, argv, "--recorded"));
    const bool as_text = std::none_of(argv + 1, argv + argc, [](const char* one) {
        return std::strncmp(one, "--benchmark_format=", 19) == 0 && std::strcmp(one + 19, "console") != 0;
    });
    bench::in_columns = std::any_of(argv + 1, argv + argc, [](const std::string_view one) {
        return one == "--benchmark_format=csv" || one == "--benchmark_out_format=csv";
    });
    const std::vector<input> inputs = bench::drawn_inputs(1 << 16);
    add_operations(inputs);
    try {
        if (!recorded.empty()) add_operations(bench::recorded_inputs(recorded));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "roundoff_bench: --recorded: %s\n", error.what());
        return 1;
    }
    add_accumulators(bench::drawn_inputs(2 * bench::side * deepest));
    add_speeds(numbers);

    // An error is the same each time it is measured.
    std::string least = "--benchmark_min_time=0.001";
    std::vector<char*> arguments{argv[0], least.data()};
    arguments.insert(arguments.end(), argv + 1, argv + argc);
    int count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
    bench::kept_rates rates;
    benchmark::RunSpecifiedBenchmarks(&rates);
    benchmark::Shutdown();
    if (as_text) print_speeds(rates, numbers);
    return 0;
}
