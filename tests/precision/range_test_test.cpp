// tests/precision/range_test_test.cpp -- the range test on trainings that are written down.
#include "lowp/precision/range_test.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// Accuracies that rise from chance to `last[bits]` in the first half of the steps.
auto trainings(std::map<int, double> last, int& calls)
{
    return [last, &calls](int bits, std::size_t steps) {
        ++calls;
        std::vector<double> all(steps, last.at(bits));
        for (std::size_t i = 0; i < steps / 2; ++i) all[i] = 0.1;
        return all;
    };
}

}  // namespace

TEST_CASE("the range test ends at the first progress", "[precision]")
{
    int calls = 0;
    const auto found = precision_range_test({}, trainings({{2, not_a_number}, {3, 0.66}, {4, 0.87}}, calls));
    CHECK((found.bits == 3 && found.passed && calls == 2 && found.rows.size() == 2));
    CHECK((found.rows[0].bits == 2 && found.rows[0].diverged && found.rows[0].accuracy == 0.1));
    CHECK((!found.rows[1].diverged && std::fabs(found.rows[1].accuracy - 0.66) < 1e-12));
    CHECK(std::fabs(found.rows[1].gain - 0.56) < 1e-12);
}

TEST_CASE("progress is more than chance", "[precision]")
{
    int calls = 0;
    // Always the small class, then always the large one: no progress.
    const auto classes =
        precision_range_test({.low = 2, .high = 4, .chance = 0.9}, trainings({{2, 0.1}, {3, 0.9}, {4, 0.97}}, calls));
    CHECK((classes.bits == 4 && classes.passed && std::fabs(classes.rows[1].gain - 0.8) < 1e-12));
    // More steps than were asked for, and what is no accuracy.
    const auto longer = precision_range_test(
        {.low = 2, .high = 2}, [](int, std::size_t steps) { return std::vector<double>(2 * steps, 0.12); });
    CHECK((!longer.passed && std::fabs(longer.rows[0].accuracy - 0.12) < 1e-12));
    CHECK(precision_range_test({.low = 2, .high = 2},
                               [](int, std::size_t steps) {
                                   return std::vector<double>(steps, std::numeric_limits<double>::infinity());
                               })
              .rows[0]
              .diverged);
    // Slow gains, which add up.
    CHECK(precision_range_test({.threshold = 0.04}, trainings({{2, 0.12}, {3, 0.135}, {4, 0.15}}, calls)).bits == 4);
    // None: the largest gain.
    const auto none = precision_range_test({.low = 2, .high = 4}, trainings({{2, 0.1}, {3, 0.13}, {4, 0.14}}, calls));
    CHECK((!none.passed && none.bits == 3 && none.rows.size() == 3));
}

TEST_CASE("a training that ended early has diverged", "[precision]")
{
    const auto found = precision_range_test({.low = 2, .high = 3}, [](int bits, std::size_t steps) {
        return std::vector<double>(bits == 2 ? steps - 1 : steps, 0.9);
    });
    CHECK((found.bits == 3 && found.rows[0].diverged && found.rows[0].accuracy == 0.1));
}

TEST_CASE("range tests that make no sense are refused", "[precision]")
{
    const auto refuses = [](const range_test_options& how, const char* why) {
        CHECK_THROWS_WITH(precision_range_test(how, [](int, std::size_t) { return std::vector<double>{}; }), why);
    };
    refuses({.low = 0}, "precision range test: bits from 0 to 8, expected at least 1, in ascending order");
    refuses({.low = 9}, "precision range test: bits from 9 to 8, expected at least 1, in ascending order");
    refuses({.steps = 10},
            "precision range test: the last 50 of 10 steps, expected at least one, and no more than there are");
    refuses({.averaged = 0},
            "precision range test: the last 0 of 100 steps, expected at least one, and no more than there are");
    refuses({.threshold = 0},
            "precision range test: a threshold of 0.000000 and a chance of 0.100000, expected a positive one, and a "
            "share from 0 to below 1");
}
