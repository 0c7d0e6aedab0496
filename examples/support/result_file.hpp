// examples/support/result_file.hpp -- measured errors, a line each, written as they come; a run that was ended goes on.
//
//     task,configuration,seed,error,seconds
//     mnist,e4m3+e6m9,1,0.0815,0.412
//
// A run that diverged has the error nan. Lines are only ever added, each by one write: a run that is killed leaves
// whole lines behind.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

struct entry {
    std::string task, configuration;
    long seed = 1;

    friend auto operator<=>(const entry&, const entry&) = default;
};

struct measurement {
    double error, seconds;
};

class result_file {
public:
    // Reads what the file holds, if there is one. Throws std::runtime_error that names file and line where it is not
    // what was written here or speaks of other tasks or configurations than these; the file is then left as it is.
    result_file(std::string path, const std::vector<std::string>& tasks,
                const std::vector<std::string>& configurations);

    std::optional<measurement> find(const entry& which) const;

    // Adds a line; any thread may call this. Throws std::runtime_error if it cannot be written.
    void add(const entry& which, const measurement& measured);

    const std::map<entry, measurement>& all() const { return results_; }

private:
    std::string path_;
    std::map<entry, measurement> results_;
    std::mutex adding_;
};
