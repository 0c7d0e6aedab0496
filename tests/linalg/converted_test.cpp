// tests/linalg/converted_test.cpp -- sums of integers and of binary64 become the nearest numbers.
#include "lowp/linalg/converted.hpp"

#include <cstdint>
#include <vector>

#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("integers times a power of two, rounded once", "[linalg][simd]")
{
    std::vector<std::int32_t> sums{0, 1, -1, 0x7fffffff, -0x7fffffff, (1 << 24) + 1, -(1 << 24) - 1, (1 << 24) + 3};
    const stream draw{1};
    for (std::uint64_t i = 0; i < 300; ++i)
        sums.push_back(static_cast<std::int32_t>(draw.bits(i)) >> (draw.bits(i + 999) % 31) | 1);
    for (const float unit : {1.0f, 0x1p-10f, 0x1p-126f, 0x1p96f}) {
        std::vector<float> numbers(sums.size());
        std::vector<double> wide(sums.size());
        inner::convert(sums.data(), sums.size(), unit, numbers.data());
        inner::convert(sums.data(), sums.size(), static_cast<double>(unit), wide.data());
        for (std::size_t i = 0; i < sums.size(); ++i) {
            const double exact = static_cast<double>(sums[i]) * static_cast<double>(unit);
            REQUIRE(to_bits(numbers[i]) == to_bits(static_cast<float>(exact)));
            REQUIRE(wide[i] == exact);
        }
    }
}

TEST_CASE("binary64 to binary32, straight to the result or by way of its finish", "[linalg][simd]")
{
    std::vector<double> sums(37);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = static_cast<double>(i) / 3 + 0x1p-30;
    std::vector<float> direct(37), finished(37);
    const auto finish = [&](std::size_t, std::size_t j, std::size_t count, const float* x) {
        for (std::size_t k = 0; k < count; ++k) finished[j + k] = x[k];
    };
    const inner::result<float> to_memory(finish, direct.data(), 37), to_finish(finish);
    inner::converted<double, float>{to_memory, 1}(0, 0, 37, sums.data());
    inner::converted<double, float>{to_finish, 1}(0, 0, 37, sums.data());
    for (std::size_t i = 0; i < sums.size(); ++i) {
        REQUIRE(direct[i] == static_cast<float>(sums[i]));
        REQUIRE(finished[i] == direct[i]);
    }
}
