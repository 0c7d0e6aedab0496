// tests/optim/sample_order_test.cpp -- samples drawn by the register are those drawn one by one.
#include "lowp/optim/sample_order.hpp"

#include <vector>

#include "lowp/random/uniform_index.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("an order is uniform_index at each place", "[optim]")
{
    const stream draw{3};
    for (const std::uint64_t n :
         {std::uint64_t{1}, std::uint64_t{7}, std::uint64_t{1000}, (std::uint64_t{1} << 32) - 1})
        for (const std::uint64_t first : {0u, 1u, 31u, 32u, 100u})
            for (const std::size_t count : {1u, 33u, 256u, 257u, 700u}) {
                std::vector<std::uint32_t> order(count);
                inner::draw_order(draw, first, n, order);
                bool same = true;
                for (std::size_t k = 0; k < count; ++k) same = same && order[k] == uniform_index(draw, first + k, n);
                CHECK(same);
            }
}

TEST_CASE("runs of steps are all steps, each with the sample of the next", "[optim]")
{
    const stream draw{4};
    for (const std::size_t steps : {1u, 1023u, 1024u, 1025u, 5000u}) {
        std::uint64_t next = 17;
        bool same = true;
        inner::for_each_run_of_steps(draw, 17, steps, 99, [&](auto order, std::uint64_t first) {
            same = same && first == next && order.size() >= 2 && order.size() <= 1025;
            for (std::size_t k = 0; k < order.size(); ++k)
                same = same && order[k] == uniform_index(draw, first + k, 99);
            next += order.size() - 1;
        });
        CHECK(same);
        CHECK(next == 17 + steps);
    }
}
