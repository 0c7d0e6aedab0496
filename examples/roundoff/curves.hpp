// examples/roundoff/curves.hpp -- the figures that pictures are drawn from.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "roundoff/facts.hpp"
#include "roundoff/way.hpp"

// Signal to noise if the numbers were larger or smaller by powers of two.
struct range_curve {
    std::string name;
    std::vector<double> log2_rms, measured_db, expected_db;  // no expected ones for blocks, which scales follow
};
// A curve for each format in each mode; those of one format and mode in several scales are one.
std::vector<range_curve> range_curves(std::span<const rounding_way> ways, const input_facts& facts);

// How errors are spread, in units of their rms.
struct density_curve {
    std::string name;
    std::vector<double> at, measured, expected;  // the last only to nearest and stochastically, in one format
};
// Of some numbers that begin the stream; without the ways that made no error.
std::vector<density_curve> density_curves(std::span<const rounding_way> ways, std::span<const float> some,
                                          const input_facts& facts);
