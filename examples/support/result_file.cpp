#include "support/result_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "lowp/io/csv.hpp"

namespace {

using namespace lowp::detail;

constexpr std::string_view header = "task,configuration,seed,error,seconds";

std::pair<entry, measurement> read_line(std::string_view line, const csv_place& at,
                                        const std::vector<std::string>& tasks,
                                        const std::vector<std::string>& configurations)
{
    const auto fields = csv_fields(line);
    if (fields.size() != 5)
        at.fail(std::to_string(fields.size()) + " fields, expected the five of " + std::string(header));
    if (std::ranges::count(tasks, fields[0]) == 0)
        at.fail("unknown task " + quoted(fields[0]) + ", expected one of --list");
    if (std::ranges::count(configurations, fields[1]) == 0)
        at.fail("unknown configuration " + quoted(fields[1]) + ", expected one of the file of configurations");
    const auto number = [&](std::size_t column, const char* expected, auto accepted) {
        const auto value = finite_number<double>(fields[column]);
        if (!value || !accepted(*value)) at.fail(quoted(fields[column]) + " given, expected " + expected);
        return *value;
    };
    const double seed = number(2, "a seed, a whole number from 1 on",
                               [](double x) { return x >= 1 && x < 0x1p31 && x == std::floor(x); });
    const double error = fields[3] == "nan" ? std::nan("")
                                            : number(3, "an error from 0 to 1, or nan for a run that diverged",
                                                     [](double x) { return x >= 0 && x <= 1; });
    const double seconds = number(4, "seconds, at least 0", [](double x) { return x >= 0; });
    return {{std::string(fields[0]), std::string(fields[1]), static_cast<long>(seed)}, {error, seconds}};
}

void append(const std::string& path, const std::string& text)
{
    std::FILE* file = std::fopen(path.c_str(), "ab");
    const bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const bool closed = file != nullptr && std::fclose(file) == 0;
    if (!written || !closed) throw std::runtime_error(path + ": cannot be written, expected a file to add lines to");
}

}  // namespace

result_file::result_file(std::string path, const std::vector<std::string>& tasks,
                         const std::vector<std::string>& configurations)
    : path_(std::move(path))
{
    const std::string text = std::filesystem::exists(path_) ? lowp::read_plain_file(path_, "a file of results") : "";
    csv_place at{path_};
    for (std::string_view rest = text; !rest.empty();) {
        ++at.line;
        if (rest.find('\n') == rest.npos)
            at.fail("the line does not end, expected whole lines: was it cut? Take it out to measure it again");
        const std::string_view line = take_line(rest);
        if (at.line == 1) {
            if (line != header) at.fail(quoted(line) + ", expected the header " + std::string(header));
            continue;
        }
        const auto [which, measured] = read_line(line, at, tasks, configurations);
        if (!results_.emplace(which, measured).second) at.fail("this entry is there already, expected each once");
    }
    if (text.empty()) append(path_, std::string(header) + "\n");
}

std::optional<measurement> result_file::find(const entry& which) const
{
    const auto found = results_.find(which);
    if (found == results_.end()) return std::nullopt;
    return found->second;
}

void result_file::add(const entry& which, const measurement& measured)
{
    char numbers[80];
    std::snprintf(numbers, sizeof numbers, ",%ld,%.6f,%.3f\n", which.seed, measured.error, measured.seconds);
    std::string line = which.task + "," + which.configuration + numbers;
    if (std::isnan(measured.error)) {
        std::snprintf(numbers, sizeof numbers, ",%ld,nan,%.3f\n", which.seed, measured.seconds);
        line = which.task + "," + which.configuration + numbers;
    }
    const std::lock_guard lock(adding_);
    append(path_, line);
    results_[which] = measured;
}
