// lowp/optim/trace.hpp -- what became of a minimization: a line for each round, and why it ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace lowp {

enum class ending : unsigned char {
    rounds,      // all that were asked for
    tolerance,   // the gradient's norm fell to the wanted share of the first
    stationary,  // the gradient is zero
    diverged,    // the value is no number, or a million times the first and growing for five rounds
};

// w after a round; round 0 is where it began.
struct outer_step {
    std::size_t round = 0;
    std::uint64_t gradients = 0;  // of samples, computed so far; the mean over all counts as N
    double value = 0;             // f(w)
    double gradient_norm = 0;     // |grad f(w)|, the Euclidean norm
    double pitch = 0;             // of the grid on which the round's steps were rounded, where it changes; else 0
    double clipped = 0;           // the share of the round's rounded numbers that lay beyond their grid
    bool is_kept = true;          // false where the round went so wrong that the best before it was taken up again
};

struct trace {
    std::vector<outer_step> steps;
    ending end = ending::rounds;
    std::string message;  // the ending in words

    const outer_step& last() const { return steps.back(); }
};

}  // namespace lowp
