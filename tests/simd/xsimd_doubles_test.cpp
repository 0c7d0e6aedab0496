// tests/simd/xsimd_doubles_test.cpp -- binary64 lane by lane: division, roots, exact fusing, and elements half as wide.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "lowp/random/stream.hpp"
#include "lowp/simd/lanes.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

using doubles = lanes<double>;
using long_words = lanes<std::uint64_t>;

// Ordinary numbers, all exponents, and what is special.
std::vector<double> numbers()
{
    std::vector<double> all{0.0,
                            -0.0,
                            1.0,
                            -1.5,
                            0x1p-1074,
                            0x1.fffffffffffffp1023,
                            0x1p-1022,
                            0x1.5p-130,
                            0x1.8p-149,
                            0x1p-150,
                            0x1.ffffffp127,
                            std::numeric_limits<double>::infinity(),
                            -std::numeric_limits<double>::infinity(),
                            std::numeric_limits<double>::quiet_NaN()};
    for (std::uint64_t i = 0; i < 500; ++i) {
        const std::uint64_t word = mix64(i);
        all.push_back(i % 2 == 0 ? from_bits(word) : 1 + static_cast<double>(word >> 12) * 0x1p-52);
    }
    return all;
}
// One pattern stands for all NaNs.
std::uint64_t pattern(double x) { return x != x ? nan_pattern<double> : to_bits(x); }

// by_lane(a, b) against by_value(a, b) for numbers of several distances.
template <class Lanes, class Values>
void compare_doubles(const char* name, Lanes by_lane, Values by_value)
{
    const auto x = numbers();
    for (const std::size_t shift : {std::size_t{0}, std::size_t{1}, std::size_t{14}, std::size_t{101}})
        for (std::size_t i = 0; i + shift + doubles::size <= x.size(); ++i) {
            double got[doubles::size];
            by_lane(doubles::load(&x[i]), doubles::load(&x[i + shift])).store(got);
            for (std::size_t k = 0; k < doubles::size; ++k) {
                volatile double a = x[i + k], b = x[i + shift + k];
                if (pattern(got[k]) != pattern(by_value(a, b))) FAIL(name << " of " << a << " and " << b);
            }
        }
}

}  // namespace

TEST_CASE("binary64 lanes divide, take roots and fuse as IEEE 754 has it", "[simd]")
{
    compare_doubles("/", [](doubles a, doubles b) { return a / b; }, [](double a, double b) { return a / b; });
    compare_doubles(
        "root", [](doubles a, doubles) { return square_root(a); }, [](double a, double) { return std::sqrt(a); });
    // The rest of a product: zero, unless it is rounded once.
    compare_doubles(
        "fused", [](doubles a, doubles b) { return fused_multiply_add(a, b, doubles(0.0) - unfused_product(a, b)); },
        [](double a, double b) {
            volatile double product = a * b;
            return std::fma(a, b, 0.0 - product);
        });
}

TEST_CASE("lanes are loaded from elements half as wide, and stored to them", "[simd]")
{
    const auto x = numbers();
    for (std::size_t i = 0; i + doubles::size <= x.size(); ++i) {
        float narrow[doubles::size + 1];
        narrow[doubles::size] = 7;
        doubles::load(&x[i]).store(narrow);
        double wide[doubles::size];
        doubles::load(narrow).store(wide);
        for (std::size_t k = 0; k < doubles::size; ++k) {
            volatile double value = x[i + k];
            const float expected = static_cast<float>(value);
            REQUIRE(pattern(static_cast<double>(narrow[k])) == pattern(static_cast<double>(expected)));
            REQUIRE(pattern(wide[k]) == pattern(static_cast<double>(expected)));
        }
        REQUIRE(narrow[doubles::size] == 7);
        alignas(64) float streamed[doubles::size];
        doubles::load(&x[i]).stream(streamed);
        finish_streams();
        REQUIRE(std::memcmp(streamed, narrow, sizeof streamed) == 0);
    }
    std::uint32_t words[100];
    for (std::uint64_t i = 0; i < 100; ++i) words[i] = stream{1}.bits(i);
    for (std::size_t i = 0; i + long_words::size <= 100; ++i) {
        std::uint64_t wide[long_words::size];
        long_words::load(&words[i]).store(wide);
        for (std::size_t k = 0; k < long_words::size; ++k) REQUIRE(wide[k] == words[i + k]);
    }
}

TEST_CASE("long words become numbers", "[simd]")
{
    for (std::uint64_t i = 0; i < 200; ++i) {
        const std::uint64_t n = i == 0 ? 0 : i == 1 ? (std::uint64_t{1} << 52) - 1 : mix64(i) >> (12 + i % 52);
        double got[doubles::size];
        to_carrier(long_words(n)).store(got);
        REQUIRE(got[doubles::size - 1] == static_cast<double>(n));
    }
}
