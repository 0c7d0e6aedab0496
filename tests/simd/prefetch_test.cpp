// tests/simd/prefetch_test.cpp -- asking for bytes is always allowed: there may be none.
#include "lowp/simd/prefetch.hpp"

#include <cstdint>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("a request beyond an array, or of nothing, does nothing", "[core]")
{
    float one = 5;
    prefetch_after(&one);
    prefetch_after(nullptr);
    prefetch_after(reinterpret_cast<const void*>(~std::uintptr_t{0} - 100));
    CHECK(one == 5);
}
