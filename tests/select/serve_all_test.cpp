// tests/select/serve_all_test.cpp -- against all sets there are, and by hand.
#include "lowp/select/serve_all.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/near.hpp"
#include "support/thrown.hpp"

using namespace lowp;
using places = std::vector<std::size_t>;

namespace {

double regret(const std::vector<double>& e, std::size_t n, std::size_t d, const places& set)
{
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        double chosen = 1, best = 1;
        for (std::size_t j = 0; j < d; ++j) best = std::min(best, e[i * d + j]);
        for (const std::size_t j : set) chosen = std::min(chosen, e[i * d + j]);
        sum += chosen - best;
    }
    return sum / static_cast<double>(n);
}

}  // namespace

TEST_CASE("all sets are gone through where there are few", "[select]")
{
    made_up::numbers next{3};
    for (int trial = 0; trial < 30; ++trial) {
        const std::size_t n = 7, d = 9, k = static_cast<std::size_t>(trial % 4) + 1;
        std::vector<double> e(n * d), memory(d);
        for (double& x : e) x = next();
        for (double& x : memory) x = next();
        const double budget = trial % 2 == 0 ? 0.6 : 10;
        places best;
        for (unsigned set = 0; set < 512; ++set) {
            places chosen;
            for (std::size_t j = 0; j < d; ++j)
                if (set >> j & 1 && memory[j] <= budget) chosen.push_back(j);
            if (chosen.empty() || chosen.size() > k) continue;
            if (best.empty() || regret(e, n, d, chosen) < regret(e, n, d, best) - 1e-12) best = chosen;
        }
        const serve_options how{.budget = budget, .memory = memory};
        const auto found = serve_all({e.data(), n, d}, k, how);
        CHECK(found.is_optimal);
        CHECK(is_near(found.regret, regret(e, n, d, best), 1e-12, 1e-12));
        CHECK(is_near(found.regret, regret(e, n, d, found.configurations), 1e-12, 1e-12));
        for (const std::size_t j : found.configurations) CHECK(memory[j] <= budget);

        auto greedily = how;  // nearly as good, and no exchange of one helps
        greedily.most_sets = 0;
        const auto greedy = serve_all({e.data(), n, d}, k, greedily);
        CHECK((!greedy.is_optimal && greedy.configurations.size() == found.configurations.size()));
        CHECK(greedy.regret >= found.regret - 1e-12);
        CHECK(is_near(greedy.regret, regret(e, n, d, greedy.configurations), 1e-12, 1e-12));
        CHECK(greedy.regret <= found.regret + 0.05);
        CHECK(std::set<std::size_t>(greedy.configurations.begin(), greedy.configurations.end()).size() ==
              greedy.configurations.size());
        for (std::size_t at = 0; at < greedy.configurations.size(); ++at)
            for (std::size_t j = 0; j < d; ++j) {
                auto other = greedy.configurations;
                other[at] = j;
                CHECK((memory[j] > budget || regret(e, n, d, other) >= greedy.regret - 1e-12));
            }
    }
}

TEST_CASE("serving by hand", "[select]")
{
    const std::vector<double> e{0.1, 0.5, 0.3,   //
                                0.5, 0.1, 0.2};  //
    const matrix_view<const double> errors(e.data(), 2, 3);
    CHECK(serve_all(errors, 1).configurations == places{2});
    CHECK(is_near(serve_all(errors, 1).regret, 0.15, 1e-12));
    CHECK(serve_all(errors, 2).configurations == places{0, 1});
    CHECK(serve_all(errors, 2).regret == 0);
    CHECK(serve_all(errors, 9).configurations == places{0, 1, 2});
    CHECK(serve_all(errors, 2, {.budget = 3, .memory = {4, 3, 2}}).configurations == places{1, 2});
    // The regret is against all configurations, also those that do not fit.
    CHECK(is_near(serve_all(errors, 1, {.budget = 3, .memory = {4, 3, 4}}).regret, 0.2, 1e-12));
    // A failed run serves nobody.
    const std::vector<double> failing{failed_error, 0.5, 0.4, missing_error};
    CHECK(is_near(serve_all({failing.data(), 2, 2}, 1).regret, 0.25, 1e-12));
    CHECK(serve_all({failing.data(), 2, 2}, 1).configurations == places{0});

    const auto made = made_up::make(made_up::kind::nearly, 87, 0.01, 3);  // 3764376 sets of 4 of 99: greedy
    const auto four = serve_all(made.view(), 4), three = serve_all(made.view(), 3);
    CHECK((!four.is_optimal && three.is_optimal && four.regret <= three.regret));
}

TEST_CASE("serving that makes no sense is refused", "[select]")
{
    const std::vector<double> e{0.1, 0.5};
    const matrix_view<const double> errors(e.data(), 1, 2);
    CHECK(refused_by([&] { serve_all(errors, 0); }) == "serve_all: count is 0, expected at least 1");
    CHECK(refused_by([&] { serve_all(errors, 1, {.budget = 3}); }) ==
          "serve_all: the number of memories is 0, expected 2, one for each configuration");
    CHECK(refused_by([&] { serve_all(errors, 1, {.budget = 3, .memory = {4, 5}}); }) ==
          "serve_all: budget is 3, expected one that some configuration fits");
    CHECK(refused_by([&] { serve_all({}, 1); }) == "serve_all: no errors, expected tasks and configurations");
}
