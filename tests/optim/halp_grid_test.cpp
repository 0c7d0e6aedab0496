// tests/optim/halp_grid_test.cpp -- the pitch is its formula, and gets finer where rounds make no headway.
#include "lowp/optim/halp_grid.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("the pitch covers the ball", "[optim]")
{
    inner::halp_grid grid(0.5, 8, true);
    grid.begin(3);
    CHECK(grid.pitch() == 3 / (0.5 * 127));
}

TEST_CASE("grids get finer by halves", "[optim]")
{
    const tally none{.elements = 1000}, clipped{.elements = 1000, .saturated = 2};
    const auto pitch = [](inner::halp_grid& grid) {
        grid.begin(127);
        return grid.pitch();
    };
    inner::halp_grid grid(1, 8, true);
    CHECK_FALSE(grid.goes_on(1, 4.5, none));  // astray: at once
    CHECK(pitch(grid) == 0.5);
    CHECK_FALSE(grid.goes_on(1, std::numeric_limits<double>::quiet_NaN(), none));
    CHECK(pitch(grid) == 0.25);
    for (int k = 0; k < 5; ++k) CHECK(grid.goes_on(0.9, 1, none));  // slow: after five rounds
    CHECK(pitch(grid) == 0.125);
    for (int k = 0; k < 5; ++k) CHECK(grid.goes_on(0.8, 1, clipped));  // slow, but for another reason
    CHECK(pitch(grid) == 0.125);
    for (int k = 0; k < 5; ++k) CHECK(grid.goes_on(0.3, 0.3, none));  // fast
    CHECK(pitch(grid) == 0.125);
    inner::halp_grid fixed(1, 8, false);
    CHECK(fixed.goes_on(1, 1e9, none));
    CHECK(pitch(fixed) == 1);
}

TEST_CASE("a multiplier of the default or one's own", "[optim]")
{
    static_assert(default_scale_multiplier(100, 8) == 5 && default_scale_multiplier(1, 8) == 1);
    inner::halp_grid own = inner::halp_grid_of("test", 0.5, 3, 8, true, 100),
                     usual = inner::halp_grid_of("test", 0.5, 0, 8, true, 100);
    own.begin(1), usual.begin(1);
    CHECK(own.pitch() == 1 / (1.5 * 127));
    CHECK(usual.pitch() == 1 / (2.5 * 127));
}
