// examples/roundoff/report.hpp -- one page of HTML with tables and pictures.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "roundoff/curves.hpp"
#include "roundoff/row.hpp"
#include "roundoff/sums.hpp"

struct report_parts {
    std::string source, command, numbers;  // what was measured, how it was asked for, and what it is like
    std::string operation, said;
    bool is_conversion = true;
    std::vector<roundoff_row> rows;
    std::vector<range_curve> ranges;
    std::vector<density_curve> densities;
    sums_table sums;
};

// The page; without pictures, and saying so, where there is no gnuplot.
std::string report_page(const report_parts& parts);

// Writes FOLDER/index.html, whole or not at all; makes the folder. Throws std::runtime_error where it is a file.
void write_report(const std::string& folder, const std::string& page);
// So early that no time is lost on a report that has no place: throws where the folder cannot be made or written to.
void check_report_folder(const std::string& folder);
