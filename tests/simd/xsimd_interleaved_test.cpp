// tests/simd/xsimd_interleaved_test.cpp -- elements in turn: a machine without SIMD has none.
#include "lowp/simd/lanes.hpp"

#include <cstdint>

#include "support/catch.hpp"

using namespace lowp;

TEMPLATE_TEST_CASE("the elements of two registers in turn", "[simd]", float, double, std::uint32_t, std::uint64_t)
{
    using V = lanes<TestType>;
    if constexpr (V::size > 1) {
        TestType numbers[2 * V::size], low[V::size], high[V::size];
        for (std::size_t k = 0; k < 2 * V::size; ++k) numbers[k] = static_cast<TestType>(k + 1);
        const V a = V::load(numbers), b = V::load(numbers + V::size);
        interleaved_low(a, b).store(low);
        interleaved_high(a, b).store(high);
        for (std::size_t k = 0; k < V::size; ++k) {
            const TestType* const from = k % 2 == 0 ? numbers : numbers + V::size;
            CHECK(low[k] == from[k / 2]);
            CHECK(high[k] == from[V::size / 2 + k / 2]);
        }
    }
    SUCCEED();
}
