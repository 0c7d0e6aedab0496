// tests/select/leave_one_out_test.cpp -- exact where errors are exact, better than others where they are not, and blind
// to the task that is held out.
#include "lowp/select/leave_one_out.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <vector>

#include "lowp/select/bootstrap.hpp"
#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/near.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

constexpr probe_method all_methods[] = {probe_method::ed_mf, probe_method::random_mf, probe_method::qr_mf,
                                        probe_method::bo_mf, probe_method::random};

double mean(const std::vector<double>& x)
{
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}
method_scores scores(const made_up::errors& e, const leave_one_out_options& how)
{
    return leave_one_out(e.view(), std::span<const double>(e.memory), how);
}
bool same(const task_score& a, const task_score& b)
{
    return a.front.hypervolume_difference == b.front.hypervolume_difference &&
           a.front.convergence == b.front.convergence &&
           (a.rmse == b.rmse || (std::isnan(a.rmse) && std::isnan(b.rmse)));
}

}  // namespace

TEST_CASE("of rank 5 without noise, five probes tell everything", "[select]")
{
    const auto made = made_up::make(made_up::kind::of_rank_5, 87, 0, 5);
    for (const bool is_capped : {false, true}) {
        const auto s = scores(made, {.is_capped = is_capped});
        REQUIRE(s[probe_method::ed_mf].size() == 87);
        for (const task_score& t : s[probe_method::ed_mf]) {
            CHECK(t.front.hypervolume_difference == 0);
            CHECK(t.front.convergence == 0);
            CHECK(t.rmse <= 1e-8);
        }
    }
}

TEST_CASE("with noise and under a cap the design beats QR's pivots and chance", "[select]")
{
    // QR's pivots are poor where noise decides about the last of them. On these six matrices the design has 0.07 to 0.9
    // of their difference, 0.2 in the mean; on matrices whose five factors all stand well above the noise they are as
    // good.
    std::vector<double> ed, qr, by_chance, rmse;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const auto s = scores(made_up::make(made_up::kind::nearly, 87, 0.01, seed), {.is_capped = true});
        const auto add = [](std::vector<double>& to, const std::vector<double>& more) {
            to.insert(to.end(), more.begin(), more.end());
        };
        add(ed, s.hypervolume_differences(probe_method::ed_mf));
        add(qr, s.hypervolume_differences(probe_method::qr_mf));
        add(by_chance, s.hypervolume_differences(probe_method::random_mf));
        CHECK(mean(s.rmses(probe_method::ed_mf)) <= 0.02);
        CHECK(mean(s.hypervolume_differences(probe_method::ed_mf)) <
              0.2 * mean(s.hypervolume_differences(probe_method::random)));
    }
    CAPTURE(mean(ed), mean(qr), mean(by_chance));
    CHECK(mean(ed) <= 0.35 * mean(qr));
    CHECK(mean(ed) <= 0.35 * mean(by_chance));
    CHECK(paired_bootstrap(ed, qr).high < 0);
    CHECK(paired_bootstrap(ed, by_chance).high < 0);
}

TEST_CASE("a held-out task teaches nothing", "[select]")
{
    // Of a task whose errors do not fit the others, only what is measured on it can be known.
    auto made = made_up::make(made_up::kind::of_rank_5, 20, 0, 3, 3);
    const auto honest = scores(made, {});
    for (std::size_t j = 0; j < made.configurations; ++j)
        made.values[7 * made.configurations + j] = j % 2 == 0 ? 0.9 : 0.1;
    const auto odd = scores(made, {});
    CHECK(honest[probe_method::ed_mf][7].rmse < 1e-8);
    CHECK(odd[probe_method::ed_mf][7].rmse > 0.1);
}

TEST_CASE("settings see what they say, and everything is a function of the stream", "[select]")
{
    const auto made = made_up::make(made_up::kind::nearly, 24, 0.01, 4, 4);
    for (const seen_errors seen : {seen_errors::uniform, seen_errors::by_memory}) {
        const leave_one_out_options how{.rank = 3, .seen = seen, .share = 0.5};
        const auto s = scores(made, how), again = scores(made, how);
        auto other = how;
        other.draw = stream{2};
        const auto another = scores(made, other);
        bool any_other = false;
        for (const probe_method m : all_methods)
            for (std::size_t i = 0; i < 24; ++i) {
                CHECK(same(s[m][i], again[m][i]));
                any_other = any_other || !same(s[m][i], another[m][i]);
                CHECK((s[m][i].front.convergence >= 0 && std::isfinite(s[m][i].front.convergence)));
                CHECK(std::isnan(s[m][i].rmse) == (m == probe_method::random));
            }
        CHECK(any_other);
        CHECK(mean(s.rmses(probe_method::ed_mf)) < 0.08);
    }

    // When little is seen, each task and configuration is still seen.
    const leave_one_out_options scarce{.probes = 2, .rank = 1, .seen = seen_errors::uniform, .share = 0.01};
    CHECK(scores(made, scarce)[probe_method::ed_mf].size() == 24);
}

TEST_CASE("of a held-out group nothing is learnt", "[select]")
{
    // Two groups of different structure: with a task's twin at hand its errors are known, without its group they are
    // not.
    auto made = made_up::make(made_up::kind::of_rank_5, 20, 0, 3, 3);
    std::vector<std::size_t> groups(20);
    for (std::size_t i = 0; i < 20; ++i) {
        groups[i] = i < 16 ? i : 100;
        for (std::size_t j = 0; j < made.configurations && i >= 16; ++j)
            made.values[i * made.configurations + j] =
                (j % 2 == 0 ? 0.9 : 0.1) * (1 - 0.1 * static_cast<double>(i - 16));
    }
    leave_one_out_options how{.rank = 6};
    how.probes = 6;
    const auto alone = scores(made, how);
    how.groups = groups;
    const auto grouped = scores(made, how);
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(alone[probe_method::ed_mf][i].rmse < 1e-6);
        if (i >= 16)
            CHECK(grouped[probe_method::ed_mf][i].rmse > 0.05);
        else
            CHECK(same(grouped[probe_method::ed_mf][i], alone[probe_method::ed_mf][i]));
    }
    // Tasks of a group change nothing for each other.
    for (std::size_t j = 0; j < made.configurations; ++j) made.values[17 * made.configurations + j] = 0.5;
    CHECK(same(scores(made, how)[probe_method::qr_mf][16], grouped[probe_method::qr_mf][16]));
}

TEST_CASE("completions that do not converge are counted", "[select]")
{
    const auto made = made_up::make(made_up::kind::nearly, 24, 0.01, 4, 4);
    leave_one_out_options how{.rank = 3, .seen = seen_errors::by_memory, .share = 0.5};
    CHECK(scores(made, how).unconverged == 0);
    how.imputation.iterations = 2;
    CHECK(scores(made, how).unconverged == 24);
    how.seen = seen_errors::all;
    CHECK(scores(made, how).unconverged == 0);
}

TEST_CASE("missing errors and failed runs", "[select]")
{
    auto made = made_up::make(made_up::kind::of_rank_5, 30, 0, 8, 2);
    made.values[3] = missing_error;
    made.values[made.configurations + 5] = failed_error;
    const auto s = scores(made, {.imputation = {.penalty_share = 1e-5, .iterations = 2000, .tolerance = 1e-10}});
    for (std::size_t i = 0; i < 30; ++i) CHECK(s[probe_method::ed_mf][i].rmse < 0.01);
    // A failed run on the estimated front counts as the worst error.
    CHECK(std::isfinite(s[probe_method::ed_mf][1].front.hypervolume_difference));
}

TEST_CASE("protocols that make no sense are refused", "[select]")
{
    auto made = made_up::make(made_up::kind::of_rank_5, 3, 0, 8, 1);
    const auto refused = [&](const leave_one_out_options& how) { return refused_by([&] { scores(made, how); }); };
    CHECK(refused({.probes = 0, .rank = 2}) == "leave_one_out: probes is 0, expected at least 1");
    CHECK(refused({.share = 0}) == "leave_one_out: share is 0, expected a share above 0, to 1");
    CHECK(refused({.rank = 5}) ==
          "leave_one_out: rank is 5, expected at most 2, the number of tasks left or of configurations");
    CHECK(refused({.rank = 2, .groups = {0, 0, 1}}) ==
          "leave_one_out: rank is 2, expected at most 1, the number of tasks left or of configurations");
    CHECK(refused({.probes = 1, .rank = 2}) == "leave_one_out: rank is 2, expected at most 1, the number of probes");
    CHECK(refused({.rank = 1, .groups = {4, 4, 4}}) == "leave_one_out: the number of groups is 1, expected at least 2");
    CHECK(refused({.groups = {0, 1}}) == "leave_one_out: the number of groups is 2, expected 3, one for each task");
    auto holes = made;
    holes.values[1] = missing_error, holes.values[9 + 1] = failed_error;
    CHECK(refused_by([&] { scores(holes, {.rank = 2}); }) ==
          "leave_one_out: the number of tasks with a measured error in column 1 is 1, expected at least 2, so that one "
          "is "
          "left when the other is held out");
    holes.values[1] = 0.5;
    CHECK(
        refused_by([&] { scores(holes, {.rank = 1, .groups = {3, 4, 3}}); }) ==
        "leave_one_out: the number of groups with a measured error in column 1 is 1, expected at least 2, so that one "
        "is left when the other is held out");
    made.memory[2] = -1;
    CHECK(refused({.rank = 2}) == "leave_one_out: memory(0, 2) is -1, expected a positive number");
    made.memory.pop_back();
    CHECK(refused({}) == "leave_one_out: the number of memories is 8, expected 9, one for each configuration");
    made = made_up::make(made_up::kind::of_rank_5, 1, 0, 8, 1);
    CHECK(refused({}) == "leave_one_out: the number of tasks is 1, expected at least 2");
    made = made_up::make(made_up::kind::of_rank_5, 3, 0, 8, 1);
    CHECK(refused_by([&] { leave_one_out(made.view(), matrix_view<const double>(made.memory.data(), 1, 9)); }) ==
          "leave_one_out: the number of memories is 9, expected 3 x 9 as of errors");
}
