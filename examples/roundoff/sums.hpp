// examples/roundoff/sums.hpp -- what dot products of the numbers lose to their accumulators, as they grow longer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "roundoff/facts.hpp"

struct sum_errors {
    std::string name;
    double unit_roundoff;                       // of the accumulator's roundings
    bool draws;                                 // rounds stochastically
    std::vector<double> errors, of_magnitudes;  // of the terms, and of sums of their magnitudes
};
struct sums_table {
    std::vector<std::size_t> lengths;
    std::vector<sum_errors> accumulators;
};

// Root mean squares of the errors of 256 dot products of each length, as shares of the sum of the magnitudes of their
// terms. Operands are drawn from the numbers, and scaled by a power of two that brings
// their rms below 1.
sums_table errors_of_sums(const input_facts& facts, std::uint64_t seed);
