// bench/support/medians.hpp -- runs benchmarks in turns, in an order that changes, and keeps the median speed of each.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace bench {

// Items a second of each run, by the benchmark's name and arguments.
class medians : public benchmark::BenchmarkReporter {
public:
    // Runs what is registered, as the command line says. False if that was wrong.
    bool run(int argc, char** argv, std::vector<std::string> defaults)
    {
        std::vector<char*> arguments{argv[0]};
        defaults.push_back("--benchmark_enable_random_interleaving=true");
        for (std::string& one : defaults) arguments.push_back(one.data());
        arguments.insert(arguments.end(), argv + 1, argv + argc);
        int count = static_cast<int>(arguments.size());
        benchmark::Initialize(&count, arguments.data());
        if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return false;
        benchmark::RunSpecifiedBenchmarks(this);
        benchmark::Shutdown();
        return true;
    }
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override
    {
        for (const Run& run : runs) {
            const auto rate = run.counters.find("items_per_second");  // not of what was skipped
            if (run.run_type != Run::RT_Iteration || rate == run.counters.end()) continue;
            const std::string& arguments = run.run_name.args;
            rates_[run.run_name.function_name + (arguments.empty() ? "" : "/" + arguments)].push_back(rate->second);
        }
    }
    // 0 for what was not run.
    double of(const std::string& name) const
    {
        const auto found = rates_.find(name);
        if (found == rates_.end()) return 0;
        std::vector<double> all = found->second;
        std::sort(all.begin(), all.end());
        return all[all.size() / 2];
    }

private:
    std::map<std::string, std::vector<double>> rates_;
};

}  // namespace bench
