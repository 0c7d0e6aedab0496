// tests/nn/network_test.cpp -- forward and every gradient against a plain binary64 implementation, which is itself held
// to finite differences; the layout of parameters; the order in which tensors are offered for rounding.
#include "lowp/nn/network.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "lowp/nn/dense.hpp"
#include "lowp/nn/loss.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/train/workspace.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

using numbers = std::vector<double>;

// Dense layers of these widths with ReLU between them, in the plainest binary64.
struct plain_network {
    std::vector<std::size_t> widths;

    struct passed {
        double loss;
        std::vector<numbers> inputs, before, errors;  // by dense layer: its input, its output, and the gradient by that
        numbers gradient;
    };

    passed pass(const numbers& parameters, const numbers& x, const std::vector<std::uint32_t>& labels) const
    {
        const std::size_t rows = labels.size(), layers = widths.size() - 1;
        passed p{0, {x}, {}, std::vector<numbers>(layers), numbers(parameters.size())};
        std::vector<std::size_t> begin{0};
        for (std::size_t l = 0; l < layers; ++l) {
            const std::size_t in = widths[l], out = widths[l + 1];
            begin.push_back(begin[l] + in * out + out);
            numbers y(rows * out);
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < out; ++j) {
                    y[i * out + j] = parameters[begin[l] + in * out + j];
                    for (std::size_t k = 0; k < in; ++k)
                        y[i * out + j] += p.inputs[l][i * in + k] * parameters[begin[l] + k * out + j];
                }
            p.before.push_back(y);
            for (double& value : y) value = std::max(value, 0.0);
            p.inputs.push_back(y);
        }
        const std::size_t classes = widths.back();
        numbers error = p.before.back();
        for (std::size_t i = 0; i < rows; ++i) {
            double sum = 0;
            for (std::size_t j = 0; j < classes; ++j) sum += std::exp(error[i * classes + j]);
            p.loss -= std::log(std::exp(error[i * classes + labels[i]]) / sum) / static_cast<double>(rows);
            for (std::size_t j = 0; j < classes; ++j)
                error[i * classes + j] =
                    (std::exp(error[i * classes + j]) / sum - (j == labels[i] ? 1 : 0)) / static_cast<double>(rows);
        }
        for (std::size_t l = layers; l-- > 0;) {
            const std::size_t in = widths[l], out = widths[l + 1];
            p.errors[l] = error;
            numbers back(rows * in);
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < out; ++j) {
                    const double e = error[i * out + j];
                    p.gradient[begin[l] + in * out + j] += e;
                    for (std::size_t k = 0; k < in; ++k) {
                        p.gradient[begin[l] + k * out + j] += p.inputs[l][i * in + k] * e;
                        back[i * in + k] += parameters[begin[l] + k * out + j] * e;
                    }
                }
            if (l > 0)
                for (std::size_t i = 0; i < back.size(); ++i) back[i] = p.before[l - 1][i] > 0 ? back[i] : 0;
            error = back;
        }
        return p;
    }
};

const compute in_order{accumulate::ordered{}, 1};
const auto untouched = [](std::size_t, matrix_view<float>) {};

bool close(std::span<const float> got, const numbers& expected)
{
    double largest = 0, off = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        largest = std::max(largest, std::fabs(expected[i]));
        off = std::max(off, std::fabs(static_cast<double>(got[i]) - expected[i]));
    }
    // A few roundings to binary32 of sums of a few terms.
    return got.size() == expected.size() && largest > 0 && off <= 8 * 0x1p-24 * std::max(largest, 1e-3);
}

std::span<const float> all_of(const matrix_view<float>& m) { return {m.data, m.rows * m.columns}; }

}  // namespace

TEST_CASE("loss, outputs and every gradient of a network", "[nn]")
{
    const plain_network plain{{5, 7, 4, 3}};
    for (const std::size_t rows : {1u, 2u, 9u}) {
        network net{dense{5, 7}, relu{}, dense{7, 4}, relu{}, dense{4, 3}};
        const stream draw{rows};
        net.initialise(draw);
        for (std::size_t i = 0; i < net.parameters().size(); ++i)  // biases too, so that they matter
            net.parameters()[i] += 0.2f * (draw.uniform(i) - 0.5f);
        workspace room(net, rows);
        std::vector<std::uint32_t> labels;
        for (std::size_t i = 0; i < rows * 5; ++i) room.x.data[i] = 2 * draw.fork(1).uniform(i) - 1;
        for (std::size_t i = 0; i < rows; ++i) labels.push_back(static_cast<std::uint32_t>(i % 3));

        const numbers parameters(net.parameters().begin(), net.parameters().end()),
            x(room.x.data, room.x.data + rows * 5);
        const auto expected = plain.pass(parameters, x, labels);

        // The reference first: its own gradient by central differences, away from the kinks of ReLU.
        for (const auto& values : {expected.before[0], expected.before[1]})
            for (const double value : values) REQUIRE(std::fabs(value) > 1e-4);
        const double h = 1e-6;
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            auto up = parameters, down = parameters;
            up[i] += h;
            down[i] -= h;
            const double slope = (plain.pass(up, x, labels).loss - plain.pass(down, x, labels).loss) / (2 * h);
            if (std::fabs(slope - expected.gradient[i]) > 1e-8) FAIL("parameter " << i << ": " << slope);
        }

        net.forward(net.parameters(), room.x, room.outputs, in_order, untouched);
        CHECK(close(all_of(room.outputs[0]), expected.before[0]));
        CHECK(close(all_of(room.outputs[1]), expected.inputs[1]));
        CHECK(close(all_of(room.outputs[2]), expected.before[1]));
        CHECK(close(all_of(room.outputs[3]), expected.inputs[2]));
        CHECK(close(all_of(room.outputs[4]), expected.before[2]));

        const double loss = softmax_cross_entropy(room.outputs.back(), labels, room.errors.back());
        CHECK(std::fabs(loss - expected.loss) < 1e-6);
        net.backward(net.parameters(), room.x, room.outputs, room.errors, room.gradients, in_order, untouched);
        CHECK(close(room.gradients, expected.gradient));
        CHECK(close(all_of(room.errors[4]), expected.errors[2]));
        CHECK(close(all_of(room.errors[2]), expected.errors[1]));
        CHECK(close(all_of(room.errors[0]), expected.errors[0]));
    }
}

TEST_CASE("each tensor is offered for rounding when it is made, before anything uses it", "[nn]")
{
    // Rounding here replaces all numbers by one that tells the layer: later layers must have seen it.
    const network net{dense{1, 1}, relu{}, dense{1, 1}};
    const std::vector<float> parameters{2, 1, 3, 1};
    workspace room(net, 1);
    room.x(0, 0) = 1;
    std::vector<std::size_t> order;
    net.forward(parameters, room.x, room.outputs, in_order, [&](std::size_t l, matrix_view<float> m) {
        order.push_back(l);
        CHECK(m(0, 0) == (l == 0 ? 2 + 1 : l == 1 ? 10 : 3 * 20 + 1));
        m(0, 0) = 10 * static_cast<float>(l + 1);
    });
    CHECK(order == std::vector<std::size_t>{0, 1, 2});

    order.clear();
    room.errors[2](0, 0) = 1;
    net.backward(parameters, room.x, room.outputs, room.errors, room.gradients, in_order,
                 [&](std::size_t l, matrix_view<float> m) {
                     order.push_back(l);
                     CHECK(m(0, 0) == (l == 1 ? 3 : 5));
                     m(0, 0) = l == 1 ? 5 : 7;
                 });
    CHECK(order == std::vector<std::size_t>{1, 0});  // the last layer's was rounded by who made it
    CHECK(room.gradients == aligned_vector<float>{7, 7, 20, 1});
}

TEST_CASE("parameters lie layer after layer, weight before bias", "[nn]")
{
    network net{dense{5, 3}, relu{}, dense{3, 2}};
    CHECK(
        (net.inputs() == 5 && net.outputs() == 2 && net.outputs(0) == 3 && net.outputs(1) == 3 && net.outputs(2) == 2));
    CHECK(net.parameters().size() == 26);
    const std::size_t layer[] = {0, 0, 2, 2}, first[] = {0, 15, 18, 24}, rows[] = {5, 1, 3, 1},
                      columns[] = {3, 3, 2, 2};
    REQUIRE(net.places().size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        const auto& place = net.places()[i];
        CHECK((place.layer == layer[i] && place.first == first[i] &&
               place.shape.name == (i % 2 == 0 ? "weight" : "bias")));
        CHECK((place.shape.rows == rows[i] && place.shape.columns == columns[i]));
    }

    const auto values = [](const auto& n) { return std::vector<float>(n.parameters().begin(), n.parameters().end()); };
    const auto first_draw = values(net);
    net.initialise(stream{0});
    CHECK(values(net) == first_draw);
    net.initialise(stream{1});
    CHECK(values(net) != first_draw);
    // Two layers of one shape draw different weights.
    const network twice{dense{3, 3}, dense{3, 3}};
    CHECK_FALSE(
        std::equal(twice.parameters().begin(), twice.parameters().begin() + 9, twice.parameters().begin() + 12));
}

TEST_CASE("tensors_of lists what a training holds", "[nn]")
{
    const network net{dense{5, 3}, relu{}, dense{3, 2}};
    std::vector<tensor> expected;
    const auto parameters = [&](role r) {
        expected.insert(expected.end(),
                        {{r, 0, "weight", 5, 3}, {r, 0, "bias", 1, 3}, {r, 2, "weight", 3, 2}, {r, 2, "bias", 1, 2}});
    };
    const auto outputs = [&](role r) {
        expected.insert(expected.end(), {{r, 0, "output", 7, 3}, {r, 1, "output", 7, 3}, {r, 2, "output", 7, 2}});
    };
    parameters(role::weights);
    expected.push_back({role::activations, 0, "input", 7, 5});
    outputs(role::activations);
    outputs(role::errors);
    parameters(role::gradients);
    parameters(role::momentum);
    parameters(role::master);
    CHECK(tensors_of(net, 7) == expected);
    std::erase_if(expected, [](const tensor& t) { return t.role == role::momentum; });
    CHECK(tensors_of(net, 7, false) == expected);
}
