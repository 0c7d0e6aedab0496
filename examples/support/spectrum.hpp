// examples/support/spectrum.hpp -- the singular values of a matrix, where the program was built with Eigen.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

// Of a matrix with its rows one after the other; descending. Nothing without Eigen.
std::optional<std::vector<double>> singular_values(const std::vector<double>& matrix, std::size_t columns);
