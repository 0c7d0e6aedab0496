// tests/train/loss_scaling_test.cpp -- the scale after good and bad steps, and trainings under it: which steps are
// skipped, that nothing moves in them, and that a scale alone changes no bit.
#include "lowp/train/loss_scaling.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "lowp/nn/dense.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/precision/recipe_text.hpp"
#include "lowp/train/loop.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// Two classes that the first feature tells apart.
data_set halves(std::size_t n)
{
    data_set data{3, 2, {}, {}};
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < 3; ++j) data.features.push_back(2 * stream{8}.uniform(3 * i + j) - 1);
        data.labels.push_back(data.features[3 * i] > 0 ? 1 : 0);
    }
    return data;
}

const network three_layers{dense{3, 6}, relu{}, dense{6, 2}};

std::vector<std::uint32_t> bits_of(std::span<const float> numbers)
{
    std::vector<std::uint32_t> all;
    for (const float x : numbers) all.push_back(to_bits(x));
    return all;
}

// Errors are binary32 but for one step, whose last ones are infinite.
struct bad_step_rule {
    std::uint64_t bad;

    struct spoiler {
        bool is_bad;

        void operator()(std::span<const float> in, std::span<float> out) const
        {
            for (std::size_t i = 0; i < in.size(); ++i)
                out[i] = is_bad ? std::numeric_limits<float>::infinity() : in[i];
        }
        spoiler fork(std::uint64_t) const { return *this; }
        std::uint64_t stored_bytes(std::uint64_t n) const { return 4 * n; }
    };
    spoiler operator()(std::uint64_t step, const tensor& t) const { return {step == bad && t.layer == 2}; }
};

}  // namespace

TEST_CASE("the scale halves behind a bad step and doubles behind good ones in a row", "[train]")
{
    const loss_scaling options{.growth_interval = 3};
    loss_scale s{.value = options.initial};
    const auto after = [&](bool good) {
        adapt(s, options, good);
        return s.value;
    };
    CHECK((after(true) == 65536 && after(true) == 65536));
    CHECK((after(false) == 32768 && s.good_steps == 0 && s.skipped == 1));
    CHECK((after(true) == 32768 && after(true) == 32768 && after(true) == 65536));
    CHECK((after(true) == 65536 && after(true) == 65536 && after(true) == 131072 && s.good_steps == 0));
    for (int i = 0; i < 400; ++i) after(false);
    CHECK((s.value == 0x1p-126f && s.skipped == 401));
    for (int i = 0; i < 900; ++i) after(true);
    CHECK(s.value == 0x1p126f);

    loss_scale still{.value = 4};
    const loss_scaling never_changes{.initial = 4, .growth = 1, .backoff = 1, .growth_interval = 1};
    for (const bool good : {true, false, true, false}) adapt(still, never_changes, good);
    CHECK((still.value == 4 && still.skipped == 2));
}

TEST_CASE("scales that are no powers of two are refused", "[train]")
{
    const std::string message =
        ", expected powers of two from 2^-126 to 2^126, growth at least 1 and backoff at most 1";
    CHECK_THROWS_WITH(expect_valid(loss_scaling{.initial = 1000, .growth = 1.5f}),
                      "loss scaling: initial 1000, growth 1.5 and backoff 0.5" + message);
    for (const loss_scaling& wrong :
         {loss_scaling{.initial = 1000}, loss_scaling{.initial = 0}, loss_scaling{.initial = -2},
          loss_scaling{.initial = NAN}, loss_scaling{.initial = INFINITY}, loss_scaling{.initial = 0x1p127f},
          loss_scaling{.initial = 0x1p-127f}, loss_scaling{.growth = 1.5f}, loss_scaling{.growth = 0.5f},
          loss_scaling{.backoff = 0.3f}, loss_scaling{.backoff = 2}}) {
        CHECK_THROWS_WITH(expect_valid(wrong), Catch::Matchers::EndsWith(message));
        CHECK_THROWS_WITH(train(three_layers, halves(8), recipe{}, sgd{}, {.scaling = wrong}),
                          Catch::Matchers::EndsWith(message));
    }
    CHECK_NOTHROW(expect_valid(loss_scaling{}));
    CHECK_NOTHROW(expect_valid(loss_scaling{.initial = 0x1p126f, .backoff = 0x1p-126f}));
}

TEST_CASE("a scale within the range of the formats changes no bit", "[train]")
{
    const data_set data = halves(50);
    const sgd method{.rate = 0.1f, .momentum = 0.9f};
    const auto trained = [&](const char* text, std::optional<loss_scaling> scaling) {
        return train(three_layers, data, parse_recipe(text).with(stream{2}), method,
                     {.epochs = 4, .batch = 8, .scaling = scaling});
    };
    for (const char* text : {"r:", "r: weights=e4m3fn activations=e4m3fn errors=bfloat16:stochastic gradients=bfloat16",
                             "r: all=bfloat16"}) {
        const auto plain = trained(text, {});
        CHECK(plain.state.scale == loss_scale{});
        for (const float initial : {1.0f, 65536.0f, 0x1p-8f}) {
            const auto scaled = trained(text, loss_scaling{.initial = initial});
            CAPTURE(text, initial);
            CHECK(bits_of(scaled.state.weights) == bits_of(plain.state.weights));
            CHECK(bits_of(scaled.state.master) == bits_of(plain.state.master));
            CHECK(bits_of(scaled.state.velocity) == bits_of(plain.state.velocity));
            // Each of the four epochs was good.
            CHECK(scaled.state.scale == loss_scale{.value = 16 * initial});
        }
    }
    // Where errors are too small for their format, a scale lets them through.
    const char* narrow = "r: errors=e4m3fn";
    CHECK(bits_of(trained(narrow, loss_scaling{.initial = 64}).state.master) !=
          bits_of(trained(narrow, {}).state.master));
}

TEST_CASE("a step with a gradient that is not finite is skipped", "[train]")
{
    const data_set data = halves(40);  // 5 steps an epoch
    const sgd method{.rate = 0.1f, .momentum = 0.9f};
    const recipe precision{errors{bad_step_rule{3}}};
    const loss_scaling scaling{.initial = 256};
    std::vector<step_report> steps;
    const auto with_steps = [&](int last) {
        steps.clear();
        return train(three_layers, data, precision, method, {.epochs = 3, .batch = 8, .scaling = scaling},
                     [&](const step_report& r) {
                         steps.push_back(r);
                         return r.step < static_cast<std::uint64_t>(last);
                     });
    };
    const auto two = with_steps(2), three = with_steps(3), four = with_steps(4);
    // Nothing moves in step 3: no weight, no velocity.
    CHECK(bits_of(three.state.weights) == bits_of(two.state.weights));
    CHECK(bits_of(three.state.master) == bits_of(two.state.master));
    CHECK(bits_of(three.state.velocity) == bits_of(two.state.velocity));
    CHECK(three.state.step == 3);
    CHECK(three.state.scale == loss_scale{.value = 128, .good_steps = 0, .skipped = 1});
    CHECK(bits_of(four.state.master) != bits_of(two.state.master));

    const auto all = with_steps(100);
    REQUIRE(steps.size() == 15);
    for (const step_report& r : steps) {
        CHECK(r.skipped == (r.step == 3));
        // From step 4 on five good steps to double at: behind step 8, and behind step 13.
        CHECK(r.scale == (r.step <= 3 ? 256.0f : r.step <= 8 ? 128.0f : r.step <= 13 ? 256.0f : 512.0f));
    }
    CHECK(all.state.scale == loss_scale{.value = 512, .good_steps = 2, .skipped = 1});
    CHECK_FALSE(all.diverged());

    // Without loss scaling nothing is skipped, and the run ends.
    const auto unguarded = train(three_layers, data, precision, method, {.epochs = 3, .batch = 8});
    CHECK((unguarded.diverged() && unguarded.state.step == 4 && unguarded.state.scale == loss_scale{}));
}

TEST_CASE("a step without a finite loss is skipped and not counted, and a whole epoch of them ends the run", "[train]")
{
    // Logits that are not numbers at steps up to `last`.
    struct spoiled_logits {
        std::uint64_t last;
        bad_step_rule::spoiler operator()(std::uint64_t step, const tensor& t) const
        {
            return {step <= last && t.layer == 2};
        }
    };
    const data_set data = halves(40);
    const auto trained = [&](std::uint64_t last, std::vector<step_report>& steps) {
        return train(three_layers, data, recipe{activations{spoiled_logits{last}}}, sgd{.rate = 0.1f},
                     {.epochs = 2, .batch = 8, .scaling = loss_scaling{}},
                     [&](const step_report& r) { steps.push_back(r); });
    };
    std::vector<step_report> steps;
    const auto two = trained(2, steps);
    REQUIRE((steps.size() == 10 && two.epochs.size() == 2 && !two.diverged()));
    CHECK((steps[0].skipped && steps[1].skipped && !steps[2].skipped && two.state.scale.skipped == 2));
    CHECK((!std::isfinite(steps[0].loss) && std::isfinite(steps[2].loss)));
    CHECK(std::fabs(two.epochs[0].loss - (steps[2].loss + steps[3].loss + steps[4].loss) / 3) < 1e-12);

    steps.clear();
    const auto five = trained(5, steps);
    CHECK((five.diverged() && five.epochs.size() == 1 && steps.size() == 5 && std::isnan(five.epochs[0].loss)));
}

TEST_CASE("weights are rounded anew behind a skipped step", "[train]")
{
    // The rule's format widens at the end of step 3, which is skipped.
    struct widening {
        quantizer<floating_format> operator()(std::uint64_t step, const tensor&) const
        {
            return {step < 3 ? e2m1fn : bfloat16};
        }
    };
    const recipe precision{weights{widening{}}, errors{bad_step_rule{3}}};
    const auto run = train(three_layers, halves(40), precision, sgd{.rate = 0.1f},
                           {.batch = 8, .scaling = loss_scaling{}}, [](const step_report& r) { return r.step < 3; });
    std::vector<float> expected(run.state.master.size());
    quantizer{known<bfloat16>}(run.state.master, expected);
    CHECK(bits_of(run.state.weights) == bits_of(expected));
}
