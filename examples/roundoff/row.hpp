// examples/roundoff/row.hpp -- what is said of a format: a line of the table.
//
// Figures that a format does not have are NaN.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

struct roundoff_row {
    std::string format, mode, scale;
    double bits = 0;              // that a number takes, with its share of the scales of blocks
    double sqnr_db = 0;           // signal to noise
    double expected_db = 0;       // what noise spread evenly within steps would make it
    double bias = 0, chance = 0;  // the mean error, and its standard error; as shares of the input's rms, as the next
    double rms = 0;
    double largest_relative = 0, unit_roundoff = 0, largest_ulps = 0;
    double saturated = 0, flushed = 0;  // shares of all numbers
    double codes = 0, entropy = 0;      // how many codes occur; bits a code that they are worth
    std::uint64_t lost = 0;             // finite numbers that no longer are

    // The key that tables are sorted by.
    double decibels_a_bit() const { return sqnr_db / bits; }
};

// Higher is better; of those without any error the one of fewer bits.
inline bool is_better(const roundoff_row& a, const roundoff_row& b)
{
    const double x = a.decibels_a_bit(), y = b.decibels_a_bit();
    if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
    return x > y || (x == y && a.bits < b.bits);
}
