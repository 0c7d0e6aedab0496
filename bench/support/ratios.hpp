// bench/support/ratios.hpp -- a table of ratios: rows of cases below the ceilings they are held against.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lowp/core/isa.hpp"

namespace bench {

class ratio_table {
public:
    explicit ratio_table(std::string title) : title_(std::move(title)) {}

    // What the rows after it are held against: the fastest of these.
    template <class... Works>
    void ceiling(const std::string& name, Works... works)
    {
        groups_.push_back({name, {}, {}});
        (groups_.back().ceilings.push_back(add(works)), ...);
    }
    template <class Work>
    void row(const std::string& name, Work work)
    {
        groups_.back().rows.push_back({name, add(work)});
    }

    // Runs everything as the command line says, and prints the table. Returns main's value.
    int run(int argc, char** argv)
    {
        std::vector<char*> arguments{argv[0]};
        std::string defaults[] = {"--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=5",
                                  "--benchmark_min_time=0.1"};
        for (std::string& one : defaults) arguments.push_back(one.data());
        arguments.insert(arguments.end(), argv + 1, argv + argc);
        int count = static_cast<int>(arguments.size());
        benchmark::Initialize(&count, arguments.data());
        if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 1;
        collector rates;
        benchmark::RunSpecifiedBenchmarks(&rates);
        print(rates);
        benchmark::Shutdown();
        return 0;
    }

private:
    static constexpr std::int64_t sizes_[] = {1 << 12, 1 << 18, 1 << 24};
    static constexpr const char* size_names_[] = {"4Ki", "256Ki", "16Mi"};

    struct group {
        std::string ceiling;
        std::vector<int> ceilings;
        std::vector<std::pair<std::string, int>> rows;
    };
    // Elements a second of each run, by the benchmark's name.
    class collector : public benchmark::BenchmarkReporter {
    public:
        bool ReportContext(const Context&) override { return true; }
        void ReportRuns(const std::vector<Run>& runs) override
        {
            for (const Run& run : runs)
                if (run.run_type == Run::RT_Iteration)
                    rates_[run.run_name.function_name + "/" + run.run_name.args].push_back(
                        run.counters.at("items_per_second"));
        }
        // The median; 0 for what was not run.
        double rate(int number, std::int64_t size) const
        {
            const auto found = rates_.find(std::to_string(number) + "/" + std::to_string(size));
            if (found == rates_.end()) return 0;
            std::vector<double> all = found->second;
            std::sort(all.begin(), all.end());
            return all[all.size() / 2];
        }

    private:
        std::map<std::string, std::vector<double>> rates_;
    };

    template <class Work>
    int add(const Work& work)
    {
        auto* const registered = benchmark::RegisterBenchmark(std::to_string(count_).c_str(), work);
        for (const std::int64_t size : sizes_) registered->Arg(size);
        return count_++;
    }
    void print(const collector& rates) const
    {
        std::printf("%-28s%9s%9s%9s   (%s)\n", title_.c_str(), size_names_[0], size_names_[1], size_names_[2],
                    lowp::isa_name);
        for (const group& g : groups_) {
            double ceilings[3] = {};
            std::printf("%-28s", g.ceiling.c_str());
            for (int s = 0; s < 3; ++s) {
                for (const int one : g.ceilings) ceilings[s] = std::max(ceilings[s], rates.rate(one, sizes_[s]));
                std::printf("%7.1f G", ceilings[s] * 1e-9);
            }
            std::printf("/s\n");
            for (const auto& [name, number] : g.rows) {
                std::printf("  %-26s", name.c_str());
                for (int s = 0; s < 3; ++s) std::printf("%9.2f", rates.rate(number, sizes_[s]) / ceilings[s]);
                std::printf("\n");
            }
        }
    }

    std::string title_;
    std::vector<group> groups_;
    int count_ = 0;
};

}  // namespace bench
