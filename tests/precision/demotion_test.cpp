// tests/precision/demotion_test.cpp -- which groups become low at a ratio, on a graph whose groups were sized by hand.
#include "lowp/precision/demotion.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/skip_graph.hpp"

using namespace lowp;

namespace {

using group_numbers = std::vector<std::size_t>;

// Groups 0 to 4 have 28, 72, 72, 62 and 12 of 246 elements.
const module_graph graph_to_demote = test::skip_graph();

}  // namespace

TEST_CASE("groups by size, equal ones by number", "[precision]")
{
    const auto groups = tensor_groups(graph_to_demote);
    CHECK(demotion_sequence(groups) == group_numbers{1, 2, 3, 0, 4});
    CHECK(demotion_sequence(groups, demotion_order::ascending) == group_numbers{4, 0, 3, 1, 2});
    // Random: every seed its own order, each of all groups; the same seed the same.
    std::vector<group_numbers> seen;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        group_numbers s = demotion_sequence(groups, demotion_order::random, stream{seed});
        CHECK(s == permutation(5, stream{seed}));
        std::ranges::sort(s);
        CHECK(s == group_numbers{0, 1, 2, 3, 4});
        seen.push_back(demotion_sequence(groups, demotion_order::random, stream{seed}));
    }
    std::ranges::sort(seen);
    CHECK(std::unique(seen.begin(), seen.end()) - seen.begin() > 80);  // of 120
}

TEST_CASE("groups are taken until their share reaches the ratio", "[precision]")
{
    const auto taken = [](double r) { return demote(graph_to_demote, r).groups; };
    CHECK(taken(0).empty());
    CHECK(taken(1e-9) == group_numbers{1});
    CHECK(taken(72.0 / 246) == group_numbers{1});
    CHECK(taken(0.293) == group_numbers{1, 2});
    CHECK(taken(0.585) == group_numbers{1, 2});
    CHECK(taken(0.586) == group_numbers{1, 2, 3});
    CHECK(taken(0.83) == group_numbers{1, 2, 3});
    CHECK(taken(0.84) == group_numbers{1, 2, 3, 0});
    CHECK(taken(0.96) == group_numbers{1, 2, 3, 0, 4});
    CHECK(taken(1) == group_numbers{1, 2, 3, 0, 4});
    CHECK(demote(graph_to_demote, 0.5, demotion_order::ascending).groups == group_numbers{4, 0, 3, 1});

    for (int i = 0; i <= 1000; ++i) {
        const double r = i / 1000.0;
        const demotion d = demote(graph_to_demote, r);
        CHECK((d.share >= r && d.share <= r + 72.0 / 246));
    }
    CHECK(demote(graph_to_demote, 0.3).share == 144.0 / 246);
}

TEST_CASE("the tensors of the groups that were taken are low, gradients of parameters aside", "[precision]")
{
    const assignment a = demoted(graph_to_demote, 0.3);
    for (const module_tensor& t : tensors_of(graph_to_demote)) {
        CAPTURE(graph_to_demote.modules[t.module].name, role_text(t.role));
        const bool is_low = (t.role == role::weights && (t.module == 3 || t.module == 5)) ||
                            ((t.role == role::activations || t.role == role::errors) && t.module >= 1 && t.module <= 4);
        CHECK((a.level(t) == precision_level::low) == is_low);
    }
    CHECK(demoted(graph_to_demote, 0) == uniform_high(graph_to_demote));
    CHECK(demoted(graph_to_demote, 1) == uniform_low(graph_to_demote));
}

TEST_CASE("ratios beyond 0 to 1 are refused", "[precision]")
{
    CHECK_THROWS_WITH(demoted(graph_to_demote, 1.5), "demotion: a ratio of 1.500000, expected 0 to 1");
    CHECK_THROWS_WITH(demoted(graph_to_demote, -0.1), "demotion: a ratio of -0.100000, expected 0 to 1");
    CHECK_THROWS_AS(demoted(graph_to_demote, std::nan("")), std::invalid_argument);
    module_graph broken = graph_to_demote;
    broken.modules[1].inputs = {4};
    CHECK_THROWS_AS(demoted(broken, 0.5), std::invalid_argument);
}
