// tests/linalg/integer_lanes_test.cpp -- integers summed by blocks in binary32 are exact, at the ends of their range.
#include "lowp/linalg/integer_lanes.hpp"

#include <cstdint>
#include <vector>

#include "lowp/linalg/blocked.hpp"
#include "lowp/linalg/isa/integer_quads.hpp"
#include "lowp/linalg/isa/integer_quads_256.hpp"
#include "lowp/linalg/matrix.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

template <class Kernel>
void check_ends()
{
    for (const std::size_t k : {256u, 1030u})
        for (const int left : {-128, 127, 1})
            for (const int right : {-128, 127, -1}) {
                const std::vector<std::int8_t> a(3 * k, static_cast<std::int8_t>(left)),
                    b(k * 40, static_cast<std::int8_t>(right));
                matrix<std::int32_t> c(3, 40);
                const inner::operand<std::int8_t> x(a.data(), k, 3, k, false), y(b.data(), 40, k, 40, false);
                const auto finish = [&](std::size_t i, std::size_t j, std::size_t count, const std::int32_t* sums) {
                    std::copy_n(sums, count, &c(i, j));
                };
                inner::blocked_gemm(Kernel{}, x, y, inner::result<std::int32_t>(finish), 1);
                for (const std::int32_t sum : c.span()) REQUIRE(sum == static_cast<int>(k) * left * right);
            }
}

}  // namespace

TEST_CASE("exact sums of the largest products", "[linalg][simd]")
{
    check_ends<inner::integer_lanes>();
    if (inner::has_integer_quads()) check_ends<inner::integer_quads>();
    if (inner::has_integer_quads_256()) check_ends<inner::integer_quads_256>();
}
