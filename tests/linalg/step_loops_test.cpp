// tests/linalg/step_loops_test.cpp -- loops for any machine take the definition's steps.
#include "lowp/linalg/step_loops.hpp"

#include "support/catch.hpp"
#include "support/integer_runs.hpp"

namespace {

const auto by_loop = [](const auto& steps, auto& z, const auto& a_of) {
    return lowp::inner::step_loop(steps, z.data(), a_of);
};

}  // namespace

TEST_CASE("loops for steps of 8 bits", "[linalg]") { integer_runs::check_all<std::int8_t>(by_loop); }
TEST_CASE("loops for steps of 16 bits", "[linalg]") { integer_runs::check_all<std::int16_t>(by_loop); }

TEST_CASE("halves of random words are numbered from the low one", "[linalg]")
{
    lowp::inner::random_halves random;
    const lowp::stream draw{8};
    random.draw(draw, 3);
    for (std::size_t k = 0; k < 128; ++k) {
        const std::uint32_t word = draw.bits(3 * 64 + k / 2);
        CHECK(random.halves[k] == (k % 2 == 0 ? word & 0xffffu : word >> 16));
    }
}
