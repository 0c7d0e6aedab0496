// examples/roundoff/pictures.hpp -- gnuplot's scripts of the report's pictures.
//
// What was measured is drawn in solid lines, formulas in dashed ones.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "roundoff/curves.hpp"
#include "roundoff/row.hpp"
#include "roundoff/sums.hpp"

struct picture {
    std::string script;
    int width, height;
};

picture picture_of_ranges(std::span<const range_curve> curves);
picture picture_of_densities(std::span<const density_curve> curves);
picture picture_of_sums(const sums_table& table);
// Of an operation without the limit that conversions have.
picture picture_of_bits(std::span<const roundoff_row> rows, bool is_conversion);
