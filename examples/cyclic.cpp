// examples/cyclic.cpp -- a precision that goes up and down: cyclic precision training beside static precision.
//
//     cyclic                                   handwritten digits
//     cyclic --images FILE --labels FILE       pictures in IDX files, as MNIST's (--test-images, --test-labels)
//     cyclic --low 0                           the cycles' lowest precision by a range test
//     cyclic --low 4 --high 6 --cycles 4       others
//     cyclic --csv steps.csv                   a line for each step: bits, loss, accuracy, bit operations so far
//
// A perceptron with three hidden layers is trained with the integers of Fu et al. (2021): weights and activations of as
// many bits as the schedule says, errors always of --backward bits. The range test finds the fewest bits with which
// training begins; the cycles go from there up to --high. Bit operations are those of all products of matrices.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowp/io/write_file.hpp"
#include "lowp/nn/dense.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/precision/cyclic_recipe.hpp"
#include "lowp/precision/operations.hpp"
#include "lowp/precision/range_test.hpp"
#include "lowp/train/loop.hpp"
#include "support/command_line.hpp"
#include "support/data_options.hpp"
#include "support/progress.hpp"
#include "support/run_program.hpp"
#include "support/side_by_side.hpp"

namespace {

using namespace lowp;

struct settings {
    long low = 3, high = 8, backward = 8, cycles = 8, epochs = 20, batch = 64, hidden = 64, seed = 1, seeds = 3,
         threads = hardware_threads();
    double rate = 0.05, momentum = 0.9;
    std::string csv;
    data_options data;
};

using schedule = std::function<int(std::uint64_t)>;

struct method {
    std::string name;
    schedule bits;
};
struct outcome {
    double error = 0;     // on the test set, in percent
    double flatness = 0;  // by how much the loss on the training set grows when weights are disturbed
    bool diverged = false;
    std::string csv;
};

auto network_for(const data_set& data, std::size_t hidden)
{
    return network{dense{data.dimension, hidden}, relu{}, dense{hidden, hidden},      relu{},
                   dense{hidden, hidden},         relu{}, dense{hidden, data.classes}};
}
using perceptron = decltype(network_for(data_set{}, 1));

class study {
public:
    study(const settings& s, const split_data& data)
        : s_(s),
          data_(data),
          net_(network_for(data.training, static_cast<std::size_t>(s.hidden))),
          batch_(std::min(static_cast<std::size_t>(s.batch), data.training.size())),
          tensors_(tensors_of(net_, batch_)),
          steps_((data.training.size() + batch_ - 1) / batch_ * static_cast<std::size_t>(s.epochs))
    {}

    std::uint64_t steps() const noexcept { return steps_; }

private:
    // A tenth of the rate from half of the training on, and a hundredth from three quarters: the paper's schedule.
    sgd method_at(std::uint64_t step) const
    {
        const double share = static_cast<double>(step - 1) / static_cast<double>(steps_);
        const double rate = share < 0.5 ? s_.rate : share < 0.75 ? s_.rate / 10 : s_.rate / 100;
        return {.rate = static_cast<float>(rate), .momentum = static_cast<float>(s_.momentum)};
    }
    auto recipe_of(const schedule& bits, std::uint64_t seed) const
    {
        return cyclic_recipe(tensors_, bits,
                             {.backward = static_cast<int>(s_.backward), .draw = stream{seed}.fork("rounding")});
    }
    template <class Observe>
    auto run_with(const schedule& bits, std::uint64_t seed, Observe&& observe, long epochs) const
    {
        const stream root{seed};
        auto start = net_;
        start.initialise(root.fork("weights"));
        return train(
            std::move(start), data_.training, recipe_of(bits, seed),
            [this](std::uint64_t step) { return method_at(step); },
            {.epochs = static_cast<int>(epochs), .batch = batch_, .order = root.fork("order")}, observe);
    }

public:
    // The share of the largest class.
    double chance() const
    {
        std::vector<std::size_t> counts(data_.training.classes);
        for (const auto label : data_.training.labels) ++counts[label];
        return static_cast<double>(std::ranges::max(counts)) / static_cast<double>(data_.training.size());
    }
    range_test_result range_test(std::uint64_t seed) const
    {
        return precision_range_test(
            {.high = static_cast<int>(s_.high), .chance = chance()}, [&](int bits, std::size_t steps) {
                std::vector<double> accuracies;
                const long enough = static_cast<long>(steps * batch_ / data_.training.size() + 1);
                run_with([bits](std::uint64_t) { return bits; }, seed,
                         [&](const step_report& r) {
                             accuracies.push_back(static_cast<double>(r.correct) / static_cast<double>(r.samples));
                             return accuracies.size() < steps;
                         },
                         std::max(enough, s_.epochs));
                return accuracies;
            });
    }

    outcome measured(const method& m, std::uint64_t seed, progress_line& progress, double done, double share) const
    {
        outcome result;
        std::uint64_t operations = 0;
        const auto run = run_with(
            m.bits, seed,
            [&](const step_report& r) {
                operations += total_bits(operations_of(tensors_, recipe_of(m.bits, seed), r.step));
                if (!s_.csv.empty()) {
                    char line[200];
                    std::snprintf(line, sizeof line, "%s,%llu,%llu,%d,%.6f,%.4f,%llu\n", m.name.c_str(),
                                  static_cast<unsigned long long>(seed), static_cast<unsigned long long>(r.step),
                                  m.bits(r.step), r.loss,
                                  static_cast<double>(r.correct) / static_cast<double>(r.samples),
                                  static_cast<unsigned long long>(operations));
                    result.csv += line;
                }
                if (r.step % 50 == 0)
                    progress.show(m.name, done + share * static_cast<double>(r.step) / static_cast<double>(steps_));
                return std::isfinite(r.loss);
            },
            s_.epochs);
        const auto test = evaluate(run.net, data_.test, recipe_of(m.bits, seed), steps_);
        result.error = 100 * test.error;
        result.diverged = run.state.step < steps_ || !std::isfinite(test.loss);
        result.flatness = result.diverged ? std::nan("") : flatness(run.net, m, stream{seed}.fork("flatness"));
        return result;
    }

    // Bit operations of a whole training.
    double operations(const method& m) const
    {
        double sum = 0;
        for (std::uint64_t step = 1; step <= steps_; ++step)
            sum += static_cast<double>(total_bits(operations_of(tensors_, recipe_of(m.bits, 1), step)));
        return sum;
    }

private:
    // Each weight w becomes w + 0.1 r u, with r the root mean square of its tensor and u of variance 1: the mean growth
    // of the loss over eight draws.
    double flatness(const perceptron& net, const method& m, stream draw) const
    {
        constexpr int draws = 8;
        const auto precision = recipe_of(m.bits, 1);
        const double before = evaluate(net, data_.training, precision, steps_).loss;
        double sum = 0;
        for (std::uint64_t k = 0; k < draws; ++k) {
            auto other = net;
            for (const parameter_place& place : net.places()) {
                const auto w = other.parameters().subspan(place.first, place.shape.size());
                double squares = 0;
                for (const float one : w) squares += static_cast<double>(one) * static_cast<double>(one);
                const auto r = static_cast<float>(0.1 * std::sqrt(3 * squares / static_cast<double>(w.size())));
                const stream u = draw.fork(k).fork(std::uint64_t{place.first});
                for (std::size_t i = 0; i < w.size(); ++i) w[i] += r * (2 * u.uniform(i) - 1);
            }
            sum += evaluate(other, data_.training, precision, steps_).loss - before;
        }
        return sum / draws;
    }

    const settings& s_;
    const split_data& data_;
    perceptron net_;
    std::size_t batch_;
    std::vector<tensor> tensors_;
    std::uint64_t steps_;
};

void print(const range_test_result& found)
{
    std::printf("range test, 100 steps each from the same weights\n%6s  %10s  %7s\n", "bits", "accuracy %", "gain");
    for (const auto& row : found.rows)
        std::printf("%6d  %10.1f  %+7.1f%s\n", row.bits, 100 * row.accuracy, 100 * row.gain,
                    row.diverged             ? "  diverged"
                    : row.bits == found.bits ? "  low"
                                             : "");
    std::printf("\n");
}

// Mean and standard deviation, NaN of one alone.
std::pair<double, double> moments(const std::vector<double>& all)
{
    double mean = 0, squares = 0;
    for (const double x : all) mean += x / static_cast<double>(all.size());
    for (const double x : all) squares += unfused_product(x - mean, x - mean);
    return {mean, all.size() > 1 ? std::sqrt(squares / static_cast<double>(all.size() - 1)) : std::nan("")};
}

void print_table(const std::vector<method>& methods, const std::vector<outcome>& outcomes, const study& all,
                 std::size_t seeds)
{
    const double full = all.operations(methods.front());
    std::printf("%-22s  %16s  %9s  %14s  %6s\n", "bits", "test error %", "flatness", "bit operations", "share");
    for (std::size_t m = 0; m < methods.size(); ++m) {
        std::vector<double> errors, growths;
        std::size_t diverged = 0;
        for (std::size_t k = 0; k < seeds; ++k) {
            const outcome& o = outcomes[m * seeds + k];
            errors.push_back(o.error);
            growths.push_back(o.flatness);
            diverged += o.diverged;
        }
        const auto [mean, deviation] = moments(errors);
        char error[64];
        if (diverged > 0)
            std::snprintf(error, sizeof error, "diverged (%zu/%zu)", diverged, seeds);
        else if (std::isnan(deviation))
            std::snprintf(error, sizeof error, "%.2f", mean);
        else
            std::snprintf(error, sizeof error, "%.2f +- %.2f", mean, deviation);
        const double operations = all.operations(methods[m]);
        std::printf("%-22s  %16s  %9.3g  %14.4g  %5.1f%%\n", methods[m].name.c_str(), error, moments(growths).first,
                    operations, 100 * operations / full);
    }
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    command_line options("Cyclic precision training (Fu et al. 2021) beside static precision, on real data.");
    options.number("--low", s.low, 0, 16, "fewest bits of a cycle; 0: what the range test finds");
    options.number("--high", s.high, 1, 16, "most bits of a cycle, and those of static precision");
    options.number("--backward", s.backward, 1, 16, "bits of errors");
    options.number("--cycles", s.cycles, 1, 1 << 20, "cycles in a training");
    options.number("--epochs", s.epochs, 1, 100000, "passes over the training data");
    options.number("--batch", s.batch, 1, 1 << 20, "samples a step");
    options.number("--hidden", s.hidden, 1, 1 << 16, "width of the three hidden layers");
    options.number("--rate", s.rate, 1e-9, 1e3,
                   "learning rate; a tenth from half of the training on, a hundredth from 3/4");
    options.number("--momentum", s.momentum, 0, 0.999999, "momentum of SGD");
    options.number("--seeds", s.seeds, 1, 1000, "trainings a row, with seeds one after the other");
    options.number("--seed", s.seed, 1, 1 << 20, "the first of the seeds, and that of the range test");
    options.number("--threads", s.threads, 1, 1024, "trainings at a time; the table does not depend on it");
    s.data.add_to(options);
    options.output("--csv", s.csv, "FILE", "write a line for each step here");
    if (const auto status = options.parse(argc, argv)) return *status;

    return run_program(argv[0], [&] {
        const split_data data = s.data.read(1);
        const study all(s, data);
        if (s.low == 0) {
            const auto found = all.range_test(static_cast<std::uint64_t>(s.seed));
            print(found);
            if (!found.passed) throw std::runtime_error("no bits up to " + std::to_string(s.high) + " make progress");
            s.low = found.bits;
        }
        const cyclic cosine{.low = static_cast<int>(s.low),
                            .high = static_cast<int>(s.high),
                            .cycles = static_cast<std::uint64_t>(s.cycles),
                            .steps = all.steps()};
        expect_valid(cosine);
        cyclic linear = cosine, once = cosine;
        linear.shape = cycle_shape::linear;
        once.cycles = 1;
        const auto range = std::to_string(s.low) + " to " + std::to_string(s.high);
        const std::vector<method> methods{{"static " + std::to_string(s.high), constant_bits{static_cast<int>(s.high)}},
                                          {"static " + std::to_string(s.low), constant_bits{static_cast<int>(s.low)}},
                                          {"cyclic " + range, cosine},
                                          {"cyclic " + range + " linear", linear},
                                          {"once " + range, once}};
        const auto seeds = static_cast<std::size_t>(s.seeds);
        std::vector<outcome> outcomes(methods.size() * seeds);
        progress_line progress;
        side_by_side(outcomes.size(), s.threads, [&](std::size_t piece) {
            const double share = 1 / static_cast<double>(outcomes.size());
            outcomes[piece] = all.measured(methods[piece / seeds], piece % seeds + static_cast<std::uint64_t>(s.seed),
                                           progress, static_cast<double>(piece) * share, share);
        });
        progress.clear();
        std::printf("%zu samples, %llu steps, %ld cycles, errors of %ld bits\n", data.training.size(),
                    static_cast<unsigned long long>(all.steps()), s.cycles, s.backward);
        print_table(methods, outcomes, all, seeds);
        if (!s.csv.empty()) {
            std::string text = "bits,seed,step,bits_of_step,loss,accuracy,bit_operations\n";
            for (const outcome& o : outcomes) text += o.csv;
            write_file(s.csv, text);
        }
    });
}
