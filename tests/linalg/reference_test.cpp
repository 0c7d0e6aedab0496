// tests/linalg/reference_test.cpp -- what becomes of a finished sum; the sums themselves are in gemm_test.cpp.
#include "lowp/linalg/reference.hpp"

#include <limits>

#include "support/catch.hpp"

TEST_CASE("alpha, beta and c", "[linalg]")
{
    using lowp::finished;
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(finished(3, nan, {}) == 3);
    CHECK(finished(3, nan, {.alpha = 2}) == 6);
    CHECK(finished(3, 5, {.alpha = 2, .beta = -1}) == 1);
    // Both products are rounded before they are added.
    const float x = 1 + 0x1p-12f;
    CHECK(finished(x, -1, {.alpha = x, .beta = 1}) == 0x1p-11f);
}
