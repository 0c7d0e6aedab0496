// bench/support/gemm_table.hpp -- products a second of many cases on a few shapes, and ratios of them held to bars.
//
// All runs are in turns, in an order that changes; a ratio is that of two medians.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gemm_peers.hpp"
#include "medians.hpp"

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
        if (!rates_.run(argc, argv, {"--benchmark_repetitions=7", "--benchmark_min_time=0.02"})) return 1;
        print();
        return 0;
    }

private:
    double rate(const std::string& name, const shape& s) const { return rates_.of(name + "/" + s.name); }
    void print() const
    {
        heading("G products/s");
        for (const std::string& name : names_) {
            double any = 0;
            for (const shape& s : shapes) any += rate(name, s);
            if (any == 0) continue;
            std::printf("%-36s", name.c_str());
            for (const shape& s : shapes) cell(rate(name, s) * 1e-9, "%11.1f");
            std::printf("\n");
        }
        std::printf("\n");
        heading("ratios");
        for (const bar& b : bars_) {
            double worst = 0, best = 0;
            std::string line;
            for (std::size_t k = 0; k < shape_count; ++k) {
                const double theirs = rate(b.theirs, shapes[k]);
                const double ratio = theirs > 0 ? rate(b.ours, shapes[k]) / theirs : 0;
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
    medians rates_;
};

}  // namespace bench
