// bench/support/step_table.hpp -- steps a second of many cases, where the data lie in a cache or in memory and rows are
// short or long, and ratios of them held to bars.
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

#include "medians.hpp"

namespace bench {

// Rows of d numbers, which take so many bytes in binary32.
struct place {
    std::size_t columns, bytes;
    const char* level;

    std::size_t rows() const { return bytes / (4 * columns); }
    std::string name() const { return std::string(level) + "/" + std::to_string(columns); }
};
inline constexpr std::size_t mebibyte = std::size_t{1} << 20;
inline constexpr place places[] = {
    {256, mebibyte / 2, "L2"},      {1024, mebibyte / 2, "L2"},     {4096, mebibyte / 2, "L2"},
    {16384, mebibyte / 2, "L2"},    {256, 64 * mebibyte, "64M"},    {1024, 64 * mebibyte, "64M"},
    {4096, 64 * mebibyte, "64M"},   {16384, 64 * mebibyte, "64M"},  {256, 256 * mebibyte, "256M"},
    {1024, 256 * mebibyte, "256M"}, {4096, 256 * mebibyte, "256M"}, {16384, 256 * mebibyte, "256M"}};
inline constexpr std::size_t place_count = std::size(places);

class step_table {
public:
    // work(place) gives what is timed: a function that takes that many steps.
    template <class Make>
    void add(const std::string& name, std::size_t steps, Make make)
    {
        names_.push_back(name);
        for (const place& p : places)
            benchmark::RegisterBenchmark((name + "/" + p.name()).c_str(), [make, p, steps](benchmark::State& state) {
                const auto work = make(p);
                work();
                for (auto _ : state) {
                    work();
                    benchmark::ClobberMemory();
                }
                state.counters["items_per_second"] = benchmark::Counter(
                    static_cast<double>(steps) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
            })->UseRealTime();
    }
    // The speed of `ours` beside that of `theirs`, and where a bar holds.
    struct bar {
        std::string title, ours, theirs;
        double must, ambitious;
        std::function<bool(const place&)> holds;
    };
    void compare(bar b) { bars_.push_back(std::move(b)); }

    int run(int argc, char** argv)
    {
        if (!rates_.run(argc, argv, {"--benchmark_repetitions=9", "--benchmark_min_time=0.02"})) return 1;
        print();
        return 0;
    }

private:
    double rate(const std::string& name, const place& p) const { return rates_.of(name + "/" + p.name()); }
    void print() const
    {
        heading("ns a step");
        for (const std::string& name : names_) {
            double any = 0;
            for (const place& p : places) any += rate(name, p);
            if (any == 0) continue;
            std::printf("%-34s", name.c_str());
            for (const place& p : places) cell(rate(name, p) > 0 ? 1e9 / rate(name, p) : 0, "%8.0f");
            std::printf("\n");
        }
        std::printf("\n");
        heading("ratios, - where no bar holds");
        for (const bar& b : bars_) {
            double worst = 0;
            std::string line;
            for (const place& p : places) {
                const double theirs = rate(b.theirs, p);
                const double ratio = theirs > 0 && b.holds(p) ? rate(b.ours, p) / theirs : 0;
                char text[32] = "       -";
                if (ratio > 0) std::snprintf(text, sizeof text, "%8.2f", ratio);
                line += text;
                if (ratio > 0) worst = worst == 0 ? ratio : std::min(worst, ratio);
            }
            if (worst == 0) continue;
            const char* const verdict = worst >= b.ambitious ? "meets both"
                                        : worst >= b.must    ? "meets the first"
                                                             : "misses";
            std::printf("%-34s%s  %s of %g, %g\n", b.title.c_str(), line.c_str(), verdict, b.must, b.ambitious);
        }
    }
    static void heading(const char* title)
    {
        std::printf("%-34s", title);
        for (const place& p : places) std::printf("%8s", p.level);
        std::printf("\n%-34s", "");
        for (const place& p : places) std::printf("%8zu", p.columns);
        std::printf("\n");
    }
    static void cell(double number, const char* as) { number > 0 ? std::printf(as, number) : std::printf("%8s", "-"); }

    std::vector<std::string> names_;
    std::vector<bar> bars_;
    medians rates_;
};

}  // namespace bench
