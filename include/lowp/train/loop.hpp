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
// Numbers are kept in binary32 on their grids (emulation). All state is in values: a run is a function of its
// arguments.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
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
#include "lowp/train/workspace.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct train_options {
    int epochs = 1;
    std::size_t batch = 32;  // samples a step; the last of an epoch may have fewer
    stream order{};          // draws the order of samples, anew each epoch
    int threads = 1;         // for GEMM; the result does not depend on it
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
};

// Everything that a run carries from one step to the next.
struct training_state {
    aligned_vector<float> weights, master, velocity;  // as long as the network has parameters
    std::uint64_t step = 0;
};

template <class Network>
struct training_run {
    Network net;  // with the weights of the last step, in their format
    training_state state;
    std::vector<epoch_report> epochs;

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
inline void expect_valid(const sgd& method)
{
    if (!(std::isfinite(method.rate) && method.rate >= 0 && method.momentum >= 0 && method.momentum < 1))
        throw std::invalid_argument("sgd: expected a finite rate of at least 0, and a momentum from 0 to below 1");
}

// Rounds each parameter tensor of a network, lying in one vector, by the rule of a role.
template <class Network, class Rule>
void round_parameters(const Network& net, role r, const Rule& rule, std::uint64_t step, std::span<const float> in,
                      std::span<float> out)
{
    for (const parameter_place& place : net.places()) {
        const auto& [name, rows, columns] = place.shape;
        const std::size_t n = place.shape.size();
        const tensor t{r, place.layer, name, rows, columns};
        round_tensor(rule(step, t), t, in.subspan(place.first, n), out.subspan(place.first, n));
    }
}

template <class Rule>
auto rounder(role r, const Rule& rule, std::uint64_t step)
{
    return [r, &rule, step](std::size_t l, matrix_view<float> m, std::string_view name = "output") {
        const std::span all{m.data, m.rows * m.columns};
        const tensor t{r, l, name, m.rows, m.columns};
        round_tensor(rule(step, t), t, all, all);
    };
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
// after each epoch with an epoch_report, and after each step with a step_report, if it can be; where it returns a bool,
// false ends the run, within an epoch without a report of that. Throws std::invalid_argument when data and network do
// not fit or an option is out of range.
template <class Network, class Recipe, class Method, class Observe>
training_run<Network> train(Network net, const data_set& data, const Recipe& precision, const Method& method,
                            const train_options& options, Observe&& observe)
{
    inner::expect_fit(net, data);
    if (options.batch == 0 || options.epochs < 0 || options.threads < 1)
        throw std::invalid_argument(
            "training options: expected a batch and threads of at least 1, and no negative number of epochs");
    inner::expect_valid(inner::method_at(method, 1));

    const auto& weight_rule = precision.template rule<role::weights>();
    const auto& master_rule = precision.template rule<role::master>();
    const auto& activation_rule = precision.template rule<role::activations>();
    const auto& error_rule = precision.template rule<role::errors>();
    const auto& gradient_rule = precision.template rule<role::gradients>();
    const auto& momentum_rule = precision.template rule<role::momentum>();
    const compute how{precision.accumulator(), options.threads};

    const std::size_t count = net.parameters().size();
    training_state state{aligned_vector<float>(count), aligned_vector<float>(count), aligned_vector<float>(count)};
    inner::round_parameters(net, role::master, master_rule, 0, net.parameters(), state.master);
    inner::round_parameters(net, role::weights, weight_rule, 0, state.master, state.weights);

    static_assert(std::invocable<Observe&, const epoch_report&> || std::invocable<Observe&, const step_report&>,
                  "train: an observer of epoch_report, step_report, or both");
    workspace room(net, std::min(options.batch, data.size()));
    std::vector<epoch_report> reports;
    bool goes_on = true;
    for (int epoch = 1; goes_on && epoch <= options.epochs; ++epoch) {
        double loss = 0;
        for (const auto& samples :
             shuffled_batches(data.size(), options.batch, options.order.fork(static_cast<std::uint64_t>(epoch)))) {
            const std::uint64_t step = ++state.step;
            room.resize(samples.size());
            gather(data, samples, room.x, room.labels);

            const auto round_activation = inner::rounder(role::activations, activation_rule, step);
            round_activation(0, room.x, "input");
            net.forward(state.weights, room.x, room.outputs, how, round_activation);
            const double mean = softmax_cross_entropy(room.outputs.back(), room.labels, room.errors.back());
            loss += unfused_product(mean, static_cast<double>(samples.size()));

            const auto round_error = inner::rounder(role::errors, error_rule, step);
            round_error(net.layer_count - 1, room.errors.back());
            net.backward(state.weights, room.x, room.outputs, room.errors, room.gradients, how, round_error);
            inner::round_parameters(net, role::gradients, gradient_rule, step, room.gradients, room.gradients);

            inner::method_at(method, step).step(state.master, state.velocity, room.gradients);
            inner::round_parameters(net, role::master, master_rule, step, state.master, state.master);
            inner::round_parameters(net, role::weights, weight_rule, step, state.master, state.weights);
            inner::round_parameters(net, role::momentum, momentum_rule, step, state.velocity, state.velocity);
            if constexpr (std::invocable<Observe&, const step_report&>) {
                const std::size_t wrong = misclassified(room.outputs.back(), room.labels);
                goes_on =
                    inner::goes_on(observe, step_report{epoch, step, mean, samples.size(), samples.size() - wrong});
            }
            if (!goes_on || !std::isfinite(loss)) break;
        }
        if (!goes_on && std::isfinite(loss)) break;
        loss /= static_cast<double>(data.size());
        reports.push_back({epoch, options.epochs, state.step, loss, !std::isfinite(loss)});
        goes_on = inner::goes_on(observe, std::as_const(reports.back())) && goes_on && !reports.back().diverged;
    }
    std::ranges::copy(state.weights, net.parameters().begin());
    return {std::move(net), std::move(state), std::move(reports)};
}

template <class Network, class Recipe, class Method>
training_run<Network> train(Network net, const data_set& data, const Recipe& precision, const Method& method,
                            const train_options& options = {})
{
    return train(std::move(net), data, precision, method, options, [](const epoch_report&) {});
}

// The network's loss and error on a data set, its activations rounded as at `step` of a training and its parameters
// taken as they are. The whole set is one batch.
template <class Network, class Recipe>
evaluation evaluate(const Network& net, const data_set& data, const Recipe& precision, std::uint64_t step = 0,
                    int threads = 1)
{
    inner::expect_fit(net, data);
    workspace room(net, data.size());
    const auto& rule = precision.template rule<role::activations>();
    const auto round_activation = inner::rounder(role::activations, rule, step);
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
