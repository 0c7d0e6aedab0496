// tests/precision/cyclic_test.cpp -- the schedule step by step, against the paper's formula and its printed savings.
#include "lowp/precision/cyclic.hpp"

#include <cmath>
#include <vector>

#include "lowp/precision/cyclic_recipe.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/near.hpp"

using namespace lowp;

namespace {

// Fu et al.'s formula in extended precision, rounded to nearest even by hand.
int by_formula(int low, int high, std::uint64_t t, std::uint64_t all)
{
    const long double angle = 3.141592653589793238462643383279502884L * static_cast<long double>(t);
    const long double exact = low + 0.5L * (high - low) * (1 - std::cos(angle / static_cast<long double>(all)));
    const long double below = std::floor(exact), rest = exact - below;
    const int whole = static_cast<int>(below);
    if (std::fabs(rest - 0.5L) < 1e-15L) return whole + whole % 2;
    return rest > 0.5L ? whole + 1 : whole;
}

static_assert(cyclic{.low = 3, .high = 8, .cycles = 32, .steps = 64000}(1) == 3);
static_assert(cyclic{.low = 3, .high = 8, .cycles = 32, .steps = 64000}(2000) == 8);
static_assert(cyclic{.low = 3, .high = 8, .cycles = 32, .steps = 64000}(2001) == 3);

}  // namespace

TEST_CASE("a cycle is the paper's cosine", "[precision]")
{
    struct range {
        int low, high;
    };
    for (const auto& [low, high] : {range{3, 8}, range{2, 8}, range{4, 6}, range{1, 16}, range{5, 5}})
        for (const std::uint64_t length : {1u, 2u, 3u, 6u, 50u, 2000u}) {
            const cyclic bits{.low = low, .high = high, .cycles = 3, .steps = 3 * length};
            CHECK(bits(0) == low);
            int before = low;
            for (std::uint64_t step = 1; step <= 3 * length; ++step) {
                const std::uint64_t t = (step - 1) % length;
                REQUIRE(bits(step) == by_formula(low, high, t, length));
                if (t > 0) REQUIRE(bits(step) >= before);
                before = bits(step);
            }
            CHECK(bits(3 * length + 7) == before);
        }
}

TEST_CASE("cycles that do not divide the steps differ in length by one", "[precision]")
{
    for (const std::uint64_t cycles : {1u, 3u, 7u, 32u, 999u, 1000u}) {
        const cyclic bits{.low = 3, .high = 8, .cycles = cycles, .steps = 1000, .shape = cycle_shape::linear};
        std::vector<std::uint64_t> begins;
        for (std::uint64_t c = 0; c <= cycles; ++c) begins.push_back(c * 1000 / cycles);
        for (std::uint64_t c = 0; c < cycles; ++c)
            for (std::uint64_t t = begins[c]; t < begins[c + 1]; ++t) {
                const double exact =
                    3 + 5.0 * static_cast<double>(t - begins[c]) / static_cast<double>(begins[c + 1] - begins[c]);
                REQUIRE(bits(t + 1) == static_cast<int>(std::nearbyint(exact)));
            }
    }
}

TEST_CASE("what cycles save is what the paper prints", "[precision]")
{
    struct line {
        int low, high, backward;
        double saved;  // percent of static precision at `high`
    };
    for (const auto& [low, high, backward, saved] : {line{3, 8, 8, 36.67}, line{3, 6, 6, 30.05}, line{4, 8, 8, 30.11},
                                                     line{4, 6, 6, 20.69}, line{5, 8, 8, 23.16}}) {
        const cyclic bits{.low = low, .high = high, .cycles = 32, .steps = 64000};
        const double cost = relative_operations(bits, 64000, backward);
        CHECK(is_near(100 * (1 - cost / relative_operations(high, backward)), saved, 0, 0.01));
    }
    const cyclic brief{.low = 3, .high = 8, .cycles = 32, .steps = 1600};  // short cycles save a little more
    CHECK(is_near(100 * (1 - relative_operations(brief, 1600, 8) / relative_operations(8, 8)), 37.2, 0, 0.05));
    CHECK(relative_operations(32, 32) == 1);
}

TEST_CASE("cycles that make no sense are refused", "[precision]")
{
    const auto refuses = [](const cyclic& c, const char* why) { CHECK_THROWS_WITH(expect_valid(c), why); };
    refuses({.low = 0, .steps = 100}, "cyclic: low is 0, expected at least 1 bit");
    refuses({.low = 9, .high = 8, .steps = 100}, "cyclic: low is 9 and high is 8, expected them in ascending order");
    refuses({.cycles = 0, .steps = 100}, "cyclic: cycles is 0, expected at least 1");
    refuses({.cycles = 8, .steps = 7},
            "cyclic: steps is 7, expected at least one for each of 8 cycles, and fewer than 2^32");
    CHECK_NOTHROW(expect_valid({.cycles = 8, .steps = 8}));
    CHECK_CONTRACT_BROKEN(cyclic{}(1), "cycles of at least a step, fewer than 2^32 steps, and bits in ascending order");
}
