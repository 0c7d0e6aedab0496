// tests/train/keep_codes_test.cpp -- a training whose activations wait as codes is, bit for bit, the one in floats, and
// the codes take the bytes of the account.
#include "lowp/train/keep_codes.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "lowp/nn/dense.hpp"
#include "lowp/nn/graph_of.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/precision/assigned.hpp"
#include "lowp/precision/maybe.hpp"
#include "lowp/precision/memory.hpp"
#include "lowp/precision/recipe_text.hpp"
#include "lowp/train/loop.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

data_set stripes(std::size_t n, float range)
{
    data_set data{5, 3, {}, {}};
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < 5; ++j) data.features.push_back(range * (2 * stream{4}.uniform(5 * i + j) - 1));
        data.labels.push_back(data.features[5 * i] > range / 3 ? 2 : data.features[5 * i] > -range / 3 ? 1 : 0);
    }
    return data;
}

const network five_layers{dense{5, 7}, relu{}, dense{7, 6}, relu{}, dense{6, 3}};
const network one_layer{dense{5, 3}};
const network two_layers{dense{5, 3}, relu{}};

// All that the two runs leave behind.
template <class Run>
std::vector<std::uint64_t> all_bits(const Run& run)
{
    std::vector<std::uint64_t> all{run.state.step, run.state.scale.skipped, to_bits(run.state.scale.value)};
    for (const auto* numbers : {&run.state.weights, &run.state.master, &run.state.velocity})
        for (const float x : *numbers) all.push_back(to_bits(x));
    for (const epoch_report& epoch : run.epochs) all.push_back(to_bits(epoch.loss));
    return all;
}

// What an observer sees, step by step.
struct steps_seen {
    std::vector<std::uint64_t>* all;

    void operator()(const step_report& r) const { all->insert(all->end(), {to_bits(r.loss), r.correct, r.skipped}); }
};

constexpr std::size_t activations_place = static_cast<std::size_t>(role::activations);

}  // namespace

TEST_CASE("stored activations change no bit of a run, and take what the account says", "[train]")
{
    const data_set data = stripes(53, 1);
    const sgd method{.rate = 0.1f, .momentum = 0.9f};
    const auto compared = [&](const auto& net, const auto& precision, std::optional<loss_scaling> scaling = {}) {
        const train_options options{.epochs = 4, .batch = 8, .order = stream{3}, .scaling = scaling};
        std::vector<std::uint64_t> in_floats, in_codes;
        const auto emulated = train(net, data, precision, method, options, steps_seen{&in_floats});
        const auto stored = train(net, data, precision, method, options, steps_seen{&in_codes}, keep_codes{});
        CHECK(all_bits(stored) == all_bits(emulated));
        CHECK((in_codes == in_floats && in_codes.size() == 3 * 28));
        CHECK(stored.memory.held == bytes_held(tensors_of(net, 8), precision, 1).bytes[activations_place]);
        CHECK((emulated.memory.held == 0 && emulated.memory.floats == 4 * 8 * [&] {
            std::size_t sum = net.inputs();
            for (std::size_t l = 0; l < net.layer_count; ++l) sum += net.outputs(l);
            return sum;
        }()));
        return stored.memory;
    };
    for (const char* text :
         {"r:", "r: activations=e4m3fn", "r: weights=e4m3fn activations=e3m4:stochastic errors=e5m2:stochastic",
          "r: activations=bfloat16 master=bfloat16:stochastic", "r: activations=q2.5:stochastic",
          "r: activations=e2m1fn", "r: activations=e4m3fnuz:stochastic", "r: activations=tf32", "r: activations=l4.3",
          "r: activations=e2m3fn"}) {
        CAPTURE(text);
        const auto precision = parse_recipe(text).with(stream{9});
        compared(five_layers, precision);
        compared(one_layer, precision);
        compared(two_layers, precision);
        compared(five_layers, precision, loss_scaling{});
    }
    // 5 + 7 + 7 + 6 + 6 + 3 columns of 8 bits; buffers of 7 (5, 7, 6) and of 7 (7, 6, 3) columns.
    const recipe fp8{activations{always(known<e4m3fn>)}};
    CHECK(compared(five_layers, fp8) == activation_memory{8 * 34, 4 * 8 * 14});
    const auto sometimes = [](std::uint64_t step, const tensor& t) -> maybe<any_quantizer> {
        if ((step + t.layer) % 2 == 0) return {};
        return {any_quantizer{e4m3fn}};
    };
    const recipe in_turns{activations{sometimes}};
    const auto both = [&](auto keep) {
        return train(five_layers, data, in_turns, method, {.epochs = 2, .batch = 8}, [](const epoch_report&) {}, keep);
    };
    const auto stored = both(keep_codes{}), emulated = both(keep_floats{});
    CHECK(all_bits(stored) == all_bits(emulated));
    CHECK(stored.memory.held == std::max(bytes_held(tensors_of(five_layers, 8), in_turns, 1).bytes[activations_place],
                                         bytes_held(tensors_of(five_layers, 8), in_turns, 2).bytes[activations_place]));
}

TEST_CASE("a tensor that is promoted is stored in its new format", "[train]")
{
    const data_set data = stripes(64, 40);  // past 30, where 1-4-3 ends
    const module_graph graph = graph_of(five_layers, 8);
    const auto run_with = [&](auto keep, const assigned& precision) {
        return train(
            five_layers, data, precision.recipe(), sgd{.rate = 0.001f, .momentum = 0.9f},
            {.epochs = 4, .batch = 8, .scaling = loss_scaling{}}, [](const epoch_report&) {}, keep);
    };
    const assigned first(graph, uniform_low(graph), hybrid_formats()),
        second(graph, uniform_low(graph), hybrid_formats());
    const auto stored = run_with(keep_codes{}, first), emulated = run_with(keep_floats{}, second);
    CHECK(all_bits(stored) == all_bits(emulated));
    REQUIRE(!first.promotions().empty());
    CHECK(first.assignment() == second.assignment());
    // Bytes only grow, so the last step's are the most.
    CHECK(stored.memory.held ==
          bytes_held(tensors_of(five_layers, 8), first.recipe(), stored.state.step).bytes[activations_place]);
    CHECK(stored.memory.held > 8 * 34);
}

TEST_CASE("every value of a format is held, and what cannot be is refused", "[train]")
{
    const float infinity = std::numeric_limits<float>::infinity();
    const any_quantizer q{e5m2, nearest_even{}, on_overflow::infinity};
    std::vector<float> x{0, -0.0f, 1, -1.75f, 57344, infinity, -infinity, 0x1p-16f, NAN}, y(x.size());
    keep_codes kept;
    kept.hold(3, q, x);
    CHECK(kept.bytes() == x.size());
    kept.restore(3, y);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) CHECK(to_bits(y[i]) == to_bits(x[i]));
    CHECK(std::isnan(y.back()));

    CHECK(storage_format(hybrid_formats().low.forward) == any_format{floating_format{4, 3, 11, specials::none}});
    CHECK(storage_format(maybe<any_quantizer>{}) == any_format{binary32});
    CHECK_THROWS_WITH(storage_format(hybrid_formats().low.backward),
                      "stored activations: infinity in a format without it, expected saturation");
    CHECK_THROWS_WITH(storage_format(any_quantizer{e4m3fn, nearest_even{}, on_overflow::saturate, true}),
                      "stored activations: a scaled tensor, expected one format");
}
