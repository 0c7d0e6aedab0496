#include "support/error_summary.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "lowp/core/unfused.hpp"
#include "support/spectrum.hpp"

namespace {

// The mean error over all tasks of the configurations with each A, or with each B.
void print_means(const std::vector<configuration>& configurations, const std::vector<double>& errors,
                 std::string configuration::* part, const char* title)
{
    std::printf("mean error by %s\n", title);
    std::vector<std::string> formats;
    for (const configuration& c : configurations)
        if (std::ranges::count(formats, c.*part) == 0) formats.push_back(c.*part);
    for (const std::string& format : formats) {
        double sum = 0, count = 0;
        for (std::size_t i = 0; i < errors.size(); ++i) {
            if (configurations[i % configurations.size()].*part != format) continue;
            sum += errors[i];
            ++count;
        }
        std::printf("  %-26s %.4f\n", format.c_str(), sum / count);
    }
}

// The deviation over seeds of the entries that have several. A few collapse with some seeds and not with others, so the
// median is told beside the root of the mean square.
void print_noise(const result_file& results)
{
    std::map<entry, std::vector<double>> by_entry;
    for (const auto& [which, measured] : results.all())
        if (!std::isnan(measured.error)) by_entry[{which.task, which.configuration}].push_back(measured.error);
    std::vector<double> deviations;
    double sum = 0;
    for (const auto& [which, errors] : by_entry) {
        if (errors.size() < 2) continue;
        const auto n = static_cast<double>(errors.size());
        double mean = 0, squares = 0;
        for (const double error : errors) mean += error / n;
        for (const double error : errors) squares += lowp::unfused_product(error - mean, error - mean) / (n - 1);
        deviations.push_back(std::sqrt(squares));
        sum += squares;
    }
    if (deviations.empty()) return;
    std::ranges::sort(deviations);
    std::printf("noise: standard deviation over seeds %.4f in the median of %zu entries, %.4f in the mean square\n",
                deviations[deviations.size() / 2], deviations.size(),
                std::sqrt(sum / static_cast<double>(deviations.size())));
}

void print_spectrum(const std::vector<double>& errors, std::size_t columns)
{
    const auto values = singular_values(errors, columns);
    std::printf("singular values:");
    if (!values) std::printf(" built without Eigen");
    for (std::size_t k = 0; values && k < std::min<std::size_t>(12, values->size()); ++k)
        std::printf(" %.3f", (*values)[k]);
    std::printf("\n");
}

}  // namespace

std::string matrix_text(const std::vector<std::string>& tasks, const std::vector<configuration>& configurations,
                        const std::vector<std::string>& cells)
{
    std::string text = "task";
    for (const configuration& c : configurations) text.append(",").append(c.name);
    text += "\n";
    std::size_t at = 0;
    for (const std::string& task : tasks) {
        text += task;
        for (std::size_t c = 0; c < configurations.size(); ++c) text.append(",").append(cells[at++]);
        text += "\n";
    }
    return text;
}

void print_summary(const std::vector<configuration>& configurations, const std::vector<double>& errors,
                   const result_file& results)
{
    print_means(configurations, errors, &configuration::a, "A, the format of weights, activations and errors");
    print_means(configurations, errors, &configuration::b, "B, the format of gradients, momentum and master weights");
    print_noise(results);
    print_spectrum(errors, configurations.size());
}
