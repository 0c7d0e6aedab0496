// examples/roundoff/facts.hpp -- what a first pass finds out about the numbers: how many, how large, how they spread.
#pragma once

#include <cstdint>
#include <vector>

#include "lowp/quantize/strata.hpp"
#include "support/number_source.hpp"
#include "support/progress.hpp"

struct input_facts {
    std::uint64_t count = 0, finite = 0, infinite = 0;
    double rms = 0;                   // of those that are finite
    float smallest = 0, largest = 0;  // of those, too
    std::vector<lowp::stratum> strata;

    float largest_magnitude() const { return largest > -smallest ? largest : -smallest; }
};

// Reads all. Throws std::runtime_error that names the place where there is no number, or none that is finite.
input_facts facts_of(number_source& from, progress_line& progress);

// Numbers in a part of a stream, a multiple of the blocks of all formats.
inline constexpr std::size_t part_of_stream = std::size_t{1} << 20;
