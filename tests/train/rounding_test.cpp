// tests/train/rounding_test.cpp -- rules that observe are told of every pass of a training, behind it, with its counts;
// and what they learn takes effect at the next pass.
#include "lowp/train/rounding.hpp"

#include <memory>
#include <vector>

#include "lowp/nn/dense.hpp"
#include "lowp/nn/graph_of.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/precision/assigned.hpp"
#include "lowp/precision/demotion.hpp"
#include "lowp/train/loop.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

struct pass_seen {
    std::uint64_t step;
    tensor what;
    tally seen;
};

using passes = std::shared_ptr<std::vector<pass_seen>>;

// Writes down each pass, with the tally that its numbers give when they are counted once more.
struct counting_quantizer {
    quantizer<floating_format> base;
    passes calls, expected;
    std::uint64_t step;
    tensor what;

    void operator()(std::span<const float> in, std::span<float> out) const { base(in, out); }
    void operator()(std::span<const float> in, std::span<float> out, tally& t) const
    {
        tally again;
        std::vector<float> ignored(in.size());
        base(in, ignored, again);
        CHECK(expected->size() == calls->size());  // observe() was called for all before
        expected->push_back({step, what, again});
        base(in, out, t);
    }
    counting_quantizer fork(std::uint64_t) const { return *this; }
    std::uint64_t stored_bytes(std::uint64_t n) const { return base.stored_bytes(n); }
};
// Writes down each call of observe().
struct watching_rule {
    quantizer<floating_format> base;
    passes calls, expected;

    counting_quantizer operator()(std::uint64_t step, const tensor& t) const
    {
        return {base, calls, expected, step, t};
    }
    void observe(std::uint64_t step, const tensor& t, const tally& seen) const { calls->push_back({step, t, seen}); }
};

data_set squares(std::size_t n, float range)
{
    data_set data{4, 2, {}, {}};
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < 4; ++j) data.features.push_back(range * stream{6}.uniform(4 * i + j));
        data.labels.push_back(data.features[4 * i] > data.features[4 * i + 1] ? 1 : 0);
    }
    return data;
}

const network row_of_three{dense{4, 5}, relu{}, dense{5, 2}};

std::vector<std::uint32_t> all_patterns(std::span<const float> numbers)
{
    std::vector<std::uint32_t> all;
    for (const float x : numbers) all.push_back(to_bits(x));
    return all;
}

}  // namespace

static_assert(observing_rule<watching_rule> && observing_rule<inner::assigned_rule>);
static_assert(!observing_rule<always_rule<any_quantizer>>);

TEST_CASE("observe() is called behind each pass, in the order of the header, with the counts of the pass", "[train]")
{
    const passes calls = std::make_shared<std::vector<pass_seen>>(),
                 expected = std::make_shared<std::vector<pass_seen>>();
    const watching_rule rule{{e2m1fn}, calls, expected};
    const recipe watched{weights{rule}, activations{rule}, errors{rule}, gradients{rule}, momentum{rule}, master{rule}};
    const quantizer plain{e2m1fn};
    const recipe silent{weights{plain},   activations{plain}, errors{plain},
                        gradients{plain}, momentum{plain},    master{plain}};
    const data_set data = squares(12, 8);
    const sgd method{.rate = 0.1f, .momentum = 0.5f};
    const auto run = train(row_of_three, data, watched, method, {.epochs = 2, .batch = 5});
    REQUIRE(run.state.step == 6);

    std::size_t next = 0;
    const auto came = [&](std::uint64_t step, const tensor& t) {
        const bool right = next < calls->size() && (*calls)[next].step == step && (*calls)[next].what == t &&
                           (*calls)[next].seen == (*expected)[next].seen;
        ++next;
        return right;
    };
    const auto parameters_came = [&](std::uint64_t step, role r) {
        bool right = true;
        for (const tensor& t :
             {tensor{r, 0, "weight", 4, 5}, {r, 0, "bias", 1, 5}, {r, 2, "weight", 5, 2}, {r, 2, "bias", 1, 2}})
            right = came(step, t) && right;
        return right;
    };
    CHECK((parameters_came(0, role::master) && parameters_came(0, role::weights)));
    for (std::uint64_t step = 1; step <= 6; ++step) {
        const std::size_t rows = step % 3 == 0 ? 2 : 5;
        CHECK(came(step, {role::activations, 0, "input", rows, 4}));
        for (const std::size_t l : {0u, 1u, 2u})
            CHECK(came(step, {role::activations, l, "output", rows, row_of_three.outputs(l)}));
        for (const std::size_t l : {2u, 1u, 0u})
            CHECK(came(step, {role::errors, l, "output", rows, row_of_three.outputs(l)}));
        for (const role r : {role::gradients, role::master, role::weights, role::momentum})
            CHECK(parameters_came(step, r));
    }
    CHECK((next == calls->size() && next == expected->size()));

    // To be watched changes nothing, and to be evaluated is not a pass of the training.
    const auto unwatched = train(row_of_three, data, silent, method, {.epochs = 2, .batch = 5});
    CHECK(all_patterns(run.state.weights) == all_patterns(unwatched.state.weights));
    CHECK(all_patterns(run.state.velocity) == all_patterns(unwatched.state.velocity));
    evaluate(run.net, data, watched, 7);
    CHECK(calls->size() == next);
}

TEST_CASE("what overflows at a step is high at the next", "[train]")
{
    // Inputs reach up to 40, and 1-4-3 ends at 30; a quarter of them are past it.
    const data_set data = squares(64, 40);
    const module_graph graph = graph_of(row_of_three, 8);
    const sgd method{.rate = 0.001f};
    const auto after = [&](std::uint64_t steps, std::optional<double> threshold) {
        const assigned precision(graph, uniform_low(graph), hybrid_formats(), {.threshold = threshold});
        const auto run = train(row_of_three, data, precision.recipe(), method, {.epochs = 9, .batch = 8},
                               [&](const step_report& r) { return r.step < steps; });
        return std::pair{run, precision};
    };
    const auto one = after(1, 0.01), one_without = after(1, {});
    // The promotion at step 1 has not changed step 1.
    CHECK(all_patterns(one.first.state.master) == all_patterns(one_without.first.state.master));
    CHECK(one_without.second.promotions().empty());
    const auto& promotions = one.second.promotions();
    REQUIRE(!promotions.empty());
    CHECK((promotions[0].step == 1 && promotions[0].tensor == module_tensor{0, role::activations}));
    CHECK((promotions[0].share > 0.1 && promotions[0].share < 0.4));

    const auto two = after(2, 0.01), two_without = after(2, {});
    CHECK(all_patterns(two.first.state.master) != all_patterns(two_without.first.state.master));

    // The same by hand: the input, and whatever else was promoted at step 1, low before and high from step 2 on.
    struct by_step {
        assigned low, then;
        auto operator()(std::uint64_t step, const tensor& t) const
        {
            const auto a = low.recipe(), b = then.recipe();
            return t.role == role::weights
                       ? (step <= 1 ? a.rule<role::weights>()(step, t) : b.rule<role::weights>()(step, t))
                   : t.role == role::activations
                       ? (step <= 1 ? a.rule<role::activations>()(step, t) : b.rule<role::activations>()(step, t))
                       : a.rule<role::errors>()(step, t);
        }
    };
    assignment promoted = uniform_low(graph);
    for (const promotion& p : promotions) promoted.set(p.tensor, precision_level::high);
    const by_step rule{{graph, uniform_low(graph), hybrid_formats(), {.threshold = {}}},
                       {graph, promoted, hybrid_formats(), {.threshold = {}}}};
    const recipe by_hand{weights{rule}, activations{rule}, errors{rule},
                         gradients{always(hybrid_formats().high.backward)}};
    const auto same = train(row_of_three, data, by_hand, method, {.epochs = 9, .batch = 8},
                            [&](const step_report& r) { return r.step < 2; });
    CHECK(all_patterns(same.state.master) == all_patterns(two.first.state.master));
}
