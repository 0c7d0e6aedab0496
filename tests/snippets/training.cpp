// tests/snippets/training.cpp -- the README's block on recipes and the loop.
#include "lowp/lowp.hpp"

lowp::data_set digits()
{
    lowp::data_set data{64, 10, {}, {}};
    for (std::uint64_t i = 0; i < 200; ++i) {
        for (std::uint64_t j = 0; j < 64; ++j) data.features.push_back(lowp::stream{i % 10}.uniform(j) + 0.1f * lowp::stream{i}.uniform(j));
        data.labels.push_back(static_cast<std::uint32_t>(i % 10));
    }
    return data;
}

// [snippet
#include <cstdio>

#include "lowp/lowp.hpp"

using namespace lowp;

double test_error(const data_set& data, const data_set& test)
{
    const stream s{1};
    const recipe fp8{weights{quantizer{known<e4m3fn>}}, activations{quantizer{known<e4m3fn>}},
                     errors{quantizer{known<e5m2>, stochastic{s.fork(1)}}}};  // roles left out stay binary32

    const auto net = network{dense{64, 128}, relu{}, dense{128, 10}};
    const auto observe = [](const epoch_report& e) { std::printf("epoch %d: loss %.3f\n", e.epoch, e.loss); };
    const auto run = train(net, data, fp8, sgd{.rate = 0.05f, .momentum = 0.9f}, {.epochs = 5, .batch = 32}, observe);
    return evaluate(run.net, test, fp8, run.state.step).error;
}
// snippet]

// [snippet
template <class Network>
auto trained_in_cycles(const Network& net, const data_set& data, std::uint64_t steps)
{
    const cyclic bits{.low = 3, .high = 8, .cycles = 8, .steps = steps};  // bits(1) == 3, bits(steps) == 8
    const auto cpt = cyclic_recipe(tensors_of(net, 64), bits, {.backward = 8, .draw = stream{1}});
    return train(net, data, cpt, sgd{.rate = 0.03f, .momentum = 0.9f}, {.epochs = 20, .batch = 64},
                 [&](const step_report& r) { std::printf("%d bits: loss %.3f\n", bits(r.step), r.loss); });
}
// snippet]

// [snippet
template <class Network>
auto trained_under_an_assignment(const Network& net, const data_set& data)
{
    const module_graph graph = graph_of(net, 32);  // groups and ratios take graphs with branches that join, too
    const assigned precision(graph, demoted(graph, 0.6), hybrid_formats(), {.threshold = 0.01});
    const auto run = train(net, data, precision.recipe(), sgd{.rate = 0.001f, .momentum = 0.9f},
                           {.epochs = 6, .batch = 32, .scaling = loss_scaling{}}, [](const step_report&) {}, keep_codes{});
    for (const promotion& p : precision.promotions())
        std::printf("step %d: %.1f %% overflow\n", static_cast<int>(p.step), 100 * p.share);
    std::printf("%s", assignment_text(graph, precision.assignment()).c_str());  // parse_assignment() reads it back
    return run;
}
// snippet]

int main()
{
    if (trained_under_an_assignment(network{dense{64, 32}, relu{}, dense{32, 10}}, digits()).diverged()) return 1;
    const auto run = trained_in_cycles(network{dense{64, 32}, relu{}, dense{32, 10}}, digits(), 80);
    if (run.diverged()) return 1;
    return test_error(digits(), digits()) < 0.1 ? 0 : 1;
}
