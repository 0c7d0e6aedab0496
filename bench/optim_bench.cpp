// bench/optim_bench.cpp -- inner steps of linear models in integers beside our own best ones in binary32, and the time
// that whole methods take.
//
// One thread, random rows. The first table has nanoseconds a step: HALP's integer step beside SVRG's in binary32, and
// LP-SGD's beside SGD's; below, what it takes to read a row and do nothing else. The second holds ratios to the bars
// that the library has set itself. The third is the time to come so close to the optimum of the same least squares.
// Build for this machine (LOWP_NATIVE): binary32 has no other way to its best instructions. The options are Google
// Benchmark's.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/linalg/integer_steps.hpp"
#include "lowp/linalg/machine.hpp"
#include "lowp/optim/sample_order.hpp"
#include "lowp/random/stream.hpp"
#include "support/float_steps.hpp"
#include "support/optim_race.hpp"
#include "support/step_table.hpp"

using bench::place;

namespace {

constexpr std::size_t steps_at_once = 512;

// Bytes, of which all cases read their rows: 256 MiB of numbers, and the same number of codes of 16 and of 8 bits.
struct data {
    lowp::aligned_vector<float> numbers = lowp::aligned_vector<float>(64 * bench::mebibyte);
    lowp::aligned_vector<std::int16_t> shorts = lowp::aligned_vector<std::int16_t>(64 * bench::mebibyte);
    lowp::aligned_vector<std::int8_t> codes = lowp::aligned_vector<std::int8_t>(64 * bench::mebibyte);

    data()
    {
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const auto word = static_cast<std::uint32_t>(lowp::mix64(i));
            codes[i] = static_cast<std::int8_t>(word);
            shorts[i] = static_cast<std::int16_t>(word);
            numbers[i] = static_cast<float>(codes[i]) * 0x1p-7f;
        }
    }
};
const data& all()
{
    static const data made;
    return made;
}

// Rows in a random order, another each time.
class orders {
public:
    explicit orders(const place& p) : rows_(p.rows()) {}
    std::span<const std::uint32_t> next()
    {
        lowp::inner::draw_order(lowp::stream{1}, steps_at_once * turn_++, rows_, order_);
        return order_;
    }
    std::uint64_t turn() const { return turn_; }

private:
    std::size_t rows_;
    std::uint64_t turn_ = 0;
    std::uint32_t order_[steps_at_once + 1];
};

std::vector<float> offsets_of(const place& p, float scale)
{
    std::vector<float> offsets(p.rows());
    for (std::size_t i = 0; i < offsets.size(); ++i) offsets[i] = scale * (lowp::stream{2}.uniform(i) - 0.5f);
    return offsets;
}

// As rates are chosen: a step takes away most of its sample's error.
template <bool Svrg>
auto float_case()
{
    return [](const place& p) {
        struct held {
            orders order;
            lowp::aligned_vector<float> z, drift;
            std::vector<float> offsets;
        };
        const auto h =
            std::make_shared<held>(held{orders(p), lowp::aligned_vector<float>(p.columns),
                                        lowp::aligned_vector<float>(p.columns, 1e-6f), offsets_of(p, 1e-3f)});
        const std::size_t rows = 0x4000 / (4 * p.columns);
        // Asking far ahead helps where data are far away, and does harm where they are not.
        const std::size_t ahead = p.bytes <= bench::mebibyte || rows < 2 ? 2 : rows > 16 ? 16 : rows;
        return [h, p, ahead] {
            const float factor = -1.0f / static_cast<float>(p.columns);
            bench::float_run run{all().numbers.data(), p.columns, h->order.next(), factor, ahead, nullptr, nullptr};
            if constexpr (Svrg)
                run.drift = h->drift.data();
            else
                run.offsets = h->offsets.data();
            benchmark::DoNotOptimize(bench::float_steps<Svrg>(run, h->z.data()));
        };
    };
}
template <bool Halp>
auto integer_case(lowp::dot_products use = lowp::dot_products::of_machine)
{
    return [use](const place& p) {
        struct held {
            orders order;
            lowp::aligned_vector<std::int8_t> z;
            lowp::aligned_vector<std::int16_t> drift;
            std::vector<float> offsets;
        };
        const auto h = std::make_shared<held>(held{
            orders(p), lowp::aligned_vector<std::int8_t>(p.columns),
            lowp::aligned_vector<std::int16_t>(lowp::drift_size(p.columns), std::int16_t{100}), offsets_of(p, 1e4f)});
        return [h, p, use] {
            const float factor = -16.0f / static_cast<float>(p.columns);
            const auto order = h->order.next();
            const lowp::integer_steps<std::int8_t> run{
                {all().codes.data(), p.columns, p.columns}, order, lowp::stream{3}, h->order.turn() * steps_at_once,
                Halp ? h->drift.data() : nullptr,           0};
            const lowp::linear_coefficient a{factor, Halp ? nullptr : h->offsets.data()};
            benchmark::DoNotOptimize(take_steps(run, h->z, a, use));
        };
    };
}
auto short_case()
{
    return [](const place& p) {
        struct held {
            orders order;
            lowp::aligned_vector<std::int16_t> w;
            std::vector<float> offsets;
        };
        const auto h = std::make_shared<held>(
            held{orders(p), lowp::aligned_vector<std::int16_t>(p.columns), offsets_of(p, 1e-2f)});
        return [h, p] {
            const double factor = -0x1p-30 / static_cast<double>(p.columns);
            const auto order = h->order.next();
            const lowp::integer_steps<std::int16_t> run{{all().shorts.data(), p.columns, p.columns},
                                                        order,
                                                        lowp::stream{3},
                                                        h->order.turn() * steps_at_once,
                                                        nullptr,
                                                        0};
            benchmark::DoNotOptimize(take_steps(run, h->w, [&](std::size_t i, std::int64_t dot) {
                return lowp::scaled_coefficient_of(static_cast<double>(dot) * factor +
                                                   static_cast<double>(h->offsets[i]));
            }));
        };
    };
}
// A row, and nothing done with it.
template <class T>
auto reading(const lowp::aligned_vector<T> data::* which)
{
    return [which](const place& p) {
        const auto order = std::make_shared<orders>(p);
        return [order, p, which] {
            const auto rows = order->next();
            const auto row = [&](std::size_t s) {
                return (all().*which).data() + rows[s < rows.size() ? s : rows.size() - 1] * p.columns;
            };
            const std::size_t count = 0x4000 / (p.columns * sizeof(T)), ahead = count < 2 ? 2 : count > 16 ? 16 : count;
            using words = lowp::lanes<std::uint32_t>;
            words seen(0u);
            for (std::size_t s = 0; s < steps_at_once; ++s) {
                const T *const x = row(s), *const far = row(s + ahead);
                for (std::size_t j = 0; j < p.columns; j += sizeof(words) / sizeof(T)) {
                    seen = seen | words::load(reinterpret_cast<const std::uint32_t*>(x + j));
                    __builtin_prefetch(far + j);
                }
            }
            benchmark::DoNotOptimize(seen);
        };
    };
}

}  // namespace

int main(int argc, char** argv)
{
    bench::step_table table;
    const char *const svrg = "SVRG, binary32", *const sgd = "SGD, binary32";
    table.add(svrg, steps_at_once, float_case<true>());
    table.add("HALP-8, integers", steps_at_once, integer_case<true>());
    table.add(sgd, steps_at_once, float_case<false>());
    table.add("LP-SGD-8, integers", steps_at_once, integer_case<false>());
    table.add("LP-SGD-16, integers", steps_at_once, short_case());
    table.add("HALP-8, loop for any machine", steps_at_once, integer_case<true>(lowp::dot_products::none));
    table.add("reading rows of binary32", steps_at_once, reading(&data::numbers));
    table.add("reading rows of bytes", steps_at_once, reading(&data::codes));

    const auto in = [](const char* level, std::size_t from) {
        return [level = std::string(level), from](const place& p) { return p.level == level && p.columns >= from; };
    };
    const auto in_memory = [](const place& p) { return p.bytes > bench::mebibyte && p.columns >= 1024; };
    const auto anywhere = [](const place&) { return true; };
    table.compare({"HALP-8 / SVRG, 256 MB", "HALP-8, integers", svrg, 2.8, 3.5, in("256M", 1024)});
    table.compare({"HALP-8 / SVRG, 64 MB", "HALP-8, integers", svrg, 3.2, 4.0, in("64M", 1024)});
    table.compare({"HALP-8 / SVRG, L2", "HALP-8, integers", svrg, 2.0, 2.0, in("L2", 4096)});
    table.compare({"HALP-8 / SVRG, anywhere", "HALP-8, integers", svrg, 1.0, 1.0, anywhere});
    table.compare({"LP-SGD-8 / SGD, in memory", "LP-SGD-8, integers", sgd, 3.0, 3.0, in_memory});
    table.compare({"LP-SGD-8 / SGD, anywhere", "LP-SGD-8, integers", sgd, 1.0, 1.0, anywhere});
    table.compare({"LP-SGD-16 / SGD, in memory", "LP-SGD-16, integers", sgd, 1.0, 1.0, in_memory});

    std::puts(lowp::describe_machine().c_str());
    if (const int status = table.run(argc, argv); status != 0) return status;
    bench::race();
    return 0;
}
