// tests/linalg/short_step_512_test.cpp -- steps of 16 bits in registers of 512 bits are the definition's.
#include "lowp/linalg/isa/short_step_512.hpp"

#include "support/catch.hpp"
#include "support/integer_runs.hpp"

namespace {

const auto by_kernel = [](const auto& steps, auto& w, const auto& a_of) {
    return lowp::inner::short_step_512::run(steps, w.data(), a_of);
};

}  // namespace

TEST_CASE("steps of 16 bits in registers of 512 bits", "[linalg][simd]")
{
    if (lowp::inner::has_short_step_512()) integer_runs::check_all<std::int16_t>(by_kernel);
    SUCCEED("or there are no such registers");
}

TEST_CASE("the longest rows of 16 bits have sums that do not overflow", "[linalg][simd]")
{
    using namespace lowp;
    if (!inner::has_short_step_512()) return;
    for (const int sign : {-1, 1}) {
        const std::vector<std::int16_t> x(largest_step_columns, -32768);
        std::vector<std::int16_t> w(largest_step_columns, static_cast<std::int16_t>(32767 * sign));
        const std::vector<std::uint32_t> order{0, 0};
        const integer_steps<std::int16_t> steps{{x.data(), x.size(), x.size()}, order};
        const auto still = [](std::size_t, std::int64_t) { return scaled_coefficient{}; };
        CHECK(by_kernel(steps, w, still) == std::int64_t{-32768} * 32767 * sign * std::int64_t{largest_step_columns});
    }
}
