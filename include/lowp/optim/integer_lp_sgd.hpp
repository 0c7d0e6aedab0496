// lowp/optim/integer_lp_sgd.hpp -- LP-SGD for linear models whose data are codes of 8 or 16 bits: steps in integers.
//
//     minimize(integer_lp_sgd{.rate = 0.1, .bits = 8, .pitch = 0x1p-6}, least_squares{x, y}, w);
//
// The weights are w = pitch W, with W integers of as many bits as the data have: 8 bits as in
// lowp/linalg/integer_step.hpp, 16 as in short_step.hpp, dense or sparse. A step is W - a x_i with a = rate slope_i
// unit / pitch, rounded stochastically and saturating, as that of lp_sgd (lowp/optim/lp_sgd.hpp) with no momentum and
// rounded weights alone, but for a itself: with 8 bits it is a multiple of 2^-16 of at most 1/4, so that smaller steps
// round to nothing and larger ones are cut; with 16 it has 15 significant bits and is at most 1. A rate and a pitch
// that keep |a| between 2^-12 and 1/4 lose nothing that shows.
//
// A penalty acts once in several steps, k, with rate penalty k at most 1/8 and k at most 1024: W <- (1 - rate
// penalty)^k W, rounded stochastically.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/epilogue.hpp"
#include "lowp/linalg/integer_steps.hpp"
#include "lowp/linalg/samples.hpp"
#include "lowp/linalg/sparse_step.hpp"
#include "lowp/optim/integer_data.hpp"
#include "lowp/optim/integer_halp.hpp"
#include "lowp/optim/linear_problem.hpp"
#include "lowp/optim/losses.hpp"
#include "lowp/optim/minimize.hpp"
#include "lowp/optim/sample_order.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// The model: codes of 8 or 16 bits, whichever is in use.
template <class X, class Loss>
class integer_sgd_run : public run_basics {
public:
    using problem = linear_problem<X, Loss>;

    integer_sgd_run(const problem& f, std::span<const double> w, const minimize_options& how, double rate, int bits,
                    double pitch, dot_products use)
        : f_(f), how_(how), rate_(rate), bits_(bits), pitch_(pitch), use_(use)
    {
        expect_option(f.dimension() <= largest_step_columns, name, "the dimension", static_cast<double>(f.dimension()),
                      "at most 131071");
        if constexpr (is_sparse) {
            using element = std::remove_cvref_t<decltype(f.features().matrix.values()[0])>;
            static_assert(std::same_as<element, std::int8_t> || std::same_as<element, std::int16_t>,
                          "integer_lp_sgd: sparse data of int8 or int16");
            constexpr int found = 8 * static_cast<int>(sizeof(element));
            expect_option(bits == found, name, "bits", bits,
                          found == 8 ? "8, as the data have" : "16, as the data have");
            unit_ = f.features().unit;
            begin<element>(w);
        } else if (bits == 8) {
            narrow_.data = integer_data_of<std::int8_t>(f.features(), name);
            unit_ = narrow_.data.unit;
            begin<std::int8_t>(w);
        } else {
            wide_.data = integer_data_of<std::int16_t>(f.features(), name);
            unit_ = wide_.data.unit;
            begin<std::int16_t>(w);
        }
        const double shrinks = rate * f.penalty();
        expect_option(shrinks <= 0x1p-4, name, "rate times the problem's penalty", shrinks, "at most 1/16");
        if (shrinks > 0) {
            steps_between_ = std::max<std::size_t>(1, static_cast<std::size_t>(std::min(1024.0, 0.125 / shrinks)));
            kept_ = 1 - shrinks;
        }
        if (has_line && bits == 8) {
            line_.factor = static_cast<float>(-rate * unit_ * unit_ * one_coefficient);
            offsets_.resize(f.size());
            for (std::size_t i = 0; i < f.size(); ++i)
                offsets_[i] = static_cast<float>(rate * unit_ / pitch * one_coefficient * f.target(i));
            line_.offsets = offsets_.data();
            expect_option(std::isfinite(line_.factor) &&
                              std::all_of(offsets_.begin(), offsets_.end(), [](float x) { return std::isfinite(x); }),
                          name, "rate", rate, "one whose coefficients binary32 holds");
        }
    }
    integer_sgd_run(const integer_sgd_run&) = delete;

    void advance(std::size_t, std::span<const double>, std::span<double> w)
    {
        seen = {};
        bits_ == 8 ? steps<std::int8_t>(w) : steps<std::int16_t>(w);
    }
    double pitch() const noexcept { return pitch_; }

private:
    static constexpr const char* name = "integer_lp_sgd";
    static constexpr bool is_sparse = requires(const X x) { x.matrix; };
    static constexpr bool has_line = std::same_as<Loss, squared_loss>;

    template <class T>
    struct model {
        aligned_vector<T> codes{};
        integer_data<T> data{};  // dense
    };
    template <class T>
    model<T>& of() noexcept
    {
        if constexpr (sizeof(T) == 1)
            return narrow_;
        else
            return wide_;
    }
    template <class T>
    static constexpr int largest = sizeof(T) == 1 ? 127 : 32767;

    template <class T>
    void begin(std::span<const double> w)
    {
        of<T>().codes.resize(w.size());
        for (std::size_t j = 0; j < w.size(); ++j)
            of<T>().codes[j] = static_cast<T>(integer_within(w[j] / pitch_, largest<T>));
    }

    template <class T>
    void steps(std::span<double> w)
    {
        auto& codes = of<T>().codes;
        const lowp::stream rounding = how_.draw.fork("rounding");
        for_each_run_of_steps(
            how_.draw, computed, how_.steps, f_.size(), [&](std::span<const std::uint32_t> order, std::uint64_t first) {
                const std::size_t count = order.size() - 1, at_once = steps_between_;
                for (std::size_t s = 0; s < count; s += at_once) {
                    const std::size_t some = std::min(at_once, count - s);
                    take<T>(order.subspan(s, some + 1), rounding, first + s);
                    if (kept_ < 1) shrink(codes, some, how_.draw.fork("penalty").fork(first + s));
                }
                seen.elements += codes.size();
                for (const T code : codes)
                    seen.saturated += code >= largest<T> || code < -largest<T> + (sizeof(T) == 1 ? 0 : 1);
            });
        computed += how_.steps;
        for (std::size_t j = 0; j < w.size(); ++j) w[j] = pitch_ * static_cast<double>(codes[j]);
    }

    template <class T>
    void shrink(aligned_vector<T>& codes, std::size_t times, const lowp::stream& draw) const
    {
        double share = 1;
        for (std::size_t k = 0; k < times; ++k) share *= kept_;
        for (std::size_t j = 0; j < codes.size(); ++j)
            codes[j] = static_cast<T>(
                integer_below(unfused_product(share, static_cast<double>(codes[j])), draw.uniform(j), largest<T> + 1));
    }
    template <class T>
    void take(std::span<const std::uint32_t> order, const lowp::stream& rounding, std::uint64_t first)
    {
        model<T>& now = of<T>();
        const auto coefficient = [this](std::size_t i, std::int64_t dot) {
            const double margin = unfused_product(unit_ * pitch_, static_cast<double>(dot));
            const double step = -rate_ * unit_ / pitch_ * Loss::slope(margin, f_.target(i));
            if constexpr (sizeof(T) == 1)
                return integer_within(step * one_coefficient, largest_coefficient);
            else
                return scaled_coefficient_of(step);
        };
        if constexpr (is_sparse) {
            if constexpr (requires {
                              sparse_step(f_.features().matrix.row(0), coefficient(0, 0), rounding, now.codes.data());
                          })
                for (std::size_t s = 0; s + 1 < order.size(); ++s) {
                    const auto row = f_.features().matrix.row(order[s]);
                    sparse_step(row, coefficient(order[s], dot_of_codes(now.codes.data(), row)),
                                rounding.fork(first + s), now.codes.data());
                }
        } else {
            const integer_steps<T> run{now.data.rows, order, rounding, first, nullptr, 0};
            if constexpr (has_line && sizeof(T) == 1)
                take_steps(run, now.codes, line_, use_);
            else
                take_steps(run, now.codes, coefficient, use_);
        }
    }

    const problem& f_;
    minimize_options how_;
    double rate_;
    int bits_;
    double pitch_;
    dot_products use_;
    double unit_ = 1;
    std::size_t steps_between_ = 1024;  // how often weights shrink, and by what a step
    double kept_ = 1;
    model<std::int8_t> narrow_{};
    model<std::int16_t> wide_{};
    linear_coefficient line_{};
    aligned_vector<float> offsets_{};
};

}  // namespace inner

struct integer_lp_sgd {
    double rate = 0.1;
    int bits = 8;      // of the data and of the weights: 8 or 16
    double pitch = 0;  // of the weights' grid; 0: 2^(2 - bits), so that they reach to 2 either way
    dot_products use = dot_products::of_machine;  // which changes no result

    // Throws std::invalid_argument for options that make no sense, and for data that are not integers of so many bits.
    template <class X, class Loss>
        requires requires(const X x) { x.codes.row_bytes(); } || requires(const X x) { x.matrix.kept(); }
    auto begin(const linear_problem<X, Loss>& f, std::span<const double> w, const minimize_options& how) const
    {
        inner::expect_positive("integer_lp_sgd", "rate", rate);
        inner::expect_option(bits == 8 || bits == 16, "integer_lp_sgd", "bits", bits, "8 or 16");
        inner::expect_option(pitch >= 0 && std::isfinite(pitch), "integer_lp_sgd", "pitch", pitch,
                             "a positive number, or 0 for the default");
        return inner::integer_sgd_run<X, Loss>(f, w, how, rate, bits, pitch > 0 ? pitch : exp2i(2 - bits), use);
    }
};

}  // namespace LOWP_ISA
}  // namespace lowp
