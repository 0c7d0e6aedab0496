// tests/core/regression_set_test.cpp -- as many rows as targets.
#include "lowp/core/regression_set.hpp"

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("a regression set is a matrix and a target for each row", "[core]")
{
    const regression_set all{2, {0, 1, 10, 11, 20, 21}, {0.5f, -1, 2}};
    CHECK(all.size() == 3);
    CHECK((all.matrix().rows == 3 && all.matrix().columns == 2 && all.matrix()(2, 0) == 20));
    CHECK(regression_set{}.size() == 0);
}
