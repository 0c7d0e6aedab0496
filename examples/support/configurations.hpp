// examples/support/configurations.hpp -- the precisions to choose from, as a table of text.
//
// The file is CSV with the header "name,A,B" and a configuration a line. A is the format of weights, activations and
// errors, B that of gradients, momentum and master weights, as recipes spell them: e4m3finite, e6m9finite:stochastic.
#pragma once

#include <string>
#include <vector>

struct configuration {
    std::string name, a, b;

    // What parse_recipe reads.
    std::string recipe_text() const
    {
        return name + ": weights=" + a + " activations=" + a + " errors=" + a + " gradients=" + b + " momentum=" + b +
               " master=" + b;
    }
};

// Throws std::runtime_error that names file and line. That A and B are formats is for parse_recipe to find out.
std::vector<configuration> read_configurations(const std::string& path);
