// tests/simd/transpose_test.cpp -- every shape around a few registers, nothing written beside it.
#include "lowp/simd/transpose.hpp"

#include <cstdint>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

TEMPLATE_TEST_CASE("rows become columns", "[simd]", float, double, std::uint32_t, std::uint64_t)
{
    constexpr std::size_t most = 2 * lane_count + 3, from_stride = most + 1, to_stride = most + 2;
    std::vector<TestType> from(most * from_stride), to;
    for (std::size_t k = 0; k < from.size(); ++k) from[k] = static_cast<TestType>(k + 1);
    for (std::size_t rows = 0; rows <= most; ++rows)
        for (std::size_t columns = 0; columns <= most; ++columns) {
            to.assign(most * to_stride, TestType(0));
            transpose(from.data(), from_stride, rows, columns, to.data(), to_stride);
            for (std::size_t j = 0; j < most; ++j)
                for (std::size_t i = 0; i < to_stride; ++i)
                    REQUIRE(to[j * to_stride + i] ==
                            (i < rows && j < columns ? from[i * from_stride + j] : TestType(0)));
        }
}
