// tests/linalg/step_lanes_512_test.cpp -- sums of lanes, and coefficients in lanes, are those of the definition.
#include "lowp/linalg/isa/step_lanes_512.hpp"

#include <limits>

#include "lowp/linalg/isa/integer_quads.hpp"
#include "support/catch.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)
#define LOWP_TEST_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))

namespace {

using lowp::inner::step_lanes_512;

LOWP_TEST_TARGET std::int32_t sum(const std::int32_t* x)
{
    return step_lanes_512::lowest(step_lanes_512::sum_of_all(_mm512_loadu_si512(x)));
}
// Whether all lanes have the definition's coefficient.
template <class Coefficient>
LOWP_TEST_TARGET bool same(const Coefficient& a_of, std::size_t row, std::int32_t dot)
{
    std::int16_t got[32];
    _mm512_storeu_si512(got, step_lanes_512::coefficient(a_of, row, step_lanes_512::dot_of(dot)));
    bool all = true;
    for (const std::int16_t a : got) all = all && a == a_of(row, dot);
    return all;
}

}  // namespace

TEST_CASE("sums and coefficients of steps in registers of 512 bits", "[linalg][simd]")
{
    SUCCEED("or there are no such registers");
    if (!lowp::inner::has_integer_quads()) return;
    for (int lane = 0; lane < 16; ++lane) {
        std::int32_t x[16] = {};
        x[lane] = -123456 * (lane + 1);
        CHECK(sum(x) == x[lane]);
        x[(lane + 5) % 16] += 777;
        CHECK(sum(x) == x[lane] + 777);
    }
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    const float offsets[] = {0.25f, -0.75f, 20000.0f, -1e9f, 3.5f};
    for (const float factor : {0.0f, 0.5f, -0.37f, 1.0f / 3, -0x1p-10f, 1e30f, -1e30f})
        for (const std::int32_t dot :
             {0, 1, -1, 5, 7, -7, 1000, 16384, 32767, 32769, -32768, 16777217, most, -most - 1}) {
            CHECK(same(lowp::linear_coefficient{factor}, 0, dot));
            for (std::size_t row = 0; row < 5; ++row) CHECK(same(lowp::linear_coefficient{factor, offsets}, row, dot));
        }
    const auto any = [](std::size_t row, std::int32_t dot) { return static_cast<int>(row) * 1000 - dot; };
    for (const std::int32_t dot : {-16384, 0, 9999}) CHECK(same(any, 3, dot));
}

#else

TEST_CASE("sums and coefficients of steps in registers of 512 bits", "[linalg][simd]")
{
    SUCCEED("there are no such registers");
}

#endif
