// lowp/precision/range_test.hpp -- the fewest bits with which a training begins to make progress.
//
//     const auto found = precision_range_test({.chance = 0.1}, [&](int bits, std::size_t steps) {
//         ...                        // from the same weights each time, `steps` steps with so many bits
//         return accuracies;         // of the training batches, one a step, 0 to 1
//     });
//     found.bits                     // cyclic's `low`
//
// The precision range test of Fu et al. (2021), of which no code is published: a reconstruction. For bits = low, low +
// 1, ... a training of its own; its accuracy is the mean of the last `averaged` steps. The test ends at the first that
// is above chance by more than the threshold: by then it has gained so much on those with fewer bits, too. Each begins
// from the same weights, since a training with too few bits may leave NaN in them; one that has diverged, or has ended
// early, is at chance.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

namespace lowp {

struct range_test_options {
    int low = 2, high = 8;      // bits to try, in this order
    std::size_t steps = 100;    // of each training
    std::size_t averaged = 50;  // of its last steps
    double threshold = 0.05;    // of accuracy; 0.01 takes the noise of small batches for progress
    double chance = 0.1;        // the accuracy of who always answers the largest class: its share
};

struct range_test_row {
    int bits;
    double accuracy;  // the mean of the last steps; chance if it has diverged
    double gain;      // on the row before; on chance in the first
    bool diverged;
};

struct range_test_result {
    int bits;     // the first with progress; without any, those of the largest gain
    bool passed;  // whether there was progress
    std::vector<range_test_row> rows;
};

// train(bits, steps) gives a range of accuracies, one a step; NaN, or fewer of them, from a training that has diverged.
// Throws std::invalid_argument for options that make no sense.
template <class Train>
range_test_result precision_range_test(const range_test_options& how, Train&& train)
{
    const auto fail = [](const std::string& what) { throw std::invalid_argument("precision range test: " + what); };
    if (how.low < 1 || how.high < how.low)
        fail("bits from " + std::to_string(how.low) + " to " + std::to_string(how.high) +
             ", expected at least 1, in ascending order");
    if (how.averaged == 0 || how.steps < how.averaged)
        fail("the last " + std::to_string(how.averaged) + " of " + std::to_string(how.steps) +
             " steps, expected at least one, and no more than there are");
    if (!(how.threshold > 0) || !(how.chance >= 0 && how.chance < 1))
        fail("a threshold of " + std::to_string(how.threshold) + " and a chance of " + std::to_string(how.chance) +
             ", expected a positive one, and a share from 0 to below 1");

    range_test_result found{how.high, false, {}};
    double before = how.chance;
    for (int bits = how.low; bits <= how.high && !found.passed; ++bits) {
        const auto accuracies = train(bits, how.steps);
        double sum = 0;
        std::size_t seen = 0;
        for (const double a : accuracies)
            if (++seen > how.steps - how.averaged && seen <= how.steps) sum += a;
        const bool diverged = seen < how.steps || !std::isfinite(sum);
        const double accuracy = diverged ? how.chance : sum / static_cast<double>(how.averaged);
        found.rows.push_back({bits, accuracy, accuracy - before, diverged});
        found.passed = accuracy - how.chance > how.threshold;
        before = accuracy;
    }
    found.bits =
        found.passed ? found.rows.back().bits : std::ranges::max_element(found.rows, {}, &range_test_row::gain)->bits;
    return found;
}

}  // namespace lowp
