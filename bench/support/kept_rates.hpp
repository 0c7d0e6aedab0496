// bench/support/kept_rates.hpp -- what Google Benchmark shows by itself, and the speeds kept for a table of one's own.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bench {

class kept_rates : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context& context) override
    {
        shown_->SetOutputStream(&GetOutputStream());
        shown_->SetErrorStream(&GetErrorStream());
        return shown_->ReportContext(context);
    }
    void ReportRuns(const std::vector<Run>& runs) override
    {
        for (const Run& run : runs) {
            const auto rate = run.counters.find("items_per_second");
            if (run.run_type == Run::RT_Iteration && rate != run.counters.end())
                seconds_[run.run_name.function_name].push_back(1 / rate->second);
        }
        shown_->ReportRuns(runs);
    }
    void Finalize() override { shown_->Finalize(); }

    // Seconds an item of a benchmark, the median of its repetitions; 0 for what was not run.
    double seconds(const std::string& name) const
    {
        const auto found = seconds_.find(name);
        if (found == seconds_.end()) return 0;
        std::vector<double> all = found->second;
        std::sort(all.begin(), all.end());
        return all[all.size() / 2];
    }

private:
    std::unique_ptr<benchmark::BenchmarkReporter> shown_{benchmark::CreateDefaultDisplayReporter()};
    std::map<std::string, std::vector<double>> seconds_;
};

}  // namespace bench
