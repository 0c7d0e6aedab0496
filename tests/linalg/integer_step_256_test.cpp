// tests/linalg/integer_step_256_test.cpp -- steps of 8 bits in registers of 256 bits are the definition's.
#include "lowp/linalg/isa/integer_step_256.hpp"

#include "support/catch.hpp"
#include "support/integer_runs.hpp"

TEST_CASE("steps of 8 bits in registers of 256 bits", "[linalg][simd]")
{
    if (lowp::inner::has_integer_step_256())
        integer_runs::check_all<std::int8_t>([](const auto& steps, auto& z, const auto& a_of) {
            return lowp::inner::integer_step_256::run(steps, z.data(), a_of);
        });
    SUCCEED("or there are no such registers");
}
