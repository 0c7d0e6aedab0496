// tests/select/seen_errors_test.cpp -- how much is seen, of what, and what is seen for certain.
#include "lowp/select/seen_errors.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/near.hpp"

using namespace lowp;

TEST_CASE("a share of all is seen: at chance, or of the cheap the more", "[select]")
{
    const auto big = made_up::make(made_up::kind::nearly, 300, 0.01, 4, 4);
    const matrix_view<const double> memory(big.memory.data(), big.tasks, big.configurations, 0);
    for (const seen_errors seen : {seen_errors::uniform, seen_errors::by_memory}) {
        std::vector<std::size_t> own(big.tasks);
        std::iota(own.begin(), own.end(), std::size_t{0});
        const auto [errors, chance] =
            inner::drawn_errors(big.view(), inner::chances(memory, seen, 0.2), own, seen, stream{1});
        double count = 0, cheapest = 0, dearest = 0, sum = 0;
        const auto [low, high] = std::ranges::minmax_element(big.memory);
        for (std::size_t i = 0; i < big.tasks; ++i) {
            for (std::size_t j = 0; j < big.configurations; ++j) {
                count += is_measured(errors(i, j));
                sum += chance(i, j);
            }
            cheapest = chance(i, static_cast<std::size_t>(low - big.memory.begin()));
            dearest = chance(i, static_cast<std::size_t>(high - big.memory.begin()));
        }
        const double all = static_cast<double>(big.values.size());
        CHECK(is_near(sum / all, 0.2, 1e-9));
        CHECK(is_near(count / all, 0.2, 0.06));
        CHECK(is_near(cheapest / dearest, seen == seen_errors::uniform ? 1 : *high / *low, 1e-9));
    }
}

TEST_CASE("what is seen by force is seen for certain, of two groups of each configuration", "[select]")
{
    const auto made = made_up::make(made_up::kind::nearly, 24, 0.01, 4, 4);
    const matrix_view<const double> memory(made.memory.data(), made.tasks, made.configurations, 0);
    std::vector<std::size_t> groups;
    for (std::size_t i = 0; i < made.tasks; ++i) groups.push_back(i < 20 ? 9 : i);
    constexpr stream draw{1};
    const auto before = inner::chances(memory, seen_errors::by_memory, 0.05);
    const auto [errors, chance] = inner::drawn_errors(made.view(), before, groups, seen_errors::by_memory, draw);
    std::size_t forced = 0;
    for (std::size_t j = 0; j < made.configurations; ++j) {
        std::set<std::size_t> seen_in;
        for (std::size_t i = 0; i < made.tasks; ++i) {
            const bool is_seen = is_measured(errors(i, j));
            const bool is_drawn = draw.fork("seen").uniform(i * made.configurations + j) < before(i, j);
            if (is_seen) seen_in.insert(groups[i]);
            CHECK((is_seen || !is_drawn));
            CHECK(chance(i, j) == (is_seen && !is_drawn ? 1 : before(i, j)));
            forced += is_seen && !is_drawn;
        }
        CHECK(seen_in.size() >= 2);
    }
    CHECK(forced > 0);
}
