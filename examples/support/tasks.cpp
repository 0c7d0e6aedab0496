#include "support/tasks.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "lowp/core/unfused.hpp"
#include "lowp/random/normal.hpp"
#include "lowp/random/permutation.hpp"
#include "lowp/random/uniform_index.hpp"

namespace {

using namespace lowp;

constexpr task_definition table[]{
    // Ten digits of MNIST, by resolution, number of samples, and what is done to the pixels.
    {.name = "mnist", .source = "mnist", .training = 2000, .test = 2000, .side = 14},
    {.name = "mnist_28x28", .source = "mnist", .training = 1000, .test = 2000, .hidden = 24, .epochs = 75},
    {.name = "mnist_7x7", .source = "mnist", .training = 2000, .test = 2000, .side = 7, .epochs = 125},
    {.name = "mnist_few", .source = "mnist", .training = 300, .test = 2000, .side = 14, .epochs = 200},
    {.name = "mnist_wide", .source = "mnist", .training = 1000, .test = 2000, .side = 14, .hidden = 64},
    {.name = "mnist_bytes", .source = "mnist", .training = 1500, .test = 2000, .side = 14, .factor = 255, .rate = 5e-6},
    {.name = "mnist_inverted",
     .source = "mnist",
     .training = 1500,
     .test = 2000,
     .side = 14,
     .factor = -1,
     .offset = 1,
     .rate = 0.004},
    {.name = "mnist_centred",
     .source = "mnist",
     .training = 1500,
     .test = 2000,
     .side = 14,
     .factor = 2,
     .offset = -1,
     .rate = 0.004},
    {.name = "mnist_faint",
     .source = "mnist",
     .training = 1500,
     .test = 2000,
     .side = 14,
     .factor = 0x1p-4,
     .rate = 0.2},
    {.name = "mnist_jittered",
     .source = "mnist",
     .training = 2000,
     .test = 2000,
     .jitter = 3,
     .side = 14,
     .hidden = 48},
    {.name = "mnist_noisy", .source = "mnist", .training = 1500, .test = 2000, .side = 14, .noise = 0.4, .rate = 0.008},
    {.name = "mnist_wrong_labels",
     .source = "mnist",
     .training = 1500,
     .test = 2000,
     .side = 14,
     .wrong_labels = 0.3,
     .rate = 0.008},
    {.name = "mnist_standardised",
     .source = "mnist",
     .training = 1500,
     .test = 2000,
     .side = 14,
     .standardised = true,
     .rate = 0.004},
    // The same digits in fewer classes.
    {.name = "mnist_even_odd",
     .source = "mnist",
     .training = 1500,
     .test = 2000,
     .classes = "0 2 4 6 8|1 3 5 7 9",
     .side = 14},
    {.name = "mnist_low_high",
     .source = "mnist",
     .training = 1500,
     .test = 2000,
     .classes = "0 1 2 3 4|5 6 7 8 9",
     .side = 7},
    {.name = "mnist_loops", .source = "mnist", .training = 1500, .test = 2000, .classes = "0 6 9|8|*", .side = 14},
    {.name = "mnist_strokes",
     .source = "mnist",
     .training = 1000,
     .test = 2000,
     .classes = "1 4 7|2 3 5|0 6 8 9",
     .side = 7,
     .hidden = 24},
    {.name = "mnist_4_9",
     .source = "mnist",
     .training = 1000,
     .test = 1900,
     .classes = "4|9",
     .side = 14,
     .hidden = 16},
    {.name = "mnist_3_5",
     .source = "mnist",
     .training = 500,
     .test = 1800,
     .classes = "3|5",
     .side = 7,
     .hidden = 16,
     .epochs = 200},
    {.name = "mnist_7_9_bytes",
     .source = "mnist",
     .training = 1000,
     .test = 2000,
     .classes = "7|9",
     .side = 14,
     .factor = 255,
     .hidden = 16,
     .rate = 2e-6},
    {.name = "mnist_0_1",
     .source = "mnist",
     .training = 300,
     .test = 2000,
     .classes = "0|1",
     .side = 7,
     .hidden = 16,
     .epochs = 150},
    {.name = "mnist_3_5_8", .source = "mnist", .training = 1500, .test = 2500, .classes = "3|5|8", .side = 14},
    {.name = "mnist_8_rest", .source = "mnist", .training = 2000, .test = 3000, .classes = "8|*", .side = 14},
    {.name = "mnist_1_rest",
     .source = "mnist",
     .training = 500,
     .test = 3000,
     .classes = "1|*",
     .side = 7,
     .hidden = 16},

    // The digits of UCI, 8 x 8 pixels.
    {.name = "digits", .source = "digits", .training = 797, .test = 1000, .epochs = 150},
    {.name = "digits_pixels",
     .source = "digits",
     .training = 797,
     .test = 1000,
     .factor = 16,
     .rate = 1e-4,
     .epochs = 150},
    {.name = "digits_4x4", .source = "digits", .training = 797, .test = 1000, .side = 4, .epochs = 200},
    {.name = "digits_few", .source = "digits", .training = 150, .test = 1600, .hidden = 48, .epochs = 300},
    {.name = "digits_even_odd",
     .source = "digits",
     .training = 797,
     .test = 1000,
     .classes = "0 2 4 6 8|1 3 5 7 9",
     .epochs = 150},
    {.name = "digits_8_rest",
     .source = "digits",
     .training = 797,
     .test = 1000,
     .classes = "8|*",
     .hidden = 16,
     .epochs = 150},
    {.name = "digits_wrong_labels",
     .source = "digits",
     .training = 797,
     .test = 1000,
     .wrong_labels = 0.2,
     .rate = 0.008,
     .epochs = 150},

    // Photographs of CIFAR-10: 0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer, 5 dog, 6 frog, 7 horse, 8 ship, 9
    // truck.
    {.name = "cifar", .source = "cifar10", .training = 2000, .test = 2000, .side = 8, .rate = 0.004},
    {.name = "cifar_grey", .source = "cifar10", .training = 2000, .test = 2000, .grey = true, .side = 8, .rate = 0.004},
    {.name = "cifar_animals_vehicles",
     .source = "cifar10",
     .training = 1500,
     .test = 2000,
     .classes = "2 3 4 5 6 7|0 1 8 9",
     .side = 8,
     .rate = 0.004},
    {.name = "cifar_animals_vehicles_grey",
     .source = "cifar10",
     .training = 1500,
     .test = 2000,
     .classes = "2 3 4 5 6 7|0 1 8 9",
     .grey = true,
     .side = 16,
     .rate = 0.002},
    {.name = "cifar_airplane_ship",
     .source = "cifar10",
     .training = 1200,
     .test = 1200,
     .classes = "0|8",
     .side = 8,
     .hidden = 24,
     .rate = 0.004},
    {.name = "cifar_cat_dog",
     .source = "cifar10",
     .training = 1200,
     .test = 1200,
     .classes = "3|5",
     .grey = true,
     .side = 16,
     .rate = 0.002},
    {.name = "cifar_automobile_truck_centred",
     .source = "cifar10",
     .training = 1200,
     .test = 1200,
     .classes = "1|9",
     .side = 8,
     .factor = 2,
     .offset = -1,
     .rate = 0.004},
    {.name = "cifar_bird_frog_bytes",
     .source = "cifar10",
     .training = 1200,
     .test = 1200,
     .classes = "2|6",
     .side = 8,
     .factor = 255,
     .rate = 1e-7},
    {.name = "cifar_vehicles",
     .source = "cifar10",
     .training = 1500,
     .test = 1500,
     .classes = "0|1|8|9",
     .side = 8,
     .standardised = true,
     .rate = 0.002},
    {.name = "cifar_road",
     .source = "cifar10",
     .training = 1500,
     .test = 2000,
     .classes = "0 8|1 9",
     .side = 8,
     .hidden = 16,
     .rate = 0.004},
    {.name = "cifar_deer_horse_standardised",
     .source = "cifar10",
     .training = 1200,
     .test = 1200,
     .classes = "4|7",
     .side = 8,
     .standardised = true,
     .hidden = 24,
     .rate = 0.002},

    // Tables: incomes, mushrooms, hearts, tumours.
    {.name = "a9a", .source = "a9a", .training = 2000, .test = 3000, .hidden = 16, .rate = 0.004},
    {.name = "a9a_few", .source = "a9a", .training = 300, .test = 3000, .hidden = 16, .rate = 0.008, .epochs = 150},
    {.name = "a9a_scaled", .source = "a9a", .training = 1500, .test = 3000, .factor = 16, .rate = 4e-05},
    {.name = "agaricus", .source = "agaricus", .training = 1000, .test = 1600, .hidden = 16, .epochs = 50},
    {.name = "agaricus_few", .source = "agaricus", .training = 100, .test = 1600, .hidden = 16, .epochs = 200},
    {.name = "agaricus_wrong_labels",
     .source = "agaricus",
     .training = 1000,
     .test = 1600,
     .wrong_labels = 0.4,
     .rate = 0.008,
     .epochs = 75},
    {.name = "heart", .source = "heart", .training = 120, .test = 150, .hidden = 16, .rate = 0.008, .epochs = 300},
    {.name = "breast_cancer",
     .source = "breast_cancer",
     .training = 269,
     .test = 300,
     .standardised = true,
     .hidden = 16,
     .rate = 0.008,
     .epochs = 150},
    {.name = "breast_cancer_raw",
     .source = "breast_cancer",
     .training = 269,
     .test = 300,
     .factor = 0x1p-6,
     .hidden = 16,
     .rate = 1e-4,
     .epochs = 300},
};

stream draw_of(const task_definition& task, std::string_view what)
{
    return stream{task_seed}.fork(task.name).fork(what);
}

std::string shortest(double x)
{
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, x).ptr};
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

std::span<const task_definition> all_tasks() { return table; }

std::string described(const task_definition& task)
{
    std::string text = std::string(task.source) + ": " + std::to_string(task.training) + " samples to train and " +
                       std::to_string(task.test) + " to test";
    const auto add = [&](const std::string& more) { text += "; " + more; };
    if (!task.classes.empty()) add("classes " + std::string(task.classes));
    if (task.grey) add("grey");
    if (task.jitter != 0) add("moved by up to " + std::to_string(task.jitter) + " pixels");
    if (task.side != 0) add("averaged to " + std::to_string(task.side) + "x" + std::to_string(task.side));
    if (task.standardised) add("standardised");
    if (task.factor != 1) add("times " + shortest(task.factor));
    if (task.offset != 0) add("plus " + shortest(task.offset));
    if (task.noise != 0) add("normal noise of deviation " + shortest(task.noise));
    if (task.wrong_labels != 0) add(shortest(task.wrong_labels) + " of the training labels drawn anew");
    return text;
}

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
