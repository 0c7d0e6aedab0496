// examples/support/error_summary.hpp -- what a matrix of errors says at a glance: means, noise, singular values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "support/configurations.hpp"
#include "support/result_file.hpp"

// CSV: a row a task, a column a configuration. `cells` holds the rows one after the other.
std::string matrix_text(const std::vector<std::string>& tasks, const std::vector<configuration>& configurations,
                        const std::vector<std::string>& cells);

// To standard output. `errors` holds a row a task, the rows one after the other.
void print_summary(const std::vector<configuration>& configurations, const std::vector<double>& errors,
                   const result_file& results);
