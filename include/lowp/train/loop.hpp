// lowp/train/loop.hpp -- the training loop, with a precision at every tensor.
//
//     auto run = train(net, data, fp8, sgd{.rate = 0.1f, .momentum = 0.9f}, {.epochs = 20, .batch = 32}, observe);
//
// What is rounded, and when, in the order of QPyTorch's OptimLP (Zhang et al. 2019):
//
//     x       <- Q_activations(input)                      y_l <- Q_activations(layer_l(Q_weights(w), y_(l-1)))
//     dL/dy_l <- Q_errors(...)  for l = last ... first     g   <- Q_gradients(dL/dw)
//     v' <- momentum * v + g;    master <- Q_master(master - rate * v');    w <- Q_weights(master);    v <-
//     Q_momentum(v')
//
// Numbers are kept in binary32 on their grids (emulation), activations as codes if asked for. All state is in values: a
// run is a function of its arguments.
//
// With loss scaling dL/dy_last is multiplied by S before it is rounded, and g, once rounded, divided by S; if g is not
// finite the step is skipped: master weights and v stay, and w is rounded anew, for rules may have changed. A skipped
// step whose loss is not finite does not end the run, unless an epoch has no others.
//
// A rule with observe() (lowp/precision/rule.hpp) is called behind each of these passes. Those before the first step
// are passes of step 0: master and w. Within a step the order is that of the lines above: x, y_first to y_last,
// dL/dy_last to dL/dy_first, then all g, all master, all w, all v, each in the order of layers. What a rule changes in
// observe() takes effect at its next pass.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "lowp/core/data_set.hpp"
#include "lowp/nn/loss.hpp"
#include "lowp/nn/network.hpp"
#include "lowp/optim/sgd.hpp"
#include "lowp/precision/recipe.hpp"
#include "lowp/train/batches.hpp"
#include "lowp/train/loss_scaling.hpp"
#include "lowp/train/rounding.hpp"
#include "lowp/train/workspace.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct train_options {
    int epochs = 1;
    std::size_t batch = 32;                 // samples a step; the last of an epoch may have fewer
    stream order{};                         // draws the order of samples, anew each epoch
    int threads = 1;                        // for GEMM; the result does not depend on it
    std::optional<loss_scaling> scaling{};  // none: gradients stay as they are, and no step is skipped
};

struct epoch_report {
    int epoch, epochs;    // counted from 1
    std::uint64_t steps;  // made so far
    double loss;          // mean training loss over the epoch's samples, before their updates
    bool diverged;        // the loss is no longer a finite number: the run ends here
};

struct step_report {
    int epoch;
    std::uint64_t step;            // counted from 1, over all epochs
    double loss;                   // mean over the batch, before the update
    std::size_t samples, correct;  // of the batch
    float scale = 1;               // that the gradient of the loss was multiplied by
    bool skipped = false;          // a gradient was not finite: no update
};

// Everything that a run carries from one step to the next.
struct training_state {
    aligned_vector<float> weights, master, velocity;  // as long as the network has parameters
    std::uint64_t step = 0;
    loss_scale scale{};
};

template <class Network>
struct training_run {
    Network net;  // with the weights of the last step, in their format
    training_state state;
    std::vector<epoch_report> epochs;
    activation_memory memory{};

    bool diverged() const noexcept { return !epochs.empty() && epochs.back().diverged; }
};

struct evaluation {
    double loss;   // mean cross-entropy
    double error;  // share of misclassified samples, 0 to 1
};

namespace inner {

// The optimizer of a step: itself, or what a schedule says.
inline const sgd& method_at(const sgd& method, std::uint64_t) noexcept { return method; }
template <class Schedule>
    requires std::same_as<std::invoke_result_t<const Schedule&, std::uint64_t>, sgd>
sgd method_at(const Schedule& schedule, std::uint64_t step)
{
    return schedule(step);
}
template <class Method>
sgd valid_method_at(const Method& of_steps, std::uint64_t step)
{
    const sgd method = method_at(of_steps, step);
    if (!(std::isfinite(method.rate) && method.rate >= 0 && method.momentum >= 0 && method.momentum < 1))
        throw std::invalid_argument("sgd: expected a finite rate of at least 0, and a momentum from 0 to below 1");
    return method;
}

// What comes from outside (files, command lines) and does not fit throws.
template <class Network>
void expect_fit(const Network& net, const data_set& data)
{
    const auto fail = [](const std::string& what) { throw std::invalid_argument("training data: " + what); };
    if (data.size() == 0) fail("no samples, expected at least one");
    if (data.features.size() != data.size() * data.dimension)
        fail(std::to_string(data.features.size()) + " features in all, expected " + std::to_string(data.dimension) +
             " for each of " + std::to_string(data.size()) + " labels");
    if (data.dimension != net.inputs())
        fail(std::to_string(data.dimension) + " features a sample, expected the network's " +
             std::to_string(net.inputs()) + " inputs");
    if (data.classes > net.outputs())
        fail(std::to_string(data.classes) + " classes, expected at most the network's " +
             std::to_string(net.outputs()) + " outputs");
    for (std::size_t i = 0; i < data.size(); ++i)
        if (data.labels[i] >= data.classes)
            fail("label " + std::to_string(data.labels[i]) + " of sample " + std::to_string(i) +
                 ", expected labels below the number of classes, " + std::to_string(data.classes));
    // A format without NaN would turn it into a number.
    for (std::size_t i = 0; i < data.features.size(); ++i)
        if (!std::isfinite(data.features[i]))
            fail("a feature of sample " + std::to_string(i / data.dimension) + " is not a finite number");
}

// Whether a run goes on, when its observer has been told, if it is one of such reports.
template <class Observe, class Report>
bool goes_on([[maybe_unused]] Observe& observe, [[maybe_unused]] const Report& report)
{
    if constexpr (!std::invocable<Observe&, const Report&>)
        return true;
    else if constexpr (std::same_as<std::invoke_result_t<Observe&, const Report&>, bool>)
        return observe(report);
    else
        return observe(report), true;
}

}  // namespace inner

// Trains a copy of the network. `method` is an sgd, or a function that gives the sgd of a step. `observe` is called
// after each epoch with an epoch_report, and after each step with a step_report, if it can be (a generic one is called
// with both); where it returns a bool, false ends the run, within an epoch without a report of that. `kept` says how
// activations wait for the backward pass: in floats, or as codes (lowp/train/keep_codes.hpp); no bit of the run depends
// on it. Throws std::invalid_argument when data and network do not fit or an option is out of range.
template <class Network, class Recipe, class Method, class Observe, class Keep = keep_floats>
training_run<Network> train(Network net, const data_set& data, const Recipe& precision, const Method& method,
                            const train_options& options, Observe&& observe, Keep kept = {})
{
    inner::expect_fit(net, data);
    if (options.batch == 0 || options.epochs < 0 || options.threads < 1)
        throw std::invalid_argument(
            "training options: expected a batch and threads of at least 1, and no negative number of epochs");
    static_cast<void>(inner::valid_method_at(method, 1));

    loss_scaling scaling = options.scaling.value_or(loss_scaling{});
    expect_valid(scaling);
    if (scaling.growth_interval == 0) scaling.growth_interval = (data.size() + options.batch - 1) / options.batch;

    const auto& weight_rule = precision.template rule<role::weights>();
    const auto& master_rule = precision.template rule<role::master>();
    const auto& activation_rule = precision.template rule<role::activations>();
    const auto& error_rule = precision.template rule<role::errors>();
    const auto& gradient_rule = precision.template rule<role::gradients>();
    const auto& momentum_rule = precision.template rule<role::momentum>();
    const compute how{precision.accumulator(), options.threads};

    const std::size_t count = net.parameters().size();
    training_state state{aligned_vector<float>(count), aligned_vector<float>(count), aligned_vector<float>(count)};
    if (options.scaling) state.scale.value = scaling.initial;
    round_parameters(net, role::master, master_rule, 0, net.parameters(), state.master);
    round_parameters(net, role::weights, weight_rule, 0, state.master, state.weights);

    static_assert(std::invocable<Observe&, const epoch_report&> || std::invocable<Observe&, const step_report&>,
                  "train: an observer of epoch_report, step_report, or both");
    workspace room(net, std::min(options.batch, data.size()), Keep::frees_floats);
    activation_memory memory{0, room.activation_bytes};
    std::vector<epoch_report> reports;
    bool goes_on = true;
    for (int epoch = 1; goes_on && epoch <= options.epochs; ++epoch) {
        double loss = 0;
        std::size_t counted = 0;  // samples
        for (const auto& samples :
             shuffled_batches(data.size(), options.batch, options.order.fork(static_cast<std::uint64_t>(epoch)))) {
            const std::uint64_t step = ++state.step;
            room.resize(samples.size());
            gather(data, samples, room.x, room.labels);

            const auto round_activation = rounder(role::activations, activation_rule, step);
            kept.hold(0, round_activation(0, room.x, "input"), elements(room.x));
            net.forward(state.weights, room.x, room.outputs, how, [&](std::size_t l, const matrix_view<float>& y) {
                kept.hold(l + 1, round_activation(l, y), elements(y));
            });
            memory.held = std::max(memory.held, kept.bytes());
            const double mean = softmax_cross_entropy(room.outputs.back(), room.labels, room.errors.back());
            std::size_t wrong = 0;
            if constexpr (std::invocable<Observe&, const step_report&>)
                wrong = misclassified(room.outputs.back(), room.labels);

            const auto round_error = rounder(role::errors, error_rule, step);
            const matrix_view<float> by_logits = room.errors.back();
            const float scale = state.scale.value;
            if (options.scaling) rescale(elements(by_logits), scale);
            round_error(net.layer_count - 1, by_logits);
            // Behind the error of layer l its neighbour's turn comes, which reads tensor l.
            net.backward(state.weights, room.x, room.outputs, room.errors, room.gradients, how,
                         [&](std::size_t l, const matrix_view<float>& e) {
                             round_error(l, e);
                             kept.restore(l, elements(l == 0 ? room.x : room.outputs[l - 1]));
                         });
            round_parameters(net, role::gradients, gradient_rule, step, room.gradients, room.gradients);

            const bool updates = !options.scaling || all_finite(room.gradients);
            if (options.scaling) adapt(state.scale, scaling, updates);
            if (updates || std::isfinite(mean)) {
                loss += unfused_product(mean, static_cast<double>(samples.size()));
                counted += samples.size();
            }
            if (updates) {
                if (options.scaling) rescale(room.gradients, 1 / scale);
                inner::valid_method_at(method, step).step(state.master, state.velocity, room.gradients);
                round_parameters(net, role::master, master_rule, step, state.master, state.master);
            }
            round_parameters(net, role::weights, weight_rule, step, state.master, state.weights);
            if (updates) round_parameters(net, role::momentum, momentum_rule, step, state.velocity, state.velocity);
            if constexpr (std::invocable<Observe&, const step_report&>) {
                goes_on = inner::goes_on(
                    observe, step_report{epoch, step, mean, samples.size(), samples.size() - wrong, scale, !updates});
            }
            if (!goes_on || !std::isfinite(loss)) break;
        }
        if (!goes_on && std::isfinite(loss)) break;
        loss /= static_cast<double>(counted);  // 0 / 0 where every step was skipped and had no finite loss
        reports.push_back({epoch, options.epochs, state.step, loss, !std::isfinite(loss)});
        goes_on = inner::goes_on(observe, std::as_const(reports.back())) && goes_on && !reports.back().diverged;
    }
    std::ranges::copy(state.weights, net.parameters().begin());
    return {std::move(net), std::move(state), std::move(reports), memory};
}

template <class Network, class Recipe, class Method>
training_run<Network> train(Network net, const data_set& data, const Recipe& precision, const Method& method,
                            const train_options& options = {})
{
    return train(std::move(net), data, precision, method, options, [](const epoch_report&) {});
}

// The network's loss and error on a data set, its activations rounded as at `step` of a training and its parameters
// taken as they are. The whole set is one batch. Rules are not told of it.
template <class Network, class Recipe>
evaluation evaluate(const Network& net, const data_set& data, const Recipe& precision, std::uint64_t step = 0,
                    int threads = 1)
{
    inner::expect_fit(net, data);
    workspace room(net, data.size());
    const auto& rule = precision.template rule<role::activations>();
    const auto round_activation = silent_rounder(role::activations, rule, step);
    const compute how{precision.accumulator(), threads};
    std::ranges::copy(data.features, room.x.data);
    round_activation(0, room.x, "input");
    net.forward(net.parameters(), room.x, room.outputs, how, round_activation);
    const auto logits = room.outputs.back();
    return {softmax_cross_entropy(logits, data.labels),
            static_cast<double>(misclassified(logits, data.labels)) / static_cast<double>(data.size())};
}

}  // namespace LOWP_ISA
}  // namespace lowp
