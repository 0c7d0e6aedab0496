// examples/roundoff/ways.hpp -- ways to round from the names of formats, modes and scales.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "roundoff/facts.hpp"
#include "roundoff/way.hpp"

struct chosen_ways {
    std::vector<std::string> formats, modes, scales;
    std::uint64_t seed = 1;  // of modes that draw
};

// Every format in every mode and scale, in this order. Throws std::invalid_argument for names that are none, with all
// that there are, and for formats that binary32 does not hold.
std::vector<rounding_way> ways_to_round(const chosen_ways& chosen, const input_facts& facts);

// The formats that have a name here only: blocks.
std::vector<std::string> block_names();
