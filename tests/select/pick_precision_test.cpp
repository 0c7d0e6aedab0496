// tests/select/pick_precision_test.cpp -- a new task of known errors: what is measured, what is picked, what is kept.
#include "lowp/select/pick_precision.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <new>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/error_matrices.hpp"
#include "support/folder.hpp"
#include "support/near.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

// Thirty tasks to learn from, and the last as the new one.
struct study {
    made_up::errors made = made_up::make(made_up::kind::of_rank_5, 31, 0, 17, 4);
    std::vector<double> truth = made.row(30);
    std::vector<std::string> names;
    std::vector<std::size_t> measured;  // in order

    study()
    {
        for (std::size_t j = 0; j < made.configurations; ++j) names.push_back("c" + std::to_string(j));
    }
    matrix_view<const double> others() const { return {made.values.data(), 30, made.configurations}; }
    auto measure()
    {
        return [this](std::size_t j) {
            measured.push_back(j);
            return truth[j];
        };
    }
    picked_precision pick(const pick_options& how)
    {
        return pick_precision(names, others(), made.memory, how, measure());
    }
    std::string refused(const pick_options& how)
    {
        return refused_by([&] { pick(how); });
    }
};

std::string bytes_of_log(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
struct killed {};

}  // namespace

TEST_CASE("five runs tell the errors, the front and the best within the budget", "[select]")
{
    study s;
    for (const design_kind design : {design_kind::greedy, design_kind::relaxed}) {
        s.measured.clear();
        const double budget = 700;  // memory goes from 612 to 897
        const auto answer = s.pick({.budget = budget, .rank = 5, .design = design});
        CHECK((answer.rank == 5 && answer.probes.size() == 5 && answer.failures.empty()));
        REQUIRE(s.measured.size() == 5);
        for (std::size_t i = 0; i < 5; ++i) {
            CHECK(answer.probes[i].configuration == s.measured[i]);
            CHECK(answer.probes[i].error == s.truth[s.measured[i]]);
        }
        for (std::size_t j = 0; j < s.truth.size(); ++j) CHECK(is_near(answer.errors[j], s.truth[j], 1e-8, 1e-8));
        double lowest = 2;
        for (std::size_t j = 0; j < s.truth.size(); ++j)
            if (s.made.memory[j] <= budget) lowest = std::min(lowest, s.truth[j]);
        REQUIRE(answer.recommended);
        CHECK(s.made.memory[*answer.recommended] <= budget);
        CHECK(is_near(s.truth[*answer.recommended], lowest, 1e-8));
        for (const std::size_t j : answer.front)
            for (std::size_t i = 0; i < s.truth.size(); ++i)
                CHECK_FALSE((s.made.memory[i] <= s.made.memory[j] && s.truth[i] < s.truth[j] - 1e-8));
    }
    // What needs exactly the budget fits.
    const std::size_t dearest = s.pick({}).front.back();
    CHECK(s.pick({.budget = s.made.memory[dearest]}).recommended == dearest);
    CHECK(s.pick({.budget = s.made.memory[dearest] - 1}).recommended != dearest);
    CHECK_FALSE(s.pick({.budget = 1}).recommended);
    CHECK(s.pick({}).recommended == s.pick({}).front.back());
}

TEST_CASE("the rank is not above the number of probes", "[select]")
{
    study s;
    CHECK(s.pick({.probes = 2}).rank == 2);
    CHECK(s.pick({.probes = 4, .rank = 3}).rank == 3);
    CHECK(s.pick({.probes = 4, .rank = 4}).rank == 4);
    CHECK(s.refused({.probes = 4, .rank = 5}) == "pick_precision: rank is 5, expected at most 4, the number of probes");
    CHECK(s.pick({.probes = 20}).rank <= 5);
}

TEST_CASE("probes keep to their cap and their budgets", "[select]")
{
    study s;
    std::vector<double> sorted = s.made.memory;
    std::ranges::sort(sorted);
    const double cap = sorted[sorted.size() / 2];
    const auto capped = s.pick({.probe_memory = cap, .rank = 5});
    for (const auto& p : capped.probes) CHECK(s.made.memory[p.configuration] <= cap);
    for (std::size_t j = 0; j < s.truth.size(); ++j) CHECK(is_near(capped.errors[j], s.truth[j], 1e-6, 1e-6));

    const auto costly = s.pick({.probes = 100, .probe_costs = s.made.memory, .cost_budget = 12000, .rank = 5});
    double spent = 0;
    for (const auto& p : costly.probes) spent += s.made.memory[p.configuration];
    CHECK((spent <= 12000 && spent > 12000 - sorted.back()));
}

TEST_CASE("a run that fails is recorded, and another takes its place", "[select]")
{
    study s;
    const auto first = s.pick({.rank = 5});
    const std::size_t a = first.probes[0].configuration, b = first.probes[3].configuration;
    const auto measure = [&](std::size_t j) -> double {
        if (j == a) throw std::runtime_error("diverged");
        return j == b ? std::nan("") : s.truth[j];
    };
    for (const design_kind design : {design_kind::greedy, design_kind::relaxed}) {
        const auto answer = pick_precision(s.names, s.others(), s.made.memory, {.rank = 5, .design = design}, measure);
        CHECK(answer.probes.size() == 5);
        for (const auto& p : answer.probes) CHECK((p.configuration != a && p.configuration != b));
        for (const auto& f : answer.failures) {
            CHECK(f.reason == (f.configuration == a ? "diverged" : "the error is nan"));
            CHECK(std::isnan(answer.errors[f.configuration]));
            CHECK(std::ranges::find(answer.front, f.configuration) == answer.front.end());
            CHECK(answer.recommended != f.configuration);
        }
        for (std::size_t j = 0; j < s.truth.size(); ++j)
            if (std::ranges::find(answer.failures, j, &failed_probe::configuration) == answer.failures.end())
                CHECK(is_near(answer.errors[j], s.truth[j], 1e-6, 1e-6));
    }

    std::size_t tried = 0;
    const auto never = [&](std::size_t) -> double { throw std::runtime_error("no GPU " + std::to_string(++tried)); };
    CHECK(thrown_by([&] {
              pick_precision(s.names, s.others(), s.made.memory, {.most_failures = 3}, never);
          }).ends_with("', failed: no GPU 3"));
    CHECK(tried == 3);
    CHECK(thrown_by([&] { s.pick({.probe_costs = s.made.memory, .cost_budget = 1}); }) ==
          "pick_precision: no probe could be measured: none fits the budget of cost");
}

TEST_CASE("mistakes and a lack of memory are no failed runs", "[select]")
{
    const own_folder folder;
    study s;
    const auto picks = [&](auto measure) {
        pick_precision(s.names, s.others(), s.made.memory, {.results = folder.path / "runs.csv"}, measure);
    };
    CHECK_THROWS_AS(picks([](std::size_t) -> double { throw std::out_of_range("recipes"); }), std::out_of_range);
    CHECK_THROWS_AS(picks([](std::size_t) -> double { throw std::bad_alloc(); }), std::bad_alloc);
    CHECK(bytes_of_log(folder.path / "runs.csv") == "configuration,error\n");
}

TEST_CASE("a killed run goes on where it was", "[select]")
{
    const own_folder folder;
    study whole;
    const auto expected = whole.pick({.rank = 5});
    for (std::size_t kill_at = 0; kill_at <= 5; ++kill_at) {
        study s;
        const auto path = folder.path / ("runs" + std::to_string(kill_at) + ".csv");
        const pick_options how{.rank = 5, .results = path};
        const auto dies = [&](std::size_t j) {
            if (s.measured.size() == kill_at) throw killed{};  // no std::exception: passes through
            return s.measure()(j);
        };
        try {
            pick_precision(s.names, s.others(), s.made.memory, how, dies);
        } catch (killed) {
            CHECK(std::ranges::count(bytes_of_log(path), '\n') == static_cast<int>(kill_at) + 1);
        }
        const auto answer = s.pick(how);
        CHECK(s.measured == whole.measured);  // each once, in the same order
        CHECK((answer.errors == expected.errors && answer.front == expected.front));
        CHECK(s.pick(how).errors == expected.errors);  // a third time there is nothing to do
        CHECK(s.measured.size() == 5);
    }
}

TEST_CASE("failures are remembered, and a corrupt file is left alone", "[select]")
{
    const own_folder folder;
    study s;
    const std::size_t a = s.pick({.rank = 5}).probes[1].configuration;
    const auto path = folder.file("runs.csv", "configuration,error\n" + s.names[a] + ",failed\n");
    s.measured.clear();
    const auto answer = s.pick({.rank = 5, .results = path});
    CHECK(std::ranges::find(s.measured, a) == s.measured.end());
    REQUIRE(answer.failures.size() == 1);
    CHECK(answer.failures[0].configuration == a);
    CHECK(answer.failures[0].reason ==
          "failed in an earlier run; remove its line from " + path.string() + " to try again");
    // They do not use up this run's.
    std::string all = "configuration,error\n";
    for (std::size_t j = 0; j < 6; ++j) all += s.names[j] + ",failed\n";
    const auto goes_on = s.pick({.most_failures = 1, .rank = 5, .results = folder.file("failed.csv", all)});
    CHECK((goes_on.failures.size() == 6 && goes_on.probes.size() == 5));
    // Of more than are asked for in the file, all count.
    std::string many = "configuration,error\n";
    for (std::size_t j = 0; j < 6; ++j) many += s.names[j] + ",0.5\n";
    s.measured.clear();
    CHECK(s.pick({.probes = 5, .rank = 5, .results = folder.file("many.csv", many)}).probes.size() == 6);
    CHECK(s.measured.empty());

    const std::string corrupt = "configuration,error\nc1,0.5\nc2,much\n";
    const auto bad = folder.file("bad.csv", corrupt);
    s.measured.clear();
    CHECK(thrown_by([&] { s.pick({.results = bad}); }).starts_with(bad.string() + ":3: field 2 is 'much'"));
    CHECK((s.measured.empty() && bytes_of_log(bad) == corrupt));
}

TEST_CASE("progress counts up to the total and the time to nothing", "[select]")
{
    study s;
    std::vector<pick_progress> seen;
    s.pick({.probes = 4, .rank = 3, .progress = [&](const pick_progress& p) { seen.push_back(p); }});
    REQUIRE(seen.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK((seen[i].done == i && seen[i].total == 4));
        CHECK((i == 0 ? std::isnan(seen[i].seconds_left) : seen[i].seconds_left >= 0));
    }
    CHECK(seen.back().seconds_left == 0);
}

TEST_CASE("errors of which some are missing are completed first", "[select]")
{
    study s;
    made_up::numbers next{3};
    for (std::size_t i = 0; i < 30 * s.made.configurations; ++i)
        if (next() < 0.3) s.made.values[i] = i % 2 == 0 ? missing_error : failed_error;
    const soft_impute_options how{.penalty_share = 1e-3, .iterations = 500};
    const std::vector<double> chance(30 * s.made.configurations, 0.7);
    for (const matrix_view<const double> p :
         {matrix_view<const double>{}, matrix_view<const double>{chance.data(), 30, s.made.configurations}}) {
        const auto answer = s.pick({.rank = 5, .probabilities = p, .imputation = how});
        double worst = 0;
        for (std::size_t j = 0; j < s.truth.size(); ++j)
            worst = std::max(worst, std::fabs(answer.errors[j] - s.truth[j]));
        CHECK(worst < 0.05);
        REQUIRE(answer.completion);
        CHECK(answer.completion->converged);
    }
    CHECK_FALSE(s.pick({.rank = 5, .imputation = {.iterations = 2}}).completion->converged);
    CHECK_FALSE(study().pick({}).completion);  // nothing is missing
}

TEST_CASE("names may come with the errors", "[select]")
{
    study s;
    error_matrix e = make_error_matrix(std::vector<std::string>(s.names.begin(), s.names.begin() + 30), s.names);
    std::copy_n(s.made.values.begin(), e.values.size(), e.values.begin());
    const auto measure = s.measure();
    const auto answer = pick_precision(e, s.made.memory, {.rank = 5}, measure);
    CHECK(answer.errors == s.pick({.rank = 5}).errors);
}

TEST_CASE("what makes no sense is refused before anything is measured", "[select]")
{
    study s;
    CHECK(s.refused({.budget = 0}) == "pick_precision: budget is 0, expected a positive number");
    CHECK(s.refused({.probes = 0}).find("probes is 0, expected at least 1") != std::string::npos);
    CHECK(s.refused({.probe_memory = 1}).starts_with("pick_precision: probe_memory is 1, expected at least that of"));
    CHECK(s.refused({.probe_costs = {1}}) ==
          "design: the number of costs is 1, expected 36, one for each configuration");
    CHECK(s.refused({.probes = 31, .rank = 31}) == "embed: rank is 31, expected at most 30");
    s.made.memory[4] = 0;
    CHECK(s.refused({}) == "pick_precision: memory[4] is 0, expected a positive number");
    s.made.memory.pop_back();
    CHECK(s.refused({}) == "pick_precision: the number of memories is 35, expected 36, one for each configuration");
    s.names[3] = "c2";
    CHECK(s.refused({}) == "error matrix: configurations[3] is 'c2', expected each name once");
    s.names.pop_back();
    CHECK(s.refused({}) == "pick_precision: the number of names is 35, expected 36, one for each column of errors");
    s.made.values[1] = 3;
    CHECK(s.refused({}) == "pick_precision: errors(0, 1) is 3, expected a share of 0 to 1");
    CHECK(s.measured.empty());

    study t;
    CHECK(refused_by([&] {
              pick_precision(t.names, t.others(), t.made.memory, {}, [](std::size_t) { return 7.5; });
          }).ends_with("' is 7.5, expected a share of 0 to 1"));
}
