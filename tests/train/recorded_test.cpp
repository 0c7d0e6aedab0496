// tests/train/recorded_test.cpp -- recorded tensors are those that a training's rules are shown, and their names.
#include "lowp/train/recorded.hpp"

#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <vector>

#include "lowp/nn/dense.hpp"
#include "lowp/nn/relu.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

data_set four_samples()
{
    data_set data;
    data.dimension = 3, data.classes = 2;
    data.features = {0.5f, -1, 2, 1, 0.25f, -0.5f, -1, 1, 1, 0.125f, 2, -2};
    data.labels = {0, 1, 1, 0};
    return data;
}

// What a rule is asked to round, at one step: an array quantizer that looks and changes nothing.
using shown_tensors = std::map<std::string, std::vector<float>>;
struct looking {
    std::shared_ptr<shown_tensors> seen;
    std::string name;

    void operator()(std::span<const float> in, std::span<float> out, const pass& = {}) const
    {
        std::ranges::copy(in, out.begin());
        if (!name.empty()) (*seen)[name].assign(in.begin(), in.end());
    }
    looking fork(std::uint64_t) const { return *this; }
    std::uint64_t stored_bytes(std::uint64_t n) const { return 4 * n; }
};
struct looking_rule {
    std::shared_ptr<shown_tensors> seen;
    std::uint64_t step;

    looking operator()(std::uint64_t at, const tensor& t) const
    {
        return {seen, at == step ? recorded_name(t) : std::string()};
    }
};

}  // namespace

TEST_CASE("recorded tensors are those of a training step", "[train]")
{
    network net{dense{3, 5}, relu{}, dense{5, 2}};
    net.initialise(stream{4});
    const data_set data = four_samples();
    const auto samples = shuffled_batches(4, 4, stream{}.fork(1)).front();  // as train() draws its first batch
    const auto all = recorded_step(net, data, samples);

    const auto seen = std::make_shared<shown_tensors>(), before = std::make_shared<shown_tensors>();
    const looking_rule rule{seen, 1};
    const auto precision = recipe{weights{looking_rule{before, 0}}, activations{rule}, errors{rule}, gradients{rule}};
    train(net, data, precision, sgd{.rate = 0}, {.batch = 4});
    seen->merge(*before);  // weights are rounded at the end of the step before

    std::set<std::string> names;
    for (const recorded_tensor& one : all) {
        const std::string name = recorded_name(one.what);
        INFO(name);
        CHECK(names.insert(name).second);
        REQUIRE(seen->contains(name));
        CHECK(one.values == (*seen)[name]);
        CHECK(one.view().rows * one.view().columns == one.values.size());
    }
    CHECK(names == std::set<std::string>{"weights_1", "weights_1_bias", "weights_3", "weights_3_bias", "activations_0",
                                         "activations_1", "activations_2", "activations_3", "errors_1", "errors_2",
                                         "errors_3", "gradients_1", "gradients_1_bias", "gradients_3",
                                         "gradients_3_bias"});
    for (const recorded_tensor& one : all)
        if (recorded_name(one.what) == "weights_3") CHECK((one.what.rows == 5 && one.what.columns == 2));
}

TEST_CASE("data that do not fit are not recorded", "[train]")
{
    const network net{dense{4, 2}};
    const std::vector<std::size_t> samples{0, 1};
    CHECK_THROWS_AS(recorded_step(net, four_samples(), samples), std::invalid_argument);
}
