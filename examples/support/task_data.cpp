#include "support/task_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lowp/core/unfused.hpp"
#include "lowp/random/normal.hpp"
#include "lowp/random/permutation.hpp"
#include "lowp/random/uniform_index.hpp"

namespace {

using namespace lowp;

stream draw_of(const task_definition& task, std::string_view what)
{
    return stream{task_seed}.fork(task.name).fork(what);
}

// ---- labels
// ----------------------------------------------------------------------------------------------------------

constexpr std::uint32_t left_out = ~std::uint32_t{0};

struct grouping {
    std::vector<std::uint32_t> class_of;  // by label
    std::size_t classes = 0;
};

grouping groups_of(std::string_view text, std::size_t labels)
{
    grouping all{std::vector<std::uint32_t>(labels, left_out)};
    if (text.empty()) {
        for (std::size_t label = 0; label < labels; ++label) all.class_of[label] = static_cast<std::uint32_t>(label);
        all.classes = labels;
        return all;
    }
    std::uint32_t others = left_out, at = 0;
    for (const char c : text) {
        if (c == '|') ++at;
        if (c == '*') others = at;
        if (c >= '0' && c <= '9') all.class_of[static_cast<std::size_t>(c - '0')] = at;
    }
    std::ranges::replace(all.class_of, left_out, others);
    all.classes = std::size_t{at} + 1;
    return all;
}

// The first `count` of the indices, in the order drawn, whose samples have a class; `taken` of them are passed over.
std::vector<std::size_t> chosen(const data_set& from, const std::vector<std::size_t>& order, const grouping& groups,
                                std::size_t taken, std::size_t count)
{
    std::vector<std::size_t> all;
    for (const std::size_t i : order)
        if (groups.class_of[from.labels[i]] != left_out) all.push_back(i);
    if (all.size() < taken + count)
        throw std::runtime_error(std::to_string(all.size()) + " samples, expected " + std::to_string(taken + count));
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(taken));
    all.resize(count);
    return all;
}

data_set drawn(const data_set& from, const std::vector<std::size_t>& samples, const grouping& groups)
{
    data_set part = subset(from, samples);
    for (std::uint32_t& label : part.labels) label = groups.class_of[label];
    part.classes = groups.classes;
    return part;
}

void draw_labels_anew(data_set& data, double share, const stream& draw)
{
    for (std::size_t i = 0; i < data.size(); ++i)
        if (draw.fork("whether").uniform(i) < static_cast<float>(share))
            data.labels[i] = static_cast<std::uint32_t>(uniform_index(draw.fork("label"), i, data.classes));
}

// ---- features
// --------------------------------------------------------------------------------------------------------

// Every sample's features become those that `change(sample, from, to)` writes.
template <class Change>
void change_samples(data_set& data, std::size_t dimension, const Change& change)
{
    aligned_vector<float> features(data.size() * dimension);
    for (std::size_t i = 0; i < data.size(); ++i)
        change(i, data.features.data() + i * data.dimension, features.data() + i * dimension);
    data.features = std::move(features);
    data.dimension = dimension;
}

void make_grey(data_set& data, std::size_t channels)
{
    const std::size_t pixels = data.dimension / channels;
    change_samples(data, pixels, [&](std::size_t, const float* from, float* to) {
        for (std::size_t p = 0; p < pixels; ++p) {
            double sum = 0;
            for (std::size_t c = 0; c < channels; ++c) sum += static_cast<double>(from[c * pixels + p]);
            to[p] = static_cast<float>(sum / static_cast<double>(channels));
        }
    });
}

void move_images(data_set& data, std::size_t side, std::size_t most, const stream& draw)
{
    change_samples(data, data.dimension, [&](std::size_t i, const float* from, float* to) {
        const auto step = [&](std::size_t axis) {
            return static_cast<std::size_t>(uniform_index(draw, 2 * i + axis, 2 * most + 1));
        };
        const std::size_t down = step(0), right = step(1), planes = data.dimension / (side * side);
        for (std::size_t c = 0; c < planes; ++c)
            for (std::size_t y = 0; y < side; ++y)
                for (std::size_t x = 0; x < side; ++x) {
                    // Row y + most - down of the old image, where it has one.
                    const std::size_t row = y + most - down, column = x + most - right;
                    if (y + most >= down && row < side && x + most >= right && column < side)
                        to[(c * side + y) * side + x] = from[(c * side + row) * side + column];
                }
    });
}

void average_squares(data_set& data, std::size_t side, std::size_t smaller)
{
    const std::size_t planes = data.dimension / (side * side), square = side / smaller;
    change_samples(data, planes * smaller * smaller, [&](std::size_t, const float* from, float* to) {
        for (std::size_t c = 0; c < planes; ++c)
            for (std::size_t y = 0; y < smaller; ++y)
                for (std::size_t x = 0; x < smaller; ++x) {
                    double sum = 0;
                    for (std::size_t r = 0; r < square; ++r)
                        for (std::size_t s = 0; s < square; ++s)
                            sum += static_cast<double>(from[(c * side + y * square + r) * side + x * square + s]);
                    to[(c * smaller + y) * smaller + x] =
                        static_cast<float>(sum / static_cast<double>(square * square));
                }
    });
}

// Both sets by the means and deviations of the first; what does not vary becomes 0.
void standardise(task_data& data)
{
    const auto n = static_cast<double>(data.training.size());
    for (std::size_t j = 0; j < data.training.dimension; ++j) {
        const auto feature = [j](data_set& set, std::size_t i) -> float& {
            return set.features[i * set.dimension + j];
        };
        double mean = 0, squares = 0;
        for (std::size_t i = 0; i < data.training.size(); ++i) mean += static_cast<double>(feature(data.training, i));
        mean /= n;
        for (std::size_t i = 0; i < data.training.size(); ++i) {
            const double away = static_cast<double>(feature(data.training, i)) - mean;
            squares += unfused_product(away, away);
        }
        const double deviation = std::sqrt(squares / n);
        for (data_set* set : {&data.training, &data.test})
            for (std::size_t i = 0; i < set->size(); ++i) {
                float& x = feature(*set, i);
                x = deviation == 0 ? 0.0f : static_cast<float>((static_cast<double>(x) - mean) / deviation);
            }
    }
}

}  // namespace

task_data made(const task_definition& task, const data_source& source)
{
    const grouping groups = groups_of(task.classes, source.training.classes);
    const bool one_pool = source.test.size() == 0;
    const data_set& test_pool = one_pool ? source.training : source.test;
    const auto training_order = permutation(source.training.size(), draw_of(task, "training"));
    const auto test_order = one_pool ? training_order : permutation(test_pool.size(), draw_of(task, "test"));
    task_data data;
    try {
        const auto in_training = chosen(source.training, training_order, groups, 0, task.training);
        const auto in_test = chosen(test_pool, test_order, groups, one_pool ? task.training : 0, task.test);
        data = {drawn(source.training, in_training, groups), drawn(test_pool, in_test, groups)};
    } catch (const std::runtime_error& error) {
        throw std::runtime_error("task " + std::string(task.name) + ": its classes have " + error.what());
    }
    draw_labels_anew(data.training, task.wrong_labels, draw_of(task, "wrong labels"));

    for (data_set* set : {&data.training, &data.test}) {
        const stream draw = draw_of(task, set == &data.test ? "features of test" : "features of training");
        if (task.grey) make_grey(*set, source.channels);
        if (task.jitter != 0) move_images(*set, source.side, task.jitter, draw.fork("moves"));
        if (task.side != 0) average_squares(*set, source.side, task.side);
    }
    if (task.standardised) standardise(data);
    for (data_set* set : {&data.training, &data.test}) {
        const stream draw = draw_of(task, set == &data.test ? "noise of test" : "noise of training");
        for (std::size_t k = 0; k < set->features.size(); ++k) {
            const double changed = unfused_product(static_cast<double>(set->features[k]), task.factor) + task.offset;
            const double added = task.noise == 0 ? 0 : unfused_product(task.noise, normal(draw, k));
            set->features[k] = static_cast<float>(changed + added);
        }
    }
    return data;
}

double chance_error(const data_set& test)
{
    std::vector<std::size_t> counts(test.classes);
    for (const std::uint32_t label : test.labels) ++counts[label];
    return 1 - static_cast<double>(*std::ranges::max_element(counts)) / static_cast<double>(test.size());
}

std::string task_line(const task_definition& task, const task_data& data)
{
    char numbers[200];
    std::snprintf(numbers, sizeof numbers, ",%zu,%zu,%zu,%zu,%zu,%g,%d,%.6f,", data.training.size(), data.test.size(),
                  data.training.dimension, task.hidden, data.training.classes, task.rate, task.epochs,
                  chance_error(data.test));
    return std::string(task.name) + "," + std::string(task.source) + numbers + described(task) + "\n";
}
