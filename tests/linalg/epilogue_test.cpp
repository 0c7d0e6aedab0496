// tests/linalg/epilogue_test.cpp -- what becomes of a sum: each step rounded by itself, number by number and by
// registers.
#include "lowp/linalg/epilogue.hpp"

#include <limits>
#include <vector>

#include "lowp/simd/lanes.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("alpha, beta, bias and ReLU, in this order", "[linalg][simd]")
{
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    const float numbers[] = {0, -0.0f, 1, -1, 0.1f, -3.7f, 0x1p-149f, 0x1.8p100f, inf, -inf, nan};
    const std::vector<float> bias{1};
    for (const double alpha : {1.0, 0.7, -2.0})
        for (const double beta : {0.0, 1.0, 0.3})
            for (const bool biased : {false, true})
                for (const bool relu : {false, true}) {
                    const gemm_options options{.alpha = alpha,
                                               .beta = beta,
                                               .bias = biased ? std::span(bias) : std::span<const float>{},
                                               .relu = relu};
                    for (const float sum : numbers)
                        for (const float c : numbers)
                            for (const float b : numbers) {
                                volatile float x = alpha == 1 ? sum : static_cast<float>(alpha) * sum;
                                if (beta != 0) {
                                    volatile float old = static_cast<float>(beta) * c;
                                    x = x + old;
                                }
                                if (biased) x = x + b;
                                float expected = x;
                                if (relu && expected <= 0) expected = 0;
                                const float found = finished(sum, c, b, options);
                                float all[lane_count];
                                finished(lanes<float>(sum), lanes<float>(c), lanes<float>(b), options).store(all);
                                if (expected != expected) {
                                    REQUIRE((found != found && all[0] != all[0]));
                                } else {
                                    REQUIRE(to_bits(found) == to_bits(expected));
                                    REQUIRE(to_bits(all[lane_count - 1]) == to_bits(expected));
                                }
                            }
                }
}
