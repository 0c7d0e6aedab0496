// lowp/optim/finite_sum.hpp -- what the optimizers here minimize: f(w) = (1/N) sum of f_i(w), in binary64.
//
//     struct mine {                                                 // your own problem
//         std::size_t size() const;                                 // N, from 1 to 2^32 - 1
//         std::size_t dimension() const;                            // d
//         double loss(std::size_t i, std::span<const double> w) const;                                  // f_i(w)
//         void add_gradient(std::size_t i, std::span<const double> w, double c, std::span<double> g) const;
//     };                                                            // g += c grad f_i(w)
//     static_assert(lowp::finite_sum<mine>);
//
// A penalty p/2 |w|^2 that every f_i shares may stand apart, as a member penalty() that gives p and is in neither of
// the others: it then costs once a step, and not once a sample, what it costs.
//
// Where both are asked for at once, f_i(w) and g += c grad f_i(w), a member loss_and_gradient(i, w, c, g) may spare
// time: the same numbers as of the two, one after the other.
//
// The mean over all samples is summed in pieces of samples, whose number depends on N alone; threads share the pieces,
// so that the bits do not depend on them. A problem's members are called from several threads then, and do not throw.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/vectors.hpp"

namespace lowp {

template <class F>
concept finite_sum = requires(const F f, std::size_t i, std::span<const double> w, double c, std::span<double> g) {
    { f.size() } -> std::convertible_to<std::size_t>;
    { f.dimension() } -> std::convertible_to<std::size_t>;
    { f.loss(i, w) } -> std::convertible_to<double>;
    f.add_gradient(i, w, c, g);
};

inline namespace LOWP_ISA {

template <finite_sum F>
double penalty_of(const F& f)
{
    if constexpr (requires { f.penalty(); })
        return f.penalty();
    else
        return 0;
}

namespace inner {

inline constexpr std::size_t pieces_of_samples = 16;

// Calls work(piece, first, last) for pieces of n samples. Waking a thread takes longer than some hundred thousand
// operations.
template <class Work>
void for_each_piece_of_samples(std::size_t n, std::size_t dimension, int threads, const Work& work)
{
    constexpr std::size_t operations_for_a_thread = std::size_t{1} << 20;
    const std::size_t pieces = std::min(n, pieces_of_samples), worth = 1 + n * dimension / operations_for_a_thread;
    threads = static_cast<int>(std::min(static_cast<std::size_t>(threads), worth));
    parallel_for(pieces, threads, [&](std::size_t p) { work(p, p * n / pieces, (p + 1) * n / pieces); });
}

template <finite_sum F>
double loss_and_gradient(const F& f, std::size_t i, std::span<const double> w, std::span<double> g)
{
    if constexpr (requires { f.loss_and_gradient(i, w, 1.0, g); }) {
        return f.loss_and_gradient(i, w, 1.0, g);
    } else {
        f.add_gradient(i, w, 1, g);
        return f.loss(i, w);
    }
}

template <finite_sum F>
double mean_loss(const F& f, const double (&sums)[pieces_of_samples], std::span<const double> w)
{
    const double norm = nrm2(w);
    return sum_by_halves(sums, pieces_of_samples) / static_cast<double>(f.size()) +
           unfused_product(penalty_of(f) / 2 * norm, norm);
}

// g = the mean of gradients, of which add(i, part, p) adds that of sample i in piece p.
template <finite_sum F, class Add>
void mean_gradient(const F& f, std::span<const double> w, std::span<double> g, int threads, const Add& add)
{
    const std::size_t n = f.size(), d = f.dimension();
    LOWP_EXPECTS(n > 0 && w.size() == d && g.size() == d, "a problem with samples, w and g of its dimension");
    LOWP_EXPECTS(w.data() != g.data(), "a gradient that goes to other memory than w's");
    aligned_vector<double> parts(std::min(n, pieces_of_samples) * d);
    for_each_piece_of_samples(n, d, threads, [&](std::size_t p, std::size_t first, std::size_t last) {
        const auto part = std::span(parts).subspan(p * d, d);
        for (std::size_t i = first; i < last; ++i) add(i, part, p);
    });
    for (std::size_t j = 0; j < d; ++j) {
        double sum = 0;
        for (std::size_t k = j; k < parts.size(); k += d) sum += parts[k];
        g[j] = sum / static_cast<double>(n);
    }
    axpy(penalty_of(f), w, g);
}

}  // namespace inner

// f(w).
template <finite_sum F>
double value(const F& f, std::span<const double> w, int threads = 1)
{
    LOWP_EXPECTS(f.size() > 0 && w.size() == f.dimension(), "a problem with samples, and w of its dimension");
    double sums[inner::pieces_of_samples] = {};
    inner::for_each_piece_of_samples(f.size(), f.dimension(), threads,
                                     [&](std::size_t p, std::size_t first, std::size_t last) {
                                         for (std::size_t i = first; i < last; ++i) sums[p] += f.loss(i, w);
                                     });
    return inner::mean_loss(f, sums, w);
}

// g = grad f(w); g is other memory than w.
template <finite_sum F>
void gradient(const F& f, std::span<const double> w, std::span<double> g, int threads = 1)
{
    inner::mean_gradient(f, w, g, threads,
                         [&](std::size_t i, std::span<double> part, std::size_t) { f.add_gradient(i, w, 1, part); });
}

// Both: f(w), and g = grad f(w), the same bits in one pass over the samples; g is other memory than w.
template <finite_sum F>
double value_and_gradient(const F& f, std::span<const double> w, std::span<double> g, int threads = 1)
{
    double sums[inner::pieces_of_samples] = {};
    inner::mean_gradient(f, w, g, threads, [&](std::size_t i, std::span<double> part, std::size_t p) {
        sums[p] += inner::loss_and_gradient(f, i, w, part);
    });
    return inner::mean_loss(f, sums, w);
}

}  // namespace LOWP_ISA
}  // namespace lowp
