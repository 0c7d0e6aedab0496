// bench/support/kept_rates.hpp -- what Google Benchmark shows by itself, and the median speeds for a table of one's
// own.
#pragma once

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "medians.hpp"

namespace bench {

class kept_rates : public medians {
public:
    bool ReportContext(const Context& context) override
    {
        shown_->SetOutputStream(&GetOutputStream());
        shown_->SetErrorStream(&GetErrorStream());
        return shown_->ReportContext(context);
    }
    void ReportRuns(const std::vector<Run>& runs) override
    {
        medians::ReportRuns(runs);
        shown_->ReportRuns(runs);
    }
    void Finalize() override { shown_->Finalize(); }

    // Seconds an item of a benchmark; 0 for what was not run.
    double seconds(const std::string& name) const
    {
        const double rate = of(name);
        return rate == 0 ? 0 : 1 / rate;
    }

private:
    std::unique_ptr<benchmark::BenchmarkReporter> shown_{benchmark::CreateDefaultDisplayReporter()};
};

}  // namespace bench
