// lowp/linalg/samples.hpp -- the rows of a matrix as the samples of a linear model: dot products and additions in
// binary64.
//
//     const auto x = samples_of(features);   // matrix_view, matrix, sparse_matrix, packed_matrix
//     double margin = x.dot(i, w);           // <x_i, w>
//     x.add(-rate * slope, i, w);            // w -= rate slope x_i
//
// Elements are numbers of binary32 or codes of any format; sparse ones may be integers times one `unit`, too. What a
// sample is stored in does not show in what is computed with it. Dense sums are trees that depend on the length alone
// (lowp/linalg/vectors.hpp), sparse ones go by ascending columns; products are rounded by themselves. So the same bits
// on every machine.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <type_traits>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/core/sparse_matrix.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/linalg/vectors.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// What linear models ask of their data. Preconditions of all: i < rows(), and w and g of columns() numbers.
template <class X>
concept samples = requires(const X x, std::size_t i, std::span<const double> w, std::span<double> g, double c) {
    { x.rows() } -> std::convertible_to<std::size_t>;
    { x.columns() } -> std::convertible_to<std::size_t>;
    { x.dot(i, w) } -> std::convertible_to<double>;  // <x_i, w>
    x.add(c, i, g);                                  // g += c x_i
    x.visit(i, [](std::size_t /*column*/, double /*element*/) {});
};

// One of them: what is computed with it.
template <class X>
struct one_sample {
    const X& all;
    std::size_t i;

    double dot(std::span<const double> w) const { return all.dot(i, w); }
    void add(double c, std::span<double> g) const { all.add(c, i, g); }
};

// Calls use(sample) where much is computed with one: samples that have a member with_sample() make it ready once.
template <samples X, class Use>
decltype(auto) with_sample(const X& x, std::size_t i, const Use& use)
{
    if constexpr (requires { x.with_sample(i, use); })
        return x.with_sample(i, use);
    else
        return use(one_sample<X>{x, i});
}

namespace inner {

// Dense runs of a row: numbers of binary32 from column j on.
inline double dot_with_run(const float* x, const double* w, std::size_t n)
{
    return sum_of_terms<double>(n, 1, [x, w]<class V>(std::size_t k, std::type_identity<V>) {
        return unfused_product(load_as<V>(x + k), load_as<V>(w + k));
    });
}
inline void add_run(double c, const float* x, double* g, std::size_t n)
{
    using numbers = lanes<double>;
    const numbers factor(c);
    std::size_t k = 0;
    for (; k + numbers::size <= n; k += numbers::size)
        (numbers::load(g + k) + unfused_product(factor, numbers::load(x + k))).store(g + k);
    for (; k < n; ++k) g[k] += unfused_product(c, static_cast<double>(x[k]));
}

struct decoded_sample {
    const float* x;
    std::size_t n;

    double dot(std::span<const double> w) const { return dot_with_run(x, w.data(), n); }
    void add(double c, std::span<double> g) const { add_run(c, x, g.data(), n); }
};

}  // namespace inner

// Rows of consecutive floats.
struct dense_samples {
    matrix_view<const float> view;

    std::size_t rows() const noexcept { return view.rows; }
    std::size_t columns() const noexcept { return view.columns; }
    double dot(std::size_t i, std::span<const double> w) const
    {
        return inner::dot_with_run(row(i), w.data(), view.columns);
    }
    void add(double c, std::size_t i, std::span<double> g) const { inner::add_run(c, row(i), g.data(), view.columns); }
    template <class Visit>
    void visit(std::size_t i, const Visit& use) const
    {
        for (std::size_t j = 0; j < view.columns; ++j) use(j, static_cast<double>(row(i)[j]));
    }

private:
    const float* row(std::size_t i) const noexcept { return view.data + i * view.row_stride; }
};

// Rows of codes, which are decoded a piece at a time.
template <format_source Format>
struct coded_samples {
    const packed_matrix<Format>& codes;

    // The matrix keeps its format while it is looked at.
    explicit coded_samples(const packed_matrix<Format>& x)
        : codes(x), format_(x.format()), numbers_of_(way_to_decode(x))
    {}

    std::size_t rows() const noexcept { return codes.rows(); }
    std::size_t columns() const noexcept { return codes.columns(); }
    double dot(std::size_t i, std::span<const double> w) const
    {
        // A piece is a block of the tree.
        const std::size_t n = columns();
        if (n <= piece) return with_sample(i, [&](const auto& x) { return x.dot(w); });
        const std::size_t pieces = (n + piece - 1) / piece;
        const scratch<double> sums(pieces);
        for (std::size_t p = 0; p < pieces; ++p) {
            const std::size_t first = p * piece, count = std::min(piece, n - first);
            sums.data()[p] = decoded(i, first, count,
                                     [&](const float* x) { return inner::dot_with_run(x, w.data() + first, count); });
        }
        return inner::sum_by_halves(sums.data(), pieces);
    }
    void add(double c, std::size_t i, std::span<double> g) const
    {
        for (std::size_t first = 0; first < columns(); first += piece) {
            const std::size_t count = std::min(piece, columns() - first);
            decoded(i, first, count, [&](const float* x) { inner::add_run(c, x, g.data() + first, count); });
        }
    }
    template <class Visit>
    void visit(std::size_t i, const Visit& use) const
    {
        for (std::size_t j = 0; j < columns(); ++j) use(j, codes(i, j));
    }
    // Decoded once, if it is a piece.
    template <class Use>
    decltype(auto) with_sample(std::size_t i, const Use& use) const
    {
        const std::size_t n = columns();
        if (n > piece) return use(one_sample<coded_samples>{*this, i});
        return decoded(i, 0, n, [&](const float* x) { return use(inner::decoded_sample{x, n}); });
    }

private:
    static constexpr std::size_t piece = inner::summed_block;
    using way = std::function<void(const std::uint8_t* row, std::size_t first, std::size_t count, float* to)>;

    // Found out once: some formats have a table to make.
    static way way_to_decode(const packed_matrix<Format>& x)
    {
        return with_descriptor(x.format(), [&]<class F>(const F& f) -> way {
            LOWP_EXPECTS(carries<float>(f), "samples of a format whose values float holds");
            return inner::decoder<float, F>(f, x.rows() * x.columns());
        });
    }
    template <class Use>
    auto decoded(std::size_t i, std::size_t first, std::size_t count, const Use& use) const
    {
        alignas(cache_line) float x[piece];
        LOWP_EXPECTS(any_of(codes.format()) == any_of(format_), "samples whose matrix has kept its format");
        numbers_of_(codes.row(i).bytes, first, count, x);
        return use(static_cast<const float*>(x));
    }

    [[no_unique_address]] Format format_;
    way numbers_of_;
};

// Elements of T times `unit`, one after the other in ascending order of columns.
template <class T>
struct sparse_samples {
    const sparse_matrix<T>& matrix;
    double unit = 1;

    std::size_t rows() const noexcept { return matrix.rows(); }
    std::size_t columns() const noexcept { return matrix.columns(); }
    double dot(std::size_t i, std::span<const double> w) const
    {
        const auto row = matrix.row(i);
        double sum = 0;
        for (std::size_t k = 0; k < row.size(); ++k)
            sum += unfused_product(static_cast<double>(row.values[k]), w[row.columns[k]]);
        return unfused_product(sum, unit);
    }
    void add(double c, std::size_t i, std::span<double> g) const
    {
        const auto row = matrix.row(i);
        const double factor = c * unit;
        for (std::size_t k = 0; k < row.size(); ++k)
            g[row.columns[k]] += unfused_product(factor, static_cast<double>(row.values[k]));
    }
    template <class Visit>
    void visit(std::size_t i, const Visit& use) const
    {
        const auto row = matrix.row(i);
        for (std::size_t k = 0; k < row.size(); ++k)
            use(std::size_t{row.columns[k]}, unfused_product(static_cast<double>(row.values[k]), unit));
    }
};

// Of what somebody else owns, and keeps as long as the samples are used: not of temporaries that own their elements.
// Rows of a view are of consecutive elements.
inline dense_samples samples_of(const matrix_view<const float>& x)
{
    LOWP_EXPECTS(x.column_stride == 1, "samples whose rows are of consecutive elements");
    return {x};
}
inline dense_samples samples_of(const matrix_view<float>& x) { return samples_of(matrix_view<const float>(x)); }
inline dense_samples samples_of(const matrix<float>& x) { return samples_of(x.view()); }
dense_samples samples_of(matrix<float>&&) = delete;
template <format_source Format>
coded_samples<Format> samples_of(const packed_matrix<Format>& x)
{
    return coded_samples<Format>(x);
}
template <format_source Format>
coded_samples<Format> samples_of(packed_matrix<Format>&&) = delete;
template <class T>
sparse_samples<T> samples_of(const sparse_matrix<T>& x, double unit = 1) noexcept
{
    return {x, unit};
}
template <class T>
sparse_samples<T> samples_of(sparse_matrix<T>&&, double = 1) = delete;
template <samples X>
X samples_of(const X& x)
{
    return x;
}

}  // namespace LOWP_ISA
}  // namespace lowp
