// tests/linalg/integer_step_512_test.cpp -- steps of 8 bits in registers of 512 bits are the definition's.
#include "lowp/linalg/isa/integer_step_512.hpp"

#include "support/catch.hpp"
#include "support/integer_runs.hpp"

TEST_CASE("steps of 8 bits in registers of 512 bits", "[linalg][simd]")
{
    if (lowp::inner::has_integer_step_512())
        integer_runs::check_all<std::int8_t>([](const auto& steps, auto& z, const auto& a_of) {
            return lowp::inner::integer_step_512::run(steps, z.data(), a_of);
        });
    SUCCEED("or there are no such registers");
}
