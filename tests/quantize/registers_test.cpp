// tests/quantize/registers_test.cpp -- every element goes through one register, in its place, with its index.
#include "lowp/quantize/registers.hpp"

#include <vector>

#include "lowp/format/named.hpp"
#include "support/catch.hpp"
#include "support/modes.hpp"

using namespace lowp;

TEST_CASE("registers begin at multiples of their length in the tensor, and each element is in one", "[quantize][simd]")
{
    constexpr std::size_t size = lanes<float>::size;
    for (const std::uint64_t first :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{size - 1}, std::uint64_t{1000003}, ~std::uint64_t{0} - 127})
        for (std::size_t n = 0; n < 5 * size; ++n) {
            std::vector<float> in(n), out(n + 1, -1.0f);
            for (std::size_t i = 0; i < n; ++i) in[i] = static_cast<float>(i + 1);
            std::vector<std::uint64_t> starts;
            const bool streamed = n % 2 == 1;
            inner::by_registers(in.data(), out.data(), n, first, streamed,
                                [&](const lanes<float>& x, std::uint64_t at) {
                                    starts.push_back(at);
                                    return x + x;
                                });
            for (std::size_t i = 0; i < n; ++i) REQUIRE(out[i] == 2 * in[i]);
            REQUIRE(out[n] == -1.0f);
            for (std::size_t k = 0; k < starts.size(); ++k) {
                REQUIRE(starts[k] % size == 0);
                REQUIRE(starts[k] == starts[0] + k * size);
            }
            if (n > 0) REQUIRE((starts[0] <= first && first < starts[0] + size));
            REQUIRE(starts.size() == (n == 0 ? 0 : (first % size + n + size - 1) / size));
        }
}

TEST_CASE("whichever form is chosen, a register rounds as round_to does", "[quantize][simd]")
{
    const auto check = [](const auto& grid, const auto& mode) {
        float in[lanes<float>::size], out[lanes<float>::size];
        inner::with_register_rounding(grid, mode, [&](const auto& round) {
            for (int e = -40; e < 20; ++e) {
                for (std::size_t k = 0; k < lanes<float>::size; ++k)
                    in[k] = (k % 2 == 0 ? 1.0f : -1.0f) * (1 + static_cast<float>(k) / 17) * exp2i<float>(e);
                round(lanes<float>::load(in), 16).store(out);
                for (std::size_t k = 0; k < lanes<float>::size; ++k)
                    REQUIRE(test::same_number(out[k], round_to(grid, in[k], 16 + k, mode)));
            }
        });
    };
    for (const on_overflow policy : test::policies) {
        check(grid_of<float>(e4m3fn, policy), nearest_even{});             // by sum
        check(grid_of<float>(e4m3fn, policy), stochastic{stream{1}, 24});  // by sum
        check(grid_of<float>(e4m3fn, policy), stochastic{stream{1}, 31});  // in general
        check(grid_of<float>(fixed_format{3, 4}, policy), to_odd{});       // in one pitch
        check(grid_of<float>(bfloat16, policy), toward_negative{});        // on the pattern
        check(grid_of<float>(floating_format{3, 0}, policy), nearest_even{});
        check(code_grid<float>{logarithmic_format{4, 3}, policy}, nearest_even{});
    }
}
