// tests/train/loop_test.cpp -- a training is what the header says, bit for bit.
//
// The same run is made once more, number by number and with everything stored in the formats' own codes. Then: what is
// rounded when; what threads, run-time formats and trouble change.
#include "lowp/train/loop.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "lowp/format/codec.hpp"
#include "lowp/nn/dense.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/precision/recipe_text.hpp"
#include "lowp/quantize/affine.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// Points in [-1, 1]^d, labelled by their nearest of three corners: learnable, but not at once.
data_set points(std::size_t n, std::size_t dimension, std::uint64_t seed = 1)
{
    const stream draw{seed};
    data_set data{dimension, 3, {}, {}};
    for (std::size_t i = 0; i < n * dimension; ++i) data.features.push_back(2 * draw.uniform(i) - 1);
    for (std::size_t i = 0; i < n; ++i) {
        const float a = data.features[i * dimension], b = data.features[i * dimension + 1];
        data.labels.push_back(a > 0.3f ? 2 : a + b > 0 ? 1 : 0);
    }
    return data;
}

auto small_network(std::uint64_t seed = 1)
{
    network net{dense{4, 5}, relu{}, dense{5, 3}};
    net.initialise(stream{seed});
    return net;
}

template <class Range>
std::vector<std::uint32_t> patterns(const Range& numbers)
{
    std::vector<std::uint32_t> all;
    for (const float x : numbers) all.push_back(to_bits(x));
    return all;
}

// Both halves of a loss: its last bit too is the same on every machine.
void add_loss(std::vector<std::uint32_t>& all, double loss)
{
    all.push_back(static_cast<std::uint32_t>(to_bits(loss) >> 32));
    all.push_back(static_cast<std::uint32_t>(to_bits(loss)));
}

// All that a run leaves behind, as bits.
template <class Run>
std::vector<std::uint32_t> traces(const Run& run)
{
    auto all = patterns(run.net.parameters());
    for (const auto* numbers : {&run.state.weights, &run.state.master, &run.state.velocity}) {
        const auto more = patterns(*numbers);
        all.insert(all.end(), more.begin(), more.end());
    }
    for (const epoch_report& epoch : run.epochs) add_loss(all, epoch.loss);
    return all;
}

// ---- the same training, one number at a time, everything between two operations stored as codes ---------------------

float product(float a, float b)
{
    volatile float rounded = a * b;  // leaves the registers: not merged with a sum
    return rounded;
}

// A tensor in its format's own bits. `round` is a scalar quantizer already forked for it.
struct stored {
    any_format format;
    std::vector<std::uint64_t> codes;

    stored(const any_quantizer& q, std::uint64_t step, role r, std::size_t layer, std::string_view name,
           const std::vector<float>& exact)
        : format(q.format)
    {
        auto round = q.plain();
        if (auto* mode = std::get_if<stochastic>(&round.rounding))
            mode->source =
                mode->source.fork(step).fork(static_cast<std::uint64_t>(r)).fork(std::uint64_t{layer}).fork(name);
        for (std::size_t i = 0; i < exact.size(); ++i) {
            const double value = static_cast<double>(round(exact[i], i));
            codes.push_back(std::visit([&](const auto& f) { return encode(f, value); }, format));
        }
    }
    float operator[](std::size_t i) const
    {
        return static_cast<float>(std::visit([&](const auto& f) { return decode(f, codes[i]); }, format));
    }
    std::vector<float> values() const
    {
        std::vector<float> all;
        for (std::size_t i = 0; i < codes.size(); ++i) all.push_back((*this)[i]);
        return all;
    }
};

// One parameter tensor of the 4-5-3 network.
struct parameter {
    std::size_t layer;
    std::string_view name;
    stored weights, master, velocity;
};

struct plain_training {
    named_recipe recipe;  // with streams
    bool wide;
    sgd method;
    std::vector<parameter> parameters{};
    std::vector<double> losses{};

    stored round(role r, std::uint64_t step, std::size_t layer, std::string_view name,
                 const std::vector<float>& exact) const
    {
        return {recipe[r], step, r, layer, name, exact};
    }
    // The sum over k of a(k) b(k), in the accumulator's order and rounding.
    template <class A, class B>
    float sum(std::size_t n, A a, B b) const
    {
        float total = 0;
        for (std::size_t s = 0; s < n; ++s) {
            const std::size_t k = wide && (s ^ 1) < n ? s ^ 1 : s;
            total = wide ? std::fma(a(k), b(k), total) : total + product(a(k), b(k));
        }
        return total;
    }

    void begin(std::span<const float> initial)
    {
        std::size_t first = 0;
        for (const auto& [layer, name, size] :
             {std::tuple{0u, "weight", 20u}, {0u, "bias", 5u}, {2u, "weight", 15u}, {2u, "bias", 3u}}) {
            const std::vector<float> exact(initial.begin() + static_cast<std::ptrdiff_t>(first),
                                           initial.begin() + static_cast<std::ptrdiff_t>(first + size));
            const stored master = round(role::master, 0, layer, name, exact);
            parameters.push_back({layer, name, round(role::weights, 0, layer, name, master.values()), master,
                                  round(role::momentum, 0, layer, name, std::vector<float>(size))});
            first += size;
        }
    }

    std::vector<float> dense_forward(const stored& x, std::size_t rows, std::size_t in, std::size_t out,
                                     std::size_t p) const
    {
        const stored &w = parameters[p].weights, &b = parameters[p + 1].weights;
        std::vector<float> y;
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < out; ++j)
                y.push_back(
                    sum(in, [&](auto k) { return x[i * in + k]; }, [&](auto k) { return w[k * out + j]; }) + b[j]);
        return y;
    }
    // By the weights and by the biases.
    std::pair<std::vector<float>, std::vector<float>> dense_gradients(const stored& x, const stored& dy,
                                                                      std::size_t rows, std::size_t in,
                                                                      std::size_t out) const
    {
        std::vector<float> weight, bias(out);
        for (std::size_t k = 0; k < in; ++k)
            for (std::size_t j = 0; j < out; ++j)
                weight.push_back(
                    sum(rows, [&](auto i) { return x[i * in + k]; }, [&](auto i) { return dy[i * out + j]; }));
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < out; ++j) bias[j] += dy[i * out + j];
        return {weight, bias};
    }

    void step(std::uint64_t step, const std::vector<float>& features, const std::vector<std::uint32_t>& labels)
    {
        const std::size_t rows = labels.size();
        using enum role;
        const stored x = round(activations, step, 0, "input", features);
        const stored y0 = round(activations, step, 0, "output", dense_forward(x, rows, 4, 5, 0));
        std::vector<float> positive;
        for (const float value : y0.values()) positive.push_back(value > 0 ? value : 0);
        const stored y1 = round(activations, step, 1, "output", positive);
        const stored y2 = round(activations, step, 2, "output", dense_forward(y1, rows, 5, 3, 2));

        std::vector<float> by_logits;
        double loss = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            double z[3], all = 0;
            for (std::size_t j = 0; j < 3; ++j) z[j] = static_cast<double>(y2[i * 3 + j]);
            const double highest = std::max({z[0], z[1], z[2]});
            for (const double logit : z) all += lowp::elementary::exp(logit - highest);
            loss += lowp::elementary::log(all) - (z[labels[i]] - highest);
            for (std::size_t j = 0; j < 3; ++j)
                by_logits.push_back(
                    static_cast<float>((lowp::elementary::exp(z[j] - highest) / all - (j == labels[i] ? 1 : 0)) /
                                       static_cast<double>(rows)));
        }
        losses.push_back(loss / static_cast<double>(rows));

        const stored e2 = round(errors, step, 2, "output", by_logits);
        std::vector<float> back;
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t k = 0; k < 5; ++k)
                back.push_back(sum(
                    3, [&](auto j) { return e2[i * 3 + j]; },
                    [&](auto j) { return parameters[2].weights[k * 3 + j]; }));
        const stored e1 = round(errors, step, 1, "output", back);
        std::vector<float> through;
        for (std::size_t i = 0; i < rows * 5; ++i) through.push_back(y1[i] > 0 ? e1[i] : 0);
        const stored e0 = round(errors, step, 0, "output", through);

        const auto [first_weight, first_bias] = dense_gradients(x, e0, rows, 4, 5);
        const auto [second_weight, second_bias] = dense_gradients(y1, e2, rows, 5, 3);
        const std::vector<float>* exact[] = {&first_weight, &first_bias, &second_weight, &second_bias};
        for (std::size_t p = 0; p < 4; ++p) {
            auto& [layer, name, weights_now, master_now, velocity_now] = parameters[p];
            const stored g = round(gradients, step, layer, name, *exact[p]);
            std::vector<float> velocity, moved;
            for (std::size_t i = 0; i < g.codes.size(); ++i) {
                velocity.push_back(product(method.momentum, velocity_now[i]) + g[i]);
                moved.push_back(master_now[i] - product(method.rate, velocity[i]));
            }
            master_now = round(master, step, layer, name, moved);
            weights_now = round(weights, step, layer, name, master_now.values());
            velocity_now = round(momentum, step, layer, name, velocity);
        }
    }

    std::vector<std::uint32_t> traces(std::size_t epochs, std::size_t steps_an_epoch,
                                      const std::vector<std::size_t>& sizes) const
    {
        std::vector<std::uint32_t> all;
        const auto add = [&](stored parameter::* which) {
            for (const parameter& p : parameters) {
                const auto more = patterns((p.*which).values());
                all.insert(all.end(), more.begin(), more.end());
            }
        };
        for (const auto which : {&parameter::weights, &parameter::weights, &parameter::master, &parameter::velocity})
            add(which);
        for (std::size_t e = 0; e < epochs; ++e) {
            double loss = 0, samples = 0;
            for (std::size_t s = 0; s < steps_an_epoch; ++s) {
                volatile double of_batch = losses[e * steps_an_epoch + s] * static_cast<double>(sizes[s]);
                loss += of_batch;  // volatile: never fused into the sum
                samples += static_cast<double>(sizes[s]);
            }
            add_loss(all, loss / samples);
        }
        return all;
    }
};

}  // namespace

TEST_CASE("a training equals, bit for bit, the same one done number by number in stored codes", "[train]")
{
    const stream source{77};
    const data_set data = points(23, 4);
    const train_options options{.epochs = 6, .batch = 5, .order = stream{5}};
    for (const char* text : {"different: weights=e4m3fn:stochastic activations=e3m4:stochastic errors=e5m2:stochastic "
                             "gradients=bfloat16:stochastic "
                             "momentum=binary16:stochastic master=q3.9:stochastic",
                             "directed: weights=e4m3fnuz:nearest_away activations=e4m3:toward_zero "
                             "errors=e6m3:away_from_zero gradients=e5m6:to_odd "
                             "momentum=e5m4fn:toward_positive master=e5m9:toward_negative",
                             "coarse: weights=e2m1fn activations=e2m3fn:stochastic errors=e5m2 gradients=e5m2 "
                             "momentum=e5m2:stochastic master=e4m3:stochastic",
                             "full:"})
        for (const bool wide : {false, true}) {
            const named_recipe recipe = parse_recipe(text);
            if (wide && recipe.name == "full") continue;  // of such operands the machine decides whether it fuses
            CAPTURE(text, wide);
            const auto net = small_network();
            const sgd method{.rate = 0.1f, .momentum = 0.9f};
            any_accumulator order = accumulate::ordered{};
            if (wide) order = accumulate::wide{};
            const auto run = train(net, data, recipe.with(source, order), method, options);

            plain_training plain{recipe, wide, method};
            for (any_quantizer& q : plain.recipe.roles)
                if (std::holds_alternative<stochastic>(q.rounding)) q.rounding = stochastic{source};
            plain.begin(net.parameters());
            std::uint64_t step = 0;
            for (std::uint64_t epoch = 1; epoch <= 6; ++epoch) {
                const auto order_of_epoch = permutation(23, options.order.fork(epoch));
                for (std::size_t first = 0; first < 23; first += 5) {
                    std::vector<float> x;
                    std::vector<std::uint32_t> labels;
                    for (std::size_t s = first; s < std::min<std::size_t>(first + 5, 23); ++s) {
                        for (std::size_t j = 0; j < 4; ++j) x.push_back(data.features[order_of_epoch[s] * 4 + j]);
                        labels.push_back(data.labels[order_of_epoch[s]]);
                    }
                    plain.step(++step, x, labels);
                }
            }
            CHECK(run.state.step == step);
            CHECK(traces(run) == plain.traces(6, 5, {5, 5, 5, 5, 3}));
            CHECK(patterns(run.state.master) != patterns(net.parameters()));  // something was learnt
        }
}

// ---- what is rounded, and when --------------------------------------------------------------------------------------

namespace {

struct record {
    std::uint64_t step;
    tensor what;
    std::vector<float> in, out;
};

// A quantizer that writes down what it is given, and what it makes of it.
struct recording_quantizer {
    quantizer<floating_format, stochastic> base;
    std::uint64_t step;
    tensor what;
    std::shared_ptr<std::vector<record>> log;

    void operator()(std::span<const float> in, std::span<float> out) const
    {
        record r{step, what, {in.begin(), in.end()}, {}};
        base(in, out);
        r.out.assign(out.begin(), out.end());
        log->push_back(std::move(r));
    }
    recording_quantizer fork(std::uint64_t) const { return *this; }
    std::uint64_t stored_bytes(std::uint64_t n) const { return base.stored_bytes(n); }
};

struct recording_rule {
    floating_format format;
    std::shared_ptr<std::vector<record>> log;

    recording_quantizer operator()(std::uint64_t step, const tensor& t) const
    {
        return {forked_for(quantizer{format, stochastic{stream{3}}}, step, t), step, t, log};
    }
};

// Each role in a format of its own.
constexpr floating_format format_of[] = {e4m3fn, e3m4, e5m2, bfloat16, binary16, floating_format{5, 9}};

}  // namespace

TEST_CASE("a step rounds exactly the tensors of the list, in the order of the header", "[train]")
{
    const auto log = std::make_shared<std::vector<record>>();
    const auto rule = [&](role r) { return recording_rule{format_of[static_cast<std::size_t>(r)], log}; };
    const recipe recorded{weights{rule(role::weights)},   activations{rule(role::activations)},
                          errors{rule(role::errors)},     gradients{rule(role::gradients)},
                          momentum{rule(role::momentum)}, master{rule(role::master)}};
    const data_set data = points(12, 4);
    const auto net = small_network();
    const auto run = train(net, data, recorded, sgd{.rate = 0.1f, .momentum = 0.5f}, {.epochs = 2, .batch = 5});
    REQUIRE(run.state.step == 6);

    std::size_t next = 0;
    const auto came = [&](std::uint64_t step, const tensor& t) {
        const bool right = next < log->size() && (*log)[next].step == step && (*log)[next].what == t;
        ++next;
        return right;
    };
    const auto parameters_came = [&](std::uint64_t step, role r) {
        bool right = true;
        for (const tensor& t :
             {tensor{r, 0, "weight", 4, 5}, {r, 0, "bias", 1, 5}, {r, 2, "weight", 5, 3}, {r, 2, "bias", 1, 3}})
            right = came(step, t) && right;
        return right;
    };
    CHECK(parameters_came(0, role::master));
    CHECK(parameters_came(0, role::weights));
    for (std::uint64_t step = 1; step <= 6; ++step) {
        const std::size_t rows = step % 3 == 0 ? 2 : 5, begin = next;
        CHECK(came(step, {role::activations, 0, "input", rows, 4}));
        CHECK(came(step, {role::activations, 0, "output", rows, 5}));
        CHECK(came(step, {role::activations, 1, "output", rows, 5}));
        CHECK(came(step, {role::activations, 2, "output", rows, 3}));
        CHECK(came(step, {role::errors, 2, "output", rows, 3}));
        CHECK(came(step, {role::errors, 1, "output", rows, 5}));
        CHECK(came(step, {role::errors, 0, "output", rows, 5}));
        CHECK(parameters_came(step, role::gradients));
        CHECK(parameters_came(step, role::master));
        CHECK(parameters_came(step, role::weights));
        CHECK(parameters_came(step, role::momentum));

        // No tensor of the list is left out, none comes twice.
        const auto listed = tensors_of(net, rows);
        CHECK(next - begin == listed.size());
        for (const tensor& t : listed)
            CHECK(std::count_if(log->begin() + static_cast<std::ptrdiff_t>(begin),
                                log->begin() + static_cast<std::ptrdiff_t>(next),
                                [&](const record& r) { return r.what == t; }) == 1);
    }
    CHECK(next == log->size());

    // Stored = emulated: whatever is kept at any step is a value of its format, so its code says the same bits.
    std::size_t not_of_the_format = 0;
    for (const record& r : *log)
        for (const float x : r.out) {
            const floating_format f = format_of[static_cast<std::size_t>(r.what.role)];
            not_of_the_format +=
                to_bits(decode(f, encode(f, static_cast<double>(x)))) != to_bits(static_cast<double>(x));
        }
    CHECK(not_of_the_format == 0);

    // Master weights come before the weights made of them, and momentum is rounded only after the master weights have
    // moved by what it was before.
    for (std::size_t i = 0; i < log->size(); ++i) {
        const record& r = (*log)[i];
        if (r.what.role == role::weights) CHECK(r.in == (*log)[i - 4].out);
        if (r.what.role != role::momentum || r.step == 1) continue;
        const auto last = std::find_if(log->begin(), log->end(), [&](const record& other) {
            const tensor master_of{role::master, r.what.layer, r.what.name, r.what.rows, r.what.columns};
            return other.step == r.step - 1 && other.what == master_of;
        });
        for (std::size_t k = 0; k < r.in.size(); ++k)
            CHECK((*log)[i - 8].in[k] == last->out[k] - product(0.1f, r.in[k]));
    }
    // The run ends with what was written down last.
    const auto end = log->end() - 12;
    std::vector<float> master_end, weights_end, momentum_end;
    for (std::ptrdiff_t p = 0; p < 4; ++p) {
        master_end.insert(master_end.end(), end[p].out.begin(), end[p].out.end());
        weights_end.insert(weights_end.end(), end[p + 4].out.begin(), end[p + 4].out.end());
        momentum_end.insert(momentum_end.end(), end[p + 8].out.begin(), end[p + 8].out.end());
    }
    CHECK(patterns(run.state.master) == patterns(master_end));
    CHECK(patterns(run.state.weights) == patterns(weights_end));
    CHECK(patterns(run.state.velocity) == patterns(momentum_end));
    CHECK(patterns(run.net.parameters()) == patterns(weights_end));
}

// ---- what must change nothing, and what must change something -------------------------------------------------------

TEST_CASE("threads change no bit, nor does meeting the formats at run time", "[train]")
{
    const data_set data = points(150, 6);
    network net{dense{6, 37}, relu{}, dense{37, 3}};
    const stream source{9};
    const recipe known_recipe{weights{always(known<e4m3fn>)},
                              activations{always(known<e4m3fn>, stochastic{source})},
                              errors{always(known<e5m2>, stochastic{source})},
                              gradients{always(known<bfloat16>, stochastic{source})},
                              momentum{always(scaled{quantizer{known<e3m4>, stochastic{source}}})},
                              master{always(known<fixed_format{2, 12}>, stochastic{source}, on_overflow::saturate)}};
    const auto read = parse_recipe(
                          "r: weights=e4m3fn activations=e4m3fn:stochastic errors=e5m2:stochastic "
                          "gradients=bfloat16:stochastic momentum=e3m4:scaled:stochastic master=q2.12:stochastic")
                          .with(source);
    const sgd method{.rate = 0.05f, .momentum = 0.9f};
    const auto bits = [&](const auto& precision, int threads, std::uint64_t order = 1) {
        return traces(train(net, data, precision, method,
                            {.epochs = 3, .batch = 32, .order = stream{order}, .threads = threads}));
    };
    const auto once = bits(known_recipe, 1);
    CHECK(bits(known_recipe, 1) == once);
    for (const int threads : {2, 3}) CHECK(bits(known_recipe, threads) == once);
    for (const int threads : {1, 2}) CHECK(bits(read, threads) == once);
    CHECK(bits(known_recipe, 1, 2) != once);  // another order of samples
    CHECK(bits(parse_recipe("r: weights=e4m3fn").with(source), 1) != once);
}

TEST_CASE("observers see each epoch, and may end the run", "[train]")
{
    const data_set data = points(40, 4);
    const auto net = small_network();
    std::vector<epoch_report> seen;
    const train_options options{.epochs = 60, .batch = 8};
    const sgd method{.rate = 0.2f, .momentum = 0.5f};
    const auto run = train(net, data, recipe{}, method, options, [&](const epoch_report& r) { seen.push_back(r); });
    REQUIRE((seen.size() == 60 && run.epochs.size() == 60));
    for (int e = 0; e < 60; ++e) {
        const auto& r = seen[static_cast<std::size_t>(e)];
        CHECK((r.epoch == e + 1 && r.epochs == 60 && r.steps == 5u * static_cast<unsigned>(e + 1) && !r.diverged));
        CHECK(r.loss == run.epochs[static_cast<std::size_t>(e)].loss);
    }
    CHECK(seen.back().loss < 0.3 * seen.front().loss);
    CHECK(evaluate(run.net, data, recipe{}).error < 0.1);
    CHECK_FALSE(run.diverged());

    const auto stopped = train(net, data, recipe{}, method, options, [](const epoch_report& r) { return r.epoch < 3; });
    CHECK((stopped.epochs.size() == 3 && stopped.state.step == 15));
    const auto three = train(net, data, recipe{}, method, {.epochs = 3, .batch = 8});
    CHECK(traces(stopped) == traces(three));

    const auto none = train(net, data, recipe{}, method, {.epochs = 0});
    CHECK((none.epochs.empty() && none.state.step == 0 && !none.diverged()));
    CHECK(patterns(none.net.parameters()) == patterns(net.parameters()));
}

TEST_CASE("a run that diverges ends and says so", "[train]")
{
    const data_set data = points(40, 4);
    const sgd method{.rate = 1e30f, .momentum = 0.9f};
    for (const char* text : {"r:", "r: all=bfloat16:infinity", "r: all=e5m2:stochastic:infinity",
                             "r: weights=e4m3fn:infinity errors=e5m2"}) {
        std::size_t observed = 0;
        const auto run = train(small_network(), data, parse_recipe(text).with(stream{1}), method,
                               {.epochs = 50, .batch = 8}, [&](const epoch_report&) {
                                   ++observed;
                                   return true;  // the observer would go on
                               });
        CAPTURE(text);
        CHECK(run.diverged());
        CHECK((run.epochs.size() < 50 && observed == run.epochs.size() && !std::isfinite(run.epochs.back().loss)));
        CHECK(run.epochs.back().steps == run.state.step);
        CHECK(run.state.step < 50 * 5);
    }
    // Where all saturates nothing becomes infinite: the run goes to its end, however bad it is.
    const auto bounded =
        train(small_network(), data, parse_recipe("r: all=q2.5").with(stream{1}), method, {.epochs = 3, .batch = 8});
    CHECK((!bounded.diverged() && bounded.epochs.size() == 3));
}

TEST_CASE("evaluate rounds activations at its step and takes the parameters as they are", "[train]")
{
    const data_set data = points(30, 4);
    const auto net = small_network();
    // One batch in training, at step 1 and before its update, is what evaluate sees at step 1.
    const auto precision = parse_recipe("r: activations=e3m4:stochastic").with(stream{4});
    const auto seen = evaluate(net, data, precision, 1);
    const auto shuffled = subset(data, permutation(30, stream{}.fork(1)));
    const auto run = train(net, data, precision, sgd{}, {.epochs = 1, .batch = 100});
    CHECK(run.epochs[0].loss == evaluate(net, shuffled, precision, 1).loss);
    CHECK(evaluate(net, data, precision, 1, 3).loss == seen.loss);
    CHECK(evaluate(net, data, precision, 2).loss != seen.loss);
    // Weights are not rounded again.
    CHECK(evaluate(net, data, parse_recipe("r: weights=e2m1fn").with(stream{})).loss ==
          evaluate(net, data, recipe{}).loss);

    // A network that always says class 1 errs where the label is another.
    network stubborn = net;
    for (float& x : stubborn.parameters()) x = 0;
    stubborn.parameters()[20 + 5 + 15 + 1] = 1;
    const auto ones = static_cast<double>(std::count(data.labels.begin(), data.labels.end(), 1u));
    CHECK(evaluate(stubborn, data, recipe{}).error == (30 - ones) / 30);
    const double loss = std::log(std::exp(1.0) + 2) - ones / 30;
    CHECK(std::fabs(evaluate(stubborn, data, recipe{}).loss - loss) < 1e-12);
}

TEST_CASE("data that does not fit is refused, with what was expected", "[train]")
{
    const auto net = small_network();
    const auto attempt = [&](const data_set& data, const train_options& options = {}) {
        train(net, data, recipe{}, sgd{}, options);
    };
    CHECK_THROWS_WITH(attempt(data_set{4, 3, {}, {}}), "training data: no samples, expected at least one");
    CHECK_THROWS_WITH(attempt(points(5, 3)), "training data: 3 features a sample, expected the network's 4 inputs");
    data_set many = points(5, 4);
    many.classes = 9;
    CHECK_THROWS_WITH(attempt(many), "training data: 9 classes, expected at most the network's 3 outputs");
    const std::string options =
        "training options: expected a batch and threads of at least 1, and no negative number of epochs";
    CHECK_THROWS_WITH(attempt(points(5, 4), {.batch = 0}), options);
    CHECK_THROWS_WITH(attempt(points(5, 4), {.epochs = -1}), options);
    CHECK_THROWS_WITH(attempt(points(5, 4), {.threads = 0}), options);
    for (const sgd& wrong : {sgd{.rate = -1}, sgd{.rate = NAN}, sgd{.momentum = 1}, sgd{.momentum = -0.5f}})
        CHECK_THROWS_WITH(train(net, points(5, 4), recipe{}, wrong),
                          "sgd: expected a finite rate of at least 0, and a momentum from 0 to below 1");
    data_set odd = points(5, 4);
    odd.features.push_back(1);
    CHECK_THROWS_WITH(attempt(odd), "training data: 21 features in all, expected 4 for each of 5 labels");
    odd = points(5, 4);
    odd.labels[3] = 3;
    CHECK_THROWS_WITH(attempt(odd),
                      "training data: label 3 of sample 3, expected labels below the number of classes, 3");
    odd = points(5, 4);
    odd.features[9] = NAN;
    CHECK_THROWS_WITH(evaluate(net, odd, recipe{}), "training data: a feature of sample 2 is not a finite number");
    CHECK_THROWS_AS(attempt(points(5, 3)), std::invalid_argument);
    CHECK_THROWS_AS(evaluate(net, points(5, 3), recipe{}), std::invalid_argument);
    many.classes = 2;  // fewer are fine
    many.labels = {0, 1, 0, 1, 0};
    CHECK_NOTHROW(attempt(many));
}

TEST_CASE("an observer of steps sees each, and may end the run within an epoch", "[train]")
{
    struct watcher {
        std::vector<step_report> steps{};
        std::vector<epoch_report> epochs{};
        std::uint64_t last = 1000;

        bool operator()(const step_report& r)
        {
            steps.push_back(r);
            return r.step < last;
        }
        void operator()(const epoch_report& r) { epochs.push_back(r); }
    };
    const auto data = points(50, 4);
    const sgd method{.rate = 0.1f};
    watcher all;
    const auto run = train(small_network(), data, recipe{}, method, {.epochs = 2, .batch = 8}, all);
    REQUIRE((all.steps.size() == 14 && all.epochs.size() == 2));
    double loss = 0;
    for (std::size_t s = 0; s < 7; ++s) {
        CHECK((all.steps[s].step == s + 1 && all.steps[s].epoch == 1));
        CHECK(all.steps[s].samples == (s == 6 ? 2 : 8));
        CHECK(all.steps[s].correct <= all.steps[s].samples);
        loss += all.steps[s].loss * static_cast<double>(all.steps[s].samples) / 50;
    }
    CHECK(std::fabs(loss - run.epochs[0].loss) < 1e-12);
    // The first batch, before any update.
    const auto first = shuffled_batches(50, 8, stream{}.fork(1)).front();
    const auto seen = evaluate(small_network(), subset(data, first), recipe{});
    CHECK(seen.loss == all.steps[0].loss);
    CHECK(all.steps[0].correct == 8 - static_cast<std::size_t>(std::lround(8 * seen.error)));

    watcher some;
    some.last = 9;
    const auto ended = train(small_network(), data, recipe{}, method, {.epochs = 3, .batch = 8}, some);
    CHECK((some.steps.size() == 9 && some.epochs.size() == 1 && ended.epochs.size() == 1));
    CHECK((ended.state.step == 9 && !ended.diverged()));
    // Steps alone will do, and change nothing.
    const auto same =
        train(small_network(), data, recipe{}, method, {.epochs = 2, .batch = 8}, [](const step_report&) {});
    CHECK(traces(same) == traces(run));
}

TEST_CASE("quantizers of matrices round a tensor by its rows and columns", "[train]")
{
    const auto net = small_network(3);
    const auto by_column = [](std::uint64_t, const tensor&) { return affine_quantizer<>{2, each_column}; };
    const auto run = train(net, points(10, 4), recipe{weights{by_column}}, sgd{.rate = 0}, {});
    for (const parameter_place& place : net.places()) {
        const auto [name, rows, columns] = place.shape;
        std::vector<float> rounded(rows * columns);
        affine_quantizer<>{2, each_column}(
            matrix_view(net.parameters().subspan(place.first, rows * columns), rows, columns),
            matrix_view(std::span(rounded), rows, columns));
        const auto kept = run.net.parameters().subspan(place.first, rows * columns);
        CHECK(std::equal(kept.begin(), kept.end(), rounded.begin()));
        if (rows > 1)
            CHECK(!std::equal(kept.begin(), kept.end(),
                              net.parameters().begin() + static_cast<std::ptrdiff_t>(place.first)));
    }
}
