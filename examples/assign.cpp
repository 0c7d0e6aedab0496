// examples/assign.cpp -- which tensors can do with 8 bits: precision assignments, from none to all, and promotion.
//
//     assign                                   handwritten digits from 0 to 40: the trade-off as a table
//     assign --images FILE --labels FILE       pictures in IDX files, as MNIST's (--test-images, --test-labels)
//     assign --range 255 --formats ocp         other inputs, other formats
//     assign --csv runs.csv --save last.txt    a line for each training; the last one's assignment
//
// A perceptron with four hidden layers is trained under the assignments of Lee, Sharma and Aiken (2023): groups of
// tensors become low in the order of their sizes until they have a share r of all elements, and what overflows is
// promoted to high while the training goes on. Beside them: binary32; everything high; everything low; and low
// operands of products. Inputs are not normalised, so that ranges matter: FP8 1-4-3 with bias 4 ends at 30. The
// low-precision ratio is 2 (bits_high - bits) / bits_high, the mean over all steps. Activations wait for the backward
// pass as codes, and what those take is counted where they are.
//
// The 10000 test pictures of MNIST, 8000 to train on, seeds 1 to 3: accuracy, and low-precision ratio.
//
//                                    binary32   uniform low      by operators     r = 1 with promotion
//     --batch 64                       90.78    90.02 (0.740)    89.95 (0.172)    91.58 (0.404)
//     --batch 32                       92.02    90.43 (0.658)    90.15 (0.148)    91.87 (0.437)
//     --batch 16                       92.27    91.13 (0.594)    89.15 (0.130)    92.38 (0.462)
//     --batch 16 --formats ocp         92.27    93.00 (0.594)    92.12 (0.130)    93.00 (0.594)
//     --batch 64 --range 1
//       --rate 0.03                    94.25    94.05 (0.740)    94.15 (0.172)    94.05 (0.740)
//     --batch 64 --range 255
//       --rate 0.0001
//       --formats ocp --unsaturated    78.68    diverges         diverges         diverges
//     the same, --threshold 1e-6       78.68    diverges         diverges         79.93 (0.615)
//       and on all of MNIST            89.94    diverges         diverges         89.73 (0.605)
//
// The larger the batch, the more of all elements are activations, and those are what is promoted. Without saturation a
// single overflow spoils a step, so a single one must promote.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowp/io/write_file.hpp"
#include "lowp/nn/dense.hpp"
#include "lowp/nn/graph_of.hpp"
#include "lowp/nn/relu.hpp"
#include "lowp/precision/assigned.hpp"
#include "lowp/precision/assignment_text.hpp"
#include "lowp/precision/demotion.hpp"
#include "lowp/train/keep_codes.hpp"
#include "lowp/train/loop.hpp"
#include "support/command_line.hpp"
#include "support/data_options.hpp"
#include "support/progress.hpp"
#include "support/run_program.hpp"
#include "support/side_by_side.hpp"

namespace {

using namespace lowp;

struct settings {
    long epochs = 6, batch = 32, hidden = 64, seed = 1, seeds = 3, threads = hardware_threads();
    double rate = 0.001, momentum = 0.9, range = 40, threshold = 0.01, scale = 65536;
    bool fixed_scale = false, unsaturated = false;
    std::string csv, formats = "hybrid", order = "descending", save;
    data_options data;
};

// A row of the table: binary32 where there is no assignment.
struct method {
    std::string name;
    std::optional<assignment> levels{};
    bool promotes = false;
};
struct outcome {
    double accuracy = 0;  // on the test set, in percent
    double ratio = 0;     // of low precision, the mean over steps
    std::size_t promotions = 0;
    std::uint64_t skipped = 0;
    activation_memory memory{};
    bool diverged = false;  // no finite loss at the end, or hardly better than a guess
    std::string text{};     // the assignment at the end
};

auto network_for(const data_set& data, std::size_t hidden)
{
    return network{dense{data.dimension, hidden}, relu{}, dense{hidden, hidden}, relu{},
                   dense{hidden, hidden},         relu{}, dense{hidden, hidden}, relu{},
                   dense{hidden, data.classes}};
}
using perceptron = decltype(network_for(data_set{}, 1));

double share_of_largest_class(const data_set& data)
{
    std::vector<std::size_t> counts(data.classes);
    for (const auto label : data.labels) ++counts[label];
    return static_cast<double>(std::ranges::max(counts)) / static_cast<double>(data.size());
}

class study {
public:
    study(const settings& s, const split_data& data)
        : s_(s),
          data_(data),
          net_(network_for(data.training, static_cast<std::size_t>(s.hidden))),
          batch_(std::min(static_cast<std::size_t>(s.batch), data.training.size())),
          graph_(graph_of(net_, batch_)),
          chance_(share_of_largest_class(data.training)),
          formats_(s.formats == "hybrid" ? hybrid_formats()
                                         : ocp_formats(s.formats == "ocp" ? bfloat16 : binary16,
                                                       s.unsaturated ? on_overflow::infinity : on_overflow::saturate))
    {}

    // The last r of those that demote the same groups stands for them all.
    std::vector<method> methods() const
    {
        std::vector<method> all{{"binary32"},
                                {"uniform high", uniform_high(graph_)},
                                {"uniform low", uniform_low(graph_)},
                                {"by operators", by_operators(graph_)}};
        const auto order = s_.order == "descending"  ? demotion_order::descending
                           : s_.order == "ascending" ? demotion_order::ascending
                                                     : demotion_order::random;
        for (int tenths = 0; tenths <= 10; ++tenths) {
            const assignment a =
                demoted(graph_, tenths / 10.0, order, stream{static_cast<std::uint64_t>(s_.seed)}.fork("groups"));
            if (all.back().promotes && all.back().levels == a) all.pop_back();
            const char* number[] = {"0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"};
            all.push_back({std::string("r = ") + number[tenths], a, true});
        }
        return all;
    }

    outcome measured(const method& m, std::uint64_t seed) const
    {
        if (!m.levels) return measured(m, seed, recipe{}, nullptr, {});
        promotion_options promote{.threshold = s_.threshold};
        if (!m.promotes) promote.threshold.reset();
        const assigned precision(graph_, *m.levels, formats_, promote);
        loss_scaling scaling{.initial = static_cast<float>(s_.scale)};
        if (s_.fixed_scale) scaling.growth = scaling.backoff = 1;
        return measured(m, seed, precision.recipe(), &precision, scaling);
    }

private:
    template <class Recipe>
    outcome measured(const method& m, std::uint64_t seed, const Recipe& precision, const assigned* levels,
                     const std::optional<loss_scaling>& scaling) const
    {
        const stream root{seed};
        auto start = net_;
        start.initialise(root.fork("weights"));
        mean_low_precision mean;
        if (levels != nullptr) mean.bits_high = levels->bits_high();
        const auto run = train(
            std::move(start), data_.training, precision,
            sgd{.rate = static_cast<float>(s_.rate), .momentum = static_cast<float>(s_.momentum)},
            {.epochs = static_cast<int>(s_.epochs), .batch = batch_, .order = root.fork("order"), .scaling = scaling},
            [&](const step_report& r) {
                if (levels != nullptr) mean.add(levels->bits(r.step));
            },
            keep_codes{});
        const evaluation test = evaluate(run.net, data_.test, precision, run.state.step + 1);
        outcome o{.accuracy = 100 * (1 - test.error), .skipped = run.state.scale.skipped, .memory = run.memory};
        o.diverged = run.diverged() || !std::isfinite(test.loss) || 1 - test.error <= 1.5 * chance_;
        if (levels != nullptr) {
            o.ratio = mean.ratio();
            o.promotions = levels->promotions().size();
            o.text =
                "# " + m.name + ", seed " + std::to_string(seed) + "\n" + assignment_text(graph_, levels->assignment());
        }
        return o;
    }

    const settings& s_;
    const split_data& data_;
    perceptron net_;
    std::size_t batch_;
    module_graph graph_;
    double chance_;
    level_formats formats_;
};

void print_table(const std::vector<method>& methods, const std::vector<outcome>& outcomes, std::size_t seeds)
{
    std::printf("%-14s  %13s  %9s  %10s  %7s  %10s  %8s\n", "assignment", "test accuracy", "low ratio", "promotions",
                "skipped", "bytes held", "diverged");
    for (std::size_t m = 0; m < methods.size(); ++m) {
        double accuracy = 0, ratio = 0, promotions = 0, skipped = 0;
        std::size_t diverged = 0;
        std::uint64_t held = 0;
        for (std::size_t k = 0; k < seeds; ++k) {
            const outcome& o = outcomes[m * seeds + k];
            const auto n = static_cast<double>(seeds);
            accuracy += o.accuracy / n;
            ratio += o.ratio / n;
            promotions += static_cast<double>(o.promotions) / n;
            skipped += static_cast<double>(o.skipped) / n;
            diverged += o.diverged;
            held = std::max(held, o.memory.held);
        }
        std::printf("%-14s  %12.2f%%", methods[m].name.c_str(), accuracy);
        if (methods[m].levels)
            std::printf("  %9.3f  %10.1f  %7.1f", ratio, promotions, skipped);
        else
            std::printf("  %9s  %10s  %7s", "", "", "");
        std::printf("  %10llu  %6zu/%zu\n", static_cast<unsigned long long>(held), diverged, seeds);
    }
}

void expect_known(const settings& s)
{
    const auto fail = [](const std::string& what) { throw std::invalid_argument(what); };
    if (s.formats != "hybrid" && s.formats != "ocp" && s.formats != "ocp16")
        fail("--formats: '" + s.formats + "', expected hybrid, ocp or ocp16");
    if (s.unsaturated && s.formats == "hybrid")
        fail("--unsaturated: the hybrid formats have no code for infinity, expected --formats ocp or ocp16");
    if (s.order != "descending" && s.order != "ascending" && s.order != "random")
        fail("--order: '" + s.order + "', expected descending, ascending or random");
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    command_line options("Precision assignments (Lee, Sharma and Aiken 2023): a trade-off curve, on real data.");
    options.number("--epochs", s.epochs, 1, 100000, "passes over the training data");
    options.number("--batch", s.batch, 1, 1 << 20, "samples a step");
    options.number("--hidden", s.hidden, 1, 1 << 16, "width of the four hidden layers");
    options.number("--rate", s.rate, 1e-12, 1e3, "learning rate");
    options.number("--momentum", s.momentum, 0, 0.999999, "momentum of SGD");
    options.number("--range", s.range, 0, 1e6, "largest feature; 0: as in the file");
    options.number("--threshold", s.threshold, 1e-9, 1, "share of elements whose overflow promotes a tensor");
    options.number("--scale", s.scale, 1, 0x1p100, "the first loss scale, a power of two");
    options.flag("--fixed-scale", s.fixed_scale, "a loss scale that never changes; bad steps are skipped nevertheless");
    options.text("--formats", s.formats, "NAME",
                 "hybrid (1-4-3, 1-5-2, 1-6-9), ocp (E4M3, E5M2, bfloat16), ocp16 (binary16)");
    options.flag("--unsaturated", s.unsaturated, "forward overflow becomes infinity or NaN (formats of OCP only)");
    options.text("--order", s.order, "NAME", "of groups by size: descending, ascending or random");
    options.number("--seeds", s.seeds, 1, 1000, "trainings a row, with seeds one after the other");
    options.number("--seed", s.seed, 1, 1 << 20, "the first of the seeds, and that of a random order");
    options.number("--threads", s.threads, 1, 1024, "trainings at a time; the table does not depend on it");
    s.data.add_to(options);
    options.output("--csv", s.csv, "FILE", "write a line for each training here");
    options.output("--save", s.save, "FILE", "write the assignment at the end of the last training here");
    if (const auto status = options.parse(argc, argv)) return *status;
    return run_program(argv[0], [&] {
        expect_known(s);
        const split_data data = s.data.read(s.range);
        const study all(s, data);
        const auto methods = all.methods();
        const auto seeds = static_cast<std::size_t>(s.seeds);
        std::vector<outcome> outcomes(methods.size() * seeds);
        progress_line progress;
        std::atomic<std::size_t> done = 0;
        side_by_side(outcomes.size(), s.threads, [&](std::size_t piece) {
            outcomes[piece] = all.measured(methods[piece / seeds], piece % seeds + static_cast<std::uint64_t>(s.seed));
            progress.show(methods[piece / seeds].name,
                          static_cast<double>(++done) / static_cast<double>(outcomes.size()));
        });
        progress.clear();
        std::printf("%zu samples of %g to %g, %ld epochs of batches of %ld\n", data.training.size(),
                    static_cast<double>(std::ranges::min(data.training.features)),
                    static_cast<double>(std::ranges::max(data.training.features)), s.epochs, s.batch);
        std::printf(
            "activations held between forward and backward: codes, the most of any step; beside them %llu bytes of\n"
            "floats, which a layer reads and writes\n\n",
            static_cast<unsigned long long>(outcomes.front().memory.floats));
        print_table(methods, outcomes, seeds);
        if (!s.csv.empty()) {
            std::string text = "assignment,seed,accuracy,low_ratio,promotions,skipped,held_bytes,diverged\n";
            for (std::size_t piece = 0; piece < outcomes.size(); ++piece) {
                const outcome& o = outcomes[piece];
                char line[200];
                std::snprintf(line, sizeof line, "%s,%zu,%.4f,%.6f,%zu,%llu,%llu,%d\n",
                              methods[piece / seeds].name.c_str(), piece % seeds + static_cast<std::size_t>(s.seed),
                              o.accuracy, o.ratio, o.promotions, static_cast<unsigned long long>(o.skipped),
                              static_cast<unsigned long long>(o.memory.held), o.diverged);
                text += line;
            }
            write_file(s.csv, text);
        }
        if (!s.save.empty()) write_file(s.save, outcomes.back().text);
    });
}
