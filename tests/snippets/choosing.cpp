// tests/snippets/choosing.cpp -- what the README shows of picking a precision.
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace {

// Configurations of one number a task: the error falls with their bits.
double test_error(const std::string& name) { return 0.5 / static_cast<double>(name.size()); }

}  // namespace

// [snippet
#include "lowp/select/pick_precision.hpp"

using namespace lowp;

std::size_t best_that_fits(const error_matrix& others, const std::vector<double>& memory, double bytes)
{
    const auto answer = pick_precision(others, memory, {.budget = bytes, .probes = 5},
                                       [&](std::size_t j) { return test_error(others.configurations[j]); });
    for (const std::size_t j : answer.front)  // of memory and predicted error
        std::printf("%s: %.0f bytes, error %.3f\n", others.configurations[j].c_str(), memory[j], answer.errors[j]);
    return answer.recommended.value();
}
// snippet]

int main()
{
    error_matrix others{{"one", "two", "three"}, {}, {}};
    std::vector<double> memory;
    for (std::size_t bits = 1; bits <= 8; ++bits) {
        others.configurations.push_back(std::string(bits, 'b'));
        memory.push_back(static_cast<double>(bits));
    }
    for (const double hard : {0.2, 0.5, 0.9})
        for (std::size_t bits = 1; bits <= 8; ++bits) others.values.push_back(hard / static_cast<double>(bits));
    return best_that_fits(others, memory, 6) == 5 ? 0 : 1;
}
