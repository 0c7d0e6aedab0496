// bench/support/gemm_table.hpp -- products a second of many cases on a few shapes, and ratios of them held to bars.
//
// All runs are in turns, in an order that changes; a ratio is that of two medians.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gemm_peers.hpp"

namespace bench {

inline constexpr shape shapes[] = {
    {64, 64, 64, "64"},         {128, 128, 128, "128"},       {256, 256, 256, "256"},      {512, 512, 512, "512"},
    {1024, 1024, 1024, "1024"}, {64, 512, 784, "64x512x784"}, {512, 784, 64, "512x784x64"}};
inline constexpr std::size_t shape_count = std::size(shapes);

class gemm_table {
public:
    // make(shape) gives what is timed. Slow cases are not run on the large shapes.
    template <class Make>
    void add(const std::string& name, Make make, bool slow = false)
    {
        names_.push_back(name);
        for (const shape& s : shapes) {
            if (slow && s.m * s.n * s.k > std::size_t{256} * 256 * 256) continue;
            benchmark::RegisterBenchmark((name + "/" + s.name).c_str(), [make, s](benchmark::State& state) {
                const auto work = make(s);
                for (auto _ : state) {
                    work();
                    benchmark::ClobberMemory();
                }
                state.counters["items_per_second"] =
                    benchmark::Counter(static_cast<double>(s.m * s.n * s.k) * static_cast<double>(state.iterations()),
                                       benchmark::Counter::kIsRate);
            })->UseRealTime();
        }
    }
    // The speed of `ours` beside that of `theirs`.
    struct bar {
        std::string title, ours, theirs;
        double must, ambitious;
        std::size_t first = 1, last = shape_count;  // of the shapes it holds for
    };
    void compare(bar b) { bars_.push_back(std::move(b)); }

    int run(int argc, char** argv)
    {
        std::vector<char*> arguments{argv[0]};
        std::string defaults[] = {"--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=7",
                                  "--benchmark_min_time=0.02"};
        for (std::string& one : defaults) arguments.push_back(one.data());
        arguments.insert(arguments.end(), argv + 1, argv + argc);
        int count = static_cast<int>(arguments.size());
        benchmark::Initialize(&count, arguments.data());
        if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 1;
        benchmark::RunSpecifiedBenchmarks(&rates_);
        print();
        benchmark::Shutdown();
        return 0;
    }

private:
    class collector : public benchmark::BenchmarkReporter {
    public:
        bool ReportContext(const Context&) override { return true; }
        void ReportRuns(const std::vector<Run>& runs) override
        {
            for (const Run& run : runs)
                if (run.run_type == Run::RT_Iteration)
                    rates_[run.run_name.function_name].push_back(run.counters.at("items_per_second"));
        }
        double rate(const std::string& name, const shape& s) const  // the median; 0 for what was not run
        {
            const auto found = rates_.find(name + "/" + s.name);
            if (found == rates_.end()) return 0;
            std::vector<double> all = found->second;
            std::sort(all.begin(), all.end());
            return all[all.size() / 2];
        }

    private:
        std::map<std::string, std::vector<double>> rates_;
    };

    void print() const
    {
        heading("G products/s");
        for (const std::string& name : names_) {
            double any = 0;
            for (const shape& s : shapes) any += rates_.rate(name, s);
            if (any == 0) continue;
            std::printf("%-36s", name.c_str());
            for (const shape& s : shapes) cell(rates_.rate(name, s) * 1e-9, "%11.1f");
            std::printf("\n");
        }
        std::printf("\n");
        heading("ratios");
        for (const bar& b : bars_) {
            double worst = 0, best = 0;
            std::string line;
            for (std::size_t k = 0; k < shape_count; ++k) {
                const double theirs = rates_.rate(b.theirs, shapes[k]);
                const double ratio = theirs > 0 ? rates_.rate(b.ours, shapes[k]) / theirs : 0;
                char text[32] = "          -";
                if (ratio > 0) std::snprintf(text, sizeof text, "%11.2f", ratio);
                line += text;
                if (ratio > 0 && k >= b.first && k < b.last) {
                    worst = worst == 0 ? ratio : std::min(worst, ratio);
                    best = std::max(best, ratio);
                }
            }
            if (best == 0) continue;
            const char* const verdict = worst >= b.ambitious ? "meets both"
                                        : worst >= b.must    ? "meets the first"
                                                             : "misses";
            std::printf("%-36s%s  %s of %g, %g\n", b.title.c_str(), line.c_str(), verdict, b.must, b.ambitious);
        }
    }
    static void heading(const char* title)
    {
        std::printf("%-36s", title);
        for (const shape& s : shapes) std::printf("%11s", s.name);
        std::printf("\n");
    }
    static void cell(double number, const char* as)
    {
        if (number > 0)
            std::printf(as, number);
        else
            std::printf("%11s", "-");
    }

    std::vector<std::string> names_;
    std::vector<bar> bars_;
    collector rates_;
};

}  // namespace bench
