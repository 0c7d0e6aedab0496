// tests/linalg/narrow_step_512_test.cpp -- short rows' steps of 8 bits are the definition's, however many there are.
#include "lowp/linalg/isa/narrow_step_512.hpp"

#include "lowp/linalg/isa/integer_quads.hpp"
#include "support/catch.hpp"
#include "support/integer_runs.hpp"

#if defined(__x86_64__) && !defined(LOWP_NO_SIMD)

namespace {

using namespace lowp;

// All kinds of runs, of so many steps; keys are made for eight steps at once.
template <bool Drift, bool Decay>
void check(std::size_t columns, std::size_t count)
{
    constexpr std::size_t rows = 5;
    const lowp::stream draw = lowp::stream{count}.fork(columns);
    const std::vector<std::int8_t> x = integer_runs::codes<std::int8_t>(rows * columns, draw.fork(1), true, false);
    std::vector<std::uint32_t> order(count + 1);
    for (std::size_t s = 0; s < order.size(); ++s) order[s] = draw.fork(2).bits(s) % rows;
    std::vector<std::int16_t> drift(drift_size(columns));
    for (std::size_t j = 0; j < drift.size(); ++j) drift[j] = static_cast<std::int16_t>(draw.bits(j) % 2001 - 1000);
    const integer_steps<std::int8_t> steps{{x.data(), columns, columns},   order,          draw.fork(3), 1000 * count,
                                           Drift ? drift.data() : nullptr, Decay ? -77 : 0};
    std::vector<std::int8_t> wanted = integer_runs::codes<std::int8_t>(columns, draw.fork(4), false, true);
    std::vector<std::int8_t> got = wanted;
    const linear_coefficient a_of{-16.0f / static_cast<float>(columns)};
    INFO(columns << " columns, " << count << " steps");
    const std::int32_t dot = reference_steps(steps, wanted.data(), a_of);
    CHECK(inner::narrow_step_512::take<Drift, Decay>(steps, got.data(), a_of) == dot);
    CHECK(got == wanted);
}

}  // namespace

TEST_CASE("steps of short rows in registers of 512 bits", "[linalg][simd]")
{
    if (inner::has_integer_quads())
        for (const std::size_t columns : {1u, 63u, 64u, 65u, 127u, 128u, 129u, 192u, 193u, 255u, 256u})
            for (const std::size_t count : {0u, 1u, 7u, 8u, 9u, 15u, 16u, 17u, 24u, 25u, 100u}) {
                check<false, false>(columns, count);
                check<true, false>(columns, count);
                check<false, true>(columns, count);
                check<true, true>(columns, count);
            }
    SUCCEED("or there are no such registers");
}

#else

TEST_CASE("steps of short rows in registers of 512 bits", "[linalg][simd]") { SUCCEED("no such registers"); }

#endif
