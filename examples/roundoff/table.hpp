// examples/roundoff/table.hpp -- rows as a table of text, of CSV, of HTML.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "roundoff/row.hpp"

// The cells of a table, the first line its heads.
using cells = std::vector<std::vector<std::string>>;

// Columns that are the same in all rows, mode and scale, stand in `said` instead. Lost numbers have a column where
// there are any.
cells cells_of(std::span<const roundoff_row> rows);
std::string said_of_all(std::span<const roundoff_row> rows);

// The first column on the left, the others on the right.
std::string text_table(const cells& all);
// All columns, with more digits; nothing where a figure does not exist.
std::string csv_table(std::span<const roundoff_row> rows);
