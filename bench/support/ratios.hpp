// bench/support/ratios.hpp -- a table of ratios: rows of cases below the ceilings they are held against.
//
// A filter chooses rows by their names as printed; their ceilings run with them.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "lowp/core/isa.hpp"
#include "medians.hpp"

namespace bench {

class ratio_table {
public:
    explicit ratio_table(std::string title) : title_(std::move(title)) {}

    // What the rows after it are held against: the fastest of these.
    template <class... Works>
    void ceiling(const std::string& name, Works... works)
    {
        groups_.push_back({name, {works...}, {}});
    }
    template <class Work>
    void row(const std::string& name, Work work)
    {
        groups_.back().rows.push_back({name, work});
    }

    // Runs everything as the command line says, and prints the table. Returns main's value.
    int run(int argc, char** argv)
    {
        for (std::size_t g = 0; g < groups_.size(); ++g) add(g);
        if (!rates_.run(argc, argv, {"--benchmark_repetitions=5", "--benchmark_min_time=0.1"})) return 1;
        print();
        return 0;
    }

private:
    static constexpr std::int64_t sizes_[] = {1 << 12, 1 << 18, 1 << 24};
    static constexpr const char* size_names_[] = {"4Ki", "256Ki", "16Mi"};

    using case_to_run = std::function<void(benchmark::State&)>;
    struct group {
        std::string ceiling;
        std::vector<case_to_run> ceilings;
        std::vector<std::pair<std::string, case_to_run>> rows;
    };
    double rate(const std::string& name, std::int64_t size) const
    {
        return rates_.of(name + "/" + std::to_string(size));
    }

    // Names by which filters find them: a ceiling's has those of its rows.
    static std::string row_name(std::size_t g, const std::string& row) { return std::to_string(g) + " " + row; }
    std::string ceiling_name(std::size_t g, std::size_t which) const
    {
        std::string name = std::to_string(g) + "." + std::to_string(which) + " " + groups_[g].ceiling;
        for (const auto& row : groups_[g].rows) name += ", " + row.first;
        return name;
    }
    static void add(const std::string& name, const case_to_run& work)
    {
        auto* const registered = benchmark::RegisterBenchmark(name.c_str(), work);
        for (const std::int64_t size : sizes_) registered->Arg(size);
    }
    void add(std::size_t g) const
    {
        for (std::size_t k = 0; k < groups_[g].ceilings.size(); ++k) add(ceiling_name(g, k), groups_[g].ceilings[k]);
        for (const auto& [name, work] : groups_[g].rows) add(row_name(g, name), work);
    }
    void print() const
    {
        std::printf("%-28s%9s%9s%9s   (%s)\n", title_.c_str(), size_names_[0], size_names_[1], size_names_[2],
                    lowp::isa_name);
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            double ceilings[3] = {};
            for (int s = 0; s < 3; ++s)
                for (std::size_t k = 0; k < groups_[g].ceilings.size(); ++k)
                    ceilings[s] = std::max(ceilings[s], rate(ceiling_name(g, k), sizes_[s]));
            if (ceilings[0] + ceilings[1] + ceilings[2] == 0) continue;  // filtered out
            std::printf("%-28s", groups_[g].ceiling.c_str());
            for (const double one : ceilings) print_if(one > 0, "%7.1f G", one * 1e-9);
            std::printf("/s\n");
            for (const auto& row : groups_[g].rows) {
                double ratios[3];
                for (int s = 0; s < 3; ++s)
                    ratios[s] = ceilings[s] > 0 ? rate(row_name(g, row.first), sizes_[s]) / ceilings[s] : 0;
                if (ratios[0] + ratios[1] + ratios[2] == 0) continue;
                std::printf("  %-26s", row.first.c_str());
                for (const double one : ratios) print_if(one > 0, "%9.2f", one);
                std::printf("\n");
            }
        }
    }
    static void print_if(bool there, const char* as, double number)
    {
        there ? std::printf(as, number) : std::printf("%9s", "-");
    }

    std::string title_;
    std::vector<group> groups_;
    medians rates_;
};

}  // namespace bench
