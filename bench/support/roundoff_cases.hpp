// bench/support/roundoff_cases.hpp -- measurements of round-off as benchmarks: figures of the error beside the time.
//
// The time is that of measuring: the operation in the format, the same in binary64, and the comparison.
#pragma once

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lowp/linalg/matrix.hpp"
#include "lowp/precision/accumulators.hpp"
#include "lowp/precision/operation_error.hpp"
#include "lowp/precision/recipe_text.hpp"
#include "lowp/quantize/error_theory.hpp"
#include "lowp/random/distribution.hpp"

namespace bench {

struct input {
    std::string name;
    std::shared_ptr<const std::vector<float>> numbers;
    std::size_t depth = 256;  // of rows
};

inline std::vector<float> drawn(lowp::distribution d, std::size_t n, std::uint64_t seed = 2024)
{
    std::vector<float> x(n);
    fill(d, lowp::stream{seed}.fork(lowp::distribution_text(d)), x);
    return x;
}
inline std::vector<input> drawn_inputs(std::size_t n)
{
    std::vector<input> all;
    for (std::size_t k = 0; k < lowp::distribution_names.size(); ++k)
        all.push_back({std::string(lowp::distribution_names[k]),
                       std::make_shared<const std::vector<float>>(drawn(static_cast<lowp::distribution>(k), n))});
    return all;
}

inline lowp::any_quantizer quantizer_of(const std::string& format, std::string_view mode)
{
    lowp::any_quantizer q = lowp::parse_quantizer(format);
    q.rounding = lowp::parse_rounding(mode, lowp::stream{7});
    return q;
}

// JSON has no word for figures that are not finite: they are left out. CSV has the same columns in all rows: there they
// are "nan".
inline bool in_columns = false;
inline void show(benchmark::State& state, const char* name, double figure)
{
    if (std::isfinite(figure)) state.counters[name] = figure;
}
inline void show_columns(benchmark::State& state)
{
    if (!in_columns) return;
    for (const char* const name :
         {"sqnr_db", "rms", "bias", "bias_se", "mean_relative", "mean_ulps", "largest_ulps", "saturated", "flushed",
          "lost", "value_steps", "entropy", "distinct", "bits", "surviving", "rms_share", "bound", "probable_bound"})
        if (!state.counters.contains(name)) state.counters[name] = std::numeric_limits<double>::quiet_NaN();
}
inline void show(benchmark::State& state, const lowp::quantization_error& e)
{
    show(state, "sqnr_db", e.sqnr_db());
    show(state, "rms", e.rms());
    show(state, "bias", e.bias());
    show(state, "bias_se", e.bias_standard_error());
    show(state, "mean_relative", e.mean_relative());
    show(state, "mean_ulps", e.mean_ulps());
    show(state, "largest_ulps", e.largest_ulps());
    show(state, "saturated", e.share(e.counts().saturated));
    show(state, "flushed", e.share(e.counts().flushed));
    show(state, "lost", static_cast<double>(e.lost()));
    show(state, "value_steps", static_cast<double>(e.value_steps()));
    if (!e.codes().counts().empty()) {
        show(state, "entropy", e.codes().entropy());
        show(state, "distinct", static_cast<double>(e.codes().distinct()));
    }
    if (e.format()) show(state, "bits", lowp::width_of(*e.format()));
}

inline auto measuring(lowp::operation what, const lowp::any_quantizer& q, const input& in)
{
    return [what, q, in](benchmark::State& state) {
        const lowp::operation_options options{.depth = in.depth, .draw = lowp::stream{3}};
        lowp::quantization_error e;
        double surviving = std::numeric_limits<double>::quiet_NaN();
        for (auto _ : state) {
            if (what == lowp::operation::sgd_update) {
                auto found = lowp::error_of_update(q, *in.numbers, options.step, options.draw);
                e = std::move(found.error), surviving = found.surviving;
            } else {
                e = lowp::error_of(what, q, *in.numbers, options);
            }
        }
        state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(in.numbers->size()));
        show(state, e);
        show(state, "surviving", surviving);
        show_columns(state);
    };
}

// side x side dot products of `depth` numbers of e4m3fn, summed by an accumulator; the input has as many numbers.
// Beside the other figures: the root mean square of errors as shares of the sums of magnitudes, and what theory has as
// bounds of these.
inline constexpr std::size_t side = 16;
inline auto accumulating(const lowp::named_accumulator& by, bool draws, const input& in, std::size_t depth)
{
    return [by, draws, in, depth](benchmark::State& state) {
        lowp::matrix<float> a(side, depth), b(side, depth), c(side, side);
        const lowp::quantizer round{lowp::known<lowp::e4m3fn>};
        const std::span<const float> numbers(*in.numbers);
        round(numbers.first(side * depth), a.span());
        round(numbers.subspan(side * depth, side * depth), b.span());
        for (auto _ : state) {
            by.multiply(a, transposed(b), c);
            benchmark::ClobberMemory();
        }
        state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(side * side * depth));

        std::vector<double> exact, sums(c.span().begin(), c.span().end());
        double squares = 0;
        for (std::size_t i = 0; i < side; ++i)
            for (std::size_t j = 0; j < side; ++j) {
                double sum = 0, magnitudes = 0;  // exact
                for (std::size_t k = 0; k < depth; ++k) {
                    const double term = static_cast<double>(a(i, k)) * static_cast<double>(b(j, k));
                    sum += term, magnitudes += std::fabs(term);
                }
                const double share = magnitudes > 0 ? (sums[exact.size()] - sum) / magnitudes : 0;
                squares += share * share;
                exact.push_back(sum);
            }
        lowp::quantization_error e(by.format);
        e.add(exact, sums);
        show(state, e);
        show(state, "rms_share", std::sqrt(squares / (side * side)));
        if (const auto* f = std::get_if<lowp::floating_format>(&by.format)) {
            using lowp::theory::rounded;
            const double u = unit_roundoff(*f, draws ? rounded::stochastically : rounded::to_nearest);
            show(state, "bound", lowp::theory::sum_bound(depth, u));
            show(state, "probable_bound", lowp::theory::probable_sum_bound(depth, u));
        }
        show_columns(state);
    };
}

}  // namespace bench
