// tests/optim/minimize_test.cpp -- how a minimization is run, watched and ended, whatever the method.
#include "lowp/optim/minimize.hpp"

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowp/optim/linear_problem.hpp"
#include "lowp/optim/lp_sgd.hpp"
#include "lowp/optim/svrg.hpp"
#include "lowp/optim/synthetic.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// f(w) = 1/2 w^2, and each step multiplies w by 1 - rate.
struct parabola {
    std::size_t size() const { return 2; }
    std::size_t dimension() const { return 1; }
    double loss(std::size_t, std::span<const double> w) const { return w[0] * w[0] / 2; }
    void add_gradient(std::size_t, std::span<const double> w, double c, std::span<double> g) const { g[0] += c * w[0]; }
};

// A method that does as it is told: w becomes the next of some numbers.
struct scripted {
    std::vector<double> next;
    bool goes_back = false;

    struct run : inner::run_basics {
        std::vector<double> next;
        bool goes_back;
        void advance(std::size_t round, std::span<const double>, std::span<double> w) { w[0] = next[round - 1]; }
        bool goes_on(double best, double now) const { return !goes_back || now <= best; }
    };
    template <class F>
    run begin(const F&, std::span<const double>, const minimize_options&) const
    {
        return {{}, next, goes_back};
    }
};

template <class Work>
std::string refused(const Work& work)
{
    try {
        work();
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a trace has a line for the start and for each round, and so has who watches", "[optim]")
{
    std::vector<double> w{1};
    std::vector<double> watched;
    const trace t = minimize(lp_sgd{.rate = 0.5}, parabola{}, w, {.rounds = 3},
                             [&](const outer_step& step, std::span<const double> now) {
                                 CHECK(step.round == watched.size());
                                 watched.push_back(now[0]);
                             });
    // Four steps a round, twice the two samples.
    CHECK(watched == std::vector<double>{1, 0x1p-4, 0x1p-8, 0x1p-12});
    CHECK(w[0] == 0x1p-12);
    REQUIRE(t.steps.size() == 4);
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(t.steps[k].round == k);
        CHECK(t.steps[k].gradients == 4 * k + 2 * (k + 1));
        CHECK((t.steps[k].gradient_norm == watched[k] && t.steps[k].value == watched[k] * watched[k] / 2));
        CHECK((t.steps[k].is_kept && t.steps[k].pitch == 0 && t.steps[k].clipped == 0));
    }
    CHECK(t.end == ending::rounds);
    CHECK(t.message.find("all rounds done after round 3") == 0);
}

TEST_CASE("endings", "[optim]")
{
    std::vector<double> w{1};
    trace t = minimize(lp_sgd{.rate = 0.5}, parabola{}, w, {.rounds = 9, .tolerance = 0x1p-8});
    CHECK((t.end == ending::tolerance && t.last().round == 2));
    CHECK(t.message.find("the tolerance is reached after round 2") == 0);
    w = {1};
    t = minimize(lp_sgd{.rate = 0.5}, parabola{}, w, {.rounds = 2, .tolerance = 0x1p-8});
    CHECK(t.end == ending::tolerance);  // in the last round
    w = {0};
    t = minimize(lp_sgd{.rate = 0.5}, parabola{}, w);
    CHECK((t.end == ending::stationary && t.steps.size() == 1));
    w = {1};
    t = minimize(lp_sgd{.rate = 1}, parabola{}, w);
    CHECK((t.end == ending::stationary && t.last().round == 1));
    CHECK(t.message.find("the gradient is zero after round 1") == 0);
}

TEST_CASE("a run that diverges stops, says so, and gives the best there was", "[optim]")
{
    std::vector<double> w{1};
    trace t = minimize(lp_sgd{.rate = 12}, parabola{}, w, {.rounds = 50});
    CHECK((t.end == ending::diverged && t.last().round == 5 && w[0] == 1));
    CHECK(t.message.find("diverged after round 5") == 0);
    w = {1};
    t = minimize(scripted{{0.5, 1, NAN}}, parabola{}, w, {.rounds = 3});
    CHECK((t.end == ending::diverged && t.steps.size() == 4 && w[0] == 0.5));
    w = {NAN};
    CHECK(minimize(svrg{}, parabola{}, w).end == ending::diverged);
}

TEST_CASE("a run that begins where f is zero, or at the optimum, has not diverged when it leaves", "[optim]")
{
    std::vector<double> w{1e-9};
    const trace t = minimize(scripted{{1e-3, 2e-3, 1e-3, 3e-3, 2e-3, 4e-3, 1e-3}}, parabola{}, w, {.rounds = 7});
    CHECK(t.end == ending::rounds);
}

TEST_CASE("a method may take up the best iterate again", "[optim]")
{
    std::vector<double> w{1};
    const trace t = minimize(scripted{{0.5, 0.7, NAN, 0.25, 1e9}, true}, parabola{}, w, {.rounds = 5});
    const double kept[] = {1, 0.5, 0.5, 0.5, 0.25, 0.25};
    const bool is_kept[] = {true, true, false, false, true, false};
    REQUIRE(t.steps.size() == 6);
    for (std::size_t k = 0; k < 6; ++k)
        CHECK((t.steps[k].gradient_norm == kept[k] && t.steps[k].is_kept == is_kept[k]));
    CHECK((w[0] == 0.25 && t.end == ending::rounds));
}

TEST_CASE("results are functions of the seed, and not of threads", "[optim]")
{
    const auto p = synthetic_regression({.samples = 3000, .dimension = 800, .label_noise = 0.1});
    const least_squares f{p.features, p.targets};
    const auto run = [&](stream draw, int threads) {
        std::vector<double> w(f.dimension());
        minimize(svrg{.rate = 0.2}, f, w, {.rounds = 2, .steps = 500, .draw = draw, .threads = threads});
        return w;
    };
    const auto one = run(stream{1}, 1);
    CHECK(run(stream{1}, 1) == one);
    CHECK(run(stream{1}, 3) == one);
    CHECK(run(stream{2}, 1) != one);
}

TEST_CASE("options that make no sense are refused by name", "[optim]")
{
    std::vector<double> w{1};
    CHECK(refused([&] { minimize(lp_sgd{.rate = -1}, parabola{}, w); }) ==
          "lp_sgd: rate is -1, expected a positive number");
    CHECK(refused([&] { minimize(svrg{.rate = NAN}, parabola{}, w); }) ==
          "svrg: rate is nan, expected a positive number");
    CHECK(refused([&] { minimize(sgd{.rate = -1}, parabola{}, w); }) == "sgd: rate is -1, expected a positive number");
    CHECK(refused([&] { minimize(svrg{}, parabola{}, w, {.tolerance = -0.5}); }) ==
          "minimize: tolerance is -0.5, expected a number that is not negative");
    CHECK(refused([&] { minimize(svrg{}, parabola{}, w, {.threads = 0}); }) ==
          "minimize: threads is 0, expected at least 1");
    CHECK(w[0] == 1);
}
