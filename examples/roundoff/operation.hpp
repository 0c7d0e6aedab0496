// examples/roundoff/operation.hpp -- errors of whole operations, every step of which is rounded.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "roundoff/way.hpp"

std::vector<std::string> operations_to_measure();
// Throws std::invalid_argument, which lists all names, where the text is none of them.
void check_operation(const std::string& name);

// Gives each way the error of the operation on these numbers, in rows of `depth`. Throws std::invalid_argument where
// there are fewer than one row, or for ways that are not of one format, since their arithmetic is not defined.
void measure_operation(const std::string& name, std::span<const float> x, std::size_t depth,
                       std::vector<rounding_way>& ways, long threads);
