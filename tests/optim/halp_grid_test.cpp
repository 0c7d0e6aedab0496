// tests/optim/halp_grid_test.cpp -- how fine HALP's grid is, and what makes it finer.
#include "lowp/optim/halp_grid.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("the default multiplier", "[optim]")
{
    static_assert(default_scale_multiplier(100, 8) == 5 && default_scale_multiplier(4, 16) == 1);
    CHECK(std::fabs(default_scale_multiplier(100, 4) - std::sqrt(100.0 * 127 / 7) / 2) < 1e-12);
    CHECK(default_scale_multiplier(1, 2) >= 1);
}

TEST_CASE("the pitch covers the ball of the gradient", "[optim]")
{
    inner::halp_grid grid(0.5, 8, true);
    grid.begin(127);
    CHECK(grid.pitch() == 2);
}

TEST_CASE("a grid gets finer where rounds lead astray, and where noise holds them up", "[optim]")
{
    const tally free{.elements = 100000}, clipped{.elements = 100000, .saturated = 1000};
    const auto finer = [](inner::halp_grid& grid) {  // how many times since the last look, for gradients of norm 127
        grid.begin(127);
        return 1 / grid.pitch();
    };
    inner::halp_grid grid(1, 8, true);
    CHECK(finer(grid) == 1);
    CHECK((grid.goes_on(1, 3.9, free) && finer(grid) == 1));
    CHECK((!grid.goes_on(1, 4.1, free) && finer(grid) == 2));
    CHECK((!grid.goes_on(1, NAN, clipped) && finer(grid) == 4));
    for (int k = 0; k < 5; ++k) CHECK(grid.goes_on(0.6, 0.7, free));  // not halved since 1
    CHECK(finer(grid) == 8);
    for (int k = 0; k < 5; ++k) CHECK(grid.goes_on(0.29, 0.3, free));  // halved
    CHECK(finer(grid) == 8);
    for (int k = 0; k < 5; ++k) CHECK(grid.goes_on(0.28, 0.3, clipped));  // slow since it is clipped
    CHECK(finer(grid) == 8);
    inner::halp_grid fixed(1, 8, false);
    CHECK((fixed.goes_on(1, NAN, free) && finer(fixed) == 1));
}
